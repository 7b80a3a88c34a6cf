/// Values over periods or categories, as lines, bars or stacked bars.
public struct Chart: Drawing {
    public enum Kind: Sendable, Hashable {
        case lines
        /// The bars of several series stand side by side.
        case bars
        /// Parts of a whole on top of each other, the first series at the foot.
        case stackedBars
    }

    /// A value to be reached, drawn as a line across a chart; as steps where it was set anew on the way.
    public struct Target: Sendable, Hashable {
        public let name: String
        /// The newest value.
        public let value: Double
        /// The value that was in force in the period of a label; nil for one value that holds throughout.
        let course: [String: Double]?

        public init(_ name: String, _ value: Double) {
            self.name = name
            self.value = value
            course = nil
        }

        /// - Parameter course: the value in force in the period of each label, oldest first; nil where there was none.
        ///   The target is nil when there never was one.
        public init?(_ name: String, course: [(label: String, value: Double?)]) {
            let known = course.compactMap { entry in entry.value.flatMap { $0.isFinite ? (entry.label, $0) : nil } }
            guard let last = known.last else { return nil }
            self.name = name
            value = last.1
            self.course = Dictionary(known, uniquingKeysWith: { _, later in later })
        }

        /// The value in force in the period of a label.
        func value(in label: String) -> Double? {
            guard let course else { return value }
            return course[label]
        }
    }

    public let id: String
    public let title: String
    public let kind: Kind
    public let format: ValueFormat
    public let target: Target?
    /// The heading of the first column of the table: what the labels are.
    public let labelTitle: String
    /// All series, of which at most 12 with at most 600 points each are drawn.
    public let series: [ChartSeries]
    let drawn: ChartReduction

    /// - Parameters:
    ///   - id: unique on the page.
    ///   - target: not drawn on stacked bars.
    public init(
        _ title: String, id: String, kind: Kind, series: [ChartSeries], format: ValueFormat = .integer,
        target: Target? = nil, labelTitle: String = "Period"
    ) {
        self.title = title
        self.id = id
        self.kind = kind
        self.series = series
        self.format = format
        self.target = kind == .stackedBars ? nil : target.flatMap { $0.value.isFinite ? $0 : nil }
        self.labelTitle = labelTitle
        drawn = ChartReduction(series, groupsRest: kind == .stackedBars)
    }

    public var remarks: [String] {
        var remarks = drawn.remarks
        if drawn.series.contains(where: { $0.points.contains(where: \.running) }) {
            remarks.append("The last period is still running; it is drawn dashed.")
        }
        return remarks
    }

    public var picture: HTML {
        guard drawn.series.contains(where: { $0.points.contains { $0.value != nil } }) else {
            return "<p class=\"chart-empty\">No data in this selection.</p>"
        }
        let plot = Plot(self)
        let marks: HTML =
            switch kind {
            case .lines: LineMarks(plot: plot).html
            case .bars: BarMarks(plot: plot).html
            case .stackedBars: StackMarks(plot: plot).html
            }
        return plot.svg(marks: marks, summary: summary) + Legend(chart: self).html
    }

    /// What a person who cannot see the drawing is told; the table has the rest.
    private var summary: String {
        let labels = drawn.series.first?.points.map(\.label) ?? []
        let kindName =
            switch kind {
            case .lines: "Line chart"
            case .bars: "Bar chart"
            case .stackedBars: "Stacked bar chart"
            }
        var sentences = ["\(kindName) from \(labels.first ?? "") to \(labels.last ?? "")."]
        for series in drawn.series.prefix(4) {
            let known = series.points.compactMap { point in point.value.map { (point.label, $0) } }
            guard let last = known.last, let highest = known.max(by: { $0.1 < $1.1 }) else { continue }
            sentences.append(
                "\(series.name): last \(format.text(last.1)) in \(last.0), highest \(format.text(highest.1)) in \(highest.0).")
        }
        if drawn.series.count > 4 { sentences.append("\(drawn.series.count - 4) more series are in the table.") }
        if let target { sentences.append("\(target.name): \(format.text(target.value)).") }
        return sentences.joined(separator: " ")
    }

    public var table: Table {
        let dated = target.flatMap { $0.course == nil ? nil : $0 }
        let labels = series.max { $0.points.count < $1.points.count }?.points ?? []
        return Table(
            title, id: "\(id)-table",
            columns: [Table.Column(labelTitle)] + series.map { Table.Column($0.name, .number) }
                + (dated.map { [Table.Column($0.name, .number)] } ?? []),
            rows: labels.indices.reversed().map { index in
                [.text(labels[index].label + (labels[index].running ? " (running)" : ""))]
                    + series.map { .value(index < $0.points.count ? $0.points[index].value : nil, format) }
                    + (dated.map { [.value($0.value(in: labels[index].label), format)] } ?? [])
            })
    }
}
