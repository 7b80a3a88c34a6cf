import Ledger

/// The items with what there are several of, all in one order.
///
/// Who did something is kept as an account, not as a person: then a correction of whose an account is leaves a row as it
/// is, unless it changes who is somebody else than the author.
struct ItemTable: Sendable {
    var items: [Item] = []
    /// When each was open; the first begins when it was created.
    var open = Lists<Span>()
    /// When each was a draft.
    var drafts = Lists<Span>()
    /// When no person did anything for ``shortestQuiet`` or longer.
    var quiet = Lists<Span>()
    /// The accounts of people other than the author who reviewed it, each once.
    var reviewers = Lists<Int32>()
    /// What people who were ever coaches answered to items of others.
    var coachResponses = Lists<CoachResponse>()
    /// The accounts that did anything to it, each once.
    var participants = Lists<Int32>()

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
        participants.reserve(count)
    }

    mutating func append(_ item: Item, _ history: ItemHistory) {
        items.append(item)
        open.append(history.open)
        drafts.append(history.drafts)
        quiet.append(history.quiet)
        reviewers.append(history.reviewers)
        coachResponses.append(history.coachResponses)
        participants.append(history.participants)
    }

    private mutating func append(_ rows: Range<Int>, of other: ItemTable) {
        guard !rows.isEmpty else { return }
        items.append(contentsOf: other.items[rows])
        open.append(rows, of: other.open)
        drafts.append(rows, of: other.drafts)
        quiet.append(rows, of: other.quiet)
        reviewers.append(rows, of: other.reviewers)
        coachResponses.append(rows, of: other.coachResponses)
        participants.append(rows, of: other.participants)
    }

    /// The oldest first; items of one second in the order of the ledger.
    func sortedByCreation() -> ItemTable {
        let isSorted = zip(items, items.dropFirst()).allSatisfy(Item.isBefore)
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
        sorted.participants = participants.reordered(order)
        return sorted
    }

    /// This table, where the rows of `old` have given way to `renewed`, and what became of each row. Both tables are sorted.
    ///
    /// - Parameter old: in ascending order.
    func replacing(_ old: [Int32], with renewed: ItemTable) -> (table: ItemTable, rows: RowChange) {
        var change = RowChange(rows: items.count, removed: old)
        guard !old.isEmpty || !renewed.items.isEmpty else { return (self, change) }
        if let table = replacingInPlace(old, with: renewed) {
            change.added = old
            change.move(0..<items.count, by: 0)
            return (table, change)
        }
        var merged = ItemTable()
        merged.reserve(items.count + renewed.items.count)
        var (kept, next) = (0, 0)
        func copy(upTo row: Int) {
            change.move(kept..<row, by: merged.items.count - kept)
            merged.append(kept..<row, of: self)
            kept = row
        }
        for row in old.map(Int.init) + [items.count] {
            while next < renewed.items.count {
                let place = firstRow(notBefore: renewed.items[next].createdAt, renewed.items[next].id, in: kept..<row)
                // What belongs at the place of a row that goes may as well belong behind the next one.
                guard place < row || row == items.count else { break }
                copy(upTo: place)
                change.added.append(Int32(merged.items.count))
                merged.append(next..<next + 1, of: renewed)
                next += 1
            }
            copy(upTo: row)
            kept = row + 1
        }
        return (merged, change)
    }

    /// Nil when the rows are not those of the same items, or would stand elsewhere.
    private func replacingInPlace(_ old: [Int32], with renewed: ItemTable) -> ItemTable? {
        guard old.count == renewed.items.count else { return nil }
        for (row, item) in zip(old, renewed.items) {
            guard items[Int(row)].id == item.id, items[Int(row)].createdAt == item.createdAt else { return nil }
        }
        var table = self
        for (row, item) in zip(old, renewed.items) { table.items[Int(row)] = item }
        table.open = open.replacing(old, with: renewed.open)
        table.drafts = drafts.replacing(old, with: renewed.drafts)
        table.quiet = quiet.replacing(old, with: renewed.quiet)
        table.reviewers = reviewers.replacing(old, with: renewed.reviewers)
        table.coachResponses = coachResponses.replacing(old, with: renewed.coachResponses)
        table.participants = participants.replacing(old, with: renewed.participants)
        return table
    }

    /// The row of an item; nil when it has none.
    func row(ofItem id: Int64, createdAt: Int64) -> Int32? {
        let row = firstRow(notBefore: createdAt, id, in: items.indices)
        return row < items.count && items[row].id == id ? Int32(row) : nil
    }

    /// The first of some rows whose item does not come before another; the end of the range when none does.
    private func firstRow(notBefore createdAt: Int64, _ id: Int64, in rows: Range<Int>) -> Int {
        var (low, high) = (rows.lowerBound, rows.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if (items[middle].createdAt, items[middle].id) < (createdAt, id) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// What became of the rows of a table when others took the places of some.
struct RowChange: Sendable {
    /// Rows of the old table that are gone, and of the new one that were not there, both in ascending order.
    let removed: [Int32]
    var added: [Int32] = []
    private let rows: Int
    private var moves: [(rows: Range<Int>, shift: Int)] = []

    init(rows: Int, removed: [Int32]) {
        self.rows = rows
        self.removed = removed
    }

    var isEmpty: Bool { removed.isEmpty && added.isEmpty }

    mutating func move(_ rows: Range<Int>, by shift: Int) {
        if !rows.isEmpty { moves.append((rows, shift)) }
    }

    /// By old row: the new one; -1 for a row that is gone.
    var targets: [Int32] {
        var targets = [Int32](repeating: -1, count: rows)
        for move in moves { for row in move.rows { targets[row] = Int32(row + move.shift) } }
        for row in removed { targets[Int(row)] = -1 }
        return targets
    }
}
