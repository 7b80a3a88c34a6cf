import Access
import Ledger
import Pages

/// The users of the installation, for whoever manages them.
struct UserPages {
    let access: AccessDesk

    var routes: [Route] { [list] + [invite, newPassword, grant, endGrant, disable, enable, endSessions].flatMap(\.routes) }

    private static let crumbs = [Page.Crumb("Users", "/users")]
    private static let user = Parameter.field("user", .text(maxLength: 40), "The user's name.", label: "User", required: true)
    private static let reason = Parameter.field("reason", .text(maxLength: 500), "It stays in the audit log.", label: "Why")

    private func named(_ request: Request) async throws -> User {
        let name = request.text("user") ?? ""
        guard let user = try await access.user(named: name) else { throw FormRefusal("user", "There is no user “\(name)”.") }
        return user
    }

    // MARK: The list

    private var list: Route {
        .page(
            "/users", "Users", access: .may(.manageUsers),
            parameters: [.text("user", maxLength: 40, "One user, with their roles, sessions and tokens.", label: "User")]
        ) { request in
            let users = try await access.users()
            let grants = try await access.grants()
            if let name = request.text("user") {
                guard let user = users.first(where: { $0.name == name.lowercased() }) else {
                    throw Problem.notFound("There is no user “\(name)”.", suggestions: [.init("All users", "/users")])
                }
                return .privatePage(try await page(of: user, grants.filter { $0.user == user.id }))
            }
            let now = access.clock()
            let table = Table(
                "Users", id: "users-table", columns: [.init("Name"), .init("Others see"), .init("Roles"), .init("State")],
                rows: users.map { user in
                    let roles = grants.filter { $0.user == user.id && $0.isHeld(at: now) }.reversed().map { spelled($0) }
                    return [
                        .link(user.name, "/users?user=\(user.name)"), .text(user.displayName), .text(roles.joined(separator: ", ")),
                        user.isDisabled ? .html(.tag("shut out")) : .none,
                    ]
                },
                empty: EmptyState(
                    "There is no user yet",
                    next: "Run <code>steward user invite --role administrator</code> on the machine on which Steward runs."),
                hidesCaption: true, stacks: true)
            return .privatePage(
                Page(
                    "Users", lead: "Who signs in here, and what they may do.",
                    actions: [HTML.button("Invite somebody", to: "/users/invite"), HTML.button("Roles", to: "/roles")], body: table.html))
        }
    }

    private func spelled(_ grant: Grant) -> String { grant.role + (grant.projectGroup.map { " for \($0)" } ?? "") }

    private func page(of user: User, _ grants: [Grant]) async throws -> Page {
        let now = access.clock()
        let facts = Facts([
            ("Name", HTML.code(user.name)), ("E-mail address", user.email.map(HTML.isolated) ?? "none"),
            ("State", user.isDisabled ? "shut out" : "may sign in"),
            ("Sessions", "\(Format.integer(try await access.sessions(of: user.id).count))"),
            ("API tokens", "\(Format.integer(try await access.tokens(of: user.id).count))"),
        ])
        let table = Table(
            "Roles of the user", id: "grants-table",
            columns: [
                .init("Role"), .init("For"), .init("From", .time), .init("Until", .time), .init("Granted by"), .init("Why"), .init(""),
            ],
            rows: grants.map { grant in
                let isOver = grant.until.map { $0 <= now } ?? false
                return [
                    .text(grant.role), .text(grant.projectGroup ?? "everywhere"), .instant(Instant(seconds: grant.from)),
                    grant.until.map { .instant(Instant(seconds: $0)) } ?? .text("open"), .text(grant.grantedBy), .text(grant.reason ?? ""),
                    isOver
                        ? .html(.tag("ended"))
                        : .html(
                            "<a href=\"/users/roles/end?grant=\(grant.id)\">End<span class=\"visually-hidden\"> \(grant.role)</span></a>"),
                ]
            }, empty: EmptyState("No role was granted", next: "Without one a user sees what visitors see."), hidesCaption: true,
            stacks: true)
        let actions = [
            HTML.button("Grant a role", to: "/users/roles/grant?user=\(user.name)"),
            HTML.button("New password", to: "/users/password?user=\(user.name)"),
            HTML.button("End sessions", to: "/users/sessions/end?user=\(user.name)"),
            user.isDisabled
                ? HTML.button("Let in again", to: "/users/enable?user=\(user.name)")
                : HTML.button("Shut out", to: "/users/disable?user=\(user.name)"),
        ]
        return Page(
            user.displayName, breadcrumbs: Self.crumbs, actions: actions,
            body: """
                \(facts.html)
                \(Section("Roles", id: "roles", body: table.html).html)
                <p><a href="/audit?subject=\(user.actor)">What was done to this user</a> · <a href="/audit?actor=\(user.actor)">What this user did</a></p>
                """)
    }

    // MARK: Invitations

    private var invite: Form {
        Form(
            "/users/invite", "Invite somebody", details: "Shows a link that works once; nothing is sent.", access: .may(.manageUsers),
            fields: [
                .field(
                    "role", .text(maxLength: 60), "The role that they begin with.", label: "Role", required: true, default: Role.member.name
                )
            ],
            button: "Make the link",
            show: { _, view in
                let choices = try await access.roles().filter { $0.name != Role.visitor.name }.map { Parameter.Choice($0.name, $0.title) }
                return Page(
                    "Invite somebody", breadcrumbs: Self.crumbs,
                    body: view.html(command: "steward user invite --role ROLE", choices: ["role": choices], cancel: "/users"))
            },
            answer: { request in
                let made = try await trying { try await access.invite(roles: [request.text("role") ?? ""], actor: request.actor) }
                return Self.link(made.secret, endsAt: made.endsAt, for: "whom you invite")
            })
    }

    private var newPassword: Form {
        Form(
            "/users/password", "Let a user set a new password", details: "Shows a link that works once; nothing is sent.",
            access: .may(.manageUsers),
            fields: [Self.user], button: "Make the link",
            show: { _, view in
                Page(
                    "New password", lead: "The old one holds until the link is used.", breadcrumbs: Self.crumbs,
                    body: view.html(command: "steward user password NAME", cancel: "/users"))
            },
            answer: { request in
                let user = try await named(request)
                let made = try await trying { try await access.inviteToNewPassword(user.id, actor: request.actor) }
                return Self.link(made.secret, endsAt: made.endsAt, for: user.name)
            })
    }

    private static func link(_ secret: SecretText, endsAt: Int64, for whom: String) -> Response {
        let path: SafeURL = "/sign-in/invitation?secret=\(secret.text)"
        return .privatePage(
            Page(
                "The link was made", lead: "It is shown this once. Give it to \(HTML.isolated(whom)) in a way that others cannot read.",
                breadcrumbs: crumbs,
                body: """
                    \(HTML.panel("<p>This site's address, followed by <code>\(path.text)</code></p>"))
                    <p>It works once, until \(Format.timeElement(Instant(seconds: endsAt))). Whoever uses it is signed in; sign out before you try it yourself.</p>
                    """))
    }

    // MARK: Roles

    private var grant: Form {
        Form(
            "/users/roles/grant", "Grant a role", access: .may(.manageUsers),
            fields: [
                Self.user, .field("role", .text(maxLength: 60), "Which role.", label: "Role", required: true),
                .field("group", .text(maxLength: 60), "The short name of a group of projects; everywhere when left empty.", label: "For"),
                .field("from", .date, "The first day on which it holds; from now on when left empty.", label: "From"),
                .field("until", .date, "The first day on which it no longer holds.", label: "Until"), Self.reason,
            ], button: "Grant the role",
            show: { _, view in
                let choices = try await access.roles().filter { $0.name != Role.visitor.name }.map { Parameter.Choice($0.name, $0.title) }
                return Page(
                    "Grant a role", breadcrumbs: Self.crumbs,
                    body: view.html(command: "steward user grant NAME ROLE", choices: ["role": choices], cancel: "/users"))
            },
            submit: { request in
                let user = try await named(request)
                try await trying(["role": "role", "end": "until", "group of projects": "group"]) {
                    try await access.grant(
                        request.text("role") ?? "", to: user.id, for: request.text("group"),
                        from: request.date("from").map { Instant($0).seconds },
                        until: request.date("until").map { Instant($0).seconds }, actor: request.actor, reason: request.text("reason"))
                }
                return "/users?user=\(user.name)"
            })
    }

    private var endGrant: Form {
        Form(
            "/users/roles/end", "End a grant of a role", access: .may(.manageUsers),
            fields: [.field("grant", .integer(1...Int.max), "The number of the grant.", label: "Grant", required: true), Self.reason],
            button: "End the role",
            show: { _, view in
                Page(
                    "End a grant of a role", lead: "It no longer holds from now on.", breadcrumbs: Self.crumbs,
                    body: view.html(command: nil, cancel: "/users"))
            },
            submit: { request in
                try await trying {
                    try await access.end(grant: Int64(request.integer("grant") ?? 0), actor: request.actor, reason: request.text("reason"))
                }
                return "/users"
            })
    }

    // MARK: Shutting out

    private var disable: Form {
        change(
            "/users/disable", "Shut a user out", lead: "Their sessions and tokens end at once. What they did stays.", button: "Shut out",
            command: "steward user disable NAME"
        ) {
            try await access.setDisabled($0.id, true, actor: $1.actor, reason: $1.text("reason"))
        }
    }

    private var enable: Form {
        change(
            "/users/enable", "Let a user in again", lead: "They sign in as before; old tokens stay ended.", button: "Let in",
            command: "steward user enable NAME"
        ) {
            try await access.setDisabled($0.id, false, actor: $1.actor, reason: $1.text("reason"))
        }
    }

    private var endSessions: Form {
        change(
            "/users/sessions/end", "End all sessions of a user", lead: "Every browser in which they are signed in is signed out at once.",
            button: "End sessions", command: nil
        ) {
            try await access.endSessions(of: $0.id, actor: $1.actor)
        }
    }

    private func change(
        _ pattern: PathPattern, _ title: String, lead: HTML, button: String, command: String?,
        _ work: @escaping @Sendable (User, Request) async throws -> Void
    ) -> Form {
        Form(
            pattern, title, access: .may(.manageUsers), fields: [Self.user, Self.reason], button: button,
            show: { _, view in Page(title, lead: lead, breadcrumbs: Self.crumbs, body: view.html(command: command, cancel: "/users")) },
            submit: { request in
                let user = try await named(request)
                try await trying { try await work(user, request) }
                return "/users?user=\(user.name)"
            })
    }
}
