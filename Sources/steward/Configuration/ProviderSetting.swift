import Access
import Transport

/// Somebody who vouches for users, as the configuration names them.
struct ProviderSetting: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case openid, gitlab, google, github

        /// The usual address; nil where it must be given.
        var issuer: String? {
            switch self {
            case .openid: nil
            case .gitlab: "https://gitlab.com"
            case .google: "https://accounts.google.com"
            case .github: "https://github.com"
            }
        }
    }

    let name: String
    let title: String
    let kind: Kind
    let issuer: String
    let clientID: String
    let secret: SecretSource
    let admitsNewUsers: Bool
    let domains: Set<String>

    /// The provider with its secret, which is read now.
    ///
    /// - Throws: ``Failure`` when the secret cannot be had.
    func provider() throws -> Provider {
        let secret: Secret
        do { secret = try self.secret.read() } catch { throw Failure(.configuration, error.description) }
        return Provider(
            name: name, title: title, kind: protocolSpoken, clientID: clientID, secret: secret, admitsNewUsers: admitsNewUsers,
            domains: domains)
    }

    private var protocolSpoken: Provider.Kind {
        guard kind == .github else { return .openID(issuer: issuer) }
        return .gitHub(web: issuer, api: issuer == Kind.github.issuer ? "https://api.github.com" : "\(issuer)/api/v3")
    }
}

extension ConfigurationBuilder {
    mutating func providers() -> [ProviderSetting] {
        var found: [ProviderSetting] = []
        for entry in settings["sign_in.providers"]?.list ?? [] {
            guard let name = entry["name"]?.text, let kind = entry["kind"]?.text.flatMap(ProviderSetting.Kind.init(rawValue:)),
                let clientID = entry["client_id"]?.text
            else { continue }
            guard !found.contains(where: { $0.name == name }) else {
                report(entry, "the provider `\(name)` is listed twice")
                continue
            }
            guard !name.contains(".") else {
                report(entry, "the name of a provider holds no dot")
                continue
            }
            guard let issuer = entry["issuer"]?.text ?? kind.issuer else {
                report(entry, "a provider of the kind `openid` needs its `issuer`")
                continue
            }
            guard let secret = secret(entry, "client_secret") else {
                report(entry, "a provider needs `client_secret_env` or `client_secret_file`")
                continue
            }
            var address = issuer
            // GitHub's address is put before paths; an OpenID issuer is spelled as the provider spells it.
            while kind == .github, address.hasSuffix("/") { address.removeLast() }
            found.append(
                ProviderSetting(
                    name: name, title: entry["title"]?.text ?? name, kind: kind, issuer: address, clientID: clientID, secret: secret,
                    admitsNewUsers: entry["new_users"]?.text == "members",
                    domains: Set((entry["domains"]?.list ?? []).compactMap { $0.text?.lowercased() })))
        }
        return found
    }
}
