import Ledger
import Measures

/// Change requests that are open when a period's last day ends.
struct OpenChangeRequests: ItemMeasure {
    let card = MeasureCard(
        id: "flow.open",
        title: "Open change requests",
        question: "How many change requests are open?",
        definition: """
            Change requests that are open when a period's last day ends; today while it runs. One that was closed and \
            reopened was not open in between.
            """,
        unit: .changeRequests, better: .lower, standards: [.chaoss("Change Requests", "change-requests")],
        parameters: [ItemParameter.who(default: "all"), ItemParameter.drafts] + ItemParameter.common, dimensions: .withCoach, parts: .sum,
        rowNoun: "change requests")

    let anchor = ItemAnchor.open

    func selected(in window: ItemWindow) -> [Int32] { window.withoutDrafts() }
    func value(of window: ItemWindow) -> Double? { window.total }
}

/// Change requests that were opened in a period.
struct OpenedChangeRequests: ItemMeasure {
    let card = MeasureCard(
        id: "flow.opened",
        title: "Opened change requests",
        question: "How many change requests were opened?",
        definition: "Change requests that were created in the period, whatever became of them.",
        unit: .changeRequests, standards: [.chaoss("Change Requests", "change-requests")],
        parameters: [ItemParameter.who(default: "all")] + ItemParameter.common, dimensions: .withCoach, parts: .sum,
        rowNoun: "change requests")

    let anchor = ItemAnchor.opened

    func value(of window: ItemWindow) -> Double? { window.total }
}

/// Change requests that were merged in a period.
struct MergedChangeRequests: ItemMeasure {
    let card = MeasureCard(
        id: "flow.merged",
        title: "Merged change requests",
        question: "How many change requests were merged?",
        definition: "Change requests that were merged in the period.",
        unit: .changeRequests, better: .higher, standards: [.chaoss("Change Requests Accepted", "change-requests-accepted")],
        parameters: [ItemParameter.who(default: "all")] + ItemParameter.common, dimensions: .withCoach, parts: .sum,
        rowNoun: "change requests")

    let anchor = ItemAnchor.merged

    func value(of window: ItemWindow) -> Double? { window.total }
}

/// Change requests that were closed unmerged in a period.
struct DeclinedChangeRequests: ItemMeasure {
    let card = MeasureCard(
        id: "flow.declined",
        title: "Declined change requests",
        question: "How many change requests were closed without a merge?",
        definition: """
            Change requests that were closed without a merge in the period, by their final close: one that was reopened \
            afterwards does not count.
            """,
        unit: .changeRequests, standards: [.chaoss("Change Requests Declined", "change-requests-declined")],
        parameters: [ItemParameter.who(default: "all")] + ItemParameter.common, dimensions: .withCoach, parts: .sum,
        rowNoun: "change requests")

    let anchor = ItemAnchor.declined

    func value(of window: ItemWindow) -> Double? { window.total }
}

/// Change requests that left in a period, against all that were open in it.
struct ClosureRatio: ItemMeasure {
    let card = MeasureCard(
        id: "flow.closure-ratio",
        title: "Closure ratio",
        question: "Which share of the open change requests was dealt with?",
        definition: """
            Change requests whose final close, merged or not, falls in the period, divided by those that were open at \
            any time of the period.
            """,
        unit: .share, better: .higher, standards: [.chaoss("Change Request Closure Ratio", "change-request-closure-ratio")],
        parameters: [ItemParameter.who(default: "all")] + ItemParameter.common, dimensions: .withCoach, parts: .sideBySide,
        rowNoun: "change requests")

    let anchor = ItemAnchor.everOpen

    func value(of window: ItemWindow) -> Double? {
        window.rows.isEmpty ? nil : window.count { isClosed($0, window) } / window.total
    }

    func listing(of window: ItemWindow) -> ItemListing { .items(closed(window)) }

    func remarks(on window: ItemWindow) -> [String] {
        window.rows.isEmpty ? [] : ["\(window.period): \(closed(window).count) of \(window.rows.count)."]
    }

    private func closed(_ window: ItemWindow) -> [Int32] {
        window.rows.filter { isClosed($0, window) }
    }

    private func isClosed(_ row: Int32, _ window: ItemWindow) -> Bool {
        let end = window.item(row).endedAt
        return end >= window.range.lowerBound.seconds && end < window.range.upperBound.seconds
    }
}

/// Merged change requests against all that ended.
struct Acceptance: ItemMeasure {
    let card = MeasureCard(
        id: "flow.acceptance",
        title: "Acceptance",
        question: "Which share of the change requests that ended was merged?",
        definition: "Merged change requests divided by merged and declined ones, by the period of the final close.",
        unit: .share, better: .higher, standards: [.chaoss("Change Request Acceptance Ratio", "change-request-acceptance-ratio")],
        parameters: [ItemParameter.who(default: "all")] + ItemParameter.common, dimensions: .withCoach, parts: .sideBySide,
        rowNoun: "change requests")

    let anchor = ItemAnchor.ended

    func value(of window: ItemWindow) -> Double? {
        window.rows.isEmpty ? nil : window.count { window.item($0).mergedAt != Item.never } / window.total
    }

    func listing(of window: ItemWindow) -> ItemListing { .items(merged(window)) }

    func remarks(on window: ItemWindow) -> [String] {
        window.rows.isEmpty ? [] : ["\(window.period): \(merged(window).count) of \(window.rows.count)."]
    }

    private func merged(_ window: ItemWindow) -> [Int32] { window.rows.filter { window.item($0).mergedAt != Item.never } }
}

/// Change requests merged by their own author without anybody else's review.
struct SelfMerged: ItemMeasure {
    let card = MeasureCard(
        id: "flow.self-merged",
        title: "Merged without a second person",
        question: "Which share was merged by its author without anybody else's review?",
        definition: """
            Change requests that their author merged and that nobody else who is no bot reviewed or approved, divided \
            by merged change requests. Those whose merger is not known are in the divisor only.
            """,
        unit: .share, better: .lower, standards: [.chaoss("Self Merge Rates", "self-merge-rates")],
        parameters: [ItemParameter.who(default: "all")] + ItemParameter.common, dimensions: .withCoach, parts: .sideBySide,
        rowNoun: "change requests")

    let anchor = ItemAnchor.merged

    func value(of window: ItemWindow) -> Double? {
        window.rows.isEmpty ? nil : window.count { isAlone($0, window) } / window.total
    }

    func listing(of window: ItemWindow) -> ItemListing { .items(alone(window)) }

    func remarks(on window: ItemWindow) -> [String] {
        let unknown = window.rows.count { window.item($0).mergedBy == 0 }
        return unknown == 0 ? [] : ["\(window.period): nobody knows who merged \(unknown) of \(window.rows.count)."]
    }

    private func alone(_ window: ItemWindow) -> [Int32] {
        window.rows.filter { isAlone($0, window) }
    }

    private func isAlone(_ row: Int32, _ window: ItemWindow) -> Bool {
        let item = window.item(row)
        return item.mergedBy > 0 && window.facts.actors.person(of: item.mergedBy) == item.author
            && window.facts.table.reviewers[Int(row)].isEmpty
    }
}
