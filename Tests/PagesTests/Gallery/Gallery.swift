import Foundation
import Ledger
import Logging
@testable import Pages

/// Pages that show every component of the kit with invented data, to be looked at and to be checked for accessibility.
enum Gallery {
    static func site() throws -> Site {
        try Site(
            frame: Frame(
                version: "1.0",
                navigation: [
                    Frame.Entry("Overview", "/overview"), Frame.Entry("Measures", "/measures"), Frame.Entry("Projects", "/projects"),
                    Frame.Entry("Contributors", "/contributors"), Frame.Entry("Flow", "/flow"), Frame.Entry("Explorer", "/explorer"),
                    Frame.Entry("Data quality", "/quality"), Frame.Entry("API", "/api"),
                ], definitions: "/measures"),
            routes: [
                .page("/overview", "Overview") { _ in .page(overview) },
                .page("/measures", "Measures") { _ in .page(measures) },
                .page("/explorer", "Explorer", parameters: explorerParameters) { .page(explorer($0)) },
                .page("/contributors", "Contributors") { _ in .page(contributors) },
                .page("/projects", "Projects") { _ in .page(hostile) },
                .page("/flow", "Flow") { _ in .page(flow) },
                .page("/quality", "Data quality") { _ in .page(quality) },
                .data(
                    "/api/v1/measures/{id}", "The figures of a measure", details: "One entry for each period, oldest first.",
                    parameters: [.path("id", "The id of a measure."), SampleSite.period],
                    examples: ["/api/v1/measures/contributors.active"],
                    formats: [.json, .csv], answer: .object([:])
                ) { _ in .data(json: { [:] }, csv: { CSV(columns: []) }) },
            ],
            logger: Logger(label: "gallery", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    static let now = Instant("2026-11-21T10:04:00Z") ?? .distantPast
    static let freshness = Page.Freshness(newestFact: now.advanced(by: -5000), collectedAt: now)

    static let months: [String] = (0..<24).map { "\(2025 + $0 / 12)-\($0 % 12 < 9 ? "0" : "")\($0 % 12 + 1)" }

    /// A wave with a slope, the same every time.
    static func wave(_ base: Double, _ slope: Double, _ swing: Double, phase: Int = 0, gaps: Set<Int> = []) -> [ChartPoint] {
        let shape: [Double] = [0, 0.5, 0.9, 0.6, 1, 0.4, -0.2, -0.7, -0.3, -0.9, -0.4, 0.1]
        return months.enumerated().map { index, label in
            let value = (base + slope * Double(index) + swing * shape[(index + phase) % 12]).rounded()
            return ChartPoint(label, gaps.contains(index) ? nil : max(value, 0), running: index == 23)
        }
    }

    static let links = ChartFigure.links(
        definition: "/measures", rows: "/contributors", csv: "/api/v1/measures/contributors.active?format=csv",
        json: "/api/v1/measures/contributors.active")

    static let people = Chart(
        "People who contributed", id: "people", kind: .lines,
        series: [
            ChartSeries("Active", wave(120, 2.5, 18)), ChartSeries("New", wave(24, 0.4, 9, phase: 3)),
            ChartSeries("Returning", wave(70, 1.5, 12, phase: 5, gaps: [6, 7])),
        ],
        target: Chart.Target("Goal", 160))

    static let organisations = Chart(
        "Commits by organisation", id: "organisations", kind: .stackedBars,
        series: [
            ChartSeries("Example Industries", wave(80, 3, 20)), ChartSeries("Université d’Exemple", wave(50, 1, 14, phase: 2)),
            ChartSeries("City of Sampleton", wave(40, 0.5, 10, phase: 4)), ChartSeries("Individuals", wave(30, 0, 8, phase: 7)),
            ChartSeries("Unknown", wave(35, -0.5, 8, phase: 9), isUnknown: true),
        ])

    static let newcomers = Chart(
        "First contributions", id: "newcomers", kind: .bars, series: [ChartSeries("New people", wave(24, 0.4, 9, phase: 3))])

    static let shares = ShareBars(
        "Who the commits come from", id: "shares",
        parts: [
            ShareBars.Part("Example Industries", 1893, address: "/projects"),
            ShareBars.Part("Université d’Exemple", 1042, address: "/projects"),
            ShareBars.Part("City of Sampleton", 771), ShareBars.Part("Sample Health Service", 402), ShareBars.Part("Individuals", 388),
            ShareBars.Part("Unknown", 812, isUnknown: true),
        ])

    static let hours = HeatMap(
        "When people commit", id: "hours",
        values: (0..<7).map { day in
            (0..<24).map { hour in
                let work = max(0, 9 - abs(Double(hour) - 13.5) * 1.3) * (day < 5 ? 11 : 2)
                return (work + (hour > 19 && hour < 23 ? 14 : 0)).rounded()
            }
        }, remarks: ["Hours are those of the authors’ own clocks."])

    static func trend(_ title: String, _ points: [ChartPoint], _ format: ValueFormat = .integer) -> Sparkline {
        Sparkline("Trend of \(title)", points, format: format)
    }

    static let cards: [Card] = [
        Card(
            "Active contributors", value: "174", unit: "people in 2026-10", address: "/measures",
            change: .init("+12", comparedWith: "than in 2026-09", mood: .better), trend: trend("active contributors", wave(120, 2.5, 18))),
        Card(
            "New contributors", value: "31", unit: "people in 2026-10", address: "/measures",
            change: .init("−4", comparedWith: "than in 2026-09", mood: .worse), trend: trend("new contributors", wave(24, 0.4, 9, phase: 3))
        ),
        Card(
            "Commits", value: "5,308", unit: "in 2026-10", address: "/measures",
            change: .init("+210", comparedWith: "than in 2026-09"), trend: trend("commits", wave(4000, 60, 300))),
        Card(
            "Absence factor", value: "9", unit: "people make half of the commits", address: "/measures",
            change: .init("±0", comparedWith: "than in 2026-Q2"), trend: trend("the absence factor", wave(9, 0, 1))),
        Card(
            "Active organisations", value: "28", unit: "in 2026-10", address: "/measures",
            change: .init("+3", comparedWith: "than in 2026-09", mood: .better),
            trend: trend("active organisations", wave(18, 0.4, 2)),
            remark: "<a href=\"/quality\">14.1 % of commits</a> have no known organisation"),
        Card("Releases", value: nil, unit: "", address: "/measures", remark: "No tag parses as a version yet."),
    ]

    static var overview: Page {
        Page(
            "Overview", lead: "41 projects, 1,204 people, 96,310 commits.", freshness: freshness,
            body: """
                \(Card.grid(cards))
                \(Section("What changed", id: "changed", actions: [.link("All measures", to: "/measures")], body: .columns([
                    ChartFigure(people, links: links).html, ChartFigure(organisations, links: links).html,
                ])).html)
                \(Section("Who is new", id: "new", body: .columns([newPeople.html, ChartFigure(newcomers, links: links).html])).html)
                """)
    }

    static let newPeople = Table(
        "People who contributed for the first time this month", id: "new-people",
        columns: [Table.Column("Person"), Table.Column("Organisation"), Table.Column("Commits", .number), Table.Column("First", .time)],
        rows: [
            [
                .link("Ada Example", "/contributors"), .text("Example Industries"), .counted(12, "/contributors"),
                .date(CivilDate(year: 2026, month: 11, day: 3)),
            ],
            [
                .link("Ngô Thị Mẫu", "/contributors"), .text("Université d’Exemple"), .counted(4, "/contributors"),
                .date(CivilDate(year: 2026, month: 11, day: 9)),
            ],
            [
                .link("مثال الاسم", "/contributors"), .html("<span class=\"no-data\">unknown</span>"), .counted(1, "/contributors"),
                .date(CivilDate(year: 2026, month: 11, day: 20)),
            ],
        ])
}
