import Measures
@testable import Pages
import TestSupport
import Testing

@Suite("Charts of waits, stages and causes") struct FlowChartTests {
    private let day = 86_400.0

    private func curve(_ name: String, _ days: [(Double, Bool)]) -> SurvivalChart.Curve {
        .init(name, KaplanMeier(days.map { .init($0.0 * day, happened: $0.1) }))
    }

    @Test("a survival curve starts at all, falls in steps and ends where the last one was followed")
    func steps() {
        // Half happen after one day, none of the others for four.
        let chart = SurvivalChart("Wait", id: "c", state: "waiting", curves: [curve("a", [(1, true), (4, false)])])
        let html = chart.picture.text
        #expect(chart.limit == 4 * day)
        #expect(html.contains("<path class=\"line s1\" d=\"M0 0H250V100H1000\"/>"))
        #expect(html.contains("class=\"band f1\""))
        #expect(html.contains("a: 2 followed, half of them by 2.50\u{A0}days."))
    }

    @Test("the table of a survival curve is its risk table")
    func riskTable() {
        let chart = SurvivalChart("Wait", id: "c", state: "waiting", curves: [curve("a", [(1, true), (2, false), (3, true), (4, false)])])
        let html = chart.table.html.text
        #expect(html.contains("a: still followed"))
        #expect(html.contains("75.0\u{A0}%"))
        #expect(chart.table.rows.count == 5)
        #expect(MarkupCheck.faults(in: ChartFigure(chart).html.text, isWholePage: false) == [])
    }

    @Test("many thousands of steps make a drawing of bounded size that still ends in the same place")
    func manySteps() {
        let many = curve("a", (1...20_000).map { (Double($0) / 100, true) })
        let chart = SurvivalChart("Wait", id: "c", state: "waiting", curves: [many])
        #expect(chart.picture.bytes.count < 60_000)
        #expect(chart.picture.text.contains("V200H1000\"/>"))
    }

    @Test("the stages of a funnel say their share of all and of the stage before")
    func funnel() {
        let funnel = Funnel("Funnel", id: "f", stages: [.init("Opened", 200), .init("Answered", 100), .init("Merged", 75)])
        let html = funnel.picture.text
        #expect(html.contains("75 <b>37.5\u{A0}%</b>") && html.contains("75.0\u{A0}% of the stage before"))
        #expect(html.contains("width=\"37.5%\""))
        #expect(MarkupCheck.faults(in: ChartFigure(funnel).html.text, isWholePage: false) == [])
        #expect(Funnel("Funnel", id: "f", stages: [.init("Opened", 0)]).picture.text.contains("No data"))
    }

    @Test("the stretches of a stage bar fill it in their order, and the table sums each stage")
    func stages() {
        let bar = StageBar(
            "Course", id: "b", stages: ["first", "second"],
            stretches: [.init(stage: 0, seconds: day), .init(stage: 1, seconds: 2 * day), .init(stage: 0, seconds: day)],
            start: "2026-01-01", end: "2026-01-05", isRunning: true)
        let html = bar.picture.text
        #expect(html.contains("x=\"25%\" y=\"0\" width=\"50%\""))
        #expect(html.contains("class=\"bar running\" fill=\"url(#b-0)\" x=\"75%\""))
        #expect(html.contains("From 2026-01-01 to 2026-01-05: first 2.00\u{A0}days, second 2.00\u{A0}days."))
        #expect(bar.table.html.text.contains("first (now)"))
        #expect(MarkupCheck.faults(in: ChartFigure(bar).html.text, isWholePage: false) == [])
    }

    @Test("bars of a change stand to the right for more and to the left for less, the largest first")
    func diverging() {
        let bars = DivergingBars(
            "Change", id: "d",
            parts: [.init("up", before: 1, after: 3), .init("down", before: 8, after: 4), .init("still", before: 2, after: 2)],
            before: "2026-09", after: "2026-10")
        let html = bars.picture.text
        #expect(bars.parts.map(\.name) == ["down", "up", "still"])
        #expect(html.contains("x=\"0%\" width=\"50%\""))
        #expect(html.contains("x=\"50%\" width=\"25%\""))
        #expect(html.contains("8 → 4 <b>−4</b>"))
        #expect(bars.remarks == ["1 part did not change anything."])
        #expect(MarkupCheck.faults(in: ChartFigure(bars).html.text, isWholePage: false) == [])
        let ratio = DivergingBars(
            "Change", id: "d", parts: [.init("a", before: 0.2, after: 0.3, effect: 0.05)], before: "x", after: "y", format: .percent)
        #expect(ratio.picture.text.contains("<b>+5.0\u{A0}points</b>"))
    }

    @Test("a target that was set anew is drawn as steps and has its column in the table")
    func targets() throws {
        let points = (0..<4).map { ChartPoint("p\($0)", Double($0)) }
        let target = try #require(Chart.Target("Target", course: [("p0", nil), ("p1", 2), ("p2", 2), ("p3", 4)]))
        let chart = Chart("Title", id: "c", kind: .lines, series: [ChartSeries("a", points)], target: target)
        #expect(chart.picture.text.contains("<path d=\"M250 100H750V0H1000\"/>"))
        #expect(chart.table.rows.first?.count == 3)
        #expect(chart.table.html.text.contains("no data"))
        #expect(Chart.Target("Target", course: [("p0", nil), ("p1", .nan)]) == nil)
        #expect(MarkupCheck.faults(in: ChartFigure(chart).html.text, isWholePage: false) == [])
    }

    @Test("a small line shows the target that was in force, within its own scale, and says it")
    func sparklineTarget() throws {
        let points = (0..<4).map { ChartPoint("p\($0)", 10) }
        let target = try #require(Chart.Target("Target", course: [("p0", nil), ("p1", nil), ("p2", 20), ("p3", 30)]))
        let html = Sparkline("Trend", points, target: target).html.text
        #expect(html.contains("<path class=\"aim\" d=\"M500 18H750V4H1000\"/>"))
        #expect(html.contains("10 in p3, Target 30\""))
        #expect(!Sparkline("Trend", points).html.text.contains("aim"))
        let card = Card(
            "Title", value: "10", address: "/", trend: Sparkline("Trend", points, target: target), notes: ["First <i>note</i>.", "Second."])
        #expect(card.html.text.contains("<p class=\"note\">First <i>note</i>.</p><p class=\"note\">Second.</p>"))
        #expect(MarkupCheck.faults(in: card.html.text, isWholePage: false) == [])
    }

    @Test("hostile names and impossible numbers break none of these drawings", arguments: HostileText.all)
    func survives(_ text: String) {
        let numbers: [Double] = [.nan, -.infinity, .greatestFiniteMagnitude, -1e300, .leastNonzeroMagnitude, 0, 1]
        let drawings: [any Drawing] = [
            SurvivalChart(text, id: "a", state: text, curves: [.init(text, KaplanMeier(numbers.map { .init($0, happened: $0 == 1) }))]),
            Funnel(text, id: "b", stages: [.init(text, .max, address: "/\(text)"), .init(text, .min), .init(text, 3)], remarks: [text]),
            StageBar(
                text, id: "c", stages: [text, text], stretches: numbers.enumerated().map { .init(stage: $0.offset, seconds: $0.element) },
                start: text, end: text, isRunning: true),
            DivergingBars(
                text, id: "d", parts: numbers.map { .init(text, before: $0, after: 1, isUnknown: $0 == 1) }, before: text, after: text),
        ]
        for drawing in drawings { #expect(MarkupCheck.faults(in: ChartFigure(drawing).html.text, isWholePage: false) == []) }
    }
}
