public import Cryptography

/// What is kept of a password: a salted scrypt digest with the cost that it was made at, as one text.
///
/// The cost stands with each hash, so that raising it for new passwords leaves the old ones usable.
struct PasswordHash: Sendable, Hashable {
    let cost: Scrypt.Cost
    let salt: [UInt8]
    let key: [UInt8]

    /// Blocks its thread while the password is digested.
    ///
    /// - Throws: ``AccessFailure/noCryptography``.
    init(of password: String, cost: Scrypt.Cost) throws(AccessFailure) {
        guard let salt = RandomBytes.make(16), let key = Scrypt.derive(Array(password.utf8), salt: salt, cost: cost) else {
            throw .noCryptography
        }
        self.cost = cost
        self.salt = salt
        self.key = key
    }

    /// A hash that no password is known to match, and that takes as long to compare with. Nothing is digested to make it.
    ///
    /// - Throws: ``AccessFailure/noCryptography``.
    init(ofNothingAt cost: Scrypt.Cost) throws(AccessFailure) {
        guard let salt = RandomBytes.make(16), let key = RandomBytes.make(32) else { throw .noCryptography }
        self.cost = cost
        self.salt = salt
        self.key = key
    }

    /// Reads what ``text`` writes.
    init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "scrypt", let rounds = UInt64(parts[1]), let blocks = UInt64(parts[2]),
            let lanes = UInt64(parts[3]), let salt = Base64URL.bytes(parts[4]), let key = Base64URL.bytes(parts[5]),
            (16...64).contains(key.count)
        else { return nil }
        cost = Scrypt.Cost(rounds: rounds, blocks: blocks, lanes: lanes)
        guard cost.isSane else { return nil }
        self.salt = salt
        self.key = key
    }

    /// `scrypt$32768$8$3$salt$key`
    var text: String {
        "scrypt$\(cost.rounds)$\(cost.blocks)$\(cost.lanes)$\(Base64URL.text(salt))$\(Base64URL.text(key))"
    }

    /// Blocks its thread while the password is digested.
    ///
    /// - Throws: ``AccessFailure/noCryptography``.
    func matches(_ password: String) throws(AccessFailure) -> Bool {
        guard let given = Scrypt.derive(Array(password.utf8), salt: salt, cost: cost, count: key.count) else {
            throw .noCryptography
        }
        return Digest.areEqual(given, key)
    }
}

extension Scrypt.Cost {
    /// 32 MiB for each sign-in, about a third of a second: what OWASP's cheat sheet on password storage asks of scrypt,
    /// spread so that several sign-ins at once fit into a small machine.
    public static let standard = Scrypt.Cost(rounds: 1 << 15, blocks: 8, lanes: 3)
}
