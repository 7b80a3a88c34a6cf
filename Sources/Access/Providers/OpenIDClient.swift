import Cryptography
import Foundation
import Synchronization
import Transport

/// Speaks OpenID Connect (authorisation code with proof key) with one provider.
final class OpenIDClient: Sendable {
    /// What a provider says of itself (OpenID Connect Discovery §3).
    private struct Discovery: Decodable, Sendable {
        let issuer: String
        let authorization_endpoint: String
        let token_endpoint: String
        let jwks_uri: String
        let token_endpoint_auth_methods_supported: [String]?
    }

    private struct TokenAnswer: Decodable {
        let id_token: String
    }

    private struct Known {
        var discovery: (value: Discovery, at: Int64)?
        var keys: (value: KeySet, at: Int64)?
    }

    private let provider: Provider
    private let issuer: String
    private let web: ProviderWeb
    private let known = Mutex(Known())

    /// What was learned is asked for again after so many seconds.
    private static let memory: Int64 = 3600
    /// Keys are asked for again because of an unknown one at most every so many seconds.
    private static let keyPause: Int64 = 60

    init(_ provider: Provider, issuer: String, web: ProviderWeb) {
        self.provider = provider
        self.issuer = issuer
        self.web = web
    }

    /// The address that a browser is sent to.
    func begin(_ request: SignInRequest, back: String, now: Int64) async throws -> String {
        let discovery = try await discovery(now)
        return try web.address(
            discovery.authorization_endpoint,
            [
                ("response_type", "code"), ("client_id", provider.clientID), ("redirect_uri", back), ("scope", "openid profile email"),
                ("state", request.state), ("nonce", request.nonce), ("code_challenge", try request.challenge()),
                ("code_challenge_method", "S256"),
            ])
    }

    /// Exchanges the code of an answer for a statement of who signed in.
    ///
    /// - Parameter sender: the issuer that the answer names (RFC 9207), if it names one.
    func finish(_ request: SignInRequest, code: String, sender: String?, back: String, now: Int64) async throws -> ProviderIdentity {
        guard sender == nil || sender == issuer else { throw ProviderFailure.foreignAnswer }
        let discovery = try await discovery(now)
        var fields = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", back), ("code_verifier", request.verifier),
        ]
        var headers: [(name: String, value: String)] = []
        if discovery.token_endpoint_auth_methods_supported?.contains("client_secret_basic") ?? true {
            headers.append(("Authorization", web.basic(provider.clientID, provider.secret)))
        } else {
            fields += [("client_id", provider.clientID), ("client_secret", web.text(of: provider.secret))]
        }
        let answer = try await web.post(discovery.token_endpoint, fields, headers: headers)
        guard let tokens = try? JSONDecoder().decode(TokenAnswer.self, from: Data(answer)) else {
            throw ProviderFailure.badToken("the answer holds no ID token.")
        }
        let keys = try await keys(discovery, for: IDToken.keyName(tokens.id_token), now)
        let token = try IDToken(
            tokens.id_token, keys: keys,
            expecting: IDToken.Expectation(issuer: issuer, clientID: provider.clientID, nonce: request.nonce, now: now))
        let label = token.label ?? token.email ?? token.subject
        return ProviderIdentity(
            issuer: issuer, subject: token.subject, label: label, displayName: token.displayName ?? label, email: token.email)
    }

    private func discovery(_ now: Int64) async throws -> Discovery {
        if let (value, at) = known.withLock({ $0.discovery }), now - at < Self.memory { return value }
        let bytes = try await web.get((issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + "/.well-known/openid-configuration")
        guard let found = try? JSONDecoder().decode(Discovery.self, from: Data(bytes)) else {
            throw ProviderFailure.misconfigured("what it says of itself cannot be read.")
        }
        // Else one provider could speak in the name of another.
        guard found.issuer == issuer else {
            throw ProviderFailure.misconfigured("it calls itself “\(found.issuer.prefix(200))” and not “\(issuer)”.")
        }
        known.withLock { $0.discovery = (found, now) }
        return found
    }

    private func keys(_ discovery: Discovery, for name: String?, _ now: Int64) async throws -> KeySet {
        if let (value, at) = known.withLock({ $0.keys }) {
            let age = now - at
            if age < Self.keyPause || age < Self.memory && value.has(name) { return value }
        }
        let found = try KeySet(try await web.get(discovery.jwks_uri))
        known.withLock { $0.keys = (found, now) }
        return found
    }
}
