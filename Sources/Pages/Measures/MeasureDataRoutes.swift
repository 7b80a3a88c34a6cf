import Ledger
import Measures

/// The part of the API that answers questions about measures.
struct MeasureDataRoutes {
    let desk: MeasureDesk

    private static let path = "/api/v1/measures"

    private var id: Parameter { .path("id", "The measure, such as contributors.active.") }
    private var example: String { desk.catalogue.measures.first?.card.id ?? "none" }

    var all: [Route] { [list, card, values, rows] }

    private var list: Route {
        .data(
            "/api/v1/measures", "All measures", examples: nil, formats: [.json, .csv],
            answer: .object(["measures": .array(of: MeasureCard.schema)])
        ) { [desk] _ in
            .data(filename: "measures") {
                ["measures": .array(desk.catalogue.measures.map(\.card.json))]
            } csv: {
                CSV(
                    columns: ["id", "title", "question", "unit", "better"],
                    rows: desk.catalogue.measures.map(\.card).map {
                        [.text($0.id), .text($0.title), .text($0.question), .text($0.unit.rawValue), .text($0.better.rawValue)]
                    })
            }
        }
    }

    private var card: Route {
        .data(
            "/api/v1/measures/{id}", "The definition of a measure", parameters: [id],
            examples: ["/api/v1/measures/\(example)"], answer: MeasureCard.schema
        ) { [desk] request in
            let card = try desk.measure(request).card
            return .data { card.json }
        }
    }

    private var values: Route {
        .data(
            "/api/v1/measures/{id}/values", "The figures of a measure",
            details: "Period by period, and part by part when a split is asked for, with what each value was counted from.",
            parameters: [id] + QuestionParameters(catalogue: desk.catalogue).all,
            examples: ["/api/v1/measures/\(example)/values?period=quarter&split=organisation"], formats: [.json, .csv],
            answer: Answer.schema, revision: { [desk] _ in try await desk.revision() }
        ) { [desk] request in
            let measure = try desk.measure(request)
            let question = try desk.question(request, of: measure.card, without: ["format"])
            try request.check(question, of: measure.card)
            let moment = try await desk.moment()
            let answer = try await desk.answering { try await measure.answer(question, at: moment) }.titled(for: desk.reader(request))
            return .data(filename: measure.card.id) {
                answer.json(question, of: measure.card, at: moment)
            } csv: {
                answer.csv(of: measure.card)
            }
        }
    }

    private var rows: Route {
        .data(
            "/api/v1/measures/{id}/rows", "The rows that a figure was counted from",
            parameters: [id] + RowQuery.parameters + QuestionParameters(catalogue: desk.catalogue).all,
            examples: ["/api/v1/measures/\(example)/rows?at=2026&period=year"], formats: [.json, .csv], answer: RowPage.schema,
            revision: { [desk] _ in try await desk.revision() }
        ) { [desk] request in
            let measure = try desk.measure(request)
            let query = try RowQuery(request, desk, measure.card)
            try request.check(query.request.question, of: measure.card)
            let moment = try await desk.moment()
            let page = try await desk.answering { try await measure.rows(query.request, at: moment) }.visible(to: request)
            let reader = desk.reader(request)
            return .data(filename: "\(measure.card.id)-\(query.request.period.key)") {
                page.json(reader)
            } csv: {
                page.csv(reader)
            }
        }
    }
}

/// What an address that lists rows asks for.
struct RowQuery {
    let request: RowRequest

    static let parameters: [Parameter] = [
        Parameter("at", .text(maxLength: 10), "The period of the figure, spelled like from.", label: "Period", required: true),
        .text("part", maxLength: 120, "One part of the split, by its key; without it the rows of the whole."),
        .text("cursor", maxLength: 60, "Where the page before ended: its next."),
        .integer("limit", 1...RowRequest.mostRows, "Rows on a page.", default: 50),
    ]

    private static let names = Set(parameters.map(\.name)).union(["format"])

    init(_ request: Request, _ desk: MeasureDesk, _ card: MeasureCard) throws {
        let question = try desk.question(request, of: card, without: Self.names)
        let at = request.text("at") ?? ""
        guard let period = Period(question.grain, at) else {
            throw Problem.parameters([
                ParameterError(
                    parameter: "at", received: at, allowed: "a year (2026), quarter (2026-Q1), month (2026-03) or day (2026-03-31)")
            ])
        }
        self.request = RowRequest(
            question, period: period, part: request.text("part"), cursor: request.text("cursor"),
            limit: request.integer("limit") ?? 50)
    }
}
