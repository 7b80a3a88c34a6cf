import Ledger
import Measures
import Pages

/// What was opened and has not ended: opened minus closed, cumulative.
struct Backlog: ItemMeasure {
    let card = MeasureCard(
        id: "flow.backlog",
        title: "Backlog",
        question: "Does work pile up?",
        definition: """
            Change requests opened minus those closed or merged, counted from the beginning until the period ends: \
            reopening takes a close back. By Little's law the mean number of open change requests is the arrival rate \
            times the mean time in the system; the ratio of what is open to that product is remarked: far above 1 means \
            that what leaves is younger than what stays.
            """,
        unit: .changeRequests, better: .lower,
        standards: [
            MeasureCard.Standard("Little's law", version: "1961", address: "https://doi.org/10.1287/opre.9.3.383")
        ],
        parameters: [ItemParameter.who(default: "all")] + ItemParameter.common, dimensions: .withCoach, parts: .sum,
        rowNoun: "change requests")

    let anchor = ItemAnchor.open

    func value(of window: ItemWindow) -> Double? { window.total }

    func remarks(on window: ItemWindow) -> [String] {
        func count(_ rows: some Sequence<Int32>) -> [Item] {
            rows.map(window.item).filter { window.selection.contains($0, window.products) }
        }
        let opened = count(window.facts.created(in: window.range).map(Int32.init)).count
        let ended = count(window.facts.ends[window.range])
        var remarks = ["\(window.period): \(opened) opened, \(ended.count) closed or merged."]
        let end = min(window.range.upperBound, window.now)
        let days = Double(end.seconds - window.range.lowerBound.seconds) / Double(Instant.secondsPerDay)
        let stay = Statistics.mean(ended.map { Double($0.endedAt - $0.createdAt) / Double(Instant.secondsPerDay) })
        if let stay, days > 0, opened > 0, stay > 0 {
            let expected = Double(opened) / days * stay
            remarks.append(
                "Little's law: \(window.rows.count) open against \(Format.short(expected)) expected, ratio \(Format.short(Double(window.rows.count) / expected))."
            )
        }
        return remarks
    }
}

/// Open change requests in which no person does anything.
struct QuietChangeRequests: ItemMeasure {
    let card: MeasureCard
    let anchor = ItemAnchor.open

    /// GitLab marks a change request of the community as idle after 28 days without human activity.
    static let idle = QuietChangeRequests(
        "flow.idle", "Idle change requests", "Which open change requests does nobody work on?", days: 28)
    /// GitLab's triage calls one stale after 120 days.
    static let stale = QuietChangeRequests(
        "flow.stale", "Stale change requests", "Which open change requests were forgotten?", days: 120)

    private init(_ id: String, _ title: String, _ question: String, days: Int) {
        card = MeasureCard(
            id: id, title: title, question: question,
            definition: """
                Change requests that are open when a period's last day ends and in which no person did anything in the \
                \(days) days before, or as many as `days` says: comments, reviews, pushes, labels, assignments and \
                changes of state count; what bots do, mentions and subscriptions do not.
                """,
            unit: .changeRequests, better: .lower,
            standards: [
                MeasureCard.Standard(
                    "GitLab merge request triage", version: "2026",
                    address:
                        "https://handbook.gitlab.com/handbook/engineering/infrastructure-platforms/developer-experience/merge-request-triage/"
                )
            ],
            parameters: [
                MeasureParameter("days", "Days of the calendar without activity.", .integer(14...3650), default: "\(days)"),
                ItemParameter.who(default: "all"), ItemParameter.drafts,
            ] + ItemParameter.common, dimensions: .withCoach, parts: .sum, rowNoun: "change requests")
    }

    func selected(in window: ItemWindow) -> [Int32] {
        let least = window.integer("days")
        return window.withoutDrafts().filter { row in quietDays(row, window).map { $0 >= least } ?? false }
    }

    func value(of window: ItemWindow) -> Double? { window.total }

    func listing(of window: ItemWindow) -> ItemListing {
        .timed(window.rows.map { ($0, Double(quietDays($0, window) ?? 0)) }, RowColumn("quiet", "Days without activity"))
    }

    /// Days since the last activity before the window's day ended; nil while that is not long.
    private func quietDays(_ row: Int32, _ window: ItemWindow) -> Int? {
        let spells = window.facts.table.quiet[Int(row)]
        return spells.first { $0.covers(endingAt: window.dayEnd.seconds) }.map { window.age(since: $0.start) }
    }
}
