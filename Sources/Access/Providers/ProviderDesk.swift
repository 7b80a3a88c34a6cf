import Store
public import Transport

/// The providers of an installation, and what is done with what they say.
public struct ProviderDesk: Sendable {
    private enum Client: Sendable {
        case openID(OpenIDClient)
        case gitHub(GitHubClient)
    }

    public let providers: [Provider]
    private let clients: [String: Client]
    private let access: AccessDesk
    /// Where providers send browsers back to: the whole address.
    private let back: String

    /// - Parameter back: the whole address that the provider was told when Steward was registered there.
    public init(_ providers: [Provider], access: AccessDesk, back: String, transport: (any HTTPTransport)? = nil) {
        self.providers = providers
        self.access = access
        self.back = back
        let web = ProviderWeb(transport: transport ?? HTTPClient(limits: ProviderWeb.limits))
        var clients: [String: Client] = [:]
        for provider in providers {
            switch provider.kind {
            case .openID(let issuer): clients[provider.name] = .openID(OpenIDClient(provider, issuer: issuer, web: web))
            case .gitHub(let address, let api):
                clients[provider.name] = .gitHub(GitHubClient(provider: provider, web: address, api: api, network: web))
            }
        }
        self.clients = clients
    }

    /// Begins a sign-in with a provider.
    ///
    /// - Parameters:
    ///   - secret: what this browser alone has; the answer is bound to it.
    ///   - isLink: whether the identity is to be added to the user who is signed in.
    ///   - invitation: what the link of an invitation holds, for somebody who becomes a user by it. The provider does not learn it.
    /// - Returns: the address that the browser is sent to.
    public func begin(
        _ name: String, secret: SecretText, returnAddress: String, isLink: Bool, invitation: SecretText? = nil
    ) async throws -> String {
        let now = access.clock()
        let digest = try invitation.map { invitation throws(AccessFailure) in try invitation.digest() }
        let purpose: SignInRequest.Purpose = digest != nil ? .invitation : isLink ? .link : .signIn
        let request = try SignInRequest(
            provider: name, purpose: purpose, returnAddress: digest ?? returnAddress, secret: secret, now: now)
        switch clients[name] {
        case .openID(let client): return try await client.begin(request, back: back, now: now)
        case .gitHub(let client): return try client.begin(request, back: back)
        case nil: throw AccessFailure.notFound(kind: "provider", value: name)
        }
    }

    /// What came of an answer.
    public enum Outcome: Sendable {
        case signedIn(NewSession, returnAddress: String)
        /// The identity was added to the user who is signed in.
        case linked(ProviderIdentity)
    }

    /// Takes the answer of a provider.
    ///
    /// - Parameters:
    ///   - sender: the issuer that the answer names, if it names one.
    ///   - user: who is signed in, for an identity that is to be added.
    public func finish(
        state: String, code: String, sender: String?, secret: SecretText, user: User?, from origin: Origin
    ) async throws -> Outcome {
        let now = access.clock()
        let request = try SignInRequest(state: state, secret: secret, now: now)
        guard let client = clients[request.provider], let provider = providers.first(where: { $0.name == request.provider }) else {
            throw ProviderFailure.foreignAnswer
        }
        let identity =
            switch client {
            case .openID(let client): try await client.finish(request, code: code, sender: sender, back: back, now: now)
            case .gitHub(let client): try await client.finish(request, code: code, back: back)
            }
        switch request.purpose {
        case .signIn:
            return .signedIn(try await access.signIn(with: identity, of: provider, from: origin), returnAddress: request.returnAddress)
        case .invitation:
            let session = try await access.accept(invitation: request.returnAddress, with: identity, of: provider, from: origin)
            return .signedIn(session, returnAddress: "/account")
        case .link:
            guard let user else { throw ProviderFailure.foreignAnswer }
            try await access.link(identity, to: user)
            return .linked(identity)
        }
    }
}
