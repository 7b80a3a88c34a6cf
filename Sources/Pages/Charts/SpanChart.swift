public import Ledger

/// What held when: a lane for each thing, with the stretches of time in which it held.
public struct SpanChart: Drawing {
    /// A half-open stretch of time.
    public struct Span: Sendable, Hashable {
        /// Nil for no bound.
        public let from: Instant?
        public let to: Instant?
        /// What a reader sees when pointing at it.
        public let words: String
        /// Something else held in its place.
        public let isOverruled: Bool

        public init(from: Instant?, to: Instant?, words: String, isOverruled: Bool = false) {
            self.from = from
            self.to = to
            self.words = words
            self.isOverruled = isOverruled
        }
    }

    public struct Lane: Sendable, Hashable {
        public let title: String
        public let spans: [Span]

        public init(_ title: String, _ spans: [Span]) {
            self.title = title
            self.spans = spans
        }
    }

    public let id: String
    public let title: String
    public let lanes: [Lane]
    /// What is drawn; spans without a bound reach its end.
    public let range: Range<Instant>
    public let table: Table

    /// - Parameter table: says the same in words.
    public init(_ title: String, id: String, lanes: [Lane], range: Range<Instant>, table: Table) {
        self.title = title
        self.id = id
        self.lanes = lanes
        self.range = range
        self.table = table
    }

    /// More lanes make a picture that nobody reads.
    private static let mostLanes = 20
    private static let laneHeight = 44.0
    private static let barHeight = 16.0

    public var remarks: [String] {
        var remarks: [String] = []
        if lanes.contains(where: { $0.spans.contains(where: \.isOverruled) }) {
            remarks.append("Hatched: something stronger held in its place.")
        }
        if lanes.count > Self.mostLanes { remarks.append("The first \(Self.mostLanes) of \(lanes.count) are drawn; the table has all.") }
        return remarks
    }

    public var picture: HTML {
        let drawn = lanes.prefix(Self.mostLanes)
        guard !drawn.isEmpty, range.lowerBound < range.upperBound else { return "<p class=\"chart-empty\">Nothing is known.</p>" }
        let styles = drawn.indices.map { SeriesStyle($0) } + [SeriesStyle(0, isUnknown: true)]
        let height = Self.laneHeight * Double(drawn.count)
        return """
            <svg class="chart stages spans" role="img" aria-labelledby="\(id)-title \(id)-summary" width="100%" height="\(px: height)">
            <title id="\(id)-title">\(title)</title>
            <desc id="\(id)-summary">\(summary)</desc>
            \(SeriesStyle.patterns(id, styles))\(years(height))
            \(drawn.enumerated().map { lane($1, $0, styles) })</svg>
            """
    }

    private var summary: String {
        let parts = lanes.prefix(Self.mostLanes).map { lane in
            "\(lane.title): "
                + lane.spans.filter { !$0.isOverruled }.map { span in
                    "from \(span.from.map { Format.date($0) } ?? "the beginning") to \(span.to.map { Format.date($0) } ?? "now")"
                }.joined(separator: ", ")
        }
        return parts.joined(separator: ". ") + "."
    }

    private func position(_ instant: Instant) -> Double {
        let whole = Double(range.upperBound.seconds - range.lowerBound.seconds)
        return min(max(Double(instant.seconds &- range.lowerBound.seconds) / whole, 0), 1) * 100
    }

    private func lane(_ lane: Lane, _ index: Int, _ styles: [SeriesStyle]) -> HTML {
        let top = Self.laneHeight * Double(index)
        let bars = lane.spans.map { span -> HTML in
            let left = span.from.map(position) ?? 0
            let width = max((span.to.map(position) ?? 100) - left, 0.4)
            let style = span.isOverruled ? styles[styles.count - 1] : styles[index]
            return """
                <rect class="bar\(span.to == nil && !span.isOverruled ? " running" : "")" fill="\(style.fill(id))" x="\(percent: left)" \
                y="\(px: top + 22)" width="\(percent: width)" height="\(px: Self.barHeight)"/>\
                <rect class="hover" x="\(percent: left)" y="\(px: top + 22)" width="\(percent: width)" height="\(px: Self.barHeight)">\
                <title>\(span.words)</title></rect>

                """
        }
        return "<text class=\"start\" x=\"0\" y=\"\(px: top + 14)\" aria-hidden=\"true\">\(lane.title.prefix(60))</text>\(bars)"
    }

    /// Lines at the beginnings of years, labelled where there is room.
    private func years(_ height: Double) -> HTML {
        let (first, last) = (range.lowerBound.date.year + 1, range.upperBound.date.year)
        guard first <= last else { return "" }
        let step = max(1, (last - first + 5) / 5)
        let lines = stride(from: first, through: last, by: step).map { year -> HTML in
            let x = position(Instant(CivilDate(year: year, month: 1, day: 1)))
            let label: HTML =
                x > 96 ? "" : "<text class=\"label\" x=\"\(percent: max(x, 3))\" y=\"\(px: height)\" dy=\"1.2em\">\(year)</text>"
            return "<line class=\"grid\" x1=\"\(percent: x)\" x2=\"\(percent: x)\" y1=\"0\" y2=\"\(px: height)\"/>\(label)\n"
        }
        return "<g aria-hidden=\"true\">\(lines)</g>"
    }
}
