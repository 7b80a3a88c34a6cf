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
                        role.isStandard ? .html(.tag("standard")) : .html("<a href=\"/roles/remove?name=\(role.name)\">Remove<span class=\"visually-hidden\"> \(role.name)</span></a>"),
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
                    .html("<a href=\"\(SafeURL(segments: ["roles", "put"], query: [("name", name), ("title", title)]))\">Make it<span class=\"visually-hidden\">: \(name)</span></a>"),
                ]
            }, hidesCaption: true, stacks: true)
        return Section(
            "Missing roles", id: "missing", lead: "Processes name these groups as those who decide, and there is no such role yet.", body: table.html
        ).html
    }

    private var put: Form {
        Form(
            "/roles/put", "Make or change a role", details: "Standard roles stay as they are.", access: .may(.manageUsers),
            fields: [
                .field("name", .text(maxLength: 60), "By which process files call it: small letters, digits and hyphens.", label: "Name", required: true),
                .field("title", .text(maxLength: 100), "For people to read.", label: "Title", required: true),
                .field("summary", .text(maxLength: 300), "Who should hold it.", label: "Who"),
                .field(
                    "permissions", .text(maxLength: 500),
                    "What it lets one do, separated by commas: \(Permission.allCases.map(\.rawValue).joined(separator: ", ")).", label: "May",
                    required: true, default: Role.reviewer.permissions.sorted().map(\.rawValue).joined(separator: ", ")),
            ], button: "Store the role",
            show: { _, view in Page("Make or change a role", breadcrumbs: Self.crumbs, body: view.html(command: nil, cancel: "/roles")) },
            submit: { request in
                let names = (request.text("permissions") ?? "").split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
                let permissions = names.compactMap { Permission(rawValue: $0) }
                guard permissions.count == names.count else {
                    let unknown = names.first { Permission(rawValue: $0) == nil } ?? ""
                    throw FormRefusal("permissions", "There is no permission “\(unknown)”.")
                }
                try await trying(["name of the role": "name", "title of the role": "title", "summary of the role": "summary"]) {
                    try await access.putRole(
                        name: request.text("name") ?? "", title: request.text("title") ?? "", summary: request.text("summary") ?? "",
                        permissions: Set(permissions), actor: request.actor)
                }
                return "/roles"
            })
    }

    private var remove: Form {
        Form(
            "/roles/remove", "Remove a role", access: .may(.manageUsers),
            fields: [.field("name", .text(maxLength: 60), "The role's name.", label: "Name", required: true)], button: "Remove the role",
            show: { _, view in Page("Remove a role", lead: "Whoever holds it loses it.", breadcrumbs: Self.crumbs, body: view.html(command: nil, cancel: "/roles")) },
            submit: { request in
                try await trying { try await access.removeRole(request.text("name") ?? "", actor: request.actor) }
                return "/roles"
            })
    }
}
