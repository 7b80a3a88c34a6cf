/// A vertical axis: round steps from below the smallest to above the largest value, zero always among them.
struct Axis: Sendable, Hashable {
    let lower: Double
    let upper: Double
    /// From `lower` to `upper`.
    let ticks: [Double]

    /// - Parameters:
    ///   - values: what has to fit; the axis covers 0 too.
    ///   - format: shares and durations get steps that are round in per cent and days.
    init(covering values: some Sequence<Double>, format: ValueFormat, about count: Int = 4) {
        let scale = format.axisScale
        var low = 0.0
        var high = 0.0
        for value in values {
            let scaled = min(max(value * scale, -Self.largest), Self.largest)
            low = min(low, scaled)
            high = max(high, scaled)
        }
        if low == high { high = 1 }
        var step = Self.roundStep(above: (high - low) / Double(count))
        if format == .integer { step = max(step, 1) }
        let first = (low / step).rounded(.down)
        let last = (high / step).rounded(.up)
        // Counting in whole steps keeps 0 exactly 0.
        ticks = (0...Int(last - first)).map { (first + Double($0)) * step / scale }
        lower = first * step / scale
        upper = last * step / scale
    }

    /// Values beyond are drawn at the edge: no count of anything comes near.
    private static let largest = 1e18

    /// Where a value lies: 0 at the lower end, 1 at the upper.
    func position(of value: Double) -> Double {
        min(max((value - lower) / (upper - lower), 0), 1)
    }

    /// The smallest of 1, 2 or 5 times a power of ten that is not below `step`.
    static func roundStep(above step: Double) -> Double {
        var power = 1.0
        while power < step / 10 { power *= 10 }
        while power > step { power /= 10 }
        let factor = [1.0, 2, 5, 10].first { $0 * power >= step * 0.999_999 } ?? 10
        return factor * power
    }
}
