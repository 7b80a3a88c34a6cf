/// How a percentile between two values is taken.
public enum PercentileRule: String, Sendable, CaseIterable {
    /// By linear interpolation (type 7 of Hyndman and Fan 1996).
    case interpolated
    /// The smallest value that at least the fraction does not exceed (type 1; SQL's `PERCENTILE_DISC`).
    case discrete
}

extension Statistics {
    /// A percentile by either rule; nil when there is no value.
    ///
    /// - Parameter p: from 0 to 1.
    public static func percentile(_ p: Double, of values: [Double], _ rule: PercentileRule) -> Double? {
        guard rule == .discrete else { return percentile(p, of: values) }
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        // A product such as 0.7 × 10 may come out a hair above 7, which must not lead to the eighth value.
        let rank = Int((p * Double(sorted.count) - 1e-9).rounded(.up))
        return sorted[min(max(rank, 1), sorted.count) - 1]
    }

    /// Nil when there is no value.
    public static func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
}
