import Ledger
import Measures
import Pages

/// How long items waited for somebody else: what measures of first responses and reviews share.
///
/// What still waits is censored and not dropped: the figure is of those that got an answer, and the remark says how many
/// wait and for how long.
struct Waiting {
    let window: ItemWindow
    /// When the answer came; ``Item/never`` while it did not.
    let answered: (Item) -> Int64
    private let startsWhenReady: Bool

    init(window: ItemWindow, answered: @escaping (Item) -> Int64) {
        self.window = window
        self.answered = answered
        startsWhenReady = window.parameter(ItemParameter.since.name) == "ready"
    }

    /// When the clock of an item starts; nil for one that is not ready where readiness starts it.
    func start(_ item: Item) -> Int64? {
        guard startsWhenReady else { return item.createdAt }
        return item.readyAt == Item.never ? nil : item.readyAt
    }

    /// Those that were answered, with the days that it took. An answer before the start, as to a draft, took none.
    var times: [(row: Int32, days: Double)] {
        window.rows.compactMap { row in
            let item = window.item(row)
            let answer = answered(item)
            guard answer != Item.never, let start = start(item) else { return nil }
            return (row: row, days: ItemWindow.days(from: start, to: max(start, answer)))
        }
    }

    /// The longest that each of those without an answer waited: until it was closed, else until now.
    var waited: [Double] {
        window.rows.compactMap { row in
            let item = window.item(row)
            guard answered(item) == Item.never, let start = start(item) else { return nil }
            return ItemWindow.days(from: start, to: max(start, min(item.endedAt, window.now.seconds)))
        }
    }

    /// The chosen figure: of those that were answered, or estimated with those that still wait.
    var value: Double? {
        guard window.parameter(Self.estimate.name) == "kaplan-meier" else { return window.statistic(times.map(\.days)) }
        let waited = waited
        let observations =
            times.map { KaplanMeier.Observation($0.days, happened: true) }
            + waited.map { KaplanMeier.Observation($0, happened: false) }
        let curve = KaplanMeier(observations)
        switch window.parameter("statistic") {
        case "mean":
            guard let longest = curve.steps.last?.time, longest > 0 else { return nil }
            return curve.restrictedMean(until: longest).mean
        case "p75": return curve.quantile(0.75).value
        case "p90": return curve.quantile(0.9).value
        default: return curve.quantile(0.5).value
        }
    }

    static let estimate = MeasureParameter(
        "estimate",
        """
        Plain looks at those that were answered. Kaplan–Meier also uses what is known of those that wait or ended \
        without an answer; its mean counts no wait beyond the longest seen. Where fewer than the wanted share were \
        answered there is no figure.
        """, .choice(["plain", "kaplan-meier"]), default: "plain")

    func remarks(_ what: String) -> [String] {
        let open = window.rows.filter { answered(window.item($0)) == Item.never && window.item($0).isOpen }
        let ended = window.rows.count { answered(window.item($0)) == Item.never && !window.item($0).isOpen }
        var remarks = window.distribution(times.map(\.days), of: what)
        if !open.isEmpty {
            let ages = open.compactMap { start(window.item($0)) }.map { ItemWindow.days(from: $0, to: max($0, window.now.seconds)) }
            let longest = ages.max().map { ", the longest for \(Format.short($0)) days" } ?? ""
            let median = Statistics.median(ages).map { " (median \(Format.short($0)) days)" } ?? ""
            remarks.append("\(window.period): \(open.count) still wait\(longest)\(median).")
        }
        if ended > 0 { remarks.append("\(window.period): \(ended) ended without one.") }
        return remarks
    }
}

/// A measure of how long items waited for an answer of some kind.
protocol WaitingMeasure: ItemMeasure {
    /// When an item got it; ``Item/never`` while it did not.
    var answer: @Sendable (Item) -> Int64 { get }
    /// What is said of those that got it.
    var participle: String { get }
    var heading: String { get }
}

extension WaitingMeasure {
    var anchor: ItemAnchor { .opened }

    func value(of window: ItemWindow) -> Double? { waiting(window).value }
    func listing(of window: ItemWindow) -> ItemListing { .timed(waiting(window).times, RowColumn("duration", heading)) }
    func remarks(on window: ItemWindow) -> [String] { waiting(window).remarks(participle) }

    private func waiting(_ window: ItemWindow) -> Waiting { Waiting(window: window, answered: answer) }
}

/// From creation to the first answer of somebody else.
struct TimeToFirstResponse: WaitingMeasure {
    let card = MeasureCard(
        id: "flow.time-to-first-response",
        title: "Time to first response",
        question: "How long does a change request wait for somebody to answer?",
        definition: """
            Days with fractions from creation to the first comment, review or approval by a person who is neither the \
            author nor a bot, by the period of creation. \(waitingText)
            """,
        unit: .days, better: .lower, standards: [.chaoss("Time to First Response", "time-to-first-response")],
        parameters: [
            ItemParameter.who(default: "all"), ItemParameter.statistic(), ItemParameter.percentile, ItemParameter.since,
            Waiting.estimate,
        ] + ItemParameter.common, dimensions: .withCoach, parts: .sideBySide, rowNoun: "change requests", caveats: [waitingCaveat])

    static let waitingText = "The figure is of those that have one; a remark says how many still wait, and how long."
    static let waitingCaveat =
        "Recent periods look better than they will be: what still waits is not in the figure, and is in the remark."

    let answer: @Sendable (Item) -> Int64 = { $0.firstResponseAt }
    let participle = "answered"
    let heading = "Days to first response"
}

/// From creation, or from readiness, to the first review of somebody else.
struct TimeToFirstReview: WaitingMeasure {
    let card = MeasureCard(
        id: "flow.time-to-first-review",
        title: "Time to first review",
        question: "How long does a change request wait for its first review?",
        definition: """
            Days with fractions from creation, or from readiness, to the first review by a person who is neither the \
            author nor a bot: a comment on a line, a review with or without a verdict, or an approval; by the period \
            of creation. \(TimeToFirstResponse.waitingText)
            """,
        unit: .days, better: .lower, standards: [.chaoss("Change Request Reviews", "change-request-reviews")],
        parameters: [
            ItemParameter.who(default: "all"), ItemParameter.statistic(), ItemParameter.percentile, ItemParameter.since,
            Waiting.estimate,
        ] + ItemParameter.common, dimensions: .withCoach, parts: .sideBySide, rowNoun: "change requests",
        caveats: [TimeToFirstResponse.waitingCaveat])

    let answer: @Sendable (Item) -> Int64 = { $0.firstReviewAt }
    let participle = "reviewed"
    let heading = "Days to first review"
}
