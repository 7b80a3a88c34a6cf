import Ledger
import Measures

/// How many people stand on each level of experience, and who moved: levels are those of ``Segments``, by all change
/// requests that somebody had merged until then.
struct ContributorLevels: Sendable {
    /// The quarters at whose ends people are counted, oldest first; the last one runs.
    let quarters: [Period]
    /// For each quarter, people by level.
    let counts: [[Int]]
    /// From each level a year ago, and last from not having opened anything yet, to each level now.
    let moves: [[Int]]

    static let quarterCount = 12

    /// Whoever had opened nothing a year ago.
    static var newcomerRow: Int { Segments.levels.count }

    init(_ selection: ItemSelection, calendar: ReportingCalendar, now: Instant) {
        let facts = selection.facts
        let current = calendar.period(.quarter, containing: now)
        let first = facts.items.first.map { calendar.period(.quarter, containing: Instant(seconds: $0.createdAt)) } ?? current
        let start = max(first, current.advanced(by: 1 - Self.quarterCount))
        quarters = (0...max(current.index - start.index, 0)).map { start.advanced(by: $0) }

        let products = selection.products(at: now)
        var opened = [Int64](repeating: Item.never, count: facts.people.count)
        for item in facts.items where item.author >= 0 && selection.contains(item, products) {
            opened[Int(item.author)] = min(opened[Int(item.author)], item.createdAt)
        }
        let yearAgo = calendar.start(of: calendar.period(.month, containing: now).advanced(by: -12).firstDay).seconds
        let ends = quarters.map { min(calendar.start(of: $0.endDay).seconds, now.seconds + 1) }
        var merged = [Int](repeating: 0, count: facts.people.count)
        var next = 0
        /// The level of everybody at an instant; nil before somebody opened anything. Instants must not go back.
        func levels(at instant: Int64) -> [Int?] {
            while next < facts.merges.rows.count, facts.merges.times[next] < instant {
                let item = facts.items[Int(facts.merges.rows[next])]
                if item.author >= 0, selection.contains(item, products) { merged[Int(item.author)] += 1 }
                next += 1
            }
            return opened.indices.map { person in opened[person] < instant ? Self.level(merged[person]) : nil }
        }
        var old: [Int?] = []
        var states: [[Int?]] = []
        for end in ends {
            if old.isEmpty, end > yearAgo { old = levels(at: yearAgo) }
            states.append(levels(at: end))
        }
        counts = states.map { state in
            state.reduce(into: [Int](repeating: 0, count: Segments.levels.count)) { counts, level in if let level { counts[level] += 1 } }
        }
        var moves = [[Int]](repeating: [Int](repeating: 0, count: Segments.levels.count), count: Segments.levels.count + 1)
        for (before, after) in zip(old, states.last ?? []) {
            if let after { moves[before ?? Self.newcomerRow][after] += 1 }
        }
        self.moves = moves
    }

    static func level(_ merged: Int) -> Int { Segments.levels.firstIndex { $0.range.contains(merged) } ?? 0 }
}
