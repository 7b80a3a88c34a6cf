import Ledger
import Measures

/// Issues opened in, closed in, or open at the end of a period.
struct IssueCount: ItemMeasure {
    let card: MeasureCard
    let kind = ItemKind.issue
    let anchor: ItemAnchor

    static let opened = IssueCount(
        "issues.opened", "Opened issues", "How many issues were opened?", "Issues that were created in the period.", .opened,
        .chaoss("Issues New", "issues-new"))
    static let closed = IssueCount(
        "issues.closed", "Closed issues", "How many issues were closed?",
        "Issues whose final close falls in the period: one that was reopened afterwards does not count.", .ended,
        .chaoss("Issues Closed", "issues-closed"))
    static let open = IssueCount(
        "issues.open", "Open issues", "How many issues are open?",
        "Issues that are open when a period's last day ends; today while it runs.", .open,
        .chaoss("Issues Active", "issues-active"))

    private init(
        _ id: String, _ title: String, _ question: String, _ definition: String, _ anchor: ItemAnchor,
        _ standard: MeasureCard.Standard
    ) {
        card = MeasureCard(
            id: id, title: title, question: question, definition: definition, unit: .issues, standards: [standard],
            parameters: ItemParameter.issues, parts: .sum, rowNoun: "issues")
        self.anchor = anchor
    }

    func value(of window: ItemWindow) -> Double? { window.total }
}

/// How long open issues have been open.
struct IssueAge: ItemMeasure {
    let card = MeasureCard(
        id: "issues.age",
        title: "Age of open issues",
        question: "How long have open issues been open?",
        definition: """
            The median age in days of the issues that are open when a period's last day ends: days of the calendar from \
            the day of creation, in the reporting time zone. The running period looks at today.
            """,
        unit: .days, better: .lower, standards: [.chaoss("Issue Age", "issue-age")],
        parameters: [ItemParameter.statistic(), ItemParameter.percentile] + ItemParameter.issues, parts: .sideBySide,
        rowNoun: "issues")

    let kind = ItemKind.issue
    let anchor = ItemAnchor.open

    func value(of window: ItemWindow) -> Double? { window.statistic(ages(window).map(\.days)) }
    func listing(of window: ItemWindow) -> ItemListing { .timed(ages(window), RowColumn("age", "Age in days")) }
    func remarks(on window: ItemWindow) -> [String] { window.distribution(ages(window).map(\.days), of: "open") }

    private func ages(_ window: ItemWindow) -> [(row: Int32, days: Double)] {
        window.rows.map { (row: $0, days: Double(window.age(since: window.item($0).createdAt))) }
    }
}

/// From the opening of an issue to the first answer of somebody else.
struct IssueFirstResponse: WaitingMeasure {
    let card = MeasureCard(
        id: "issues.first-response",
        title: "First response to issues",
        question: "How long does an issue wait for somebody to answer?",
        definition: """
            Days with fractions from creation to the first comment by a person who is neither the author nor a bot, by \
            the period of creation. \(TimeToFirstResponse.waitingText)
            """,
        unit: .days, better: .lower, standards: [.chaoss("Issue Response Time", "issue-response-time")],
        parameters: [ItemParameter.statistic(), ItemParameter.percentile, Waiting.estimate] + ItemParameter.issues,
        parts: .sideBySide, rowNoun: "issues", caveats: [TimeToFirstResponse.waitingCaveat])

    let kind = ItemKind.issue
    let answer: @Sendable (Item) -> Int64 = { $0.firstResponseAt }
    let participle = "answered"
    let heading = "Days to first response"
}

/// From the opening of an issue to its final close.
struct IssueResolution: ItemMeasure {
    let card = MeasureCard(
        id: "issues.resolution",
        title: "Time to resolution",
        question: "How long does it take until an issue is closed?",
        definition: "Days with fractions from creation to the final close, by the period of that close.",
        unit: .days, better: .lower, standards: [.chaoss("Issue Resolution Duration", "issue-resolution-duration")],
        parameters: [ItemParameter.statistic(), ItemParameter.percentile] + ItemParameter.issues, parts: .sideBySide,
        rowNoun: "issues")

    let kind = ItemKind.issue
    let anchor = ItemAnchor.ended

    func value(of window: ItemWindow) -> Double? { window.statistic(times(window).map(\.days)) }
    func listing(of window: ItemWindow) -> ItemListing { .timed(times(window), RowColumn("duration", "Days to resolution")) }
    func remarks(on window: ItemWindow) -> [String] { window.distribution(times(window).map(\.days), of: "closed") }

    private func times(_ window: ItemWindow) -> [(row: Int32, days: Double)] {
        window.rows.map { (row: $0, days: ItemWindow.days(from: window.item($0).createdAt, to: window.item($0).endedAt)) }
    }
}
