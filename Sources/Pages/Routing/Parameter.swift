/// One value that an endpoint takes, in the path, in the query or in a form, with everything needed to check
/// it, to document it and to draw a form field for it.
public struct Parameter: Sendable, Hashable {
    public enum Place: String, Sendable { case path, query, form }

    public enum Kind: Sendable, Hashable {
        /// One of these.
        case choice([Choice])
        /// Some of these, separated by commas, in any order.
        case choices([Choice])
        /// Free text of so many characters at most.
        case text(maxLength: Int)
        /// Free text of several lines and so many bytes of UTF-8 at most; in a form only.
        case lines(maxBytes: Int)
        /// One line of so many bytes at most that nobody should read over a shoulder; in a form only, and never shown again.
        case secret(maxBytes: Int)
        case integer(ClosedRange<Int>)
        /// A day, `2026-11-21`.
        case date
        /// A month, `2026-11`.
        case month
        /// `yes` or `no`; absent is `no`.
        case flag
    }

    /// A value that may be chosen.
    public struct Choice: Sendable, Hashable, ExpressibleByStringLiteral {
        /// The value as addresses spell it.
        public let value: String
        /// The value as a form shows it.
        public let label: String
        /// Under which heading a list of check boxes shows it; those of one heading follow each other.
        public let group: String?

        /// - Parameter label: the value itself when nil.
        public init(_ value: String, _ label: String? = nil, in group: String? = nil) {
            self.value = value
            self.label = label ?? value
            self.group = group
        }

        public init(stringLiteral value: String) { self.init(value) }
    }

    /// As addresses spell it: small letters, digits and hyphens.
    public let name: String
    public let place: Place
    public let kind: Kind
    /// The heading of its form field.
    public let label: String
    /// What it does, in a sentence.
    public let summary: String
    public let isRequired: Bool
    /// The value that holds when none is given.
    public let standard: String?

    /// - Parameters:
    ///   - label: the name with a capital when nil.
    ///   - standard: must be a value that `kind` allows; ``Site`` checks it when it starts.
    public init(
        _ name: String, _ kind: Kind, _ summary: String, in place: Place = .query, label: String? = nil,
        required: Bool = false, default standard: String? = nil
    ) {
        self.name = name
        self.place = place
        self.kind = kind
        self.label = label ?? name.prefix(1).uppercased() + name.dropFirst().map { $0 == "-" ? " " : String($0) }.joined()
        self.summary = summary
        isRequired = required || place == .path
        self.standard = standard
    }

    /// The same, and it must be given.
    var asRequired: Parameter {
        Parameter(name, kind, summary, in: place, label: label, required: true, default: standard)
    }

    var isSecret: Bool { if case .secret = kind { true } else { false } }

    /// Whether several values may be given.
    var takesList: Bool { if case .choices = kind { true } else { false } }

    /// A part of the path.
    public static func path(_ name: String, _ summary: String, kind: Kind = .text(maxLength: 120)) -> Parameter {
        Parameter(name, kind, summary, in: .path)
    }

    /// One of several values.
    public static func choice(
        _ name: String, _ choices: [Choice], _ summary: String, label: String? = nil, default standard: String? = nil
    ) -> Parameter {
        Parameter(name, .choice(choices), summary, label: label, default: standard)
    }

    /// A whole number.
    public static func integer(
        _ name: String, _ range: ClosedRange<Int>, _ summary: String, label: String? = nil, default standard: Int? = nil
    ) -> Parameter {
        Parameter(name, .integer(range), summary, label: label, default: standard.map(String.init))
    }

    /// Free text.
    public static func text(_ name: String, maxLength: Int = 200, _ summary: String, label: String? = nil) -> Parameter {
        Parameter(name, .text(maxLength: maxLength), summary, label: label)
    }
}

extension Parameter {
    /// A field of a form.
    public static func field(
        _ name: String, _ kind: Kind, _ summary: String, label: String? = nil, required: Bool = false, default standard: String? = nil
    ) -> Parameter {
        Parameter(name, kind, summary, in: .form, label: label, required: required, default: standard)
    }
}

extension Parameter.Kind {
    /// What may be given, in words.
    public var allowed: String {
        switch self {
        case .choice(let choices): choices.map(\.value).joined(separator: ", ")
        case .choices(let choices): "one or more of " + choices.map(\.value).joined(separator: ", ") + ", separated by commas"
        case .text(let length): "text of at most \(Format.count(length, "character", "characters"))"
        case .lines(let bytes): "text of at most \(Format.count(bytes, "byte", "bytes")), in several lines"
        case .secret(let bytes): "one line of at most \(Format.count(bytes, "byte", "bytes"))"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .date: "a day such as 2026-11-21"
        case .month: "a month such as 2026-11"
        case .flag: "yes or no"
        }
    }
}
