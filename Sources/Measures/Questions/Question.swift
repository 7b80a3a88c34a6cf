public import Ledger

/// What is asked of a measure: which facts, cut into which periods, split how, known when.
public struct Question: Sendable, Hashable {
    public var measure: String
    public var grain: Grain
    /// The first and last period; nil lets the measure choose.
    public var from: Period?
    public var to: Period?
    public var scope: Scope
    public var split: Dimension?
    /// Answers as Steward would have on that instant; nil for what it knows now.
    public var asKnown: Instant?
    /// The values given for the measure's own parameters; defaults are not listed.
    public var parameters: [String: String]

    public init(
        _ measure: String, grain: Grain = .month, from: Period? = nil, to: Period? = nil, scope: Scope = Scope(),
        split: Dimension? = nil, asKnown: Instant? = nil, parameters: [String: String] = [:]
    ) {
        self.measure = measure
        self.grain = grain
        self.from = from
        self.to = to
        self.scope = scope
        self.split = split
        self.asKnown = asKnown
        self.parameters = parameters
    }

    /// The part of the ledger that a question is about; all of it when nothing is named.
    public struct Scope: Sendable, Hashable {
        /// Slugs, as addresses spell them. ``unknownOrganisation`` names contributions without an affiliation.
        public var project: String?
        public var group: String?
        public var organisation: String?
        public var team: String?
        /// The identifier of the person in whose line of management a contribution was made.
        public var manager: String?

        public init(
            project: String? = nil, group: String? = nil, organisation: String? = nil, team: String? = nil, manager: String? = nil
        ) {
            self.project = project
            self.group = group
            self.organisation = organisation
            self.team = team
            self.manager = manager
        }

        /// Names the bucket of contributions without a known organisation, team or line of management.
        public static let unknownOrganisation = "unknown"
    }

    /// The value of a parameter: the given one or the default of the card.
    public func parameter(_ name: String, of card: MeasureCard) -> String {
        parameters[name] ?? card.parameters.first { $0.name == name }?.standard ?? ""
    }

    /// The largest number of periods that one answer holds.
    public static let mostPeriods = 600
}

/// Asks for the rows behind one figure.
public struct RowRequest: Sendable, Hashable {
    public var question: Question
    public var period: Period
    /// The key of one part of the split; nil for the whole.
    public var part: String?
    /// Where the page before ended; nil for the first page.
    public var cursor: String?
    /// Rows on a page, 1 to ``mostRows``.
    public var limit: Int

    public static let mostRows = 1000

    public init(_ question: Question, period: Period, part: String? = nil, cursor: String? = nil, limit: Int = 50) {
        self.question = question
        self.period = period
        self.part = part
        self.cursor = cursor
        self.limit = limit
    }
}
