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
        let layout = Layout(marked)
        gaps = layout.gaps
        let read = layout.plain.withUnsafeBufferPointer { LicenceWords($0, longestCopyright: 15).words }
        var span = 0
        var openGap: Int32 = -1
        for word in read {
            while span < layout.spans.count, layout.spans[span].end <= Int(word.start) {
                if layout.spans[span].gap >= 0 { openGap = layout.spans[span].gap }
                span += 1
            }
            let inside = span < layout.spans.count && layout.spans[span].start <= Int(word.start) ? layout.spans[span] : nil
            words.append(word.hash)
            // Who holds the copyright and where a page lies does not make it another licence.
            optional.append((inside?.isOptional ?? false) || !word.marks.isDisjoint(with: [.copyright, .address]))
            if let gap = inside?.gap, gap >= 0 { openGap = gap }
            gapBefore.append(openGap)
            if (inside?.gap ?? -1) < 0 { openGap = -1 }
        }
        if span < layout.spans.count, let last = layout.spans[span...].last(where: { $0.gap >= 0 }) { openGap = last.gap }
        gapBefore.append(openGap)
        required = optional.count { !$0 }
    }

    /// The text without its markup.
    static func plain(_ marked: String) -> String { String(decoding: Layout(marked).plain, as: UTF8.self) }

    /// The words as the list spells them, in the order of `words`.
    static func spelled(_ marked: String) -> [String] {
        let plain = Layout(marked).plain
        return plain.withUnsafeBufferPointer { bytes in
            var reader = WordReader(bytes: bytes)
            var spelled: [String] = []
            while let word = reader.next() { spelled.append(String(decoding: bytes[Int(word.start)..<Int(word.end)], as: UTF8.self)) }
            return spelled
        }
    }

    /// A text without its markup, and what the markup says of its bytes.
    private struct Layout {
        struct Span {
            var start: Int
            var end: Int
            var isOptional: Bool
            var gap: Int32
        }

        var plain: [UInt8] = []
        var spans: [Span] = []
        var gaps: [Gap] = []

        init(_ marked: String) {
            var depth = 0
            var start = 0
            var gap: Int32 = -1
            var vocabulary: [UInt8]?
            for byte in marked.utf8 {
                if byte > 5 || byte == 0 {
                    if vocabulary != nil { vocabulary?.append(byte) } else { plain.append(byte) }
                    continue
                }
                if depth > 0 || gap >= 0, vocabulary == nil {
                    spans.append(Span(start: start, end: plain.count, isOptional: true, gap: gap))
                }
                switch byte {
                case 1: depth += 1
                case 2: depth -= 1
                case 3: vocabulary = []
                case 4:
                    let words = String(decoding: vocabulary ?? [], as: UTF8.self)
                    let hashes = LicenceWords.hashes(words)
                    gaps.append(Gap(words: words == "*" ? nil : Set(hashes), most: max(8, hashes.count)))
                    gap = Int32(gaps.count - 1)
                    vocabulary = nil
                default:
                    // As many as published stand there, and some more: names are longer or shorter.
                    if gap >= 0, gaps[Int(gap)].words == nil { gaps[Int(gap)].most = 20 + (plain.count - start) / 6 }
                    gap = -1
                }
                plain.append(0x20)
                start = plain.count
            }
        }
    }
}
