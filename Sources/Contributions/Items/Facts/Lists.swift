import Ledger

/// Many short lists in one piece of memory: the list of row `n` lies between two offsets.
struct Lists<Element: Sendable>: Sendable {
    private(set) var values: [Element] = []
    private var offsets: [Int32] = [0]

    /// The number of lists.
    var count: Int { offsets.count - 1 }

    mutating func reserve(_ lists: Int) { offsets.reserveCapacity(lists + 1) }

    /// Ends a list that holds `elements`.
    mutating func append(_ elements: some Collection<Element>) {
        values.append(contentsOf: elements)
        offsets.append(Int32(truncatingIfNeeded: values.count))
    }

    subscript(row: Int) -> ArraySlice<Element> { values[Int(offsets[row])..<Int(offsets[row + 1])] }

    /// The same lists in another order.
    func reordered(_ order: [Int32]) -> Lists {
        var lists = Lists()
        lists.reserve(order.count)
        lists.values.reserveCapacity(values.count)
        for row in order { lists.append(self[Int(row)]) }
        return lists
    }
}

/// A half-open range of UTC seconds; the end is ``Item/never`` while it lasts.
struct Span: Sendable, Equatable {
    var start: Int64
    var end: Int64

    /// Whether it covers the end of a day or period, the instant at which the next one begins: what began at that
    /// instant belongs to the next, and so does what ended at it.
    func covers(endingAt instant: Int64) -> Bool { start < instant && end >= instant }
}

/// A comment or review of somebody who was ever a coach.
struct CoachResponse: Sendable, Equatable {
    var person: Int32
    var at: Int64
}

/// The items with what there are several of, all in one order.
struct ItemTable: Sendable {
    var items: [Item] = []
    /// When each was open; the first begins when it was created.
    var open = Lists<Span>()
    /// When each was a draft.
    var drafts = Lists<Span>()
    /// When no person did anything for ``shortestQuiet`` or longer.
    var quiet = Lists<Span>()
    /// The people other than the author who reviewed it, each once.
    var reviewers = Lists<Int32>()
    /// What people who were ever coaches answered to items of others.
    var coachResponses = Lists<CoachResponse>()

    /// Shorter spells without activity are not kept: a little less than the 14 days that a question may ask for,
    /// because it counts days of the calendar.
    static let shortestQuiet: Int64 = 13 * Instant.secondsPerDay

    mutating func reserve(_ count: Int) {
        items.reserveCapacity(count)
        open.reserve(count)
        drafts.reserve(count)
        quiet.reserve(count)
        reviewers.reserve(count)
        coachResponses.reserve(count)
    }

    mutating func append(_ row: Int, of other: ItemTable) {
        items.append(other.items[row])
        open.append(other.open[row])
        drafts.append(other.drafts[row])
        quiet.append(other.quiet[row])
        reviewers.append(other.reviewers[row])
        coachResponses.append(other.coachResponses[row])
    }

    /// The oldest first; items of one second in the order of the ledger.
    func sortedByCreation() -> ItemTable {
        let isSorted = zip(items, items.dropFirst()).allSatisfy { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
        guard !isSorted else { return self }
        let keyed = items.indices.map { (time: items[$0].createdAt, id: items[$0].id, row: Int32($0)) }
        let order = keyed.sorted { ($0.time, $0.id) < ($1.time, $1.id) }.map(\.row)
        var sorted = ItemTable()
        sorted.items = order.map { items[Int($0)] }
        sorted.open = open.reordered(order)
        sorted.drafts = drafts.reordered(order)
        sorted.quiet = quiet.reordered(order)
        sorted.reviewers = reviewers.reordered(order)
        sorted.coachResponses = coachResponses.reordered(order)
        return sorted
    }

    /// This table, where every item of `ids` has given way to what `renewed` holds of it. Both are sorted.
    func replacing(_ ids: Set<Int64>, with renewed: ItemTable) -> ItemTable {
        var merged = ItemTable()
        merged.reserve(items.count + renewed.items.count)
        var next = 0
        for row in items.indices where !ids.contains(items[row].id) {
            while next < renewed.items.count,
                (renewed.items[next].createdAt, renewed.items[next].id) < (items[row].createdAt, items[row].id)
            {
                merged.append(next, of: renewed)
                next += 1
            }
            merged.append(row, of: self)
        }
        for row in next..<renewed.items.count { merged.append(row, of: renewed) }
        return merged
    }
}
