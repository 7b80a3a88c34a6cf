import Cryptography

/// A secret that Steward makes and shows once: the value of a cookie, an API token, the end of an invitation's link.
///
/// It has 256 random bits, so that what is stored can be a plain SHA-256 digest of it: nobody can try them all.
public struct SecretText: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    /// What is handed out. Never logged and never stored.
    public let text: String

    /// A new one.
    ///
    /// - Throws: ``AccessFailure/noCryptography``.
    public init(prefix: String = "") throws(AccessFailure) {
        guard let bytes = RandomBytes.make(32) else { throw .noCryptography }
        text = prefix + Base64URL.text(bytes)
    }

    /// One that came back; nil for what cannot be one.
    public init?(received text: some StringProtocol, prefix: String = "") {
        guard text.hasPrefix(prefix), let bytes = Base64URL.bytes(text.dropFirst(prefix.count)), bytes.count == 32 else { return nil }
        self.text = String(text)
    }

    /// What is stored: a digest in hexadecimal digits.
    ///
    /// - Throws: ``AccessFailure/noCryptography``.
    func digest() throws(AccessFailure) -> String { try derived("steward secret 1") }

    /// Another secret made from this one, from which this one cannot be had.
    ///
    /// - Throws: ``AccessFailure/noCryptography``.
    public func derived(_ purpose: String) throws(AccessFailure) -> String {
        guard let digest = Digest.hmacSHA256(Array(purpose.utf8), key: Array(text.utf8)) else { throw .noCryptography }
        return Digest.hexadecimal(digest)
    }

    public var description: String { "(secret)" }
    public var debugDescription: String { "(secret)" }
}
