import Access
import Pages

/// Signing in by name and password, by an invitation, and signing out.
struct SignInPages {
    let access: AccessDesk
    let providers: [(name: String, title: String)]

    var routes: [Route] { signIn.routes + signOut.routes + invitation.routes }

    private static let name = Parameter.field(
        "name", .text(maxLength: 100), "The name that you sign in with.", label: "Name", required: true)

    private var signIn: Form {
        Form(
            "/sign-in", "Sign in", details: "Takes a name and a password, and gives the browser a session.", access: .everybody,
            fields: [
                Self.name, .field("password", .secret(maxBytes: 1000), "", label: "Password", required: true),
                .field("return", .text(maxLength: 4096), "Where to go on."),
            ], button: "Sign in",
            show: { request, view in
                guard request.connection.isPrivate else { return Self.refused }
                let already: HTML =
                    request.user.map { user in
                        Notice(
                            .information, "You are signed in",
                            body: "As \(HTML.isolated(user.displayName)). <a href=\"/sign-out\">Sign out</a> first to become somebody else."
                        ).html
                    } ?? ""
                let hint: HTML =
                    try await access.hasUsers()
                    ? ""
                    : Notice(
                        .information, "Nobody can sign in yet",
                        body:
                            "Run <code>steward user invite --role administrator</code> on the machine on which Steward runs: it prints a link for the first administrator."
                    ).html
                let others = ProviderPages.links(providers, returnAddress: view.typed("return"))
                return Page("Sign in", body: "\(already)\(hint)\(others)\(view.html(command: nil, hidden: ["return"]))")
            },
            answer: { request in
                try request.checkPrivate()
                let session = try await trying {
                    try await access.signIn(
                        name: request.text("name") ?? "", password: request.text("password") ?? "", from: request.origin)
                }
                try await endOld(request)
                return Response.redirect(to: ReturnAddress.read(request.text("return"))).beginning(
                    session, for: request, now: access.clock())
            })
    }

    static let refused = Page(
        "Sign in",
        body: Notice(
            .warning, "Not over this connection",
            body:
                "Nobody signs in over a connection that others may read. Use the address that begins with <code>https</code>, or a browser on the machine on which Steward runs."
        ).html)

    /// The session that the browser held until now is of no use any more: nobody should find it.
    private func endOld(_ request: Request) async throws {
        guard let user = request.user, case .session(let digest) = request.caller.way else { return }
        try await access.end(session: digest, of: user.id, actor: user.actor)
    }

    private var signOut: Form {
        Form(
            "/sign-out", "Sign out", access: .everybody, fields: [], button: "Sign out",
            show: { request, view in
                guard let user = request.user else {
                    return Page("Sign out", body: EmptyState("You are not signed in", next: "<a href=\"/sign-in\">Sign in</a>").html)
                }
                return Page(
                    "Sign out", lead: "You are signed in as \(HTML.isolated(user.displayName)).",
                    body: view.html(command: nil, cancel: "/account"))
            },
            answer: { request in
                try await endOld(request)
                return Response.redirect(to: "/").endingSession(for: request)
            })
    }

    // MARK: Invitations

    private static let secret = Parameter.field(
        "secret", .text(maxLength: 100), "The end of the link that you were given.", label: "Invitation", required: true)

    private var invitation: Form {
        Form(
            "/sign-in/invitation", "Accept an invitation",
            details: "By a link that works once. It makes a user, who needs a name, or sets a new password: then only that is asked for.",
            access: .everybody,
            fields: [
                Self.secret,
                .field("name", .text(maxLength: 40), "What you will type to sign in: small letters, digits, dots, hyphens.", label: "Name"),
                .field(
                    "display-name", .text(maxLength: 100), "What others see; when it is left empty, the name above.", label: "Your name"),
                .field("email", .text(maxLength: 254), "Where messages to you go.", label: "E-mail address"),
                .field(
                    "new-password", .secret(maxBytes: 1000),
                    "At least 12 characters; several words are easy to remember and hard to guess.", label: "Password", required: true),
                .field(
                    "repetition", .secret(maxBytes: 1000), "The same again, against slips of the pen.", label: "Password again",
                    required: true),
            ], button: "Accept",
            show: { request, view in try await page(request, view) },
            answer: { request in
                try request.checkPrivate()
                guard let secret = SecretText(received: request.text("secret") ?? "") else { throw AccessFailure.noInvitation.refusal() }
                let password = request.text("new-password") ?? ""
                guard password == request.text("repetition") else { throw FormRefusal("repetition", "The two passwords are not the same.") }
                let fields = [
                    "name": "name", "name that others see": "display-name", "e-mail address": "email", "password": "new-password",
                ]
                let session = try await trying(fields) {
                    guard let invitation = try await access.invitation(secret) else { throw AccessFailure.noInvitation }
                    guard invitation.user == nil else { return try await access.accept(secret, password: password, from: request.origin) }
                    guard let name = request.text("name") else {
                        throw FormRefusal("name", "Name is missing: choose what you will type to sign in.")
                    }
                    return try await access.accept(
                        secret, name: name, displayName: request.text("display-name") ?? name,
                        email: request.text("email"), password: password, from: request.origin)
                }
                try await endOld(request)
                return Response.redirect(to: "/account").beginning(session, for: request, now: access.clock())
            })
    }

    private func page(_ request: Request, _ view: FormView) async throws -> Page {
        guard request.connection.isPrivate else { return Self.refused }
        let secret = view.typed("secret").flatMap { SecretText(received: $0) }
        guard let secret, let invitation = try await access.invitation(secret) else {
            return Page(
                "Accept an invitation",
                body: EmptyState("This invitation cannot be used", next: "\(AccessFailure.noInvitation.description)").html)
        }
        let unneeded: Set<String> = invitation.user == nil ? [] : ["name", "display-name", "email"]
        let lead: HTML = invitation.user.map { "Set a new password for \(HTML.isolated($0.name))." } ?? "Choose how you will sign in."
        let others = invitation.user == nil ? ProviderPages.links(providers, invitation: secret) : ""
        let form = view.requiring(["name"]).html(command: nil, hidden: unneeded.union(["secret"]))
        return Page("Accept an invitation", lead: lead, body: "\(others)\(form)")
    }
}
