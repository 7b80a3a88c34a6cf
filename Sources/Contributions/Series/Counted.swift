import Measures

/// Rows that count, most of them whole: what a figure is counted from.
struct Counted: Sendable {
    var rows: [Int32] = []
    /// In millionths, for the rows of which only a part counts.
    var partial: [Int32: Int32] = [:]

    mutating func append(_ row: Int32, _ share: Int32) {
        rows.append(row)
        if share != Portion.whole { partial[row] = share }
    }

    /// The same rows in part, those that `isKept`.
    func filter(_ isKept: (Int32) -> Bool) -> Counted {
        var kept = self
        kept.rows = rows.filter(isKept)
        return kept
    }

    /// How much of a row counts, in millionths.
    func share(_ row: Int32) -> Int32 { partial.isEmpty ? Portion.whole : partial[row] ?? Portion.whole }

    /// The sum of all shares, in millionths.
    var millionths: Int64 {
        let whole = Int64(rows.count) * Int64(Portion.whole)
        guard !partial.isEmpty else { return whole }
        return rows.reduce(0) { $0 + Int64(share($1)) }
    }
}

extension Counted {
    /// Of what counts, the share whose organisation is unknown; nil when nothing counts.
    ///
    /// - Parameters:
    ///   - organisation: for which all of it counts, where it counts for one.
    ///   - belonging: for whom a row was made.
    func unknownShare(for organisation: Int32?, _ mixtures: Mixtures, _ belonging: (Int32) -> Belonging) -> Double? {
        guard !rows.isEmpty else { return nil }
        if let organisation { return organisation == 0 ? 1 : 0 }
        var unknown: Int64 = 0
        for row in rows {
            let share = Int64(mixtures.unknownShare(belonging(row)))
            if share > 0 { unknown += share * Int64(self.share(row)) / Int64(Portion.whole) }
        }
        return Double(unknown) / Double(millionths)
    }
}

/// A window over rows that may count in part.
protocol CountingWindow: RowWindow {
    var counted: Counted { get }
}

extension CountingWindow {
    /// Indexes of what is counted.
    var rows: [Int32] { counted.rows }

    /// The number of rows, each by how much of it counts.
    var total: Double { Double(counted.millionths) / Double(Portion.whole) }

    /// The number of the rows that `isMeant`, each by how much of it counts.
    func count(where isMeant: (Int32) -> Bool) -> Double {
        var millionths: Int64 = 0
        for row in counted.rows where isMeant(row) { millionths += Int64(counted.share(row)) }
        return Double(millionths) / Double(Portion.whole)
    }

    /// The sum of something whole over the rows, each by how much of it counts.
    func sum(_ amount: (Int32) -> Int64) -> Double {
        var (whole, rest) = (Int64(0), Int64(0))
        for row in counted.rows {
            let share = counted.share(row)
            guard share != Portion.whole else {
                whole += amount(row)
                continue
            }
            let (quotient, remainder) = amount(row).quotientAndRemainder(dividingBy: Int64(Portion.whole))
            whole += quotient * Int64(share) + remainder * Int64(share) / Int64(Portion.whole)
            rest += remainder * Int64(share) % Int64(Portion.whole)
        }
        return Double(whole) + Double(rest) / Double(Portion.whole)
    }
}
