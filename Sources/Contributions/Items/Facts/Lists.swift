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

    /// Appends some of another's lists.
    mutating func append(_ rows: Range<Int>, of other: Lists) {
        guard !rows.isEmpty else { return }
        let (first, last) = (Int(other.offsets[rows.lowerBound]), Int(other.offsets[rows.upperBound]))
        let shift = Int32(truncatingIfNeeded: values.count - first)
        values.append(contentsOf: other.values[first..<last])
        offsets.append(contentsOf: other.offsets[rows.lowerBound + 1..<rows.upperBound + 1].lazy.map { $0 + shift })
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

    /// These lists, those of some rows replaced by another's, in order; themselves when nothing is different.
    func replacing(_ rows: [Int32], with other: Lists) -> Lists where Element: Equatable {
        guard !rows.indices.allSatisfy({ self[Int(rows[$0])].elementsEqual(other[$0]) }) else { return self }
        var lists = Lists()
        lists.reserve(count)
        lists.values.reserveCapacity(values.count + other.values.count)
        var kept = 0
        for (index, row) in rows.enumerated() {
            lists.append(kept..<Int(row), of: self)
            lists.append(other[index])
            kept = Int(row) + 1
        }
        lists.append(kept..<count, of: self)
        return lists
    }

    /// Calls `body` with the row of each element, in the order of the rows.
    func forEach(_ body: (_ row: Int, _ element: Element) -> Void) {
        values.withUnsafeBufferPointer { values in
            offsets.withUnsafeBufferPointer { offsets in
                for row in 0..<offsets.count - 1 {
                    for index in Int(offsets[row])..<Int(offsets[row + 1]) { body(row, values[index]) }
                }
            }
        }
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
    var account: Int32
    var at: Int64
}
