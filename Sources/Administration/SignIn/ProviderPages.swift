public import Access
public import Pages

/// Signing in with somebody else who vouches: the way there and the way back.
public struct ProviderPages: Sendable {
    let access: AccessDesk
    let providers: ProviderDesk

    public init(access: AccessDesk, providers: ProviderDesk) {
        self.access = access
        self.providers = providers
    }

    /// Where providers send browsers back to: a path of this site.
    public static let back = "/sign-in/return"

    public var routes: [Route] { [begin, finish] + unlink.routes }

    static func links(_ names: [(name: String, title: String)], returnAddress: String?) -> HTML {
        guard !names.isEmpty else { return "" }
        let buttons = names.map { provider -> HTML in
            let address: SafeURL =
                returnAddress.map { "/sign-in/with?provider=\(provider.name)&return=\($0)" } ?? "/sign-in/with?provider=\(provider.name)"
            return "<p>\(HTML.button("Sign in with \(provider.title)", to: address))</p>"
        }
        return HTML.panel(buttons.joined(separator: ""))
    }

    /// Ways to accept an invitation without a password.
    static func links(_ names: [(name: String, title: String)], invitation: SecretText) -> HTML {
        guard !names.isEmpty else { return "" }
        let buttons = names.map { provider -> HTML in
            "<p>\(HTML.button("Accept with \(provider.title)", to: "/sign-in/with?provider=\(provider.name)&invitation=\(invitation.text)"))</p>"
        }
        return HTML.panel(buttons.joined(separator: ""))
    }

    private var names: [(name: String, title: String)] { providers.providers.map { ($0.name, $0.title) } }

    private var begin: Route {
        Route.page(
            "/sign-in/with", "Sign in with a provider", details: "Leads the browser to a provider that vouches for users.",
            access: .everybody,
            parameters: [
                .text("provider", maxLength: 60, "The provider's short name."), .text("return", maxLength: 500, "Where to go on."),
                Parameter("link", .flag, "Whether its identity is added to the user who is signed in."),
                .text("invitation", maxLength: 100, "The end of the link of an invitation, to accept it with the provider's identity."),
            ]
        ) { request in
            guard request.connection.isPrivate else { return .page(SignInPages.refused) }
            guard let name = request.text("provider") else {
                return .page(Page("Sign in with a provider", body: Self.links(names, returnAddress: request.text("return"))))
            }
            guard providers.providers.contains(where: { $0.name == name }) else {
                throw Problem.notFound("There is no provider “\(name)”.", suggestions: [.init("Sign in", "/sign-in")])
            }
            guard let secret = request.browserSecret else { throw Problem.forbidden("Sign-in needs a browser that keeps cookies.") }
            do {
                let invitation = try request.text("invitation").map { text throws(AccessFailure) -> SecretText in
                    guard let secret = SecretText(received: text) else { throw .noInvitation }
                    return secret
                }
                let address = try await providers.begin(
                    name, secret: secret, returnAddress: request.text("return") ?? "", isLink: request.flag("link") && request.user != nil,
                    invitation: invitation)
                guard let url = SafeURL(untrusted: address) else { throw ProviderFailure.misconfigured("its address cannot be a link.") }
                return .redirect(toProvider: url)
            } catch let failure as AccessFailure {
                return .privatePage(Self.page(of: failure.description))
            } catch let failure as ProviderFailure {
                return .privatePage(Self.page(of: failure.description))
            }
        }.beginningVisit()
    }

    private static func page(of words: String) -> Page {
        Page(
            "You are not signed in",
            body: "\(Notice(.warning, "Nothing was changed", body: HTML.isolated(words)).html)<p><a href=\"/sign-in\">Try again</a></p>")
    }

    private var finish: Route {
        Route.page(
            PathPattern(Self.back), "Come back from a provider", details: "Where providers send the browser with their answer.",
            access: .everybody,
            parameters: [
                .text("state", maxLength: 4096, "What was sent along."),
                .text("code", maxLength: 4096, "What the provider's word is exchanged for."),
                .text("iss", maxLength: 500, "Who answers."), .text("error", maxLength: 200, "Why the provider refused."),
                .text("error_description", maxLength: 1000, "The same in words."),
            ]
        ) { request in
            guard request.connection.isPrivate else { return .page(SignInPages.refused) }
            if let error = request.text("error") {
                return .privatePage(Self.page(of: ProviderFailure.refused(request.text("error_description") ?? error).description))
            }
            guard let state = request.text("state"), let code = request.text("code") else {
                return .page(
                    Page(
                        "Come back from a provider",
                        body: EmptyState("There is nothing to come back with", next: "<a href=\"/sign-in\">Sign in</a>").html))
            }
            do {
                guard let secret = request.browserSecret else { throw ProviderFailure.foreignAnswer }
                let outcome = try await providers.finish(
                    state: state, code: code, sender: request.text("iss"), secret: secret, user: request.user, from: request.origin)
                switch outcome {
                case .linked: return .redirect(to: "/account")
                case .signedIn(let session, let address):
                    if let user = request.user, let digest = AccountPages.digest(request) {
                        try await access.end(session: digest, of: user.id, actor: user.actor)
                    }
                    return Response.redirect(to: ReturnAddress.read(address)).beginning(session, for: request, now: access.clock())
                }
            } catch let failure as ProviderFailure {
                return .privatePage(Self.page(of: failure.description))
            } catch let failure as AccessFailure {
                return .privatePage(Self.page(of: failure.description))
            }
        }.ignoringOtherParameters()
    }

    private var unlink: Form {
        Form(
            "/account/identities/remove", "Take an identity away from my account", access: .may(.ownAccount),
            fields: [
                .field("issuer", .text(maxLength: 500), "The provider's address.", required: true),
                .field("subject", .text(maxLength: 255), "The provider's name for you.", required: true),
            ], button: "Take it away",
            show: { _, view in
                Page(
                    "Take an identity away", lead: "You no longer sign in with it.", breadcrumbs: AccountPages.crumbs,
                    body: view.html(command: nil, hidden: ["issuer", "subject"], cancel: "/account"))
            },
            submit: { request in
                let user = try AccountPages.user(request)
                try await trying {
                    try await access.unlink(issuer: request.text("issuer") ?? "", subject: request.text("subject") ?? "", of: user)
                }
                return "/account"
            })
    }
}
