/// The course of one thing through its stages, as one bar cut into stretches in the order in which they happened.
public struct StageBar: Drawing {
    /// A stretch of time spent in one stage.
    public struct Stretch: Sendable, Hashable {
        /// The place of its stage in ``StageBar/stages``.
        public let stage: Int
        /// Negative values and such as are no numbers count as 0.
        public let seconds: Double

        public init(stage: Int, seconds: Double) {
            self.stage = stage
            self.seconds = seconds.isFinite ? max(seconds, 0) : 0
        }
    }

    public let id: String
    public let title: String
    /// The names of the stages, in the order of the legend and the table.
    public let stages: [String]
    public let stretches: [Stretch]
    /// What stands under the two ends, such as days.
    public let start: String
    public let end: String
    /// The last stretch is not over.
    public let isRunning: Bool

    public init(
        _ title: String, id: String, stages: [String], stretches: [Stretch], start: String, end: String, isRunning: Bool
    ) {
        self.title = title
        self.id = id
        self.stages = stages
        self.stretches = stretches.filter { stages.indices.contains($0.stage) }
        self.start = start
        self.end = end
        self.isRunning = isRunning
    }

    private static let height = 36.0
    /// More stretches than this are too narrow to see; the shortest are left out of the drawing.
    private static let most = 200

    private var whole: Double { stretches.reduce(0) { $0 + $1.seconds } }
    private func total(_ stage: Int) -> Double { stretches.reduce(0) { $0 + ($1.stage == stage ? $1.seconds : 0) } }
    private var current: Int? { isRunning ? stretches.last?.stage : nil }

    public var remarks: [String] { isRunning ? ["The last stretch is still running; it is drawn dashed."] : [] }

    public var picture: HTML {
        guard whole > 0 else { return "<p class=\"chart-empty\">No time has passed yet.</p>" }
        let styles = stages.indices.map { SeriesStyle($0) }
        return """
            <svg class="chart stages" role="img" aria-labelledby="\(id)-title \(id)-summary" width="100%" height="\(px: Self.height)">
            <title id="\(id)-title">\(title)</title>
            <desc id="\(id)-summary">\(summary)</desc>
            \(SeriesStyle.patterns(id, styles))<g>\(bars(styles))</g>
            <g aria-hidden="true"><text class="start" x="0" y="\(px: Self.height)" dy="1.5em">\(start)</text>\
            <text class="label edge" x="100%" y="\(px: Self.height)" dy="1.5em">\(end)</text></g></svg>
            <ul class="legend">\(stages.indices.filter { total($0) > 0 || current == $0 }.map { legend($0, styles[$0]) })</ul>
            """
    }

    private var summary: String {
        let parts = stages.indices.filter { total($0) > 0 }.map { "\(stages[$0]) \(Format.days(seconds: total($0)))" }
        return "From \(start) to \(end): \(parts.joined(separator: ", "))."
    }

    private func bars(_ styles: [SeriesStyle]) -> [HTML] {
        let least = stretches.count > Self.most ? stretches.map(\.seconds).sorted(by: >)[Self.most] : -1
        var left = 0.0
        return stretches.enumerated().compactMap { index, stretch in
            defer { left += stretch.seconds }
            let isLast = index == stretches.count - 1
            guard stretch.seconds > least || isLast, stretch.seconds > 0 else { return nil }
            return """
                <rect class="bar\(isLast && isRunning ? " running" : "")" fill="\(styles[stretch.stage].fill(id))" \
                x="\(percent: left / whole * 100)" y="0" width="\(percent: max(stretch.seconds / whole * 100, 0.1))" height="\(px: Self.height)"/>\
                <rect class="hover" x="\(percent: left / whole * 100)" y="0" width="\(percent: stretch.seconds / whole * 100)" \
                height="\(px: Self.height)"><title>\(stages[stretch.stage]): \(Format.days(seconds: stretch.seconds))</title></rect>

                """
        }
    }

    private func legend(_ stage: Int, _ style: SeriesStyle) -> HTML {
        """
        <li><svg width="14" height="14" aria-hidden="true" focusable="false"><rect class="bar" width="14" height="14" rx="2" \
        fill="\(style.fill(id))"/></svg><span>\(stages[stage])</span> <b>\(Format.days(seconds: total(stage)))</b></li>

        """
    }

    public var table: Table {
        Table(
            title, id: "\(id)-table",
            columns: [Table.Column("Stage"), Table.Column("Time", .number), Table.Column("Share", .number)],
            rows: stages.indices.map { stage in
                [
                    .text(stages[stage] + (current == stage ? " (now)" : "")), .value(total(stage), .days),
                    .value(whole > 0 ? total(stage) / whole : nil, .percent),
                ]
            }, total: [.text("All"), .value(whole, .days), .value(whole > 0 ? 1 : nil, .percent)])
    }
}
