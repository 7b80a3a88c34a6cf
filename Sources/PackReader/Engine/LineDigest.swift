/// The hash of a line: the same for the same bytes, and different for others but for one chance in 2^64.
///
/// Seeded anew for each run, so that nobody can write two lines that are taken for one.
struct LineDigest: Sendable {
    private let seed: UInt64
    private let other: UInt64

    init() {
        seed = UInt64.random(in: 0 ... .max)
        other = UInt64.random(in: 0 ... .max) | 1
    }

    @inline(__always)
    private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }

    /// The hash of `count` bytes; up to 16 bytes past them are read, and have no say.
    @inline(__always)
    func hash(_ start: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        var at = UnsafeRawPointer(start)
        var left = count
        var state = seed ^ UInt64(truncatingIfNeeded: count)
        while left > 16 {
            let a = at.loadUnaligned(as: UInt64.self)
            let b = at.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            state = Self.mix(a ^ other, b ^ state)
            at += 16
            left -= 16
        }
        var a: UInt64 = 0
        var b: UInt64 = 0
        if left > 8 {
            a = at.loadUnaligned(as: UInt64.self)
            b =
                at.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
                & (UInt64.max &>> UInt64(truncatingIfNeeded: 128 - 8 * left))
        } else if left > 0 {
            a = at.loadUnaligned(as: UInt64.self) & (UInt64.max &>> UInt64(truncatingIfNeeded: 64 - 8 * left))
        }
        state = Self.mix(a ^ other, b ^ state)
        return Self.mix(state ^ seed, other)
    }

    /// The hash of a last line without a line feed: another one than with it.
    @inline(__always)
    func unterminated(_ start: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        Self.mix(hash(start, count) ^ 0x9E37_79B9_7F4A_7C15, other)
    }
}
