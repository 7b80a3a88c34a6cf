import Cryptography
public import Ledger
public import Transport

/// Where and how one forge is asked.
public struct ForgeEndpoint: Sendable {
    public let forge: ForgeKind
    /// The host name under which the ledger keeps the forge's accounts, such as `gitlab.com`.
    public let host: String
    /// What all addresses begin with, such as `https://gitlab.com/api/v4`.
    public let api: String
    public let token: Secret?

    /// A forge by the address that people know, such as `https://gitlab.com` or `https://github.example.org`.
    ///
    /// - Parameter api: where its API is when that is not where the forge's documentation says.
    public init(_ forge: ForgeKind, at address: String, api: String? = nil, token: Secret?) throws(HTTPFailure) {
        let web = try WebAddress(address)
        self.forge = forge
        let isUsualPort = web.port == (web.scheme == "https" ? 443 : 80)
        host = isUsualPort ? web.host : "\(web.host):\(web.port)"
        self.token = token
        let usual =
            switch forge {
            case .gitlab: "\(web.scheme)://\(host)\(web.path.withoutSlashAtEnd)/api/v4"
            case .github where web.host == "github.com": "https://api.github.com"
            case .github: "\(web.scheme)://\(host)/api/v3"
            }
        self.api = try WebAddress(api ?? usual).text.withoutSlashAtEnd
    }

    var headers: [(name: String, value: String)] {
        switch forge {
        case .gitlab: [("Accept", "application/json")]
        case .github: [("Accept", "application/vnd.github+json"), ("X-GitHub-Api-Version", "2022-11-28")]
        }
    }

    /// GitLab's GraphQL API, which stands beside `/api/v4`; nil when the API's address does not end like that.
    func graphQL() throws(HTTPFailure) -> WebAddress? {
        guard forge == .gitlab, api.hasSuffix("/api/v4") else { return nil }
        return try WebAddress(api.dropLast("v4".count) + "graphql")
    }

    func address(_ path: String) throws(HTTPFailure) -> WebAddress { try WebAddress(api + path) }
}

extension String {
    fileprivate var withoutSlashAtEnd: String { hasSuffix("/") ? String(dropLast()) : self }

    /// For use as one part of a path or as a value in a query: everything but letters, digits and `-._~` is written as
    /// `%XX`.
    var percentEncoded: String {
        utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default: "%" + Digest.hexadecimal([byte]).uppercased()
            }
        }.joined()
    }
}
