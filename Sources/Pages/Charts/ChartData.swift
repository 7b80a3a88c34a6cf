/// One value of a series.
public struct ChartPoint: Sendable, Hashable {
    /// The period or category, as the axis shows it.
    public let label: String
    /// Nil when there is no data, which is drawn as a gap and never as 0. Not a number and infinities count as nil.
    public let value: Double?
    /// The period is not over; the value may still change and is drawn dashed.
    public let running: Bool

    public init(_ label: String, _ value: Double?, running: Bool = false) {
        self.label = label
        self.value = value.flatMap { $0.isFinite ? $0 : nil }
        self.running = running
    }
}

/// Values in the order of the axis. All series of a chart have the same labels.
public struct ChartSeries: Sendable, Hashable {
    public let name: String
    public let points: [ChartPoint]
    /// The part whose value is unknown: always drawn hatched, never ranked.
    public let isUnknown: Bool

    public init(_ name: String, _ points: [ChartPoint], isUnknown: Bool = false) {
        self.name = name
        self.points = points
        self.isUnknown = isUnknown
    }
}

/// What a chart draws after it has been cut to what an eye can read and a browser can carry, with a remark on
/// everything that was left out.
struct ChartReduction {
    static let mostSeries = 12
    static let mostPoints = 600

    private(set) var series: [ChartSeries]
    private(set) var remarks: [String] = []

    /// - Parameter groupsRest: adds up the series that are left out, which is right only for parts of a whole.
    init(_ series: [ChartSeries], groupsRest: Bool) {
        self.series = series
        if series.count > Self.mostSeries { keepLargest(groupsRest: groupsRest) }
        let count = self.series.map(\.points.count).max() ?? 0
        if count > Self.mostPoints { thin(from: count) }
    }

    private mutating func keepLargest(groupsRest: Bool) {
        let unknown = series.filter(\.isUnknown)
        let known = series.filter { !$0.isUnknown }
        let places = max(0, Self.mostSeries - min(unknown.count, 1) - (groupsRest ? 1 : 0))
        let ranked = known.enumerated().sorted { a, b in
            (b.element.weight, a.offset) < (a.element.weight, b.offset)
        }
        let kept = Set(ranked.prefix(places).map(\.offset))
        let rest = known.enumerated().filter { !kept.contains($0.offset) }.map(\.element)
        series = known.enumerated().filter { kept.contains($0.offset) }.map(\.element)
        if groupsRest {
            series.append(Self.sum(rest, name: "Others (\(rest.count))"))
            remarks.append("The \(series.count - 1) largest are drawn; \(rest.count) others are drawn together.")
        } else {
            remarks.append("The \(series.count) largest are drawn; \(rest.count) others are not.")
        }
        series += unknown.prefix(1)
    }

    /// Keeps every nth point, counted from the newest, so that the newest is always drawn.
    private mutating func thin(from count: Int) {
        let step = (count + Self.mostPoints - 1) / Self.mostPoints
        series = series.map { series in
            let kept = series.points.enumerated().filter { (count - 1 - $0.offset) % step == 0 }.map(\.element)
            return ChartSeries(series.name, kept, isUnknown: series.isUnknown)
        }
        remarks.append("One point in \(step) of \(Format.integer(count)) is drawn.")
    }

    private static func sum(_ series: [ChartSeries], name: String) -> ChartSeries {
        let count = series.map(\.points.count).max() ?? 0
        return ChartSeries(
            name,
            (0..<count).map { index in
                let points = series.compactMap { index < $0.points.count ? $0.points[index] : nil }
                let values = points.compactMap(\.value)
                return ChartPoint(
                    points.first?.label ?? "", values.isEmpty ? nil : values.reduce(0, +), running: points.contains(where: \.running))
            })
    }
}

extension ChartSeries {
    /// By which series are ranked when there are too many.
    fileprivate var weight: Double { points.reduce(0) { $0 + ($1.value ?? 0).magnitude } }
}
