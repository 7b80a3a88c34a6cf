import Ledger

/// Sorts indexes by a time, which is the most of what reading anew costs.
enum TimeOrder {
    /// The indexes in the order of their times, equal times in their own order.
    ///
    /// Times of one office lie within a few decades, so a time and an index fit one word, and words sort several times
    /// faster than pairs.
    static func sorted(_ indexes: [Int32], by time: (Int32) -> Int64) -> [Int32] {
        guard let first = indexes.first else { return [] }
        var (low, high) = (time(first), time(first))
        for index in indexes {
            let time = time(index)
            low = min(low, time)
            high = max(high, time)
        }
        let (span, overflow) = high.subtractingReportingOverflow(low)
        guard !overflow, span < Int64(UInt32.max) else {
            return indexes.sorted { (time($0), $0) < (time($1), $1) }
        }
        var words = indexes.map { UInt64(time($0) - low) << 32 | UInt64(UInt32(bitPattern: $0)) }
        words.sort()
        return words.map { Int32(truncatingIfNeeded: $0) }
    }
}

/// Rows in the order of one of their times; those without it are left out.
struct TimeIndex: Sendable {
    let times: [Int64]
    let rows: [Int32]

    init(_ items: [Item], _ time: (Item) -> Int64) {
        let known = items.indices.filter { time(items[$0]) != Item.never }
        rows = TimeOrder.sorted(known.map { Int32($0) }) { time(items[Int($0)]) }
        times = rows.map { time(items[Int($0)]) }
    }

    private init(times: [Int64], rows: [Int32]) {
        self.times = times
        self.rows = rows
    }

    /// This index after rows moved and others came.
    ///
    /// - Parameters:
    ///   - targets: by row: where it is now, in the same order; -1 when it is gone.
    ///   - added: new rows.
    func following(_ targets: [Int32], adding added: [Int32], of items: [Item], _ time: (Item) -> Int64) -> TimeIndex {
        let new = added.map { (time: time(items[Int($0)]), row: $0) }.filter { $0.time != Item.never }
            .sorted { ($0.time, $0.row) < ($1.time, $1.row) }
        var times: [Int64] = []
        var rows: [Int32] = []
        times.reserveCapacity(self.times.count + new.count)
        rows.reserveCapacity(self.rows.count + new.count)
        var next = 0
        for index in self.rows.indices {
            let row = targets[Int(self.rows[index])]
            guard row >= 0 else { continue }
            let at = self.times[index]
            while next < new.count, new[next].time < at || new[next].time == at && new[next].row < row {
                times.append(new[next].time)
                rows.append(new[next].row)
                next += 1
            }
            times.append(at)
            rows.append(row)
        }
        for entry in new[next...] {
            times.append(entry.time)
            rows.append(entry.row)
        }
        return TimeIndex(times: times, rows: rows)
    }

    /// The rows whose time lies in a half-open range.
    subscript(range: Range<Instant>) -> ArraySlice<Int32> {
        rows[times.firstIndex(notBefore: range.lowerBound.seconds)..<times.firstIndex(notBefore: range.upperBound.seconds)]
    }
}

/// The intervals in which items were open, sorted by their start.
struct Openings: Sendable {
    private let starts: [Int64]
    private let ends: [Int64]
    private let rows: [Int32]

    init(_ table: ItemTable) {
        var spans: [(start: Int64, end: Int64, row: Int32)] = []
        spans.reserveCapacity(table.items.count)
        for row in table.items.indices {
            for span in table.open[row] { spans.append((span.start, span.end, Int32(row))) }
        }
        let unsorted = spans
        let order = TimeOrder.sorted(unsorted.indices.map { Int32($0) }) { unsorted[Int($0)].start }
        starts = order.map { unsorted[Int($0)].start }
        ends = order.map { unsorted[Int($0)].end }
        rows = order.map { unsorted[Int($0)].row }
    }

    private init(starts: [Int64], ends: [Int64], rows: [Int32]) {
        self.starts = starts
        self.ends = ends
        self.rows = rows
    }

    /// These intervals after rows moved and others came; see ``TimeIndex/following(_:adding:of:_:)``.
    func following(_ targets: [Int32], adding added: [Int32], of table: ItemTable) -> Openings {
        var new: [(start: Int64, end: Int64, row: Int32)] = []
        for row in added { for span in table.open[Int(row)] { new.append((span.start, span.end, row)) } }
        let order = new.indices.sorted { (new[$0].start, new[$0].row, $0) < (new[$1].start, new[$1].row, $1) }
        var starts: [Int64] = []
        var ends: [Int64] = []
        var rows: [Int32] = []
        starts.reserveCapacity(self.starts.count + new.count)
        ends.reserveCapacity(self.starts.count + new.count)
        rows.reserveCapacity(self.starts.count + new.count)
        var next = 0
        for index in self.rows.indices {
            let row = targets[Int(self.rows[index])]
            guard row >= 0 else { continue }
            let start = self.starts[index]
            while next < order.count, (new[order[next]].start, new[order[next]].row) < (start, row) {
                starts.append(new[order[next]].start)
                ends.append(new[order[next]].end)
                rows.append(new[order[next]].row)
                next += 1
            }
            starts.append(start)
            ends.append(self.ends[index])
            rows.append(row)
        }
        for index in order[next...] {
            starts.append(new[index].start)
            ends.append(new[index].end)
            rows.append(new[index].row)
        }
        return Openings(starts: starts, ends: ends, rows: rows)
    }

    /// The rows of the items that were open when a day or period ended; `instant` begins the next one.
    func rows(endingAt instant: Instant) -> [Int32] { rows(startingBefore: instant, endingFrom: instant) }

    /// The rows of the items that were open at any time of a half-open range, each once.
    func rows(during range: Range<Instant>) -> [Int32] {
        let found = rows(startingBefore: range.upperBound, endingFrom: range.lowerBound)
        var seen: Set<Int32> = []
        return found.filter { seen.insert($0).inserted }
    }

    private func rows(startingBefore end: Instant, endingFrom start: Instant) -> [Int32] {
        var found: [Int32] = []
        for index in 0..<starts.firstIndex(notBefore: end.seconds) where ends[index] >= start.seconds { found.append(rows[index]) }
        return found
    }
}
