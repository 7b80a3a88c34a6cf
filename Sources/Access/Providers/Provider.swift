public import Transport

/// Somebody else who vouches for users.
public struct Provider: Sendable {
    public enum Kind: Sendable, Hashable {
        /// OpenID Connect: everything else is found at the issuer's address.
        case openID(issuer: String)
        /// GitHub, which speaks OAuth alone. `web` and `api` are its addresses, which differ where it is run by oneself.
        case gitHub(web: String, api: String)
    }

    /// In addresses: small letters, digits and hyphens.
    public let name: String
    /// For people to read.
    public let title: String
    public let kind: Kind
    public let clientID: String
    public let secret: Secret
    /// Whether somebody whom nobody invited becomes a member.
    public let admitsNewUsers: Bool
    /// Only with a verified address of one of these domains; everybody when empty.
    public let domains: Set<String>

    public init(
        name: String, title: String, kind: Kind, clientID: String, secret: Secret, admitsNewUsers: Bool = false, domains: Set<String> = []
    ) {
        self.name = name
        self.title = title
        self.kind = kind
        self.clientID = clientID
        self.secret = secret
        self.admitsNewUsers = admitsNewUsers
        self.domains = domains
    }

    /// Whether somebody whom nobody invited may come in.
    func admits(_ identity: ProviderIdentity) -> Bool {
        guard admitsNewUsers else { return false }
        guard !domains.isEmpty else { return true }
        guard let domain = identity.email?.split(separator: "@").last else { return false }
        return domains.contains(domain.lowercased())
    }
}
