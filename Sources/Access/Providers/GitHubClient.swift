import Foundation
import Transport

/// Speaks GitHub's OAuth, which says who signed in only to whoever asks its API.
struct GitHubClient: Sendable {
    private struct TokenAnswer: Decodable {
        let access_token: String?
        let error: String?
        let error_description: String?
    }

    private struct Account: Decodable {
        let id: Int64
        let login: String
        let name: String?
    }

    private struct Mail: Decodable {
        let email: String
        let primary: Bool
        let verified: Bool
    }

    let provider: Provider
    let web: String
    let api: String
    let network: ProviderWeb

    func begin(_ request: SignInRequest, back: String) throws -> String {
        try network.address(
            "\(web)/login/oauth/authorize",
            [
                ("client_id", provider.clientID), ("redirect_uri", back), ("scope", "read:user user:email"), ("state", request.state),
                ("code_challenge", try request.challenge()), ("code_challenge_method", "S256"),
            ])
    }

    func finish(_ request: SignInRequest, code: String, back: String) async throws -> ProviderIdentity {
        let fields = [
            ("client_id", provider.clientID), ("client_secret", network.text(of: provider.secret)), ("code", code), ("redirect_uri", back),
            ("code_verifier", request.verifier),
        ]
        let bytes = try await network.post("\(web)/login/oauth/access_token", fields, headers: [("Accept", "application/json")])
        guard let answer = try? JSONDecoder().decode(TokenAnswer.self, from: Data(bytes)) else {
            throw ProviderFailure.badToken("the answer cannot be read.")
        }
        // GitHub refuses with status 200.
        guard let text = answer.access_token, let token = Secret(text) else {
            throw ProviderFailure.refused(String((answer.error_description ?? answer.error ?? "no token was given").prefix(200)))
        }
        guard let account = try? JSONDecoder().decode(Account.self, from: Data(try await network.get("\(api)/user", token: token))) else {
            throw ProviderFailure.badToken("the account cannot be read.")
        }
        let mails = (try? JSONDecoder().decode([Mail].self, from: Data(try await network.get("\(api)/user/emails", token: token)))) ?? []
        return ProviderIdentity(
            issuer: web, subject: String(account.id), label: account.login, displayName: account.name ?? account.login,
            email: mails.first { $0.primary && $0.verified }?.email)
    }
}
