/// One bar for each value; the bars of several series stand side by side.
struct BarMarks {
    let plot: Plot

    var html: HTML {
        let styles = plot.series.enumerated().map { SeriesStyle($0.offset, isUnknown: $0.element.isUnknown) }
        let share = 0.78 / Double(max(plot.series.count, 1))
        let bars: [HTML] = zip(plot.series, styles).enumerated().map { place, pair in
            let (series, style) = pair
            let drawn: [HTML] = series.points.indices.compactMap { index in
                guard let value = series.points[index].value else { return nil }
                let left = (Double(index) + 0.11 + Double(place) * share) * plot.band
                return Bar(
                    left: left, width: share * plot.band, from: plot.y(0), to: plot.y(value),
                    running: series.points[index].running
                ).html(fill: style.fill(plot.chart.id))
            }
            return "<g>\(drawn)</g>\n"
        }
        return SeriesStyle.patterns(plot.chart.id, styles) + "\(bars)"
    }
}

/// The parts of each column on top of each other, those below zero hanging from it.
struct StackMarks {
    let plot: Plot

    var html: HTML {
        let styles = plot.series.enumerated().map { SeriesStyle($0.offset, isUnknown: $0.element.isUnknown) }
        let columns: [HTML] = plot.labels.indices.map { index in
            var above = 0.0
            var below = 0.0
            let parts: [HTML] = zip(plot.series, styles).compactMap { series, style in
                guard index < series.points.count, let value = series.points[index].value, value != 0 else { return nil }
                let from = value > 0 ? above : below
                if value > 0 { above += value } else { below += value }
                return Bar(
                    left: (Double(index) + 0.11) * plot.band, width: 0.78 * plot.band, from: plot.y(from),
                    to: plot.y(from + value), running: series.points[index].running
                ).html(fill: style.fill(plot.chart.id))
            }
            return "<g>\(parts)</g>\n"
        }
        return SeriesStyle.patterns(plot.chart.id, styles) + "\(columns)"
    }
}

/// A rectangle between two heights.
private struct Bar {
    /// In per cent.
    let left: Double
    let width: Double
    /// In pixels from the top.
    let from: Double
    let to: Double
    let running: Bool

    func html(fill: HTML) -> HTML {
        """
        <rect class="bar\(running ? " running" : "" as HTML)" fill="\(fill)" x="\(percent: left)" y="\(px: min(from, to))" \
        width="\(percent: width)" height="\(px: max((from - to).magnitude, 0.5))"/>

        """
    }
}
