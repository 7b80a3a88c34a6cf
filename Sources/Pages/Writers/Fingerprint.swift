/// Names content by what it holds: 64 bits, the same in every run and on every machine.
///
/// For entity tags and the names of assets, where equal fingerprints by chance would only show an old page; it is no
/// protection against somebody who wants two texts to look alike.
enum Fingerprint {
    static func of(_ bytes: [UInt8]) -> String {
        bytes.withUnsafeBytes { hex(mixed($0)) }
    }

    /// Sixteen hexadecimal digits.
    static func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// Reads eight bytes at a time and folds each 128-bit product into 64 bits.
    private static func mixed(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var state = multiplier ^ UInt64(bytes.count)
        var index = 0
        while index < bytes.count {
            var word: UInt64 = 0
            if index + 8 <= bytes.count {
                word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            } else {
                for (shift, byte) in bytes[index...].enumerated() { word |= UInt64(byte) << (8 * UInt64(shift)) }
            }
            state = folded(state ^ word, multiplier)
            index += 8
        }
        return folded(state ^ finisher, multiplier)
    }

    private static func folded(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let (high, low) = a.multipliedFullWidth(by: b)
        // Adding the sum keeps a product of zero from swallowing what came before.
        return (high ^ low) &+ a &+ 0x632B_E59B_D9B4_E019
    }

    private static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15
    private static let finisher: UInt64 = 0xD6E8_FEB8_6659_FD93
}
