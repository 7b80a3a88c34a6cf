import Ledger
import Measures

/// The change requests that are open now, in the order that a reader asks for.
struct OpenRequests: Sendable {
    /// What they can be sorted by; the largest first with a hyphen before it.
    enum Order: String, CaseIterable {
        /// Days since it was opened.
        case age
        /// Days in its present stage.
        case waiting
        /// Lines added and removed.
        case size
    }

    struct Entry: Sendable {
        let row: Int32
        let item: Item
        let now: Instant

        /// Seconds since it was opened, and since it came into its stage.
        var age: Int64 { max(now.seconds - item.createdAt, 0) }
        var waiting: Int64 { max(now.seconds - item.stageSince, 0) }
        /// Lines added and removed; nil when the source does not say.
        var size: Int? { item.added < 0 || item.removed < 0 ? nil : Int(item.added) + Int(item.removed) }

        var daysOpen: Int { Int(age / Instant.secondsPerDay) }
        var daysWaiting: Int { Int(waiting / Instant.secondsPerDay) }

        func value(_ order: Order) -> Int {
            switch order {
            case .age: Int(age)
            case .waiting: Int(waiting)
            case .size: size ?? -1
            }
        }
    }

    let entries: [Entry]

    /// - Parameters:
    ///   - open: all open change requests, see ``OpenQueue``.
    ///   - stages: only those in one of these; empty for all.
    ///   - newcomer: only those whose author had none merged before.
    init(_ selection: ItemSelection, open: [Int32], stages: Set<Stage> = [], newcomer: Bool = false, now: Instant) {
        let items = selection.facts.items
        let products = selection.products(at: now)
        entries = open.compactMap { row in
            let item = items[Int(row)]
            guard selection.contains(item, products), stages.isEmpty || stages.contains(item.stage), !newcomer || item.has(.newcomer)
            else { return nil }
            return Entry(row: row, item: item, now: now)
        }
    }

    /// One page of them, found by the key of the one before.
    ///
    /// - Parameter sort: the name of an ``Order``, with a hyphen before it for the largest first.
    func page(sort: String, cursor: String?, limit: Int) throws -> Slice<Entry> {
        let descending = sort.hasPrefix("-")
        let order = Order(rawValue: descending ? String(sort.dropFirst()) : sort) ?? .waiting
        let request = RowRequest(Question(""), period: Period(.month, index: 0), cursor: cursor, limit: limit)
        return try Slice(entries, request) { RowKey(descending ? $0.value(order) : -$0.value(order), $0.item.id) }
    }

    /// How many wait in each stage.
    var counts: [Stage: Int] { entries.reduce(into: [:]) { $0[$1.item.stage, default: 0] += 1 } }
}

/// Keeps the list of what is open: of a million change requests a few thousand are.
final class OpenQueue: Sendable {
    private struct Survey: Sendable {
        /// The rows of the open change requests.
        var open: [Int32] = []
        /// By project index: whether it has any change request or issue.
        var hasItems: [Bool]
    }

    private let cache = AnswerCache<Survey>(capacity: 2)

    func rows(_ facts: ItemFacts) -> [Int32] { survey(facts).open }

    func holdsItems(ofProject project: Int, _ facts: ItemFacts) -> Bool { survey(facts).hasItems[project] }

    private func survey(_ facts: ItemFacts) -> Survey {
        if let known = cache.value("", revision: facts.revision) { return known }
        var survey = Survey(hasItems: Array(repeating: false, count: facts.projects.count))
        for (row, item) in facts.items.enumerated() {
            survey.hasItems[Int(item.project)] = true
            if item.isOpen, item.kind == .changeRequest { survey.open.append(Int32(row)) }
        }
        cache.keep(survey, "", revision: facts.revision)
        return survey
    }
}

extension Stage {
    /// Whom it waits for, as a person would say.
    var waitsFor: String {
        switch self {
        case .firstResponse: "a first response"
        case .review: "a reviewer"
        case .author: "the author"
        case .approved: "a merge"
        }
    }

    init?(key: String) {
        guard let stage = Self.allCases.first(where: { $0.key == key }) else { return nil }
        self = stage
    }
}
