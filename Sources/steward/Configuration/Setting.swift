/// A value as one layer of the configuration gave it, checked against its shape and with its place.
struct Setting: Sendable, Hashable {
    indirect enum Content: Sendable, Hashable {
        case text(String)
        case integer(Int)
        case list([Setting])
        case record([String: Setting])
    }

    let origin: Origin
    let content: Content

    var text: String? { if case .text(let text) = content { text } else { nil } }
    var integer: Int? { if case .integer(let number) = content { number } else { nil } }
    var list: [Setting] { if case .list(let entries) = content { entries } else { [] } }

    /// The value of a key of a record.
    subscript(name: String) -> Setting? {
        if case .record(let values) = content { values[name] } else { nil }
    }
}

/// What one layer of the configuration gives, by the path of each key.
typealias ConfigurationLayer = [String: Setting]

extension Setting {
    /// Reads one text against a scalar shape, or as a list that is separated by commas.
    ///
    /// - Parameter name: the key as the file has it, for the messages; variables and flags are named by their origin.
    static func reading(
        _ text: String, as shape: Shape, named name: String, at origin: Origin, problems: inout [ConfigurationProblem]
    ) -> Setting? {
        let subject = if case .file = origin { "`\(name)`: " } else { "" }
        func wrong(_ what: String, meant: String? = nil) -> Setting? {
            let quoted = "`\(Secrets.masked(text).prefix(200).asVisible)`"
            let advice = meant.map { "; did you mean `\($0)`? Give" } ?? "; give"
            problems.append(ConfigurationProblem(origin, "\(subject)\(quoted) \(what)\(advice) \(shape.allowed)"))
            return nil
        }
        switch shape {
        case .text(let rule):
            guard !text.isEmpty else {
                return wrong("is empty")
            }
            guard let problem = rule.problem(in: text) else { return Setting(origin: origin, content: .text(text)) }
            return wrong(problem, meant: rule.suggestion(for: text))
        case .integer(let range):
            guard let number = Int(text), text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }) else {
                return wrong("is not a whole number")
            }
            return range.contains(number)
                ? Setting(origin: origin, content: .integer(number)) : wrong("is out of range")
        case .choice(let words):
            if words.contains(text) { return Setting(origin: origin, content: .text(text)) }
            return wrong("is not one of its values", meant: words.nearest(to: text))
        case .list(let element):
            let parts = text.split(separator: ",").map { $0.trimmed }.filter { !$0.isEmpty }
            let entries = parts.compactMap {
                reading($0, as: element, named: name, at: origin, problems: &problems)
            }
            return entries.count == parts.count ? Setting(origin: origin, content: .list(entries)) : nil
        case .record, .shorthand:
            return wrong("is a single value")
        }
    }
}

extension StringProtocol {
    /// The text without spaces at its ends.
    var trimmed: String {
        let start = drop { $0 == " " }
        return start.lastIndex { $0 != " " }.map { String(start[...$0]) } ?? ""
    }
}
