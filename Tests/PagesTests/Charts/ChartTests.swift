@testable import Pages
import TestSupport
import Testing

@Suite("Charts") struct ChartTests {
    private func series(_ name: String, _ values: [Double?], running: Bool = false, isUnknown: Bool = false) -> ChartSeries {
        ChartSeries(
            name, values.enumerated().map { ChartPoint("p\($0.offset)", $0.element, running: running && $0.offset == values.count - 1) },
            isUnknown: isUnknown)
    }

    private func chart(_ kind: Chart.Kind, _ series: [ChartSeries], format: ValueFormat = .integer, target: Chart.Target? = nil) -> Chart {
        Chart("Title", id: "c", kind: kind, series: series, format: format, target: target)
    }

    @Test(
        "axes have round steps, hold zero and cover all values",
        arguments: [
            ([0.0, 42], ValueFormat.integer, [0.0, 20, 40, 60]), ([3], .integer, [0, 1, 2, 3]), ([1], .integer, [0, 1]),
            ([], .integer, [0, 1]),
            ([-5, 12], .integer, [-5, 0, 5, 10, 15]), ([0.42], .percent, [0, 0.2, 0.4, 0.6]), ([1], .percent, [0, 0.5, 1]),
            ([864_000], .days, [0, 432_000, 864_000]), ([1_000_000], .integer, [0, 500_000, 1_000_000]),
            ([0.003], .decimals(4), [0, 0.001, 0.002, 0.003]),
        ])
    func axes(_ values: [Double], _ format: ValueFormat, _ ticks: [Double]) {
        let axis = Axis(covering: values, format: format)
        #expect(axis.ticks.count == ticks.count)
        for (found, wanted) in zip(axis.ticks, ticks) { #expect((found - wanted).magnitude < 1e-9 * max(1, wanted.magnitude)) }
        #expect(axis.ticks.contains(0))
    }

    @Test("a line is broken where there is no data, and nothing is drawn at zero for it")
    func breaksLines() {
        let html = chart(.lines, [series("a", [0, 10, nil, 10, 0])]).picture.text
        #expect(html.contains("d=\"M100 200L300 0M700 0L900 200\""))
    }

    @Test("the way to a running period is dashed and its mark open")
    func dashesRunning() {
        let chart = chart(.lines, [series("a", [0, 10, 0], running: true)])
        let html = chart.picture.text
        #expect(html.contains("<path class=\"line s1\" d=\"M166.67 200L500 0\"/>"))
        #expect(html.contains("<path class=\"line running s1\" d=\"M500 0L833.33 200\"/>"))
        #expect(html.contains("mark-open"))
        #expect(chart.remarks == ["The last period is still running; it is drawn dashed."])
        #expect(chart.table.html.text.contains("p2 (running)"))
    }

    @Test("parts are stacked so that the top is the whole, and what is unknown is hatched")
    func stacks() {
        let html = chart(.stackedBars, [series("a", [4]), series("unknown", [6], isUnknown: true)]).picture.text
        #expect(html.contains("fill=\"url(#c-0)\" x=\"11%\" y=\"120\" width=\"78%\" height=\"80\""))
        #expect(html.contains("fill=\"url(#c-unknown)\" x=\"11%\" y=\"0\" width=\"78%\" height=\"120\""))
        #expect(html.contains("class=\"hatch\""))
    }

    @Test("a chart without any value says so instead of drawing")
    func saysNoData() {
        for kind in [Chart.Kind.lines, .bars, .stackedBars] {
            for series in [[], [series("a", [])], [series("a", [nil, .nan, .infinity])]] {
                let html = chart(kind, series).picture.text
                #expect(html.contains("No data") && !html.contains("<svg"))
            }
        }
        #expect(Sparkline("t", []).html.isEmpty)
        #expect(ShareBars("t", id: "s", parts: []).picture.text.contains("No data"))
        #expect(HeatMap("t", id: "h", values: []).picture.text.contains("No data"))
    }

    @Test("too many parts are drawn as others, which keeps the whole; too many lines are left out; both are said")
    func reducesSeries() {
        let many = (0..<40).map { series("s\($0)", [Double($0)]) } + [series("unknown", [5], isUnknown: true)]
        let stacked = ChartReduction(many, groupsRest: true)
        #expect(stacked.series.count == 12)
        #expect(stacked.series.map(\.name).suffix(2) == ["Others (30)", "unknown"])
        #expect(stacked.series.reduce(0) { $0 + ($1.points[0].value ?? 0) } == 785)
        let lines = ChartReduction(many, groupsRest: false)
        #expect(lines.series.count == 12 && lines.series.first?.name == "s29")
        #expect(lines.remarks == ["The 11 largest are drawn; 29 others are not."])
    }

    @Test("too many points are thinned from the newest, and it is said")
    func reducesPoints() {
        let reduced = ChartReduction([series("a", (0..<1801).map(Double.init))], groupsRest: false)
        #expect(reduced.series[0].points.count == 451)
        #expect(reduced.series[0].points.last?.label == "p1800")
        #expect(reduced.remarks == ["One point in 4 of 1,801 is drawn."])
        let largest = chart(.lines, (0..<50).map { series("s\($0)", (0..<5000).map(Double.init)) }).picture
        #expect(largest.bytes.count < 1_000_000)
    }

    @Test("the same input gives the same bytes")
    func isDeterministic() {
        func draw() -> HTML {
            chart(.stackedBars, [series("a", [1, 2.5, 1e6]), series("b", [3, nil, 0.1])], target: Chart.Target("Goal", 5)).picture
        }
        #expect(draw() == draw())
    }

    @Test("series differ by shape and texture too, not by colour alone")
    func differsByShape() {
        let paths = (0..<4).map { SeriesStyle($0).mark(x: "0", y: "0", isOpen: false).text.split(separator: "d=").last }
        #expect(Set(paths).count == 4)
        let patterns = (0..<4).map { number in
            SeriesStyle.patterns("p", [SeriesStyle(number)]).text.replacing("p-\(number)", with: "").replacing("f\(number + 1)", with: "")
        }
        #expect(Set(patterns).count == 4)
    }

    @Test("every drawing has a name, a description and a table with all values")
    func describes() {
        let chart = chart(.lines, [series("People", [12, 42, 30])], target: Chart.Target("Goal", 50))
        let html = ChartFigure(chart, links: ChartFigure.links(definition: "/d", rows: "/r", csv: "/c", json: "/j")).html.text
        #expect(html.contains("role=\"img\" aria-labelledby=\"c-title c-summary\""))
        #expect(html.contains("Line chart from p0 to p2. People: last 30 in p2, highest 42 in p1. Goal: 50."))
        #expect(html.contains("<details><summary>Data table</summary>"))
        #expect(chart.table.rows.count == 3)
        for link in ["/d", "/r", "/c", "/j"] { #expect(html.contains("href=\"\(link)\"")) }
        #expect(MarkupCheck.faults(in: html, isWholePage: false) == [])
    }

    @Test("the squares of a heat map grow with the value, the largest value being the largest square")
    func drawsHeat() {
        var values = [[Double]](repeating: [Double](repeating: 0, count: 24), count: 7)
        values[2][14] = 50
        values[3][9] = 10
        let map = HeatMap("When", id: "h", values: values)
        let html = map.picture.text
        #expect(html.contains("<title>Wednesday, 14:00 to 15:00: 50</title>"))
        #expect(html.contains("Most on Wednesday from 14:00 to 15:00: 50."))
        #expect(html.split(separator: "class=\"h5\"").count == 3 && html.split(separator: "class=\"h1\"").count == 3)
        #expect(map.table.rows.count == 24)
        #expect(MarkupCheck.faults(in: html, isWholePage: false) == [])
    }

    @Test("share bars are ranked, add up the rest, and keep what is unknown apart at the end")
    func ranksShares() {
        let parts = (1...14).map { ShareBars.Part("p\($0)", Double($0)) } + [ShareBars.Part("Unknown", 95, isUnknown: true)]
        let bars = ShareBars("Shares", id: "s", parts: parts, most: 3)
        let html = bars.picture.text
        #expect(html.split(separator: "<li>").count == 6)
        #expect(html.contains("<bdi>Others (11)</bdi></span> <span class=\"share-value\">66 <b>33.0\u{A0}%</b>"))
        #expect(bars.parts.map(\.name).prefix(2) == ["p14", "p13"] && bars.parts.last?.name == "Unknown")
        #expect(MarkupCheck.faults(in: html, isWholePage: false) == [])
    }

    @Test("hostile labels and names and impossible numbers break no drawing", arguments: HostileText.all)
    func survives(_ text: String) {
        let numbers: [Double?] = [.nan, -.infinity, .greatestFiniteMagnitude, -1e300, .leastNonzeroMagnitude, 0, nil, 1]
        let points = numbers.map { ChartPoint(text, $0, running: true) }
        for kind in [Chart.Kind.lines, .bars, .stackedBars] {
            for format in [ValueFormat.integer, .percent, .days, .decimals(99)] {
                let chart = Chart(
                    text, id: "c", kind: kind, series: [ChartSeries(text, points), ChartSeries(text, points, isUnknown: true)],
                    format: format,
                    target: Chart.Target(text, 3))
                #expect(MarkupCheck.faults(in: ChartFigure(chart).html.text, isWholePage: false) == [])
            }
        }
        let others = [
            HeatMap(text, id: "h", values: [numbers.compactMap { $0 }]).picture, Sparkline(text, points).html,
            ShareBars(
                text, id: "s", parts: numbers.compactMap { $0.map { ShareBars.Part(text, $0, isUnknown: $0 == 1, address: "/\(text)") } }
            ).picture,
        ]
        for html in others { #expect(MarkupCheck.faults(in: html.text, isWholePage: false) == []) }
    }
}
