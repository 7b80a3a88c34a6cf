/// A licence's text or notice as words, with what may be missing and what may stand elsewhere.
struct LicenceTemplate: Sendable {
    enum Kind: Sendable { case text, exception, notice }

    /// Words that may be put in somewhere.
    struct Gap: Sendable {
        /// Nil for any words.
        var words: Set<UInt32>?
        /// The most words that may stand there.
        var most: Int
    }

    let kind: Kind
    /// Places in the list of every licence that has just these words.
    var entries: [Int]
    var words: [UInt32] = []
    /// Whether each word may be missing.
    var optional: [Bool] = []
    /// The gap before each word, and after the last; -1 for none.
    var gapBefore: [Int32] = []
    var gaps: [Gap] = []
    private(set) var required = 0

    init(entry: Int, kind: Kind, marked: String) {
        self.kind = kind
        entries = [entry]
        var depth = 0
        var openGap: Int32 = -1
        var text = marked
        text.withUTF8 { bytes in
            var at = 0
            while at < bytes.count {
                switch bytes[at] {
                case 1:
                    depth += 1
                    at += 1
                case 2:
                    depth -= 1
                    at += 1
                case 3:
                    let end = bytes[at...].firstIndex(of: 4) ?? bytes.count
                    let close = bytes[at...].firstIndex(of: 5) ?? bytes.count
                    let vocabulary = Self.hashes(bytes, from: at + 1, to: end)
                    let original = Self.hashes(bytes, from: min(end + 1, bytes.count), to: close)
                    let isAny = end > at + 1 && bytes[at + 1] == 0x2A
                    gaps.append(
                        Gap(words: isAny ? nil : Set(vocabulary), most: isAny ? original.count + 20 : max(8, vocabulary.count)))
                    openGap = Int32(gaps.count - 1)
                    for word in original { append(word, optional: true, gap: openGap) }
                    at = close + 1
                default:
                    var end = at
                    while end < bytes.count, bytes[end] > 5 || bytes[end] == 0 { end += 1 }
                    for word in Self.hashes(bytes, from: at, to: end) {
                        append(word, optional: depth > 0, gap: openGap)
                        openGap = -1
                    }
                    at = end
                }
            }
        }
        gapBefore.append(openGap)
        required = optional.count { !$0 }
    }

    private mutating func append(_ word: UInt32, optional: Bool, gap: Int32) {
        words.append(word)
        self.optional.append(optional)
        gapBefore.append(gap)
    }

    private static func hashes(_ bytes: UnsafeBufferPointer<UInt8>, from: Int, to: Int) -> [UInt32] {
        guard from < to else { return [] }
        var reader = WordReader(bytes: UnsafeBufferPointer(rebasing: bytes[from..<to]))
        var hashes: [UInt32] = []
        while let word = reader.next() { hashes.append(word.hash) }
        return hashes
    }
}
