/// A line as small as a word, for cards and table cells: no axes, the last value marked.
public struct Sparkline: Sendable, Hashable {
    public let title: String
    public let points: [ChartPoint]
    public let format: ValueFormat

    /// - Parameter title: what the line shows; with the first and last value it is what a screen reader says.
    public init(_ title: String, _ points: [ChartPoint], format: ValueFormat = .integer) {
        self.title = title
        self.points = points.suffix(120)
        self.format = format
    }

    private static let height = 36.0

    public var html: HTML {
        let known = points.enumerated().compactMap { index, point in point.value.map { (index, $0) } }
        guard let first = known.first, let last = known.last else { return "" }
        let low = min(0, known.map(\.1).min() ?? 0)
        let high = max(known.map(\.1).max() ?? 1, low + .leastNonzeroMagnitude)
        func x(_ index: Int) -> Double { (Double(index) + 0.5) * 100 / Double(points.count) }
        func y(_ value: Double) -> Double { 3 + (Self.height - 6) * (1 - (value - low) / (high - low)) }

        var line = HTML()
        var area = HTML()
        var before: Int?
        for (index, value) in known {
            let place: HTML = "\(px: x(index) * 10) \(px: y(value))"
            let joins = before == index - 1
            line += joins ? "L\(place)" : "M\(place)"
            if joins {
                area += "L\(place)"
            } else {
                if let before { area += "V\(px: Self.height)H\(px: x(before) * 10)Z" }
                area += "M\(px: x(index) * 10) \(px: Self.height)L\(place)"
            }
            before = index
        }
        if let before { area += "V\(px: Self.height)H\(px: x(before) * 10)Z" }

        return """
            <svg class="sparkline" role="img" width="100%" height="\(px: Self.height)" \
            aria-label="\(title): \(format.text(first.1)) in \(points[first.0].label), \(format.text(last.1)) in \(points[last.0].label)">\
            <svg width="100%" height="\(px: Self.height)" viewBox="0 0 1000 \(px: Self.height)" preserveAspectRatio="none">\
            <path class="area" d="\(area)"/><path class="line s1" d="\(line)"/></svg>\
            \(SeriesStyle(0).mark(x: "\(percent: x(last.0))", y: "\(px: y(last.1))", isOpen: points[last.0].running))</svg>
            """
    }
}
