/// Writes YAML 1.2 that every reader understands in the same way: keys as they are, texts always in double quotes.
struct YAMLWriter {
    private(set) var text = ""
    private var depth = 0

    mutating func comment(_ line: String) {
        text += "# \(line.onOneLine)\n"
    }

    mutating func blank() { text += "\n" }

    /// Nothing for nil.
    mutating func text(_ key: String, _ value: String?) {
        guard let value else { return }
        line("\(key): \(Self.quoted(value))")
    }

    /// A word that is no text, such as true or a day.
    mutating func word(_ key: String, _ value: String?) {
        guard let value else { return }
        line("\(key): \(value)")
    }

    /// Nothing for an empty list.
    mutating func list(_ key: String, _ values: [String]) {
        guard !values.isEmpty else { return }
        line("\(key):")
        for value in values { line("  - \(Self.quoted(value))") }
    }

    /// A mapping below a key; left out when `body` writes nothing.
    mutating func section(_ key: String, _ body: (inout YAMLWriter) -> Void) {
        var inner = YAMLWriter()
        inner.depth = depth + 1
        body(&inner)
        guard !inner.text.isEmpty else { return }
        line("\(key):")
        text += inner.text
    }

    /// A list of mappings below a key.
    mutating func records<Element>(_ key: String, _ elements: [Element], _ body: (inout YAMLWriter, Element) -> Void) {
        guard !elements.isEmpty else { return }
        line("\(key):")
        for element in elements {
            var inner = YAMLWriter()
            inner.depth = depth + 2
            body(&inner, element)
            let lead = String(repeating: "  ", count: depth + 1) + "- "
            text += lead + inner.text.dropFirst(lead.count)
        }
    }

    private mutating func line(_ line: String) { text += String(repeating: "  ", count: depth) + line + "\n" }

    /// A text in double quotes. Whatever could mean something is escaped.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case "\u{85}": quoted += "\\N"
            case "\u{2028}": quoted += "\\L"
            case "\u{2029}": quoted += "\\P"
            default:
                if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
                    let digits = String(scalar.value, radix: 16)
                    quoted += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
                } else {
                    quoted.unicodeScalars.append(scalar)
                }
            }
        }
        return quoted + "\""
    }
}
