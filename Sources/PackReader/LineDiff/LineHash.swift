/// Turns a line into 64 bits that stand for it.
///
/// Eight bytes at a time are multiplied with a secret number into 128 bits, whose halves are folded together. Two different lines
/// have the same hash with a probability of about 2⁻⁶⁴. Only lines of one pair of texts are ever compared: a pair with 10,000 different
/// lines makes 5 · 10⁷ comparisons, so that ten million such pairs, far more than the largest history has, meet one collision
/// with a probability of about 3 · 10⁻⁵. The numbers are drawn anew for every run: nobody can prepare lines that collide, and a
/// wrong figure would not come back.
struct LineHash: Sendable {
    private let seed: UInt64
    private let factor: UInt64
    private let lengthFactor: UInt64

    /// The one that is used everywhere in this run: tables of lines can be compared only when the same one made them.
    static let ofThisRun = {
        var generator = SystemRandomNumberGenerator()
        return LineHash(using: &generator)
    }()

    init(using generator: inout some RandomNumberGenerator) {
        seed = generator.next()
        // Odd, and with bits set in both halves, as a factor with few bits mixes badly.
        factor = generator.next() | 0x8000_0001_0000_0001
        lengthFactor = generator.next() | 0x8000_0001_0000_0001
    }

    @inline(__always)
    private static func fold(_ value: UInt64, _ factor: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: factor)
        return product.high ^ product.low
    }

    /// The hash of one line, its line feed included.
    func hash(_ line: UnsafeRawBufferPointer) -> UInt64 {
        var hash = seed
        var position = 0
        while position < line.count {
            hash = Self.fold(hash ^ Self.word(line, at: position), factor)
            position += 8
        }
        return Self.fold(hash ^ UInt64(truncatingIfNeeded: line.count), lengthFactor)
    }

    /// Eight bytes, or those that are left with zeros after them.
    @inline(__always)
    private static func word(_ text: UnsafeRawBufferPointer, at position: Int) -> UInt64 {
        if position + 8 <= text.count {
            return UInt64(littleEndian: text.loadUnaligned(fromByteOffset: position, as: UInt64.self))
        }
        var word: UInt64 = 0
        var place = text.count
        while place > position {
            place -= 1
            word = (word &<< 8) | UInt64(text[place])
        }
        return word
    }
}
