import CCrypto

/// The key derivation of RFC 7914, which takes much memory so that passwords cannot be tried by the million.
public enum Scrypt {
    /// What a derivation costs; memory is 128 × `blocks` × `rounds` bytes.
    public struct Cost: Sendable, Hashable {
        /// N: a power of two.
        public let rounds: UInt64
        /// r
        public let blocks: UInt64
        /// p
        public let lanes: UInt64

        public init(rounds: UInt64, blocks: UInt64, lanes: UInt64) {
            self.rounds = rounds
            self.blocks = blocks
            self.lanes = lanes
        }

        /// Beyond this nothing is derived, whatever a stored hash says: 256 MiB.
        static let mostMemory: UInt64 = 256 << 20

        /// Whether it can be paid.
        public var isSane: Bool {
            rounds >= 2 && rounds <= 1 << 20 && rounds & (rounds - 1) == 0 && (1...32).contains(blocks) && (1...16).contains(lanes)
                && 128 * blocks * rounds <= Self.mostMemory
        }
    }

    /// Blocks its thread for as long as the cost says. Nil when the library has no memory or the cost is not sane.
    public static func derive(_ password: [UInt8], salt: [UInt8], cost: Cost, count: Int = 32) -> [UInt8]? {
        guard cost.isSane, (16...64).contains(count) else { return nil }
        var key = [UInt8](repeating: 0, count: count)
        let isMade = password.withUnsafeBytes { password in
            salt.withUnsafeBytes { salt in
                steward_scrypt(
                    password.baseAddress, password.count, salt.baseAddress, salt.count, cost.rounds, cost.blocks, cost.lanes,
                    Cost.mostMemory + (8 << 20), &key, key.count)
            }
        }
        return isMade == 1 ? key : nil
    }
}
