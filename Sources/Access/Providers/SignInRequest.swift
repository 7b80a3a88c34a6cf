import Cryptography

/// One attempt to sign in with a provider: what is sent along and must come back.
///
/// Nothing of it is stored. Everything is made from a secret that this browser alone has (its visit or its session) and from
/// random bytes inside the state, so an answer that was made for another browser, another provider or another purpose does
/// not fit.
struct SignInRequest: Sendable {
    enum Purpose: String, Sendable {
        case signIn = "s"
        /// The provider's identity is added to the user who is signed in.
        case link = "l"
        /// An invitation is accepted: the provider's identity makes a new user.
        case invitation = "i"
    }

    let state: String
    let nonce: String
    /// The proof key of RFC 7636.
    let verifier: String
    let provider: String
    let purpose: Purpose
    /// Where the reader wanted to go, nothing but a hint, which is checked when it is used; for an invitation its digest, by which
    /// nobody but this browser can use it.
    let returnAddress: String
    /// Seconds since 1970, UTC.
    let begunAt: Int64

    /// An answer later than this is too late, in seconds.
    static let longest: Int64 = 900

    /// Begins an attempt.
    ///
    /// - Throws: ``AccessFailure/noCryptography``.
    init(provider: String, purpose: Purpose, returnAddress: String, secret: SecretText, now: Int64) throws {
        guard let random = RandomBytes.make(16) else { throw AccessFailure.noCryptography }
        // A long one would make an address that providers refuse; whoever comes back then begins at the first page.
        let address = Base64URL.text(returnAddress.utf8.count <= 500 ? Array(returnAddress.utf8) : [])
        let head = "\(Base64URL.text(random)).\(purpose.rawValue).\(now).\(provider).\(address)"
        try self.init(head: head, secret: secret)
    }

    /// Reads the state of an answer.
    ///
    /// - Throws: ``ProviderFailure/foreignAnswer`` for everything that was not begun with this secret, or too long ago.
    init(state: String, secret: SecretText, now: Int64) throws {
        guard state.utf8.count <= 4096, let dot = state.lastIndex(of: ".") else { throw ProviderFailure.foreignAnswer }
        try self.init(head: String(state[..<dot]), secret: secret)
        guard Digest.areEqual(Array(self.state.utf8), Array(state.utf8)), begunAt <= now, now - begunAt <= Self.longest else {
            throw ProviderFailure.foreignAnswer
        }
    }

    private init(head: String, secret: SecretText) throws {
        let parts = head.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, let purpose = Purpose(rawValue: parts[1]), let time = Int64(parts[2]) else {
            throw ProviderFailure.foreignAnswer
        }
        self.purpose = purpose
        begunAt = time
        provider = parts[3]
        returnAddress = String(decoding: Base64URL.bytes(parts[4]) ?? [], as: UTF8.self)
        state = head + "." + (try secret.derived("sign-in state 1 \(head)"))
        nonce = try secret.derived("sign-in nonce 1 \(head)")
        verifier = try secret.derived("sign-in verifier 1 \(head)")
    }

    /// What RFC 7636 calls S256.
    ///
    /// - Throws: ``AccessFailure/noCryptography``.
    func challenge() throws(AccessFailure) -> String {
        guard let digest = Digest.sha256(Array(verifier.utf8)) else { throw .noCryptography }
        return Base64URL.text(digest)
    }
}
