import Ledger
import Measures

/// A measure that counts contributions to commits, period by period.
protocol WindowMeasure: CountedDefinition where Run == CommitRun {
    /// The figure; nil for "no data".
    func value(of window: Window) -> Double?

    /// The rows behind the figure.
    func listing(of window: Window) -> Listing

    /// The instants that a period's figure looks at; the period itself unless the definition says otherwise.
    func range(of period: Period, _ calendar: ReportingCalendar) -> Range<Instant>

    /// The figure of a period needs the period after it.
    var looksAhead: Bool { get }

    /// How contributions fall into the parts of the dimension `type`; their role unless the measure has another idea.
    var types: TypePartition { get }

    /// The measure looks at each person's first or last contribution of all time.
    var needsHistory: Bool { get }

    /// The measure looks at files, which are loaded for it.
    var needsFiles: Bool { get }

    /// The parts of the dimension `type` when they do not follow from contributions, as languages do not; nil when
    /// they do.
    func tallies(of window: Window) -> [Tally]?

    /// Remarks that belong beside the figure.
    func remarks(on window: Window) -> [String]
}

extension WindowMeasure {
    func range(of period: Period, _ calendar: ReportingCalendar) -> Range<Instant> { calendar.range(of: period) }
    var looksAhead: Bool { false }
    var types: TypePartition { .roles }
    var needsHistory: Bool { false }
    var needsFiles: Bool { false }
    func tallies(of window: Window) -> [Tally]? { nil }
    func remarks(on window: Window) -> [String] { [] }
}

/// How contributions fall into types.
struct TypePartition: Sendable {
    /// Keys and titles, in the order in which they are shown when they are equally large.
    let parts: [(key: String, title: String)]
    /// The part of a contribution; nil when it belongs to none.
    let part: @Sendable (ContributionFacts, Int32) -> Int?

    static let roles = TypePartition(
        parts: Role.allCases.map { (key: $0.key, title: $0.key.prefix(1).uppercased() + $0.key.dropFirst()) }
    ) { facts, row in
        Int(facts.contributions.role[Int(row)].rawValue)
    }
}

/// The rows behind a figure, in the forms that this feature knows.
enum Listing {
    /// People with a number each: of contributions unless the column says otherwise.
    case people([(person: Int32, count: Int)], RowColumn = RowColumn("contributions", "Contributions"))
    /// Organisations with their number of contributions in the window.
    case organisations([(organisation: Int32, count: Int)])
    /// Contributions, one row for each commit.
    case commits([Int32])
    /// Indexes of releases.
    case releases([Int])
    /// Names with a number each, such as languages with lines.
    case tallies(RowColumn, RowColumn, [Tally])
}
