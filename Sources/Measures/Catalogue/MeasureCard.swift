/// What a reader needs to know of a measure: its definition page in data.
public struct MeasureCard: Sendable {
    /// A dotted name such as `contributors.active`; the same in pages, API, command line and documents.
    public let id: String
    public let title: String
    /// The question that the measure answers, as a person would ask it.
    public let question: String
    /// How it is counted, in words.
    public let definition: String
    public let unit: MeasureUnit
    public let better: Direction
    public let standards: [Standard]
    /// The choices of the definition; where a figure can be split, last those of how contributions count for organisations.
    public let parameters: [MeasureParameter]
    /// What can be split by organisation can be split by team and line of management too.
    public let dimensions: [Dimension]
    /// How the parts of a split relate to the whole.
    public let parts: PartsRule
    /// What one row of the drill-down is, in the plural: people, commits, organisations.
    public let rowNoun: String
    /// What to keep in mind when reading the figure.
    public let caveats: [String]
    /// False for a figure that exists only for the present.
    public let hasHistory: Bool

    public init(
        id: String, title: String, question: String, definition: String, unit: MeasureUnit, better: Direction = .neither,
        standards: [Standard] = [], parameters: [MeasureParameter] = [], dimensions: [Dimension] = Dimension.common,
        parts: PartsRule, rowNoun: String, caveats: [String] = [], hasHistory: Bool = true
    ) {
        self.id = id
        self.title = title
        self.question = question
        self.definition = definition
        self.unit = unit
        self.better = better
        self.standards = standards
        self.parameters = dimensions.isEmpty ? parameters : parameters + [.affiliation, .rollUp]
        self.dimensions = dimensions.contains(.organisation) ? dimensions + [.team, .manager] : dimensions
        self.parts = parts
        self.rowNoun = rowNoun
        self.caveats = caveats
        self.hasHistory = hasHistory
    }

    /// The part of the id before the first dot, by which the catalogue groups measures.
    public var family: String { String(id.prefix { $0 != "." }) }

    /// Which change is an improvement.
    public enum Direction: String, Sendable {
        case higher, lower, neither
    }

    /// How the parts of a split relate to the whole.
    public enum PartsRule: String, Sendable {
        /// Each counted thing lies in one part: the parts sum to the whole.
        case sum
        /// A person or organisation may lie in several parts; what is counted more than once is shown as a row of
        /// its own, so that the table still sums to the whole.
        case overlap
        /// A ratio or a rank: parts stand side by side and do not sum.
        case sideBySide
    }

    /// A published definition that the measure follows.
    public struct Standard: Sendable, Hashable {
        public let name: String
        public let version: String
        public let address: String

        public init(_ name: String, version: String, address: String) {
            self.name = name
            self.version = version
            self.address = address
        }
    }
}

/// What the value of a measure counts.
public enum MeasureUnit: String, Sendable, CaseIterable {
    case people, organisations, commits, lines, files, releases, projects
    case changeRequests, issues, cases
    /// From 0 to 1, shown as a percentage.
    case share
    /// Days, with fractions where a duration is meant.
    case days
    /// An amount in the office's currency.
    case money
    /// Change requests times recurring revenue: GitLab's MR Dollars, which are not money.
    case mrDollars = "MR$"
}

/// A way to split a figure into parts.
public enum Dimension: String, Sendable, CaseIterable {
    case project, group, organisation, type
    /// The first coach who answered; only what people ask for and answer can be split so.
    case coach
    /// The team of the contributor, and who stands above them, when the contribution was made.
    case team, manager

    /// By which most figures can be split.
    public static let common: [Dimension] = [.project, .group, .organisation, .type]
}

/// A choice that a definition leaves open, with the default that Steward prints.
public struct MeasureParameter: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// One of these values.
        case choice([String])
        /// Some of these values, separated by commas.
        case choices([String])
        /// A whole number in this range.
        case integer(ClosedRange<Int>)
    }

    public let name: String
    public let meaning: String
    public let kind: Kind
    public let standard: String

    /// - Parameter standard: the value that holds when a question says nothing.
    public init(_ name: String, _ meaning: String, _ kind: Kind, default standard: String) {
        self.name = name
        self.meaning = meaning
        self.kind = kind
        self.standard = standard
    }

    /// What may be given, in words.
    public var allowed: String {
        switch kind {
        case .choice(let values): values.joined(separator: " | ")
        case .choices(let values): "some of " + values.joined(separator: ",")
        case .integer(let range): "\(range.lowerBound) to \(range.upperBound)"
        }
    }

    /// Whether `value` may be given.
    public func accepts(_ value: String) -> Bool {
        switch kind {
        case .choice(let values): values.contains(value)
        case .choices(let values):
            !value.isEmpty && value.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { values.contains(String($0)) }
        case .integer(let range): Int(value).map(range.contains) ?? false
        }
    }
}

extension MeasureParameter {
    public static let affiliation = MeasureParameter(
        "affiliation",
        """
        How something counts that was done for several organisations or teams at once: divided by their shares, or \
        whole for each of them, so that parts overlap. People, organisations and durations count whole either way.
        """, .choice(["share", "whole"]), default: "share")

    public static let rollUp = MeasureParameter(
        "roll-up",
        """
        For whom something counts, by organisation, team or line of management, as they were when it was done: the \
        unit itself, the one above it, the one at the top, or the one on a level counted from the top.
        """, .choice(["none", "parent", "ultimate"] + (1...9).map { "level-\($0)" }), default: "none")
}
