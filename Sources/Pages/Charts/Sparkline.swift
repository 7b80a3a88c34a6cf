/// A line as small as a word, for cards and table cells: no axes, the last value marked. It shows the shape of a
/// development; its scale does not begin at zero.
public struct Sparkline: Sendable, Hashable {
    public let title: String
    public let points: [ChartPoint]
    public let format: ValueFormat
    /// Drawn as a dashed line where one was in force.
    public let target: Chart.Target?

    /// - Parameter title: what the line shows; with the first and last value it is what a screen reader says.
    public init(_ title: String, _ points: [ChartPoint], format: ValueFormat = .integer, target: Chart.Target? = nil) {
        self.title = title
        self.points = points.suffix(120)
        self.format = format
        self.target = target
    }

    private static let height = 36.0

    public var html: HTML {
        let known = points.enumerated().compactMap { index, point in point.value.map { (index, $0) } }
        guard let first = known.first, let last = known.last else { return "" }
        let aims = points.map { point in target?.value(in: point.label) }
        let scale = Self.scale(known.map(\.1) + aims.compactMap { $0 })
        func x(_ index: Int) -> Double { (Double(index) + 0.5) * 100 / Double(points.count) }
        func y(_ value: Double) -> Double { 4 + (Self.height - 8) * (1 - (value - scale.low) / (scale.high - scale.low)) }

        var line = HTML()
        var before: Int?
        for (index, value) in known {
            line += before == index - 1 ? "L\(px: x(index) * 10) \(px: y(value))" : "M\(px: x(index) * 10) \(px: y(value))"
            before = index
        }

        var aim = HTML()
        for (index, value) in aims.enumerated() {
            guard let value else { continue }
            let left = Double(index) * 1000 / Double(points.count)
            let continues = index > 0 && aims[index - 1] != nil
            aim += "\(continues ? "V" : "M\(px: left) " as HTML)\(px: y(value))H\(px: left + 1000 / Double(points.count))"
        }
        let aimed = target.map { ", \($0.name) \(format.text($0.value))" } ?? ""

        return """
            <svg class="sparkline" role="img" width="100%" height="\(px: Self.height)" \
            aria-label="\(title): \(format.text(first.1)) in \(points[first.0].label), \(format.text(last.1)) in \(points[last.0].label)\(aimed)">\
            <svg width="100%" height="\(px: Self.height)" viewBox="0 0 1000 \(px: Self.height)" preserveAspectRatio="none">\
            \(aim.isEmpty ? "" : "<path class=\"aim\" d=\"\(aim)\"/>" as HTML)<path class="line s1" d="\(line)"/></svg>\
            \(SeriesStyle(0).mark(x: "\(percent: x(last.0))", y: "\(px: y(last.1))", isOpen: points[last.0].running))</svg>
            """
    }

    /// From the lowest to the highest value, and at least a quarter of the highest, so that a steady figure looks steady.
    private static func scale(_ values: [Double]) -> (low: Double, high: Double) {
        let low = values.min() ?? 0
        let high = values.max() ?? 0
        let least = max(low.magnitude, high.magnitude) / 4
        guard high - low < least || high == low else { return (low, high) }
        let middle = low / 2 + high / 2
        let half = max(least, .leastNormalMagnitude) / 2
        return (middle - half, middle + half)
    }
}
