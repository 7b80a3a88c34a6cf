/// Seven days by twenty-four hours: the larger and stronger a square, the more there was.
public struct HeatMap: Drawing {
    public let id: String
    public let title: String
    public let format: ValueFormat
    /// Seven rows from Monday to Sunday, each of 24 values from hour 0 to hour 23. What is missing counts as no data.
    public let values: [[Double]]
    public let remarks: [String]

    public init(_ title: String, id: String, values: [[Double]], format: ValueFormat = .integer, remarks: [String] = []) {
        self.title = title
        self.id = id
        self.values = values
        self.format = format
        self.remarks = remarks
    }

    static let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    private static let levels = 5
    private static let row = 24.0

    private func value(_ day: Int, _ hour: Int) -> Double? {
        guard day < values.count, hour < values[day].count, values[day][hour].isFinite, values[day][hour] >= 0 else { return nil }
        return values[day][hour]
    }

    private var highest: Double { values.joined().filter(\.isFinite).max() ?? 0 }

    /// 0 for nothing, else 1 to 5 in equal steps up to the highest value.
    private func level(_ value: Double) -> Int {
        guard value > 0, highest > 0 else { return 0 }
        return min(Self.levels, max(1, Int((value / highest * Double(Self.levels)).rounded(.up))))
    }

    public var picture: HTML {
        guard highest > 0 else { return "<p class=\"chart-empty\">No data in this selection.</p>" }
        let height = Self.row * 7
        return """
            <svg class="chart heat" role="img" aria-labelledby="\(id)-title \(id)-summary" width="100%" height="\(px: height)">
            <title id="\(id)-title">\(title)</title>
            <desc id="\(id)-summary">\(summary)</desc>
            \(cells)\(labels)</svg>
            \(legend)
            """
    }

    private var cells: HTML {
        let cells: [HTML] = (0..<7).flatMap { day in
            (0..<24).map { hour in
                let value = value(day, hour)
                return """
                    <g class="cell">\(square(level: value.map(level) ?? 0, column: Double(hour), row: Double(day)))\
                    <rect class="hover" x="\(percent: Double(hour) * 100 / 24)" y="\(px: Double(day) * Self.row)" \
                    width="\(percent: 100.0 / 24)" height="\(px: Self.row)">\
                    <title>\(Self.days[day]), \(Self.clock(hour)) to \(Self.clock(hour + 1)): \(format.text(value))</title></rect></g>

                    """
            }
        }
        return "<g>\(cells)</g>\n"
    }

    /// A square of a size that goes with its level, in the middle of its cell.
    private func square(level: Int, column: Double, row: Double) -> HTML {
        let share = level == 0 ? 0.16 : 0.32 + 0.12 * Double(level)
        let width = 100.0 / 24
        return """
            <rect class="h\(level)" x="\(percent: (column + (1 - share) / 2) * width)" y="\(px: (row + (1 - share) / 2) * Self.row)" \
            width="\(percent: share * width)" height="\(px: share * Self.row)" rx="2"/>
            """
    }

    private var labels: HTML {
        let days: [HTML] = Self.days.enumerated().map { index, day in
            "<text class=\"tick\" x=\"-8\" y=\"\(px: (Double(index) + 0.5) * Self.row)\" dy=\".32em\">\(day.prefix(3))</text>\n"
        }
        let hours: [HTML] = stride(from: 0, to: 24, by: 3).map { hour in
            """
            <text class="label\(hour % 6 == 3 ? " minor" : "")" x="\(percent: (Double(hour) + 0.5) * 100 / 24)" \
            y="\(px: Self.row * 7)" dy="1.5em">\(hour)</text>

            """
        }
        return "<g aria-hidden=\"true\">\(days)\(hours)</g>\n"
    }

    private var legend: HTML {
        let steps: [HTML] = (1...Self.levels).map { level in
            let upper = highest * Double(level) / Double(Self.levels)
            let size = 16 * (0.32 + 0.12 * Double(level))
            return """
                <li><svg width="16" height="16" aria-hidden="true" focusable="false"><rect class="h\(level)" x="\(px: (16 - size) / 2)" \
                y="\(px: (16 - size) / 2)" width="\(px: size)" height="\(px: size)" rx="2"/></svg><span>up to \(format.text(upper))</span></li>

                """
        }
        return "<ul class=\"legend\">\(steps)</ul>"
    }

    private var summary: String {
        let all = (0..<7).flatMap { day in (0..<24).compactMap { hour in value(day, hour).map { (day, hour, $0) } } }
        guard let most = all.max(by: { $0.2 < $1.2 }) else { return "" }
        return "Heat map of weekdays by hours. Most on \(Self.days[most.0]) from \(Self.clock(most.1)) to "
            + "\(Self.clock(most.1 + 1)): \(format.text(most.2))."
    }

    private static func clock(_ hour: Int) -> String { "\(hour < 10 ? "0" : "")\(hour):00" }

    public var table: Table {
        Table(
            title, id: "\(id)-table",
            columns: [Table.Column("Hour")] + Self.days.map { Table.Column($0, .number) },
            rows: (0..<24).map { hour in
                [.text(Self.clock(hour))] + (0..<7).map { .value(value($0, hour), format) }
            })
    }
}
