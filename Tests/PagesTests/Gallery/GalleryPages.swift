import Ledger
@testable import Pages

extension Gallery {
    static var measures: Page {
        Page(
            "Active contributors", lead: "How many people contributed?",
            breadcrumbs: [Page.Crumb("Measures", "/measures"), Page.Crumb("Contributors", "/measures")],
            actions: [.button("Explore", to: "/explorer"), .button("CSV", to: "/api/v1/measures/contributors.active?format=csv")],
            asKnown: Page.AsKnown(now.advanced(by: -10_000_000), present: "/measures"), freshness: freshness,
            body: """
                \(Facts([
                    ("Unit", "people"), ("Better", "higher"), ("Counted from", "<a href=\"/contributors\">5,308 commits</a>"),
                    ("Unknown organisation", "14.1 %"), ("Standard", "<a href=\"https://chaoss.community/\">CHAOSS Contributors</a>"),
                ]).html)
                \(ChartFigure(people, links: links).html)
                \(Section("How it is counted", id: "definition", body: "<div class=\"prose\"><p>Distinct people with at least one contribution in the period. Bots are left out by assertion, with evidence.</p><ul><li>A person with several accounts counts once.</li><li>Merges count as commits: <code>--no-merges</code> is not used.</li></ul></div>").html)
                \(Section("By organisation", id: "by-organisation", body: .columns([
                    ChartFigure(shares, links: links).html, ChartFigure(hours, links: links).html,
                ])).html)
                """)
    }

    static let explorerParameters: [Parameter] = [
        .choice(
            "measure", [Parameter.Choice("contributors.active", "Active contributors"), Parameter.Choice("code.commits", "Commits")],
            "What is measured.", default: "contributors.active"),
        .choice(
            "period", [Parameter.Choice("month", "Month"), Parameter.Choice("quarter", "Quarter"), Parameter.Choice("year", "Year")],
            "The length of a period.", default: "month"),
        .choice(
            "split", [Parameter.Choice("organisation", "Organisation"), Parameter.Choice("project", "Project")], "Into which parts.",
            label: "Split by"),
        Parameter("from", .month, "The first month."), Parameter("to", .month, "The last month."),
        .text("project", maxLength: 80, "Only this project."),
        .integer("limit", 1...100, "How many parts.", label: "Parts", default: 12),
        Parameter(
            "type",
            .choices([Parameter.Choice("commits", "Commits"), Parameter.Choice("reviews", "Reviews"), Parameter.Choice("issues", "Issues")]
            ), "Which contributions.", label: "Contributions"),
        Parameter("as-known", .date, "What was known on a day.", label: "As known on"),
    ]

    static func explorer(_ request: Request) -> Page {
        var figures = organisations.table
        figures.id = "figures-table"
        figures.hidesCaption = true
        return Page(
            "Explorer", lead: "Any measure, split and period. The address of this page holds your selection: send it to a colleague.",
            freshness: freshness,
            body: """
                \(FilterForm(request, fields: explorerParameters.map(\.name), choices: ["project": ["curl", "steward"]]).html)
                \(ChartFigure(organisations, links: links).html)
                \(Section("Figures", id: "figures", body: figures.html).html)
                \(Section("Nothing yet", id: "nothing", body: EmptyState("No project has releases in this period", next: "Choose a longer period, or run <code>steward collect</code> to read the tags.").html).html)
                """)
    }

    static var contributors: Page {
        let columns = [
            Table.Column("Person", sort: "/contributors?sort=name"), Table.Column("Organisation"),
            Table.Column("Commits", .number, sort: "/contributors?sort=commits", order: .descending), Table.Column("Lines added", .number),
            Table.Column("Lines removed", .number), Table.Column("Share", .number), Table.Column("Trend"), Table.Column("First", .time),
            Table.Column("Last", .time),
        ]
        let names = [
            "Ada Example", "Bertrand d’Échantillon-Lefèvre", "陳範例", "Olu Sample", "Ngô Thị Mẫu", "Eszter Példa", "مثال الاسم", "J.",
        ]
        let rows: [[Table.Cell]] = names.enumerated().map { index, name in
            [
                .link(name, "/contributors"),
                index == 2 ? .html("<span class=\"no-data\">unknown</span>") : .link("Example Industries", "/projects"),
                .counted(4210 / (index + 1), "/contributors"), .integer(390_211 / (index * 2 + 1)), .integer(288_120 / (index * 3 + 1)),
                .value(0.31 / Double(index + 1), .percent), .trend(trend(name, wave(40, 1, 9, phase: index))),
                .date(CivilDate(year: 2019, month: 3, day: 4)),
                .instant(now),
            ]
        }
        return Page(
            "Contributors", lead: "1,204 people, most commits first.",
            actions: [.button("CSV", to: "/api/v1/measures/contributors.active?format=csv")],
            freshness: freshness,
            body: """
                \(Table("Contributors in 2026", id: "contributors", columns: columns, rows: rows,
                    total: [.text("All"), .none, .integer(96_310), .integer(4_100_233), .integer(2_000_100), .value(1, .percent), .none, .none, .none]).html)
                \(Pager("people", shown: 8, total: 1204, first: "/contributors", previous: "/contributors?cursor=a", next: "/contributors?cursor=b").html)
                """)
    }

    /// Text that tries to break out, in as many places as there are.
    static var hostile: Page {
        Page(
            "Projects", lead: "Names as people really spell them.",
            body: """
                \(Table("Names", id: "names", columns: [Table.Column("Name"), Table.Column("Again")],
                    rows: HostileText.all.map { [.link($0, "/projects"), .text(String($0.prefix(400)))] }).html)
                \(Card.grid(HostileText.all.prefix(6).map { Card($0, value: $0, unit: $0, address: "/projects", trend: trend($0, wave(3, 1, 1))) }))
                """)
    }

    static var quality: Page {
        Page(
            "Data quality", lead: "What is missing or unsure, and what to do about it.",
            missing: [
                "<a href=\"/projects\">sample/engine</a> is a shallow clone: commits before 2024-02-01 are not there.",
                "<a href=\"/projects\">sample/tools</a> has a damaged object, <code>1f0c2d…</code>; 12 commits could not be read.",
            ],
            freshness: freshness,
            body: """
                \(Notice(.information, "Line counts are still being read", body: "People and commits are complete; lines follow in about 4 minutes.").html)
                \(Card.grid(Array(cards.prefix(3))))
                \(Section("Unknown organisations", id: "unknown", lead: "Commits whose author’s organisation is not known, by e-mail domain.", body: ChartFigure(shares).html).html)
                """)
    }
}
