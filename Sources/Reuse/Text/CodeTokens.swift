/// The words of a source file in their order, without comments and white space, each with the line on which it begins.
///
/// A text between quotes is one word; in one of several lines white space counts for nothing. Two files that differ in layout and
/// comments alone have the same words.
struct CodeTokens: Sendable {
    /// A number for each word.
    private(set) var words: [UInt64] = []
    /// From 1.
    private(set) var lines: [Int32] = []

    /// Words beyond so many are left: no person wrote such a file.
    static let most = 400_000

    /// - Parameter foldsNames: takes all names of variables, functions and types for the same word.
    init(_ bytes: UnsafeRawBufferPointer, style: CodeStyle, foldsNames: Bool = false) {
        var reader = Reader(bytes: bytes)
        while reader.at < bytes.count, words.count < Self.most {
            let byte = bytes[reader.at]
            if byte == UInt8(ascii: "\n") || byte <= 0x20 {
                reader.skip(1)
            } else if let comment = style.blockComments.first(where: { reader.isAt($0.begin) }) {
                reader.skip(comment.begin.count)
                reader.skip(past: comment.end)
            } else if style.lineComments.contains(where: { reader.isAt($0) }) {
                reader.skipLine()
            } else {
                let line = reader.line
                let word = reader.word(style, foldsNames)
                words.append(word)
                lines.append(line)
            }
        }
    }
}

/// Goes through bytes and counts lines.
private struct Reader {
    let bytes: UnsafeRawBufferPointer
    var at = 0
    var line: Int32 = 1

    /// The start value and the factor of FNV-1a.
    private static let seed: UInt64 = 0xcbf2_9ce4_8422_2325
    private static let factor: UInt64 = 0x100_0000_01b3

    static func number(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var number = seed
        for byte in bytes { number = (number ^ UInt64(byte)) &* factor }
        return number
    }

    func isAt(_ wanted: [UInt8]) -> Bool {
        guard bytes.count - at >= wanted.count else { return false }
        for (offset, byte) in wanted.enumerated() where bytes[at + offset] != byte { return false }
        return true
    }

    mutating func skip(_ count: Int) {
        let end = min(bytes.count, at + count)
        while at < end {
            if bytes[at] == UInt8(ascii: "\n") { line += 1 }
            at += 1
        }
    }

    mutating func skip(past end: [UInt8]) {
        while at < bytes.count, !isAt(end) { skip(1) }
        skip(end.count)
    }

    mutating func skipLine() {
        while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { at += 1 }
    }

    mutating func word(_ style: CodeStyle, _ foldsNames: Bool) -> UInt64 {
        let first = bytes[at]
        let (start, firstLine) = (at, line)
        if style.quotes.contains(first) {
            readText(quote: first, style)
            if line > firstLine { return Self.textNumber(bytes[start..<at]) }
        } else if Self.isOfName(first) {
            while at < bytes.count, Self.isOfName(bytes[at]) { at += 1 }
            let isNumber = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
            let number = Self.number(bytes[start..<at])
            return foldsNames && !isNumber && !Self.keywords.contains(number) ? Self.seed : number
        } else {
            at += 1
        }
        return Self.number(bytes[start..<at])
    }

    /// Of a text of several lines: its white space is layout, for whoever indents the code indents the text with it.
    private static func textNumber(_ bytes: some Sequence<UInt8>) -> UInt64 { number(bytes.lazy.filter { $0 > 0x20 }) }

    private mutating func readText(quote: UInt8, _ style: CodeStyle) {
        let triple = [quote, quote, quote]
        if style.hasTripleQuotes && isAt(triple) {
            skip(3)
            skip(past: triple)
            return
        }
        skip(1)
        while at < bytes.count, bytes[at] != quote {
            // A text that does not end on its line is an apostrophe, or a mistake.
            if bytes[at] == UInt8(ascii: "\n") && quote != UInt8(ascii: "`") { return }
            skip(bytes[at] == UInt8(ascii: "\\") ? 2 : 1)
        }
        skip(1)
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...0xFF:
            true
        default: false
        }
    }

    /// What many languages share, and stays when names are folded.
    private static let keywords: Set<UInt64> = Set(
        """
        and as assert async await begin break case catch class const continue def default delete do elif else elsif end enum except export
        extends false final finally fn for foreach from func function goto if implements import in include interface is lambda let match
        module mut namespace new nil none not null or package pass private protected public raise require return self static struct super
        switch then this throw throws trait true try type typedef union unless until use using var void when where while with yield
        """.split(whereSeparator: \.isWhitespace).map { number($0.utf8) })
}
