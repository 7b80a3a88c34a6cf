/// What a configuration key may hold.
///
/// One description serves the file, the environment, the suggestions and the documentation, so that they cannot
/// drift apart.
indirect enum Shape: Sendable {
    case text(TextRule)
    case integer(ClosedRange<Int>)
    case choice([String])
    case list(of: Shape)
    /// A mapping with these keys.
    case record([Field])
    /// A mapping with these keys, or a plain text that stands for the one named.
    case shorthand(String, [Field])

    /// The longest list that is read.
    static let longestList = 100_000
}

/// One key of the configuration file.
struct Field: Sendable {
    let name: String
    let shape: Shape
    /// Whether a record without this key is a mistake.
    let required: Bool
    /// The default as the documentation prints it; nil when the key is simply absent.
    let fallback: String?
    /// The flag that sets it on the command line, as it is typed.
    let flag: String?
    /// What the key decides, in one sentence.
    let summary: String

    init(
        _ name: String, _ shape: Shape, required: Bool = false, fallback: String? = nil, flag: String? = nil,
        _ summary: String
    ) {
        self.name = name
        self.shape = shape
        self.required = required
        self.fallback = fallback
        self.flag = flag
        self.summary = summary
    }
}

extension Shape {
    /// What is allowed, in words that finish the sentence "give …".
    var allowed: String {
        switch self {
        case .text(let rule): rule.allowed
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .choice(let words): words.asChoice
        case .list(let element): "a list, each entry of which is \(element.allowed)"
        case .record(let fields): "a mapping with \(fields.map { "`\($0.name)`" }.joined(separator: ", "))"
        case .shorthand(let name, let fields):
            "\(fields.first { $0.name == name }.map(\.shape.allowed) ?? "a text"), or "
                + Shape.record(fields).allowed
        }
    }

    /// Whether one line of text can say it, as in an environment variable; lists are separated by commas there.
    var fitsOneLine: Bool {
        switch self {
        case .text, .integer, .choice: true
        case .list(let element): element.isScalar
        case .record, .shorthand: false
        }
    }

    var isScalar: Bool {
        switch self {
        case .text, .integer, .choice: true
        case .list, .record, .shorthand: false
        }
    }
}

extension [String] {
    /// `a`, `b` or `c`.
    var asChoice: String {
        let quoted = map { "`\($0)`" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.joined() }
        return quoted.dropLast().joined(separator: ", ") + " or " + last
    }
}
