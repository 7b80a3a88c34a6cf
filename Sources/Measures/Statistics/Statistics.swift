/// The arithmetic that measures share.
public enum Statistics {
    /// The fewest members, largest first, that together reach at least `share` of the sum; nil when the sum is 0.
    ///
    /// The contributor absence factor over people, the elephant factor over organisations (CHAOSS).
    public static func fewestReaching(_ share: Double, of counts: [Int]) -> Int? {
        let total = counts.reduce(0, +)
        guard total > 0 else { return nil }
        var reached = 0
        for (index, count) in counts.sorted(by: >).enumerated() {
            reached += count
            if Double(reached) >= share * Double(total) { return index + 1 }
        }
        return counts.count
    }

    /// The middle value, the mean of the two middle values when their number is even; nil when there is none.
    public static func median(_ values: [Double]) -> Double? { percentile(0.5, of: values) }

    /// The value below which the fraction `p` of the values lies, between two values by linear interpolation
    /// (type 7 of Hyndman and Fan 1996); nil when there is no value.
    ///
    /// - Parameter p: from 0 to 1.
    public static func percentile(_ p: Double, of values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let position = p * Double(sorted.count - 1)
        let below = Int(position)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
    }
}
