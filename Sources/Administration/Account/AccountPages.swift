import Access
import Ledger
import Pages

/// Everybody's own account: name, password, sessions and tokens.
struct AccountPages {
    let access: AccessDesk
    let providers: [(name: String, title: String)]

    var routes: [Route] { [account] + [profile, password, endSession, endOthers].flatMap(\.routes) }

    static let crumbs = [Page.Crumb("My account", "/account")]

    /// - Throws: a ``Problem``; the route lets nobody in without a user, so it is never seen.
    static func user(_ request: Request) throws -> User {
        guard let user = request.user else { throw Problem.forbidden("Sign in first.") }
        return user
    }

    static func digest(_ request: Request) -> String? {
        if case .session(let digest) = request.caller.way { digest } else { nil }
    }

    private var account: Route {
        .page("/account", "My account", access: .may(.ownAccount), examples: ["/account"]) { request in
            let user = try Self.user(request)
            let sessions = try await access.sessions(of: user.id)
            let tokens = try await access.tokens(of: user.id)
            let here = Self.digest(request)
            let roles = request.caller.roles.map { held -> HTML in
                "\(HTML.isolated(held.role.title))\(held.projectGroup.map { " for <code>\($0)</code>" as HTML })"
            }
            let facts = Facts([
                ("Name", HTML.code(user.name)), ("Others see", HTML.isolated(user.displayName)),
                ("E-mail address", user.email.map(HTML.isolated) ?? "none"),
                ("Roles", roles.isEmpty ? "none" : roles.joined(separator: ", ")),
            ])
            let table = Table(
                "Where you are signed in", id: "sessions-table",
                columns: [.init("Browser"), .init("Address"), .init("By"), .init("Since", .time), .init("Last used", .time), .init("")],
                rows: sessions.map { session in
                    [
                        .text(session.browser), .text(session.address), .text(session.way), .instant(Instant(seconds: session.madeAt)),
                        .instant(Instant(seconds: session.usedAt)),
                        session.digest == here
                            ? .html(.tag("this browser")) : .html("<a href=\"/account/sessions/end?session=\(session.digest)\">End</a>"),
                    ]
                }, hidesCaption: true, stacks: true)
            return .privatePage(
                Page(
                    "My account", lead: HTML.isolated(user.displayName), actions: [HTML.button("Sign out", to: "/sign-out")],
                    body: """
                        \(facts.html)
                        \(Section("Sign-in", id: "sign-in", actions: ["<a href=\"/account/profile\">Change name</a>", "<a href=\"/account/password\">Change password</a>"], body: "").html)
                        \(identities(try await access.identities(of: user.id)))
                        \(Section("Sessions", id: "sessions", actions: sessions.count > 1 ? ["<a href=\"/account/sessions/end-others\">End all others</a>"] : [], body: table.html).html)
                        \(TokenPages.section(tokens))
                        """))
        }
    }

    private func identities(_ linked: [LinkedIdentity]) -> HTML {
        guard !providers.isEmpty || !linked.isEmpty else { return "" }
        let table = Table(
            "Identities with which I sign in", id: "identities-table",
            columns: [.init("Provider"), .init("User name there"), .init("Since", .time), .init("")],
            rows: linked.map { identity in
                [
                    .text(identity.issuer), .text(identity.label), .instant(Instant(seconds: identity.linkedAt)),
                    .link("Take away", "/account/identities/remove?issuer=\(identity.issuer)&subject=\(identity.subject)"),
                ]
            }, empty: EmptyState("You sign in with a password alone", next: "Add an identity below."), hidesCaption: true, stacks: true)
        let adding = providers.map { provider -> HTML in
            "<a href=\"\("/sign-in/with?provider=\(provider.name)&link=yes" as SafeURL)\">Add \(provider.title)</a>"
        }
        return Section("Identities", id: "identities", actions: adding, body: table.html).html
    }

    private var profile: Form {
        Form(
            "/account/profile", "Change what others see of me", access: .may(.ownAccount),
            fields: [
                .field("display-name", .text(maxLength: 100), "What others see.", label: "Your name", required: true),
                .field("email", .text(maxLength: 254), "Where messages to you go.", label: "E-mail address"),
            ], button: "Change",
            show: { request, view in
                let user = try Self.user(request)
                let filled = view.isRefused ? view : view.filling(["display-name": user.displayName, "email": user.email ?? ""])
                return Page("Change what others see of me", breadcrumbs: Self.crumbs, body: filled.html(command: nil, cancel: "/account"))
            },
            submit: { request in
                let user = try Self.user(request)
                try await trying(["name that others see": "display-name", "e-mail address": "email"]) {
                    try await access.change(
                        user.id, displayName: request.text("display-name") ?? "", email: request.text("email"), actor: request.actor)
                }
                return "/account"
            })
    }

    private var password: Form {
        Form(
            "/account/password", "Change my password", details: "All other sessions end.", access: .may(.ownAccount),
            fields: [
                .field(
                    "password", .secret(maxBytes: 1000), "The one that you have now; leave it empty if you have none.",
                    label: "Old password"),
                .field(
                    "new-password", .secret(maxBytes: 1000),
                    "At least 12 characters; several words are easy to remember and hard to guess.", label: "New password", required: true),
                .field(
                    "repetition", .secret(maxBytes: 1000), "The same again, against slips of the pen.", label: "New password again",
                    required: true),
            ], button: "Change the password",
            show: { _, view in
                Page(
                    "Change my password", lead: "All your other sessions end.", breadcrumbs: Self.crumbs,
                    body: view.html(command: nil, cancel: "/account"))
            },
            submit: { request in
                let user = try Self.user(request)
                let new = request.text("new-password") ?? ""
                guard new == request.text("repetition") else { throw FormRefusal("repetition", "The two passwords are not the same.") }
                do {
                    try await access.changePassword(user.id, from: request.text("password") ?? "", to: new, keeping: Self.digest(request))
                } catch AccessFailure.wrongPassword {
                    throw FormRefusal("password", "The old password is wrong.")
                } catch let failure as AccessFailure {
                    throw failure.refusal(["password": "new-password"])
                }
                return "/account"
            })
    }

    private var endSession: Form {
        Form(
            "/account/sessions/end", "End a session of mine", access: .may(.ownAccount),
            fields: [.field("session", .text(maxLength: 64), "The digest of the session.", required: true)], button: "End the session",
            show: { _, view in
                Page(
                    "End a session", lead: "The browser is signed out at once.", breadcrumbs: Self.crumbs,
                    body: view.html(command: nil, hidden: ["session"], cancel: "/account"))
            },
            submit: { request in
                let user = try Self.user(request)
                guard try await access.end(session: request.text("session") ?? "", of: user.id, actor: request.actor) else {
                    throw FormRefusal(nil, "You have no such session: it ended already.")
                }
                return "/account"
            })
    }

    private var endOthers: Form {
        Form(
            "/account/sessions/end-others", "End all other sessions of mine", access: .may(.ownAccount), fields: [],
            button: "End all others",
            show: { _, view in
                Page(
                    "End all other sessions", lead: "Every browser but this one is signed out at once.", breadcrumbs: Self.crumbs,
                    body: view.html(command: nil, cancel: "/account"))
            },
            submit: { request in
                let user = try Self.user(request)
                try await access.endSessions(of: user.id, but: Self.digest(request), actor: request.actor)
                return "/account"
            })
    }
}
