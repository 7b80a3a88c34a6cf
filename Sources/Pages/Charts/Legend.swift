/// Says which series is which, with the last value of each.
struct Legend {
    let chart: Chart

    var html: HTML {
        let series = chart.drawn.series
        guard series.count > 1 || series.contains(where: \.isUnknown) else { return "" }
        let entries: [HTML] = series.enumerated().map { index, series in
            let style = SeriesStyle(index, isUnknown: series.isUnknown)
            let last = series.points.last { $0.value != nil }
            return """
                <li>\(chart.kind == .lines ? line(style) : block(style))<span><bdi>\(series.name)</bdi></span> \
                <b>\(chart.format.text(last?.value))</b></li>

                """
        }
        // Stacked bars are read from the top.
        return "<ul class=\"legend\">\(chart.kind == .stackedBars ? entries.reversed() : entries)</ul>"
    }

    private func line(_ style: SeriesStyle) -> HTML {
        """
        <svg width="24" height="12" aria-hidden="true" focusable="false"><path class="line \(style.lineClass)" d="M0 6h24"/>\
        \(style.mark(x: "12", y: "6", isOpen: false))</svg>
        """
    }

    private func block(_ style: SeriesStyle) -> HTML {
        """
        <svg width="14" height="14" aria-hidden="true" focusable="false">\
        <rect class="bar" width="14" height="14" rx="2" fill="\(style.fill(chart.id))"/></svg>
        """
    }
}
