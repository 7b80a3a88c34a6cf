public import Store

/// How long the cases of a process stay in a state, and how often its clocks run out.
public struct StateFigures: Sendable, Hashable {
    public let state: String
    /// Stays that ended in the time asked for.
    public let stays: Int
    /// Seconds; nil when no stay ended. Interpolated between the two nearest (type 7 of Hyndman and Fan 1996).
    public let median: Double?
    public let p90: Double?
    /// Cases that are in the state at the end of that time.
    public let open: Int
    /// Clocks that ran out while a case was in the state.
    public let breaches: Int
    /// The stays behind the figures, in the order in which they ended.
    public let rows: [Stay]

    /// One stay of a case in a state, in UTC seconds.
    public struct Stay: Sendable, Hashable {
        public let caseID: Int64
        public let enteredAt: Int64
        public let leftAt: Int64
    }
}

extension Cases {
    /// The figures of each state that a case of the process was in, from the history of the cases alone.
    ///
    /// - Parameters:
    ///   - from: stays are counted that end in `[from, until)`, UTC seconds.
    public func stateFigures(
        of process: String, from: Int64, until: Int64, in reader: any SQLReader
    ) throws -> [String: StateFigures] {
        // Cases that were begun long before may be left in this time, so the history is read from its beginning.
        let entries = try events(
            ofProcess: process, kinds: [.created, .moved, .migrated, .clockDue], from: .min / 4, until: until, in: reader)
        return StateFigures.made(of: entries, from: from, until: until)
    }
}

extension StateFigures {
    /// - Parameter entries: in the order of time; of one case in the order of their numbers.
    static func made(of entries: [CaseEntry], from: Int64, until: Int64) -> [String: StateFigures] {
        var now: [Int64: (state: String, since: Int64)] = [:]
        var stays: [String: [Stay]] = [:]
        var breaches: [String: Int] = [:]
        for entry in entries {
            let place = now[entry.caseID]
            if entry.event.kind == .clockDue {
                if let place, entry.event.at >= from { breaches[place.state, default: 0] += 1 }
                continue
            }
            guard let next = entry.event.to, next != place?.state || entry.event.kind == .moved else { continue }
            if let place, entry.event.at >= from {
                stays[place.state, default: []].append(Stay(caseID: entry.caseID, enteredAt: place.since, leftAt: entry.event.at))
            }
            now[entry.caseID] = (next, entry.event.at)
        }
        let open = Dictionary(grouping: now.values, by: \.state).mapValues(\.count)
        let states = Set(stays.keys).union(open.keys).union(breaches.keys)
        return Dictionary(
            uniqueKeysWithValues: states.map { state in
                let rows = stays[state] ?? []
                let lengths = rows.map { Double(max(0, $0.leftAt - $0.enteredAt)) }.sorted()
                return (
                    state,
                    StateFigures(
                        state: state, stays: rows.count, median: percentile(0.5, of: lengths), p90: percentile(0.9, of: lengths),
                        open: open[state] ?? 0, breaches: breaches[state] ?? 0, rows: rows)
                )
            })
    }

    private static func percentile(_ p: Double, of sorted: [Double]) -> Double? {
        guard let last = sorted.indices.last else { return nil }
        let place = p * Double(last)
        let low = Int(place)
        return low == last ? sorted[last] : sorted[low] + (place - Double(low)) * (sorted[low + 1] - sorted[low])
    }
}
