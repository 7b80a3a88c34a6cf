import Ledger
import Measures

extension ItemWindow {
    /// Days with fractions between two times.
    static func days(from start: Int64, to end: Int64) -> Double {
        Double(end - start) / Double(Instant.secondsPerDay)
    }
}

/// From creation to merge: the mean is GitLab's *mean time to merge*.
struct TimeToMerge: ItemMeasure {
    let card = MeasureCard(
        id: "flow.time-to-merge",
        title: "Time to merge",
        question: "How long did it take from opening to merge?",
        definition: """
            Days with fractions from creation to merge, by the period of the merge: the median unless another figure is \
            asked for. The mean is GitLab's mean time to merge (MTTM).
            """,
        unit: .days, better: .lower, standards: [.gitlabEngineering, .chaoss("Time to Close", "time-to-close")],
        parameters: [ItemParameter.who(default: "all"), ItemParameter.statistic(), ItemParameter.percentile] + ItemParameter.common,
        dimensions: .withCoach, parts: .sideBySide, rowNoun: "change requests",
        caveats: ["It says nothing of change requests that still wait: that is flow.open-age."])

    let anchor = ItemAnchor.merged

    func value(of window: ItemWindow) -> Double? { window.statistic(times(window).map(\.days)) }
    func listing(of window: ItemWindow) -> ItemListing { .timed(times(window), RowColumn("duration", "Days to merge")) }
    func remarks(on window: ItemWindow) -> [String] { window.distribution(times(window).map(\.days), of: "merged") }

    private func times(_ window: ItemWindow) -> [(row: Int32, days: Double)] {
        window.rows.map { (row: $0, days: ItemWindow.days(from: window.item($0).createdAt, to: window.item($0).mergedAt)) }
    }
}

/// From creation to the final close, merged or not.
struct TimeToClose: ItemMeasure {
    let card = MeasureCard(
        id: "flow.time-to-close",
        title: "Time to close",
        question: "How long did it take until a change request was dealt with?",
        definition: "Days with fractions from creation to the final close, merged or not, by the period of that close.",
        unit: .days, better: .lower, standards: [.chaoss("Time to Close", "time-to-close")],
        parameters: [ItemParameter.who(default: "all"), ItemParameter.statistic(), ItemParameter.percentile] + ItemParameter.common,
        dimensions: .withCoach, parts: .sideBySide, rowNoun: "change requests")

    let anchor = ItemAnchor.ended

    func value(of window: ItemWindow) -> Double? { window.statistic(times(window).map(\.days)) }
    func listing(of window: ItemWindow) -> ItemListing { .timed(times(window), RowColumn("duration", "Days to close")) }
    func remarks(on window: ItemWindow) -> [String] { window.distribution(times(window).map(\.days), of: "closed") }

    private func times(_ window: ItemWindow) -> [(row: Int32, days: Double)] {
        window.rows.map { (row: $0, days: ItemWindow.days(from: window.item($0).createdAt, to: window.item($0).endedAt)) }
    }
}

/// GitLab's *Open MR Review Time*: see the Development department's indicators.
struct ReviewTime: ItemMeasure {
    let card = MeasureCard(
        id: "flow.review-time",
        title: "Open review time",
        question: "How long have the change requests in review been in review?",
        definition: """
            The median of days since a review was first requested, of the change requests that are open when a \
            period's last day ends and for which one was requested by then: days of the calendar, in the reporting time \
            zone. GitLab calls it Open MR Review Time (OMRT); its own query leaves out what was closed unmerged.
            """,
        unit: .days, better: .lower,
        standards: [
            MeasureCard.Standard(
                "GitLab Open MR Review Time", version: "2023",
                address: "https://handbook.gitlab.com/handbook/engineering/development/performance-indicators/")
        ],
        parameters: [
            ItemParameter.who(default: "all"), ItemParameter.statistic(), ItemParameter.percentile, ItemParameter.drafts,
        ] + ItemParameter.common, dimensions: .withCoach, parts: .sideBySide, rowNoun: "change requests")

    let anchor = ItemAnchor.open

    func selected(in window: ItemWindow) -> [Int32] {
        window.withoutDrafts().filter { requested(window.item($0), window) < window.dayEnd.seconds }
    }

    func value(of window: ItemWindow) -> Double? { window.statistic(ages(window).map(\.days)) }
    func listing(of window: ItemWindow) -> ItemListing { .timed(ages(window), RowColumn("age", "Days in review")) }
    func remarks(on window: ItemWindow) -> [String] { window.distribution(ages(window).map(\.days), of: "in review") }

    private func ages(_ window: ItemWindow) -> [(row: Int32, days: Double)] {
        window.rows.map { (row: $0, days: Double(window.age(since: requested(window.item($0), window)))) }
    }

    private func requested(_ item: Item, _ window: ItemWindow) -> Int64 {
        window.selection.isParity ? min(item.reviewRequestedAt, item.assignedAt) : item.reviewRequestedAt
    }
}

/// The time that merged change requests spent in each stage.
struct Stages: ItemMeasure {
    let card = MeasureCard(
        id: "flow.stages",
        title: "Stages",
        question: "Where does the time to merge go?",
        definition: """
            The mean days that the change requests merged in the period spent waiting for a first response, in review, \
            waiting for the author, and approved and waiting for the merge. Split by type, the stages sum to the mean \
            time to merge exactly. A change request waits for its first response until a person who is neither the \
            author nor a bot answers. It is approved from the last approval on that still stood at the merge; asking \
            for changes takes approvals back. In between, an answer of such a person gives it to the author; a push, \
            and a comment, a request for review or the mark of readiness by the author, gives it to the reviewers.
            """,
        unit: .days, better: .lower, standards: [.chaoss("Time to First Response", "time-to-first-response")],
        parameters: [ItemParameter.who(default: "all")] + ItemParameter.common, dimensions: .withCoach, parts: .sideBySide,
        rowNoun: "change requests",
        caveats: ["Time in which a change request was closed belongs to the stage in which it was closed."])

    let anchor = ItemAnchor.merged

    func value(of window: ItemWindow) -> Double? { Statistics.mean(window.rows.map { days(window.item($0).stages.total) }) }

    func tallies(of window: ItemWindow) -> [Tally]? {
        Stage.allCases.compactMap { stage in
            Statistics.mean(window.rows.map { days(window.item($0).stages[stage]) }).map {
                Tally(key: stage.key, title: stage.title, value: $0, n: window.rows.count)
            }
        }
    }

    func listing(of window: ItemWindow) -> ItemListing {
        .timed(window.rows.map { ($0, days(window.item($0).stages.total)) }, RowColumn("duration", "Days to merge"))
    }

    private func days(_ seconds: Int64) -> Double { Double(seconds) / Double(Instant.secondsPerDay) }
}
