import Measures
@testable import Pages

extension Gallery {
    /// Waits that grow with their number, of which every fifth is not over.
    static func waits(_ count: Int, _ days: Double) -> KaplanMeier {
        KaplanMeier((1...count).map { .init((Double($0 * $0) / Double(count) * days + 0.2) * 86_400, happened: $0 % 5 != 0) })
    }

    static let survival = SurvivalChart(
        "Time to first response", id: "survival", state: "waiting",
        curves: [.init("Newcomers", waits(60, 1.2)), .init("Others of the community", waits(140, 0.5))])

    static let funnel = Funnel(
        "From opened to merged", id: "funnel",
        stages: [
            .init("Opened", 412, address: "/flow"), .init("Answered", 377), .init("Reviewed", 301), .init("Merged", 266, address: "/flow"),
        ],
        remarks: ["Those opened lately may still be answered."])

    static let course = StageBar(
        "The stages of sample/engine#1043", id: "course",
        stages: ["Waiting for first response", "In review", "Waiting for the author", "Approved, waiting for merge"],
        stretches: [(0, 2.5), (2, 6), (1, 1.5), (2, 11), (1, 4), (3, 3)].map { .init(stage: $0.0, seconds: $0.1 * 86_400) },
        start: "2026-10-02", end: "today", isRunning: true)

    static let causes = DivergingBars(
        "Merged change requests by project", id: "causes",
        parts: [
            .init("sample/engine", before: 41, after: 63, address: "/projects"), .init("sample/tools", before: 22, after: 15),
            .init("Unknown", before: 3, after: 7, isUnknown: true), .init("sample/docs", before: 8, after: 8),
            .init("مثال", before: 12, after: 10),
        ], before: "2026-09", after: "2026-10")

    static let targeted = Chart(
        "Open age of community change requests", id: "targeted", kind: .lines,
        series: [ChartSeries("Median age", wave(90, 0.5, 20))],
        target: Chart.Target("Target", course: months.enumerated().map { ($1, $0 < 4 ? nil : $0 < 14 ? 120 : 100) }))

    static var flow: Page {
        Page(
            "Flow", lead: "How change requests come in, move and leave.", freshness: freshness,
            body: """
                \(Section("Waiting", id: "waiting", body: .columns([ChartFigure(survival, links: links).html, ChartFigure(funnel).html])).html)
                \(Section("One change request", id: "one", body: ChartFigure(course).html).html)
                \(Section("What made it move", id: "moved", body: .columns([ChartFigure(causes, links: links).html, ChartFigure(targeted).html])).html)
                """)
    }
}
