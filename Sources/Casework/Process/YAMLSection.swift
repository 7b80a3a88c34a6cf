import Yams

/// Collects the mistakes of a file while it is read.
final class ProblemList {
    private(set) var problems: [ProcessProblem] = []

    func add(_ line: Int, _ sentence: String) {
        // A file that is no process file at all would fill pages.
        if problems.count < 200 { problems.append(ProcessProblem(line: line, sentence)) }
    }

    var sorted: [ProcessProblem] { problems.sorted { $0.line < $1.line } }
}

/// One mapping of a process file, read key by key; what is left over at the end is a mistake.
struct YAMLSection {
    /// What it is, in words: `the field “amount”`.
    let name: String
    let line: Int
    let problems: ProblemList
    private let values: [String: Node]
    private let keyLines: [(key: String, line: Int)]

    /// Nil when the node is no mapping, which is reported.
    init?(_ node: Node, _ name: String, knowing keys: [String], _ problems: ProblemList) {
        let line = node.mark?.line ?? 0
        guard case .mapping(let mapping) = node else {
            problems.add(line, "\(name) must be a mapping of keys to values.")
            return nil
        }
        var values: [String: Node] = [:]
        var lines: [(String, Int)] = []
        for (key, value) in mapping {
            let keyLine = key.mark?.line ?? line
            guard case .scalar(let scalar) = key else {
                problems.add(keyLine, "A key of \(name) must be a plain word.")
                continue
            }
            lines.append((scalar.string, keyLine))
            values[scalar.string] = value
            if !keys.contains(scalar.string) {
                let near = keys.nearest(to: scalar.string).map { "did you mean “\($0)”?" } ?? "known are \(keys.joined(separator: ", "))."
                let advice = Self.advice(onStray: scalar.string, value).map { " \($0)" } ?? ""
                problems.add(keyLine, "\(name) has an unknown key “\(scalar.string.prefix(60).shown)”; \(near)\(advice)")
            }
        }
        (self.name, self.line, self.problems, self.values, keyLines) = (name, line, problems, values, lines)
    }

    /// The name within a sentence: `a need of “pay”`.
    private var place: String {
        ["A", "An", "The", "Every"].contains(name.prefix { $0 != " " }) ? name.prefix(1).lowercased() + name.dropFirst() : name
    }

    /// What to do about a key that is none: what stands behind a comma in braces is one, though it was meant as a part of a text or of a
    /// number.
    static func advice(onStray key: String, _ value: Node?) -> String? {
        guard value == nil || value?.scalar?.string == "" else { return nil }
        if key.count == 3, key.utf8.allSatisfy({ (48...57).contains($0) }) {
            return "If it belongs to the number before it, write that without a comma between thousands: 2000, not 2,000."
        }
        return value == nil ? nil : "If it belongs to the text before it, put that text in quotes, as it has a comma in it."
    }

    func has(_ key: String) -> Bool { values[key] != nil }
    func node(_ key: String) -> Node? { values[key] }
    func line(of key: String) -> Int { keyLines.first { $0.key == key }?.line ?? line }

    func complain(_ key: String, _ sentence: String) { problems.add(line(of: key), sentence) }

    /// The text of a key; nil when it is missing, or is no text, which is reported.
    func text(_ key: String, limit: Int = 500) -> String? {
        guard let node = values[key] else { return nil }
        guard case .scalar(let scalar) = node else {
            complain(key, "“\(key)” of \(place) must be a text.")
            return nil
        }
        return Self.checked(scalar.string, key, limit) { complain(key, "“\(key)” of \(place) \($0)") }
    }

    func requiredText(_ key: String, limit: Int = 500) -> String {
        if let text = text(key, limit: limit) { return text }
        if !has(key) { problems.add(line, "\(name) has no “\(key)”.") }
        return ""
    }

    func flag(_ key: String) -> Bool? {
        guard let text = text(key) else { return nil }
        if ["true", "yes"].contains(text) { return true }
        if ["false", "no"].contains(text) { return false }
        complain(key, "“\(key)” of \(place) must be true or false.")
        return nil
    }

    /// The text of a number; nil when it stands in quotes, which is reported: what is quoted is a text, and was perhaps meant otherwise.
    private func numeral(_ key: String) -> String? {
        guard let text = text(key) else { return nil }
        if case .scalar(let scalar)? = values[key], scalar.style == .singleQuoted || scalar.style == .doubleQuoted {
            complain(key, "“\(key)” of \(place) is the text “\(text.prefix(60).shown)”: write the number without quotes.")
            return nil
        }
        return text
    }

    func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let text = numeral(key) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            complain(key, "“\(key)” of \(place) must be a whole number from \(range.lowerBound) to \(range.upperBound).")
            return nil
        }
        return number
    }

    func number(_ key: String) -> Double? {
        guard let text = numeral(key) else { return nil }
        guard !text.contains(","), let number = Currency.number(text), number.isFinite else {
            complain(
                key,
                "“\(key)” of \(place) must be a number such as 2000 or 1999.50, without separators between thousands, not “\(text.prefix(60).shown)”."
            )
            return nil
        }
        return number
    }

    func span(_ key: String) -> Span? {
        guard let text = text(key) else { return nil }
        guard let span = Span(text) else {
            complain(key, "“\(key)” of \(place) must be a length of time, such as “3 working days”, “72 hours” or “6 months”.")
            return nil
        }
        return span
    }

    /// One of several words; nil when it is missing or another, which is reported.
    func word<T: RawRepresentable & CaseIterable>(_ key: String, _ type: T.Type) -> T? where T.RawValue == String {
        guard let text = text(key) else { return nil }
        if let value = T(rawValue: text) { return value }
        complain(
            key, "“\(key)” of \(place) is “\(text.prefix(60).shown)”; it may be \(T.allCases.map(\.rawValue).joined(separator: ", ")).")
        return nil
    }

    func isMapping(_ key: String) -> Bool { if case .mapping = values[key] { true } else { false } }

    /// A text or a list of texts, each with its line.
    func texts(_ key: String) -> [(text: String, line: Int)] {
        values[key].map { texts(in: $0, key, at: line(of: key)) } ?? []
    }

    /// The texts of a node that stands under a key.
    func texts(in node: Node, _ key: String, at keyLine: Int) -> [(text: String, line: Int)] {
        let nodes: [Node] =
            switch node {
            case .sequence(let sequence): Array(sequence)
            default: [node]
            }
        guard nodes.count <= Self.mostEntries else {
            complain(key, "“\(key)” of \(place) has \(nodes.count) entries; give at most \(Self.mostEntries).")
            return []
        }
        return nodes.compactMap { node in
            let line = node.mark?.line ?? keyLine
            guard case .scalar(let scalar) = node else {
                problems.add(line, "“\(key)” of \(place) must be a word or a list of words.")
                return nil
            }
            return Self.checked(scalar.string, key, 500) { problems.add(line, "“\(key)” of \(place) \($0)") }.map { ($0, line) }
        }
    }

    func words(_ key: String) -> [String] { texts(key).map(\.text) }

    /// The entries of a list; one thing may stand without brackets.
    func list(_ key: String) -> [Node] {
        guard let node = values[key] else { return [] }
        guard case .sequence(let sequence) = node else {
            if node.scalar?.string != "" { return [node] }
            complain(key, "“\(key)” of \(place) is empty.")
            return []
        }
        guard sequence.count <= Self.mostEntries else {
            complain(key, "“\(key)” of \(place) has \(sequence.count) entries; give at most \(Self.mostEntries).")
            return []
        }
        return Array(sequence)
    }

    /// The keys and values of a mapping in their order; a plain list stands for a mapping of each word to itself.
    func pairs(_ key: String) -> [(key: String, value: Node, line: Int)] {
        guard let node = values[key] else { return [] }
        let pairs: [(Node, Node)] =
            switch node {
            case .mapping(let mapping): mapping.map { ($0.key, $0.value) }
            case .sequence(let sequence): sequence.map { ($0, $0) }
            default: node.scalar?.string == "" ? [] : [(node, node)]
            }
        if pairs.isEmpty { complain(key, "“\(key)” of \(place) must be a mapping or a list, and not empty.") }
        guard pairs.count <= Self.mostEntries else {
            complain(key, "“\(key)” of \(place) has \(pairs.count) entries; give at most \(Self.mostEntries).")
            return []
        }
        return pairs.compactMap { pair in
            let line = pair.0.mark?.line ?? line(of: key)
            guard case .scalar(let scalar) = pair.0 else {
                problems.add(line, "An entry of “\(key)” of \(place) must be a plain word.")
                return nil
            }
            return (scalar.string, pair.1, line)
        }
    }

    static let mostEntries = 500

    private static func checked(_ text: String, _ key: String, _ limit: Int, _ complain: (String) -> Void) -> String? {
        let text = text.lastIndex { !$0.isWhitespace }.map { String(text[...$0]) } ?? ""
        if text.isEmpty {
            complain("is empty.")
        } else if text.unicodeScalars.count > limit {
            complain("has \(text.unicodeScalars.count) characters; give at most \(limit).")
        } else if text.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\n" && $0 != "\t" || (0x7F...0x9F).contains($0.value) }) {
            complain("holds a control character.")
        } else {
            return text
        }
        return nil
    }
}

extension StringProtocol {
    /// Without what a terminal would obey.
    var shown: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? "\u{FFFD}" : $0 }))
    }
}

extension Sequence<String> {
    /// The word that somebody meant: one slip for each three letters typed, at least one.
    func nearest(to typed: String) -> String? {
        let letters = Array(typed.lowercased().unicodeScalars.prefix(60))
        let limit = Swift.max(1, letters.count / 3)
        var best: (word: String, slips: Int)?
        for word in self {
            let slips = Self.slips(letters, Array(word.lowercased().unicodeScalars))
            if slips <= limit, slips < best?.slips ?? .max { best = (word, slips) }
        }
        return best?.word
    }

    private static func slips(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices { row.append(Swift.min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)) }
            last = row
        }
        return last[b.count]
    }
}
