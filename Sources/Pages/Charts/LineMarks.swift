/// Lines through the values of each series: broken where there is no data, dashed towards a running period.
struct LineMarks {
    let plot: Plot

    /// Up to so many points, each gets its mark; beyond, only those that no line shows.
    private static let mostMarked = 40

    var html: HTML {
        let lines: [HTML] = plot.series.enumerated().map { index, series in line(series, index) }
        let marked: [HTML] = plot.series.enumerated().map { index, series in marks(series, index) }
        return """
            <svg x="0" y="0" width="100%" height="\(px: Plot.height)" viewBox="0 0 1000 \(px: Plot.height)" \
            preserveAspectRatio="none" overflow="visible">
            \(lines)</svg>
            \(marked)
            """
    }

    private func line(_ series: ChartSeries, _ number: Int) -> HTML {
        var solid = HTML()
        var dashed = HTML()
        for index in series.points.indices.dropFirst() {
            guard let before = series.points[index - 1].value, let value = series.points[index].value else { continue }
            let from: HTML = "M\(px: plot.x(index - 1) * 10) \(px: plot.y(before))"
            let to: HTML = "L\(px: plot.x(index) * 10) \(px: plot.y(value))"
            if series.points[index].running {
                dashed += from + to
            } else {
                let continues = index >= 2 && series.points[index - 2].value != nil && !series.points[index - 1].running
                solid += continues ? to : from + to
            }
        }
        return """
            \(solid.isEmpty ? "" : "<path class=\"line \(SeriesStyle(number).lineClass)\" d=\"\(solid)\"/>\n" as HTML)\
            \(dashed.isEmpty ? "" : "<path class=\"line running \(SeriesStyle(number).lineClass)\" d=\"\(dashed)\"/>\n" as HTML)
            """
    }

    private func marks(_ series: ChartSeries, _ number: Int) -> HTML {
        let style = SeriesStyle(number)
        let last = series.points.lastIndex { $0.value != nil }
        let isDense = series.points.count > Self.mostMarked
        let marks: [HTML] = series.points.indices.compactMap { index in
            guard let value = series.points[index].value, !isDense || index == last || isAlone(index, in: series.points)
            else { return nil }
            return style.mark(
                x: "\(percent: plot.x(index))", y: "\(px: plot.y(value))", isOpen: series.points[index].running)
        }
        return "<g>\(marks)</g>\n"
    }

    private func isAlone(_ index: Int, in points: [ChartPoint]) -> Bool {
        (index == 0 || points[index - 1].value == nil) && (index == points.count - 1 || points[index + 1].value == nil)
    }
}
