import Ledger
import Measures
import Pages

/// The parts of the contributors' page that come from change requests: levels, moves between them, and customers.
struct LevelSections {
    let items: ItemDesk
    private let cache = AnswerCache<ContributorLevels>(capacity: 20)

    init(items: ItemDesk) { self.items = items }

    private var desk: MeasureDesk { items.desk }

    static let parameters = ItemDesk.parameters.filter { $0.name == "who" }

    private func levels(_ request: Request, _ facts: ItemFacts, _ moment: Moment) async throws -> ContributorLevels {
        let selection = try items.selection(request, facts, moment)
        let chosen = ["project", "group", "organisation", "who"].map { request.text($0) ?? "" }.joined(separator: "\n")
        let calendar = desk.calendar
        return try await cache.value("\(chosen)\n\(calendar.day(of: moment.now))", revision: facts.revision) {
            ContributorLevels(selection, calendar: calendar, now: moment.now)
        }
    }

    /// Nothing where no change request was collected.
    func html(_ request: Request) async throws -> HTML {
        let moment = try await desk.moment()
        let facts = try await items.facts(at: moment)
        guard items.hasItems(facts) else { return "" }
        let levels = try await levels(request, facts, moment)
        let links = ChartFigure.links(
            definition: "/measures/contributors.segments#definition",
            csv: request.link(to: "/api/v1/contributors/levels", changing: ["format": "csv", "cursor": nil]),
            json: request.link(to: "/api/v1/contributors/levels", changing: ["format": "json", "cursor": nil]))
        return """
            \(Section("Levels of experience", id: "levels", lead: "People who opened change requests, by how many they ever had merged.", body: HTML.columns([
                ChartFigure(Self.chart(levels), links: links).html, Self.moves(levels).html,
            ])).html)
            \(try await customers(request, facts, moment))
            """
    }

    private static func chart(_ levels: ContributorLevels) -> Chart {
        Chart(
            "People by level at each quarter’s end", id: "level-chart", kind: .stackedBars,
            series: Segments.levels.indices.map { level in
                ChartSeries(
                    Segments.levels[level].title,
                    levels.quarters.indices.map {
                        ChartPoint(levels.quarters[$0].key, Double(levels.counts[$0][level]), running: $0 == levels.quarters.count - 1)
                    })
            }, labelTitle: "Quarter")
    }

    private static func moves(_ levels: ContributorLevels) -> Table {
        let names = Segments.levels.map { String($0.title.prefix { $0 != ":" }) }
        return Table(
            "From their level a year ago to their level now", id: "moves",
            columns: [.init("A year ago")] + names.map { .init($0, .number) },
            rows: ([ContributorLevels.newcomerRow] + Array(Segments.levels.indices)).map { row in
                [.text(row == ContributorLevels.newcomerRow ? "Not there" : names[row])]
                    + levels.moves[row].enumerated().map { level, count in
                        count == 0
                            ? .none
                            : level == row ? .html("\(Format.integer(count)) <span class=\"remark\">stayed</span>") : .integer(count)
                    }
            })
    }

    /// The sum over all customers and the weight of the largest; never an amount of one of them.
    private func customers(_ request: Request, _ facts: ItemFacts, _ moment: Moment) async throws -> HTML {
        guard let measure = try? desk.catalogue.measure("community.mrarr") else { return "" }
        let title = "Customers who contribute"
        guard !facts.programme.revenue.isEmpty else {
            return Section(
                title, id: "customers",
                body: EmptyState(
                    "No customer is known",
                    next:
                        "<a href=\"/programme\">The programme’s settings</a> say which organisations are customers; then MRARR and its concentration stand here."
                ).html
            ).html
        }
        let scope = Question.Scope(project: request.text("project"), group: request.text("group"))
        let last = desk.calendar.period(.month, containing: moment.now)
        let question = Question(measure.card.id, from: last.advanced(by: -12), scope: scope)
        let answer = try await desk.answering { try await measure.answer(question, at: moment) }
        let selection = try items.selection(scope, who: "all", facts, moment)
        let shares = answer.points.map { CustomerShare(selection, in: desk.calendar.range(of: $0.period), now: moment.now) }
        let concentration = Chart(
            "Share of the first three customers", id: "concentration", kind: .lines,
            series: [
                ChartSeries("First three", zip(answer.points, shares).map { ChartPoint($0.period.key, $1.firstThree, running: $0.running) })
            ],
            format: .percent)
        let course = Chart(
            "MRARR: change requests times recurring revenue, in MR$", id: "mrarr", kind: .lines,
            series: [answer.series(named: "MRARR")], format: measure.card.unit.format)
        return Section(
            title, id: "customers",
            lead: "MR$ are not money: a change request counts as much as the revenue of the customer it was made for.",
            body: HTML.columns([
                ChartFigure(
                    course,
                    links: ChartFigure.links(
                        definition: "/measures/community.mrarr#definition", csv: QuestionLinks(question).csv,
                        json: QuestionLinks(question).json)
                ).html,
                ChartFigure(concentration).html,
            ])
        ).html
    }

    var route: Route {
        .data(
            "/api/v1/contributors/levels", "People by level of experience at the end of each quarter, and their moves in a year",
            details: "Levels go by all change requests that somebody ever had merged. CSV holds the levels alone.",
            parameters: ItemDesk.parameters,
            formats: [.json, .csv],
            answer: .object([
                "levels": .array(
                    of: .object([
                        "level": .integer(), "title": .string(), "from": .integer("Merged change requests."), "to": .nullable(.integer()),
                    ])),
                "quarters": .array(of: .object(["quarter": .string(), "people": .array(of: .integer(), "By level.")])),
                "moves": .array(
                    of: .object([
                        "from": .nullable(.integer("The level a year ago; null for whoever had opened nothing.")),
                        "to": .integer("The level now."),
                        "people": .integer(),
                    ])),
            ]), revision: { [desk] _ in try await desk.revision() }
        ) { [self] request in
            let moment = try await desk.moment()
            let levels = try await levels(request, try await items.facts(at: moment), moment)
            return .data(filename: "contributor-levels") {
                [
                    "levels": .array(
                        Segments.levels.enumerated().map { index, level in
                            [
                                "level": .integer(index), "title": .string(level.title), "from": .integer(level.range.lowerBound),
                                "to": level.range.upperBound == .max ? .null : .integer(level.range.upperBound),
                            ]
                        }),
                    "quarters": .array(
                        zip(levels.quarters, levels.counts).map { quarter, counts in
                            ["quarter": .string(quarter.key), "people": .array(counts.map { .integer($0) })]
                        }),
                    "moves": .array(
                        levels.moves.enumerated().flatMap { from, row in
                            row.enumerated().filter { $0.element > 0 }.map { to, count in
                                [
                                    "from": from == ContributorLevels.newcomerRow ? .null : .integer(from), "to": .integer(to),
                                    "people": .integer(count),
                                ]
                            }
                        }),
                ]
            } csv: {
                CSV(
                    columns: ["quarter"] + Segments.levels.map { $0.key.replacing("-", with: "_") },
                    rows: zip(levels.quarters, levels.counts).map { quarter, counts in [.text(quarter.key)] + counts.map { .integer($0) } })
            }
        }
    }
}
