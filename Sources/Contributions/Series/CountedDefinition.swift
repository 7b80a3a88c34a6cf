import Ledger
import Measures

/// A definition that counts rows of some facts, period by period: what one file of this feature has to say of a measure.
///
/// Periods, splits, unknown shares, freshness, overlap and caches are the same for all and live in ``Evaluation`` and
/// ``ContributionMeasure``; what rows are, and which of them a question is about, is said by a ``MeasureRun``.
protocol CountedDefinition: Sendable {
    associatedtype Run: MeasureRun
    var card: MeasureCard { get }

    /// Makes the definition ready to answer one question.
    func run(_ question: Question, at moment: Moment, in context: ContributionContext) async throws -> Run

    /// Writes out the rows behind one figure.
    func page(of window: Run.Window, _ request: RowRequest, in context: ContributionContext) async throws -> RowPage
}

/// One definition with the facts that one question is about.
protocol MeasureRun: Sendable {
    associatedtype Window: RowWindow

    var card: MeasureCard { get }
    var question: Question { get }
    var calendar: ReportingCalendar { get }
    /// The present as the question sees it: the as-known day when it is given.
    var now: Instant { get }

    var newestFact: Instant? { get }
    var projects: [ContributionFacts.Project] { get }
    var sources: ContributionFacts.RepositorySummary { get }
    /// When the first row of the selection happened; nil when there is none.
    var firstFact: Instant? { get }
    /// The figure of a period needs the period after it.
    var looksAhead: Bool { get }

    func holds(project: Int32) -> Bool
    func partition(by dimension: Dimension) -> Partition
    /// The whole of a period, before it is divided into parts.
    func window(of period: Period) -> Window
    /// The figure; nil for "no data".
    func value(of window: Window) -> Double?
    /// The parts of the dimension `type` when they do not follow from rows; nil when they do.
    func tallies(of window: Window) -> [Tally]?
    /// Remarks that belong beside the figure.
    func remarks(on window: Window) -> [String]
}

/// The rows that one figure is counted from.
protocol RowWindow {
    var period: Period { get }
    /// The instants that the measure looks at, which may reach further than the period.
    var range: Range<Instant> { get }
    /// Indexes of what is counted.
    var rows: [Int32] { get }
    /// Of what is counted, the share whose organisation is unknown; nil where organisations mean nothing or nothing is counted.
    var unknownShare: Double? { get }

    /// One part of this window.
    ///
    /// - Parameter organisation: the organisation for which the part counts; nil when it is no part by organisation.
    func narrowed(to counted: Counted, organisation: Int32?) -> Self

    var counted: Counted { get }
}

/// A part that a measure counts by itself.
struct Tally {
    let key: String
    let title: String
    let value: Double
    let n: Int
}
