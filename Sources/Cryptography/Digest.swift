import CCrypto

/// SHA-256 and what is made from it.
public enum Digest {
    /// Nil when the library has no memory.
    public static func sha256(_ bytes: [UInt8]) -> [UInt8]? {
        var digest = [UInt8](repeating: 0, count: 32)
        let isMade = bytes.withUnsafeBytes { steward_sha256($0.baseAddress, $0.count, &digest) }
        return isMade == 1 ? digest : nil
    }

    /// The keyed digest of RFC 2104; nil when the library has no memory.
    public static func hmacSHA256(_ bytes: [UInt8], key: [UInt8]) -> [UInt8]? {
        var digest = [UInt8](repeating: 0, count: 32)
        let isMade = bytes.withUnsafeBytes { bytes in
            key.withUnsafeBytes { key in
                steward_hmac_sha256(key.baseAddress, key.count, bytes.baseAddress, bytes.count, &digest)
            }
        }
        return isMade == 1 ? digest : nil
    }

    /// Compares without telling by the time it takes where two texts begin to differ.
    public static func areEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        guard a.count == b.count, !a.isEmpty else { return false }
        return steward_are_equal(a, b, a.count) == 1
    }

    public static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
