/// A pattern in which `*` stands for any bytes and `?` for one. ASCII letters of either case are equal.
///
/// Matching takes time in proportion to the text times the pattern at most, whatever both are.
struct Glob: Sendable, Hashable {
    private let pattern: [UInt8]

    init(_ pattern: some StringProtocol) { self.pattern = pattern.utf8.map(Self.lower) }

    var isLiteral: Bool { !pattern.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") } }

    func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { matches($0) }
    }

    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        // A letter at either end settles most texts at once.
        if let last = pattern.last, last != UInt8(ascii: "*"), last != UInt8(ascii: "?") {
            guard let end = text.last, Self.lower(end) == last else { return false }
        }
        var (at, next) = (0, 0)
        var star: (next: Int, at: Int)?
        while at < text.count {
            if next < pattern.count, pattern[next] == UInt8(ascii: "*") {
                star = (next + 1, at)
                next += 1
            } else if next < pattern.count, pattern[next] == UInt8(ascii: "?") || pattern[next] == Self.lower(text[at]) {
                at += 1
                next += 1
            } else if let begun = star {
                star = (begun.next, begun.at + 1)
                (next, at) = (begun.next, begun.at + 1)
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
