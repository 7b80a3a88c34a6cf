internal import CCrypto

/// Digests that name things.
enum Fingerprint {
    /// 32 hexadecimal digits of the SHA-256 over all parts, each with its length before it.
    static func make(_ parts: [[UInt8]]) -> String { hexadecimal(digest(parts).prefix(16)) }

    static func digest(_ parts: [[UInt8]]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(parts.reduce(0) { $0 + $1.count + 8 })
        for part in parts {
            withUnsafeBytes(of: UInt64(part.count).bigEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: part)
        }
        return sha256(bytes)
    }

    static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        let isMade = bytes.withUnsafeBytes { bytes in
            digest.withUnsafeMutableBufferPointer { digest in
                digest.baseAddress.map { steward_sha256(bytes.baseAddress, bytes.count, $0) } ?? 0
            }
        }
        // Only a libcrypto without SHA-256 refuses; nothing here could go on with it.
        precondition(isMade == 1, "libcrypto has no SHA-256")
        return digest
    }

    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
