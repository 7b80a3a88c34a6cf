import Ledger
import Measures
import Pages

/// How change requests come in, wait and leave.
struct FlowPage {
    let items: ItemDesk
    private let cache = AnswerCache<FlowFigures>(capacity: 40)

    init(items: ItemDesk) { self.items = items }

    private var desk: MeasureDesk { items.desk }

    var routes: [Route] { [page, months, survival] }

    private func figures(_ request: Request) async throws -> (figures: FlowFigures, facts: ItemFacts) {
        let moment = try await desk.moment()
        let facts = try await items.facts(at: moment)
        let selection = try items.selection(request, facts, moment)
        let chosen = ["project", "group", "organisation", "who"].map { request.text($0) ?? "" }.joined(separator: "\n")
        let (calendar, now) = (desk.calendar, moment.now)
        let key = "\(chosen)\n\(calendar.day(of: now))"
        let figures = try await cache.value(key, revision: facts.revision) { FlowFigures(selection, calendar: calendar, now: now) }
        return (figures, facts)
    }

    private var page: Route {
        .page(
            "/flow", "How change requests come in, wait and leave", parameters: ItemDesk.parameters, examples: ["/flow", "/flow?who=all"],
            revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let (figures, facts) = try await figures(request)
            guard items.hasItems(facts) else {
                return .page(Page("Flow", lead: "Nothing has been collected yet.", body: ItemDesk.collectFirst.html))
            }
            let form = FilterForm(request, fields: ["project", "group", "organisation", "who"], choices: try await desk.scopes())
            return .page(
                Page(
                    "Flow", lead: Self.lead(figures), actions: [HTML.button("Open change requests", to: Self.open(request))],
                    freshness: facts.freshness,
                    body: """
                        \(form.html)
                        \(Section("Waiting", id: "waiting", body: HTML.columns([
                            ChartFigure(Self.ages(figures), links: Self.links("/measures/flow.open-age", "flow", request)).html,
                            ChartFigure(medians(figures, facts, request), links: Self.links("/measures/flow.open-age", "flow", request)).html,
                        ])).html)
                        \(Self.moved(figures, facts, desk.reader(request)))
                        \(Section("In and out", id: "in-and-out", body: HTML.columns([
                            ChartFigure(Self.inAndOut(figures), links: Self.links("/measures/flow.opened", "flow", request)).html,
                            ChartFigure(Self.backlog(figures), links: Self.links("/measures/flow.backlog", "flow", request)).html,
                        ])).html)
                        \(Section("From opened to merged", id: "funnel-section", body: HTML.columns([
                            ChartFigure(Self.funnel(figures)).html, ChartFigure(Self.stages(figures)).html,
                        ])).html)
                        \(Section("The wait for a first response", id: "response", body: "\(ChartFigure(Self.survival(figures), links: Self.links("/measures/flow.time-to-first-response", "flow/response", request)).html)\(Self.compared(figures))").html)
                        \(Section("What is counted", id: "counted", body: "<div class=\"prose\">\(figures.remarks.map { "<p>\($0)</p>" as HTML })</div>").html)
                        """))
        }
    }

    private static func open(_ request: Request) -> SafeURL { request.link(to: "/change-requests") }

    private static func links(_ definition: SafeURL, _ data: String, _ request: Request) -> [ChartFigure.Link] {
        let path = SafeURL(segments: ["api", "v1"] + data.split(separator: "/").map(String.init))
        return ChartFigure.links(
            definition: definition, csv: request.link(to: path, changing: ["format": "csv"]),
            json: request.link(to: path, changing: ["format": "json"]))
    }

    private static func lead(_ figures: FlowFigures) -> HTML {
        guard let now = figures.months.last else { return "Nothing was ever open in this selection." }
        let age = now.medianAge.map { ", half of them for \(Format.number($0)) days or longer" } ?? ""
        return "\(Format.count(now.open, "change request is", "change requests are")) open\(age)."
    }

    private static func points(_ figures: FlowFigures, _ value: (FlowFigures.Month) -> Double?) -> [ChartPoint] {
        figures.months.map { ChartPoint($0.period.key, value($0), running: $0.running) }
    }

    private static func ages(_ figures: FlowFigures) -> Chart {
        Chart(
            "Open change requests by age at each month’s end", id: "ages", kind: .stackedBars,
            series: FlowFigures.Bucket.allCases.map { bucket in
                ChartSeries(bucket.title, points(figures) { Double($0.ages[bucket.rawValue]) })
            }, labelTitle: "Month")
    }

    /// With the programme's target, where the whole of what it is for is shown.
    private func medians(_ figures: FlowFigures, _ facts: ItemFacts, _ request: Request) -> Chart {
        let isWhole = ["project", "group", "organisation"].allSatisfy { request.text($0) == nil } && request.text("who") == "community"
        let target =
            isWhole
            ? facts.programme.target(of: "flow.open-age", over: figures.months.map(\.period), desk.calendar, now: desk.clock()) : nil
        return Chart(
            "Median age of open change requests, in days", id: "median-age", kind: .lines,
            series: [ChartSeries("Median age", Self.points(figures, \.medianAge))], format: .upToTwoDecimals, target: target,
            labelTitle: "Month")
    }

    /// Waiting, what left and what came, with the oldest that left.
    private static func moved(_ figures: FlowFigures, _ facts: ItemFacts, _ reader: PersonLabel.Reader) -> HTML {
        guard let story = figures.story, let leaving = story.leaving else { return "" }
        let aged = story.before + story.waiting
        let month = figures.storyMonth
        let bars = DivergingBars(
            "The median age went from \(Format.short(story.before)) to \(Format.short(story.after)) days in \(month)", id: "age-moved",
            parts: [
                .init("Everything that was open grew older", before: story.before, after: aged),
                .init("\(Format.integer(story.left.count)) left", before: aged, after: aged + leaving),
                .init("\(Format.integer(story.came.count)) came", before: aged + leaving, after: story.after),
            ], before: "Before", after: "After", format: .upToTwoDecimals)
        let table = Table(
            "The oldest that left in \(month)", id: "left",
            columns: [.init("Change request"), .init("Days open", .number), .init("Outcome")],
            rows: story.left.prefix(8).map { row in
                let item = facts.items[Int(row)]
                return [
                    .html(ChangeRequestLink(facts: facts, row: row, reader: reader).short),
                    item.isOpen ? .none : .integer(Int((item.endedAt - item.createdAt) / Instant.secondsPerDay)), .text(item.statusWord),
                ]
            }, empty: EmptyState("Nothing left in \(month)", next: "Everything that was open when it began was open when it ended."))
        return Section("What moved the age", id: "moved", body: HTML.columns([ChartFigure(bars).html, table.html])).html
    }

    private static func inAndOut(_ figures: FlowFigures) -> Chart {
        Chart(
            "Opened, merged and declined", id: "flow", kind: .lines,
            series: [
                ChartSeries("Opened", points(figures) { Double($0.opened) }), ChartSeries("Merged", points(figures) { Double($0.merged) }),
                ChartSeries("Declined", points(figures) { Double($0.declined) }),
            ], labelTitle: "Month")
    }

    private static func backlog(_ figures: FlowFigures) -> Chart {
        Chart(
            "Backlog: open at each month’s end", id: "backlog", kind: .bars,
            series: [ChartSeries("Open", points(figures) { Double($0.open) })], labelTitle: "Month")
    }

    private static func funnel(_ figures: FlowFigures) -> Funnel {
        Funnel(
            "Change requests opened in the last twelve months", id: "funnel",
            stages: [
                .init("Opened", figures.opened), .init("First response by somebody else", figures.answered),
                .init("Reviewed", figures.reviewed), .init("Merged", figures.merged),
            ], remarks: ["Those opened lately may still go on."])
    }

    private static func stages(_ figures: FlowFigures) -> ShareBars {
        let count = Double(max(figures.mergedLately, 1))
        return ShareBars(
            "Mean time in each stage of the \(Format.integer(figures.mergedLately)) merged in the last twelve months", id: "stage-times",
            parts: Stage.allCases.map { ShareBars.Part($0.title, Double(figures.stages[$0]) / count) }, format: .days)
    }

    private static func survival(_ figures: FlowFigures) -> SurvivalChart {
        SurvivalChart(
            "Share still without a response, of those opened in the last twelve months", id: "survival", state: "waiting",
            curves: [.init("Newcomers", figures.newcomers), .init("Others", figures.others)], limit: 60 * 86_400)
    }

    private static func compared(_ figures: FlowFigures) -> HTML {
        guard let test = figures.difference else { return "" }
        let p = test.p < 0.001 ? "less than one in a thousand" : Format.percent(test.p)
        return """
            <p class="remark">If newcomers waited as long as others, a difference such as this would come about by chance with a \
            probability of \(p) (log-rank test, χ² \(Format.number(test.chiSquared, decimals: 1))).</p>
            """
    }

    // MARK: Data

    private var months: Route {
        .data(
            "/api/v1/flow", "How change requests came in, waited and left, month by month",
            details: "Ages are those of the change requests that were open when the month, or today, ended.",
            parameters: ItemDesk.parameters,
            formats: [.json, .csv],
            answer: .object([
                "months": .array(
                    of: .map(of: .number(), "The month, what was opened, merged and declined in it, and what was open at its end by age.")),
                "funnel": .object(["opened": .integer(), "answered": .integer(), "reviewed": .integer(), "merged": .integer()]),
                "stage_seconds": .map(of: .number(), "Mean seconds in each stage of what was merged in the last twelve months."),
            ]), revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let (figures, _) = try await figures(request)
            return .data(filename: "flow") {
                let count = Double(max(figures.mergedLately, 1))
                return [
                    "months": .array(figures.months.map { .object($0.members.map { .init($0.name, $0.json) }) }),
                    "funnel": [
                        "opened": .integer(figures.opened), "answered": .integer(figures.answered), "reviewed": .integer(figures.reviewed),
                        "merged": .integer(figures.merged),
                    ], "stage_seconds": .object(Stage.allCases.map { .init($0.key, .number(Double(figures.stages[$0]) / count)) }),
                ]
            } csv: {
                CSV(columns: FlowFigures.Month.columns, rows: figures.months.map { $0.members.map(\.cell) })
            }
        }
    }

    private var survival: Route {
        .data(
            "/api/v1/flow/response", "The wait for a first response, as a survival curve",
            details:
                "Of the change requests opened in the last twelve months; those that still wait, or ended without a response, are censored.",
            parameters: ItemDesk.parameters, formats: [.json, .csv],
            answer: .object([
                "steps": .array(
                    of: .object([
                        "curve": .oneOf(["newcomers", "others"]), "seconds": .number("Since the change request was opened."),
                        "at_risk": .integer("Still followed just before."), "events": .integer("First responses at this time."),
                        "censored": .integer(), "survival": .number("The share that still waits."),
                        "lower": .nullable(.number("Of the interval of 95 %.")), "upper": .nullable(.number()),
                    ]))
            ]), revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let (figures, _) = try await figures(request)
            let steps = [("newcomers", figures.newcomers), ("others", figures.others)].flatMap { name, curve in
                curve.steps.map { (name, $0) }
            }
            return .data(filename: "first-response") {
                [
                    "steps": .array(
                        steps.map { name, step in
                            [
                                "curve": .string(name), "seconds": .number(step.time), "at_risk": .integer(step.atRisk),
                                "events": .integer(step.events), "censored": .integer(step.censored),
                                "survival": .number(step.estimate.survival), "lower": JSON(step.estimate.lower),
                                "upper": JSON(step.estimate.upper),
                            ]
                        })
                ]
            } csv: {
                CSV(
                    columns: ["curve", "seconds", "at_risk", "events", "censored", "survival", "lower", "upper"],
                    rows: steps.map { name, step in
                        [
                            .text(name), .number(step.time), .integer(step.atRisk), .integer(step.events), .integer(step.censored),
                            .number(step.estimate.survival), CSV.Cell(step.estimate.lower), CSV.Cell(step.estimate.upper),
                        ]
                    })
            }
        }
    }
}

extension FlowFigures.Month {
    /// The month as files hold it.
    fileprivate var members: [(name: String, json: JSON, cell: CSV.Cell)] {
        func number(_ name: String, _ value: Int) -> (String, JSON, CSV.Cell) { (name, .integer(value), .integer(value)) }
        return [
            ("month", .string(period.key), .text(period.key)), ("running", .bool(running), .text(running ? "yes" : "no")),
            number("opened", opened), number("merged", merged), number("declined", declined), number("open", open),
            ("median_age_days", JSON(medianAge), CSV.Cell(medianAge)),
        ] + FlowFigures.Bucket.allCases.map { number($0.key, ages[$0.rawValue]) }
    }

    fileprivate static let columns =
        ["month", "running", "opened", "merged", "declined", "open", "median_age_days"] + FlowFigures.Bucket.allCases.map(\.key)
}
