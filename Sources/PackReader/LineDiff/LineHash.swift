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
    static func fold(_ value: UInt64, _ factor: UInt64) -> UInt64 {
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
        return finish(hash, length: line.count)
    }

    /// Hashes every line of `text` from `start`, which begins a line, and gives the hash and the end of each that ends in a line feed.
    /// - Returns: where the last line begins that has no line feed, or the end.
    @inline(__always)
    func lines(
        of text: UnsafeRawBufferPointer, from start: Int, to end: Int, _ found: (_ hash: UInt64, _ end: Int) -> Void
    ) -> Int {
        let lineFeeds: UInt64 = 0x0a0a_0a0a_0a0a_0a0a
        let ones: UInt64 = 0x0101_0101_0101_0101
        let limited = UnsafeRawBufferPointer(rebasing: text[..<end])
        var lineStart = start
        var position = start
        var hash = seed
        while position < end {
            let word = Self.word(limited, at: position)
            // A byte of `differing` is zero where the text has a line feed; the lowest flag of `flags` is the first such byte.
            let differing = word ^ lineFeeds
            let flags = (differing &- ones) & ~differing & (ones &<< 7)
            if flags == 0 {
                hash = Self.fold(hash ^ word, factor)
                position += 8
                continue
            }
            let bits = (UInt64(truncatingIfNeeded: flags.trailingZeroBitCount) | 7) &+ 1
            hash = Self.fold(hash ^ (word & (~0 &>> (64 &- bits))), factor)
            position += Int(truncatingIfNeeded: bits &>> 3)
            found(finish(hash, length: position - lineStart), position)
            lineStart = position
            hash = seed
        }
        return lineStart
    }

    @inline(__always)
    private func finish(_ hash: UInt64, length: Int) -> UInt64 {
        Self.fold(hash ^ UInt64(truncatingIfNeeded: length), lengthFactor)
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
