/// Looks through a configuration file before the YAML library does, for what it must not be given and for what it
/// would explain badly.
enum YAMLGuard {
    /// Tabs in the indentation, anchors, control characters, and more values than an office can have.
    static func problems(in text: String, file: String) -> [ConfigurationProblem] {
        var problems: [ConfigurationProblem] = []
        var line = 1
        var separators = 0
        for content in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            separators += 1 + content.count { $0 == UInt8(ascii: ",") }
            if let (column, message) = problem(in: content) {
                problems.append(ConfigurationProblem(.file(file, line: line, column: column), message))
            }
            line += 1
        }
        if separators > YAMLDocument.mostValues {
            problems.append(
                ConfigurationProblem(.wholeFile(file), "holds more than \(YAMLDocument.mostValues) values"))
        }
        return problems
    }

    private static func problem(in line: Substring.UTF8View) -> (column: Int, message: String)? {
        let indent = line.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let isComment = indent.endIndex < line.endIndex && line[indent.endIndex] == UInt8(ascii: "#")
        if let tab = indent.firstIndex(of: UInt8(ascii: "\t")), indent.count < line.count, !isComment {
            let column = line.distance(from: line.startIndex, to: tab) + 1
            return (column, "a tab in the indentation; YAML takes only spaces there")
        }
        var before = UInt8(ascii: " ")
        var column = 0
        for (index, byte) in zip(line.indices, line) {
            // Continuation bytes of UTF-8 do not count as columns.
            if byte & 0xC0 != 0x80 { column += 1 }
            let next = line.index(after: index)
            let following = next < line.endIndex ? line[next] : nil
            if isControl(byte, followedBy: following) { return (column, "holds a control character") }
            if byte == UInt8(ascii: "&"), !isComment, canBeginNode(after: before), let following,
                isAnchorLetter(following)
            {
                return (
                    column,
                    "anchors (`&name`) are not taken, nor the aliases that lead to them; write the value out, "
                        + "or put a space behind the `&` in a text"
                )
            }
            before = byte
        }
        // YAML also breaks lines at the first three, and passes over the fourth: places and anchors would be missed.
        let hidden: [Unicode.Scalar] = ["\u{85}", "\u{2028}", "\u{2029}", "\u{FEFF}"]
        if let place = Substring(line).unicodeScalars.enumerated().first(where: { hidden.contains($0.element) }) {
            return (place.offset + 1, "holds a hidden character, such as a line separator or a byte order mark")
        }
        return nil
    }

    /// A carriage return is let through at the end of a line only.
    private static func isControl(_ byte: UInt8, followedBy next: UInt8?) -> Bool {
        if byte == UInt8(ascii: "\r") { return next != nil }
        return (byte < 0x20 && byte != UInt8(ascii: "\t")) || byte == 0x7F
    }

    private static func canBeginNode(after byte: UInt8) -> Bool {
        " \t[{,:-?\"']}".utf8.contains(byte)
    }

    private static func isAnchorLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
