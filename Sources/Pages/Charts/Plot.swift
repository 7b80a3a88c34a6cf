/// The ground that lines and bars are drawn on: scales, grid, labels and the columns that show values on hovering.
///
/// Horizontal places are percentages and vertical ones pixels. So a drawing takes any width without scaling its text,
/// and nothing on the page needs a script or a style attribute. The stylesheet keeps the margins for the labels free.
struct Plot {
    static let height = 200.0

    let chart: Chart
    let axis: Axis
    let labels: [ChartPoint]
    var series: [ChartSeries] { chart.drawn.series }

    init(_ chart: Chart) {
        self.chart = chart
        let series = chart.drawn.series
        labels = series.max { $0.points.count < $1.points.count }?.points ?? []
        var values: [Double] = []
        if chart.kind == .stackedBars {
            for index in labels.indices {
                let column = series.compactMap { index < $0.points.count ? $0.points[index].value : nil }
                values.append(column.filter { $0 > 0 }.reduce(0, +))
                values.append(column.filter { $0 < 0 }.reduce(0, +))
            }
        } else {
            values = series.flatMap { $0.points.compactMap(\.value) }
        }
        if let target = chart.target { values += labels.compactMap { target.value(in: $0.label) } }
        axis = Axis(covering: values, format: chart.format)
    }

    /// The width of the column of one label, in per cent.
    var band: Double { 100 / Double(max(labels.count, 1)) }

    /// The middle of the column of a label, in per cent.
    func x(_ index: Int) -> Double { (Double(index) + 0.5) * band }

    /// The place of a value, in pixels from the top.
    func y(_ value: Double) -> Double { Self.height * (1 - axis.position(of: value)) }

    func svg(marks: HTML, summary: String) -> HTML {
        let id = chart.id
        return """
            <svg class="chart" role="img" aria-labelledby="\(id)-title \(id)-summary" width="100%" height="\(px: Self.height)">
            <title id="\(id)-title">\(chart.title)</title>
            <desc id="\(id)-summary">\(summary)</desc>
            \(grid)\(hoverColumns)\(marks)\(targetLine)\(axisLabels)</svg>
            """
    }

    private var grid: HTML {
        let lines: [HTML] = axis.ticks.map { tick in
            let y = y(tick)
            return """
                <line class="\(tick == 0 ? "zero" : "grid")" x1="0" x2="100%" y1="\(px: y)" y2="\(px: y)"/>\
                <text class="tick" x="-8" y="\(px: y)" dy=".32em">\(chart.format.axisText(tick))</text>

                """
        }
        return "<g aria-hidden=\"true\">\(lines)</g>\n"
    }

    /// About six labels, counted from the newest; half of them give way where the drawing is narrow.
    private var axisLabels: HTML {
        let step = max(1, (labels.count + 5) / 6)
        let drawn: [HTML] = labels.indices.filter { (labels.count - 1 - $0) % step == 0 }.map { index in
            let isMinor = (labels.count - 1 - index) / step % 2 == 1
            let isAtEdge = index == labels.count - 1 && labels.count > 8
            return """
                <text class="label\(isMinor ? " minor" : "")\(isAtEdge ? " edge" : "")" x="\(percent: isAtEdge ? 100 : x(index))" \
                y="\(px: Self.height)" dy="1.5em">\(labels[index].label)</text>

                """
        }
        return "<g aria-hidden=\"true\">\(drawn)</g>\n"
    }

    /// Invisible until the pointer is over them; the browser then shows the values.
    private var hoverColumns: HTML {
        let columns: [HTML] = labels.indices.map { index in
            var lines = [labels[index].label + (labels[index].running ? " (running)" : "")]
            for series in series where index < series.points.count {
                lines.append("\(series.name): \(chart.format.text(series.points[index].value))")
            }
            return """
                <rect class="hover" x="\(percent: Double(index) * band)" y="0" width="\(percent: band)" height="\(px: Self.height)">\
                <title>\(lines.joined(separator: "\n"))</title></rect>

                """
        }
        return "<g>\(columns)</g>\n"
    }

    private var targetLine: HTML {
        guard let target = chart.target else { return "" }
        let known = labels.indices.filter { target.value(in: labels[$0].label) != nil }
        guard let first = known.first, let last = known.last else { return "" }
        // The label stands where there is more room: above the first of the values in force, or above the last.
        let left = y(target.value(in: labels[first].label) ?? 0)
        let right = y(target.value(in: labels[last].label) ?? 0)
        let isLeft =
            first == 0 && target.value(in: labels[first].label) == target.value
            && clearance(of: labels.startIndex..<labels.count / 4 + 1, from: left)
                > clearance(of: labels.count * 3 / 4..<labels.count, from: right)
        return """
            <g class="target\(isLeft ? " left" : "" as HTML)"><svg x="0" y="0" width="100%" height="\(px: Self.height)" \
            viewBox="0 0 1000 \(px: Self.height)" preserveAspectRatio="none" overflow="visible"><path d="\(targetPath(target))"/></svg>\
            <text x="\(percent: isLeft ? 0 : Double(last + 1) * band)" y="\(px: isLeft ? left : right)" \
            dy="-.4em">\(target.name) \(chart.format.axisText(target.value))</text></g>

            """
    }

    /// Level in each period, up or down between two; broken where there was no target.
    private func targetPath(_ target: Chart.Target) -> HTML {
        var path = HTML()
        var before: Double?
        for index in labels.indices {
            let value = target.value(in: labels[index].label)
            if let value, value != before {
                path +=
                    before == nil
                    ? "M\(px: Double(index) * band * 10) \(px: y(value))" : "H\(px: Double(index) * band * 10)V\(px: y(value))"
            }
            if value == nil, before != nil { path += "H\(px: Double(index) * band * 10)" }
            before = value
        }
        return before == nil ? path : path + "H1000"
    }

    /// How far the nearest value among some labels is from a height, in pixels: the label of the target stands where
    /// there is more room.
    private func clearance(of indices: Range<Int>, from y: Double) -> Double {
        series.flatMap { series in indices.compactMap { $0 < series.points.count ? series.points[$0].value : nil } }
            .map { (self.y($0) - y).magnitude }.min() ?? .infinity
    }
}
