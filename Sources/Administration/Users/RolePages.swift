import Access
import Ledger
import Pages

/// What roles there are, what each lets one do, and groups of reviewers that an administrator makes.
struct RolePages {
    let access: AccessDesk
    /// The roles that processes name, each with the titles of those processes.
    let wanted: [String: [String]]

    var routes: [Route] { [list] + [put, remove].flatMap(\.routes) }

    private static let crumbs = [Page.Crumb("Users", "/users"), Page.Crumb("Roles", "/roles")]

    private var list: Route {
        .page("/roles", "Roles and what they may do", access: .may(.manageUsers)) { _ in
            let roles = try await access.roles()
            let table = Table(
                "What each role may do", id: "roles-table",
                columns: [.init("May")] + roles.map { .init($0.title) },
                rows: Permission.allCases.map { permission in
                    [.html("<span title=\"\(permission.rawValue)\">\(permission.sentence)</span>")]
                        + roles.map { $0.permissions.contains(permission) ? .text("yes") : .none }
                }, hidesCaption: true)
            let names = Table(
                "Roles", id: "names-table", columns: [.init("Name"), .init("Title"), .init("Who should hold it"), .init("")],
                rows: roles.map { role in
                    [
                        .html(.code(role.name)), .text(role.title), .text(role.summary),
                        role.isStandard ? .html(.tag("standard")) : .html(Self.actions(role)),
                    ]
                }, hidesCaption: true, stacks: true)
            return .page(
                Page(
                    "Roles", lead: "Process files name roles as the groups that decide.", breadcrumbs: [Page.Crumb("Users", "/users")],
                    actions: [HTML.button("Make a role", to: "/roles/put")],
                    body: """
                        \(missing(roles))
                        \(Section("Roles", id: "names", body: names.html).html)
                        \(Section("What each may do", id: "permissions", body: table.html).html)
                        """))
        }
    }

    private static func actions(_ role: Role) -> HTML {
        let actions = [("Change", "put"), ("Remove", "remove")].map { title, path -> HTML in
            let address = SafeURL(segments: ["roles", path], query: [("name", role.name)])
            return "<a href=\"\(address)\">\(title)<span class=\"visually-hidden\"> \(role.name)</span></a>"
        }
        return actions.joined(separator: " · ")
    }

    /// Processes that name a role which nobody made wait for people who cannot be there.
    private func missing(_ roles: [Role]) -> HTML {
        let names = wanted.keys.filter { name in !roles.contains { $0.name == name } }.sorted()
        guard !names.isEmpty else { return "" }
        let table = Table(
            "Roles that processes name and nobody made", id: "missing-table", columns: [.init("Name"), .init("Process"), .init("")],
            rows: names.map { name in
                let title = name.prefix(1).uppercased() + name.dropFirst().replacing("-", with: " ")
                return [
                    .html(.code(name)), .text((wanted[name] ?? []).joined(separator: ", ")),
                    .html(
                        "<a href=\"\(SafeURL(segments: ["roles", "put"], query: [("name", name), ("title", title)]))\">Make it<span class=\"visually-hidden\">: \(name)</span></a>"
                    ),
                ]
            }, hidesCaption: true, stacks: true)
        return Section(
            "Missing roles", id: "missing", lead: "Processes name these groups as those who decide, and there is no such role yet.",
            body: table.html
        ).html
    }

    private var put: Form {
        Form(
            "/roles/put", "Make or change a role", details: "Standard roles stay as they are.", access: .may(.manageUsers),
            fields: [
                .field(
                    "name", .text(maxLength: 60), "By which process files call it: small letters, digits and hyphens.", label: "Name",
                    required: true),
                .field("title", .text(maxLength: 100), "For people to read.", label: "Title", required: true),
                .field("summary", .text(maxLength: 300), "Who should hold it.", label: "Who"),
                .field(
                    "permissions", .choices(Self.permissions), "Tick what whoever holds the role may do.", label: "What it permits",
                    required: true),
            ], button: "Store the role",
            show: { _, view in
                let role = try await access.roles().first { $0.name == view.typed("name") }
                let filled = view.isRefused ? view : view.filling(Self.fields(of: role, typed: view.typed))
                return Page("Make or change a role", breadcrumbs: Self.crumbs, body: filled.html(command: nil, cancel: "/roles"))
            },
            submit: { request in
                let permissions = request.choices("permissions").compactMap { Permission(rawValue: $0) }
                try await trying(["name of the role": "name", "title of the role": "title", "summary of the role": "summary"]) {
                    try await access.putRole(
                        name: request.text("name") ?? "", title: request.text("title") ?? "", summary: request.text("summary") ?? "",
                        permissions: Set(permissions), actor: request.actor)
                }
                return "/roles"
            })
    }

    /// All permissions, those of one feature together.
    private static let permissions: [Parameter.Choice] = {
        let features = Permission.allCases.reduce(into: [String]()) { if !$0.contains($1.feature) { $0.append($1.feature) } }
        return features.flatMap { feature in
            Permission.allCases.filter { $0.feature == feature }.map { permission in
                let words = permission.sentence
                return Parameter.Choice(permission.rawValue, words.prefix(1).uppercased() + words.dropFirst(), in: feature)
            }
        }
    }()

    /// What the form begins with: the role that its link names, or what reviewers may, as most roles that are made decide in cases.
    private static func fields(of role: Role?, typed: [String: String]) -> [String: String] {
        var fields = ["permissions": (role ?? Role.reviewer).permissions.sorted().map(\.rawValue).joined(separator: ",")]
        if let role { fields.merge(["title": role.title, "summary": role.summary]) { $1 } }
        return fields.merging(typed) { $1 }
    }

    private var remove: Form {
        Form(
            "/roles/remove", "Remove a role", access: .may(.manageUsers),
            fields: [.field("name", .text(maxLength: 60), "The role's name.", label: "Name", required: true)], button: "Remove the role",
            show: { _, view in
                Page(
                    "Remove a role", lead: "Whoever holds it loses it.", breadcrumbs: Self.crumbs,
                    body: view.html(command: nil, cancel: "/roles"))
            },
            submit: { request in
                try await trying { try await access.removeRole(request.text("name") ?? "", actor: request.actor) }
                return "/roles"
            })
    }
}
