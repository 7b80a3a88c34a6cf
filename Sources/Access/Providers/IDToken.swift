import Cryptography
import Foundation

/// The signed statement of an OpenID provider about who signed in (OpenID Connect Core §2), and the checks of §3.1.3.7.
struct IDToken: Sendable, Hashable {
    let subject: String
    let label: String?
    let displayName: String?
    /// Only when the provider says that it verified it.
    let email: String?

    /// What it must say.
    struct Expectation: Sendable {
        let issuer: String
        let clientID: String
        let nonce: String
        /// Seconds since 1970, UTC.
        let now: Int64
    }

    /// Clocks of two machines may differ by so many seconds.
    static let leeway: Int64 = 120

    private struct Header: Decodable {
        let alg: String
        let kid: String?
        let crit: [String]?
    }

    private struct Claims: Decodable {
        let iss: String
        let sub: String
        let aud: Audience
        let azp: String?
        let exp: Double
        let iat: Double
        let nonce: String?
        let email: String?
        let email_verified: Truth?
        let name: String?
        let preferred_username: String?
        let nickname: String?
    }

    /// A text or a list of texts.
    private struct Audience: Decodable {
        let all: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let one = try? container.decode(String.self) { all = [one] } else { all = try container.decode([String].self) }
        }
    }

    /// Some providers write true as a text.
    private struct Truth: Decodable {
        let value: Bool

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let truth = try? container.decode(Bool.self) { value = truth } else { value = try container.decode(String.self) == "true" }
        }
    }

    /// The name of the key that a token says it was signed with; nil for none, or for what is no token.
    static func keyName(_ text: String) -> String? {
        text.split(separator: ".").first.flatMap { Base64URL.bytes($0) }.flatMap { try? JSONDecoder().decode(Header.self, from: Data($0)) }?
            .kid
    }

    /// Verifies a token.
    ///
    /// - Throws: ``ProviderFailure/badToken(_:)``, which says what was wrong.
    init(_ text: String, keys: KeySet, expecting expected: Expectation) throws(ProviderFailure) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 64 << 10, parts.count == 3, let headerBytes = Base64URL.bytes(parts[0]),
            let claimBytes = Base64URL.bytes(parts[1]), let signature = Base64URL.bytes(parts[2]),
            let header = try? JSONDecoder().decode(Header.self, from: Data(headerBytes))
        else { throw .badToken("it is no signed token.") }
        guard header.crit == nil else { throw .badToken("it demands what is not understood here.") }
        let candidates = keys.keys(named: header.kid, algorithm: header.alg)
        guard !candidates.isEmpty else {
            throw .badToken("it is signed with a key that the provider does not publish, or by a way that is not taken.")
        }
        let message = Array("\(parts[0]).\(parts[1])".utf8)
        guard candidates.contains(where: { $0.verifies(signature, over: message) }) else { throw .badToken("its signature is wrong.") }
        guard let claims = try? JSONDecoder().decode(Claims.self, from: Data(claimBytes)) else {
            throw .badToken("its claims cannot be read.")
        }
        try Self.check(claims, expected)
        subject = claims.sub
        label = claims.preferred_username ?? claims.nickname
        displayName = claims.name
        email = claims.email_verified?.value == true ? claims.email : nil
    }

    private static func check(_ claims: Claims, _ expected: Expectation) throws(ProviderFailure) {
        guard claims.iss == expected.issuer else { throw .badToken("it comes from another provider.") }
        guard claims.aud.all.contains(expected.clientID), claims.azp == nil || claims.azp == expected.clientID,
            claims.aud.all.count == 1 || claims.azp != nil
        else { throw .badToken("it was made for another program.") }
        guard let end = Int64(exactly: claims.exp.rounded(.down)), end > expected.now - leeway else { throw .badToken("it has run out.") }
        guard let made = Int64(exactly: claims.iat.rounded(.down)), made <= expected.now + leeway else {
            throw .badToken("it was made in the future.")
        }
        guard let nonce = claims.nonce, Digest.areEqual(Array(nonce.utf8), Array(expected.nonce.utf8)) else {
            throw .badToken("it was made for another sign-in.")
        }
        guard (1...255).contains(claims.sub.utf8.count) else { throw .badToken("it names nobody.") }
    }
}

/// The keys that a provider publishes (RFC 7517).
struct KeySet: Sendable {
    private struct Document: Decodable {
        /// One key, of which those that are not understood are passed over.
        struct Key: Decodable {
            let kty: String
            let kid: String?
            let use: String?
            let alg: String?
            let crv: String?
            let n: String?
            let e: String?
            let x: String?
            let y: String?
        }

        let keys: [Key]
    }

    private let keys: [(name: String?, algorithm: String, key: PublicKey)]

    init(_ bytes: [UInt8]) throws(ProviderFailure) {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(bytes)) else {
            throw .misconfigured("its keys cannot be read.")
        }
        keys = document.keys.prefix(100).compactMap { key -> (name: String?, algorithm: String, key: PublicKey)? in
            guard key.use == nil || key.use == "sig" else { return nil }
            switch key.kty {
            case "RSA":
                guard key.alg == nil || key.alg == "RS256", let modulus = key.n.flatMap({ Base64URL.bytes($0) }),
                    let exponent = key.e.flatMap({ Base64URL.bytes($0) })
                else { return nil }
                return (key.kid, "RS256", .rsa(modulus: modulus, exponent: exponent))
            case "EC":
                guard key.crv == "P-256", key.alg == nil || key.alg == "ES256", let x = key.x.flatMap({ Base64URL.bytes($0) }),
                    let y = key.y.flatMap({ Base64URL.bytes($0) })
                else { return nil }
                return (key.kid, "ES256", .p256(x: x, y: y))
            default: return nil
            }
        }
    }

    /// The keys that may have signed: the kind of the key decides the way of signing, never the token alone.
    func keys(named name: String?, algorithm: String) -> [PublicKey] {
        keys.filter { $0.algorithm == algorithm && (name == nil || $0.name == nil || $0.name == name) }.map(\.key)
    }

    func has(_ name: String?) -> Bool { name == nil || keys.contains { $0.name == name } }
}
