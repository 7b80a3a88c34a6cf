/// A row of values as one line of small bars.
enum Sparkline {
    private static let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// One character for each value, from the oldest to the newest; a space where there is no data.
    ///
    /// Bars stand on zero, so that twice the height is twice the value; only when some value is negative does the
    /// lowest bar stand for the smallest value. Values that are not finite count as no data.
    static func drawn(_ values: [Double?]) -> String {
        let known = values.compactMap { $0 }.filter(\.isFinite)
        guard let largest = known.max(), let smallest = known.min() else {
            return String(repeating: " ", count: values.count)
        }
        let floor = min(0, smallest)
        // Halved, as the span of two finite values may not be finite.
        let span = largest / 2 - floor / 2
        return String(
            values.map { value -> Character in
                guard let value, value.isFinite else { return " " }
                guard span > 0 else { return bars[0] }
                let height = (value / 2 - floor / 2) / span
                return bars[min(bars.count - 1, Int(height * Double(bars.count)))]
            })
    }
}
