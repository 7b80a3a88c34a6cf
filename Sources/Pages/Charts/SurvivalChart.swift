public import Measures

/// Curves of those who still wait, as steps coming down from 100 %, each with the band of its uncertainty.
///
/// A tick on a curve stands where somebody was last seen still waiting. The table is the risk table: how many were still
/// followed, and what share of them waited, at round times.
public struct SurvivalChart: Drawing {
    /// One curve; times are seconds.
    public struct Curve: Sendable {
        public let name: String
        public let estimate: KaplanMeier

        public init(_ name: String, _ estimate: KaplanMeier) {
            self.name = name
            self.estimate = estimate
        }
    }

    public let id: String
    public let title: String
    /// What the curves show of those who wait, such as `waiting for a first response`.
    public let state: String
    public let curves: [Curve]
    public let limit: Double
    private let axis: Axis

    /// - Parameters:
    ///   - curves: at most four are drawn.
    ///   - limit: the longest time that is drawn, in seconds; the longest observed when nil.
    public init(_ title: String, id: String, state: String, curves: [Curve], limit: Double? = nil) {
        self.title = title
        self.id = id
        self.state = state
        self.curves = Array(curves.filter { $0.estimate.count > 0 }.prefix(4))
        let longest = curves.compactMap { $0.estimate.steps.last?.time }.max() ?? 0
        axis = Axis(covering: [min(limit ?? longest, longest)], format: .days, about: 6)
        self.limit = axis.upper
    }

    public var remarks: [String] {
        guard !curves.isEmpty else { return [] }
        return [
            "Those who still wait are followed as far as is known and then leave the count (Kaplan–Meier); bands are intervals of 95 %."
        ]
    }

    public var picture: HTML {
        guard !curves.isEmpty else { return "<p class=\"chart-empty\">No data in this selection.</p>" }
        return """
            <svg class="chart" role="img" aria-labelledby="\(id)-title \(id)-summary" width="100%" height="\(px: Plot.height)">
            <title id="\(id)-title">\(title)</title>
            <desc id="\(id)-summary">\(summary)</desc>
            \(grid)\(hoverColumns)<svg x="0" y="0" width="100%" height="\(px: Plot.height)" viewBox="0 0 1000 \(px: Plot.height)" \
            preserveAspectRatio="none" overflow="visible">
            \(curves.enumerated().map { index, curve in band(curve, index) })\(curves.enumerated().map { index, curve in line(curve, index) })</svg>
            \(axisLabels)</svg>\(legend)
            """
    }

    private var summary: String {
        let sentences = curves.map { curve in
            let median = curve.estimate.median.value.map { "half of them by \(Format.days(seconds: $0))" } ?? "half of them not yet"
            return "\(curve.name): \(Format.integer(curve.estimate.count)) followed, \(median)."
        }
        return "Share still \(state) by time. " + sentences.joined(separator: " ")
    }

    // MARK: Places

    private func x(_ time: Double) -> Double { 100 * axis.position(of: time) }
    private func y(_ share: Double) -> Double { Plot.height * (1 - share) }

    /// More steps than an eye can tell apart are read off at so many places.
    private static let mostSteps = 250

    /// The corners of a curve: from each time on, the estimate that holds.
    private func corners(_ curve: Curve) -> [(time: Double, estimate: KaplanMeier.Estimate)] {
        let steps = curve.estimate.steps.filter { $0.events > 0 && $0.time <= limit }
        guard steps.count > Self.mostSteps else { return steps.map { ($0.time, $0.estimate) } }
        var corners: [(time: Double, estimate: KaplanMeier.Estimate)] = []
        var index = 0
        for place in 1...Self.mostSteps {
            let time = limit * Double(place) / Double(Self.mostSteps)
            let before = index
            while index < steps.count, steps[index].time <= time { index += 1 }
            if index > before { corners.append((time, steps[index - 1].estimate)) }
        }
        return corners
    }

    /// The last time that somebody was followed, where the curve ends.
    private func end(_ curve: Curve) -> Double { min(curve.estimate.steps.last?.time ?? 0, limit) }

    private func line(_ curve: Curve, _ number: Int) -> HTML {
        var path: HTML = "M0 0"
        for corner in corners(curve) { path += "H\(px: x(corner.time) * 10)V\(px: y(corner.estimate.survival))" }
        return "<path class=\"line \(SeriesStyle(number).lineClass)\" d=\"\(path)H\(px: x(end(curve)) * 10)\"/>\n"
    }

    /// There along the upper ends and back along the lower ones.
    private func band(_ curve: Curve, _ number: Int) -> HTML {
        let known = corners(curve).filter { $0.estimate.lower != nil }
        guard let last = known.last else { return "" }
        let right = x(last.estimate.survival == curve.estimate.steps.last?.estimate.survival ? end(curve) : last.time) * 10
        var path: HTML = "M0 0"
        for corner in known { path += "H\(px: x(corner.time) * 10)V\(px: y(corner.estimate.upper ?? 1))" }
        path += "H\(px: right)"
        for (index, corner) in known.enumerated().reversed() {
            path += "V\(px: y(corner.estimate.lower ?? 0))H\(px: x(corner.time) * 10)"
            if index == 0 { path += "V0" }
        }
        return "<path class=\"band \(SeriesStyle(number).fillClass)\" d=\"\(path)Z\"/>\n"
    }

    // MARK: Surroundings

    private var grid: HTML {
        let lines: [HTML] = [0.0, 0.25, 0.5, 0.75, 1].map { share in
            """
            <line class="\(share == 0 ? "zero" : "grid")" x1="0" x2="100%" y1="\(px: y(share))" y2="\(px: y(share))"/>\
            <text class="tick" x="-8" y="\(px: y(share))" dy=".32em">\(ValueFormat.percent.axisText(share))</text>

            """
        }
        return "<g aria-hidden=\"true\">\(lines)</g>\n"
    }

    private var axisLabels: HTML {
        let labels: [HTML] = axis.ticks.enumerated().map { index, tick in
            let isLast = index == axis.ticks.count - 1
            return """
                <text class="label\(index % 2 == 1 && !isLast ? " minor" : "")\(isLast ? " edge" : "")" x="\(percent: x(tick))" \
                y="\(px: Plot.height)" dy="1.5em">\(ValueFormat.days.axisText(tick))</text>

                """
        }
        return "<g aria-hidden=\"true\">\(labels)</g>\n"
    }

    private var hoverColumns: HTML {
        let count = 24
        let columns: [HTML] = (0..<count).map { index in
            let time = limit * (Double(index) + 0.5) / Double(count)
            let lines =
                ["After \(Format.days(seconds: time))"]
                + curves.map { curve in
                    "\(curve.name): \(text(curve, at: time))"
                }
            return """
                <rect class="hover" x="\(percent: 100 * Double(index) / Double(count))" y="0" width="\(percent: 100 / Double(count))" \
                height="\(px: Plot.height)"><title>\(lines.joined(separator: "\n"))</title></rect>

                """
        }
        return "<g>\(columns)</g>\n"
    }

    private func text(_ curve: Curve, at time: Double) -> String {
        guard time <= curve.estimate.steps.last?.time ?? 0 else { return "nobody is followed so long" }
        return "\(Format.percent(curve.estimate.estimate(at: time).survival)) still \(state)"
    }

    private var legend: HTML {
        let entries: [HTML] = curves.enumerated().map { index, curve in
            let median = curve.estimate.median.value.map { Format.days(seconds: $0) } ?? "not reached"
            return """
                <li><svg width="24" height="12" aria-hidden="true" focusable="false"><path class="line \(SeriesStyle(index).lineClass)" \
                d="M0 6h24"/></svg><span><bdi>\(curve.name)</bdi>, median</span> <b>\(median)</b></li>

                """
        }
        return "<ul class=\"legend\">\(entries)</ul>"
    }

    /// The times of the risk table: those of the axis.
    public var table: Table {
        Table(
            title, id: "\(id)-table",
            columns: [Table.Column("After", .number)]
                + curves.flatMap { curve in
                    [
                        Table.Column("\(curve.name): still followed", .number), Table.Column("still \(state)", .number),
                        Table.Column("from", .number), Table.Column("to", .number),
                    ]
                },
            rows: axis.ticks.map { time in
                [.value(time, .days)]
                    + curves.flatMap { curve -> [Table.Cell] in
                        let estimate = curve.estimate.estimate(at: time)
                        let atRisk = curve.estimate.atRisk(at: time)
                        guard atRisk > 0 || estimate.survival == 0 else { return [.integer(0), .none, .none, .none] }
                        return [
                            .integer(atRisk), .value(estimate.survival, .percent), .value(estimate.lower, .percent),
                            .value(estimate.upper, .percent),
                        ]
                    }
            })
    }
}
