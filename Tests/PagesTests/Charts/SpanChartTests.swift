import Ledger
@testable import Pages
import TestSupport
import Testing

@Suite("Charts of what held when") struct SpanChartTests {
    private let range = Instant("2024-01-01")!..<Instant("2026-01-01")!

    private func chart(_ lanes: [SpanChart.Lane]) -> SpanChart {
        SpanChart(
            "For whom", id: "c", lanes: lanes, range: range,
            table: Table("For whom", id: "c-table", columns: [.init("Organisation")], rows: [[.text("Works")]]))
    }

    @Test("a span begins and ends where its days stand in the range; one without a bound reaches the end")
    func places() {
        let html = chart([
            .init("Works", [.init(from: Instant("2024-12-31"), to: nil, words: "Works, stated")]),
            .init("University", [.init(from: nil, to: Instant("2024-12-31"), words: "University, stated")]),
        ]).picture.text
        // 365 of the 731 days of a range that holds a leap day.
        #expect(html.contains("x=\"49.93%\" y=\"22\" width=\"50.07%\""), "\(html)")
        #expect(html.contains("x=\"0%\" y=\"66\" width=\"49.93%\""), "\(html)")
        #expect(html.contains("<title>Works, stated</title>") && html.contains(">2025</text>"))
    }

    @Test("what something else overrules is hatched, said in words, and left out of the summary")
    func overruled() {
        let drawing = chart([.init("Works", [.init(from: nil, to: nil, words: "Works, e-mail domain: overruled", isOverruled: true)])])
        #expect(drawing.picture.text.contains("url(#c-unknown)"))
        #expect(drawing.remarks == ["Hatched: something stronger held in its place."])
        #expect(drawing.picture.text.contains("<desc id=\"c-summary\">Works: .</desc>"))
    }

    @Test("hostile names, no lanes and many lanes make valid markup of bounded size")
    func hostile() {
        let many = (0..<500).map { number in
            SpanChart.Lane("<script>\(number)</script>\u{202E}", [.init(from: .distantPast, to: .distantFuture, words: "\"><img>")])
        }
        for lanes in [[], many] {
            let html = ChartFigure(chart(lanes)).html.text
            #expect(MarkupCheck.faults(in: html, isWholePage: false) == [])
            #expect(!html.contains("<script>") && html.utf8.count < 60_000)
        }
    }
}
