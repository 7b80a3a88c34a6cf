import Ledger
import Measures
import Store

/// The page and the data that take a change apart: what made a figure move.
struct MovementRoutes {
    let desk: MeasureDesk

    var all: [Route] { [page, data] }

    private static let at = Parameter.text(
        "at", maxLength: 10, "The later of the two periods, spelled like from; the last one that is over when not given.",
        label: "Later period")
    private static let names: Set<String> = ["at", "format"]

    /// A range and a split are chosen by the page itself.
    private var parameters: [Parameter] {
        [.path("id", "The measure, such as contributors.active."), Self.at]
            + QuestionParameters(catalogue: desk.catalogue).all.filter { !["from", "to", "split"].contains($0.name) }
    }

    private var examples: [SafeURL] {
        let wanted = ["code.commits", "contributors.active", "community.share-merged", "flow.open-age"]
        return desk.catalogue.measures.map(\.card.id).filter(wanted.contains).map { "/measures/\($0)/change" }
    }

    private func movement(_ request: Request) async throws -> (card: MeasureCard, question: Question, movement: Movement?) {
        let measure = try desk.measure(request)
        let question = try desk.question(request, of: measure.card, without: Self.names)
        let period = try request.text("at").map { text in
            guard let period = Period(question.grain, text) else {
                throw Problem.parameters([
                    ParameterError(
                        parameter: "at", received: text, allowed: "a year (2026), quarter (2026-Q1), month (2026-03) or day (2026-03-31)")
                ])
            }
            return period
        }
        try request.check(question, of: measure.card)
        let moment = try await desk.moment()
        let movement = try await desk.answering {
            try await Movement.load(
                of: measure, question, period: period, dimensions: request.mayDivide(measure.card) ? nil : [], at: moment,
                calendar: desk.calendar)
        }
        return (measure.card, question, movement)
    }

    private var page: Route {
        .page(
            "/measures/{id}/change", "What made a figure move", parameters: parameters, examples: examples,
            revision: { [desk] _ in try await desk.revision() }
        ) { [desk] request in
            let (card, question, movement) = try await movement(request)
            let title = "What moved \(card.title.prefix(1).lowercased() + card.title.dropFirst())"
            let crumbs: [Page.Crumb] = [.init("Measures", "/measures"), .init(card.title, QuestionLinks(question).page)]
            let form = FilterForm(request, fields: ["period", "at", "project", "group", "organisation"], choices: try await desk.scopes())
            guard let movement else {
                let empty = EmptyState(
                    "There are no two periods to compare",
                    next: "A change needs a period that is over and the one before it. Choose another selection.")
                return .page(Page(title, lead: "\(card.question)", breadcrumbs: crumbs, body: "\(form.html)\(empty.html)"))
            }
            let view = MovementView(movement)
            let links = ["csv", "json"].map { format in
                HTML.button(format.uppercased(), to: request.link(to: "/api/v1/measures/\(card.id)/change", changing: ["format": format]))
            }
            return .page(
                Page(
                    title, lead: view.sentence, breadcrumbs: crumbs, actions: links,
                    asKnown: question.asKnown.map { .init($0, present: request.link(changing: ["as-known": nil])) },
                    freshness: .init(newestFact: movement.freshness.newestFact, collectedAt: movement.freshness.collectedAt),
                    body: "\(form.html)\(view.figures)\(Self.explanation)"))
        }
    }

    private static let explanation: HTML = Section(
        "How to read this", id: "reading",
        body: """
            <div class="prose"><p>Each figure takes the same change apart in another way. Its parts sum to the change exactly; what is \
            counted in several parts has a part of its own.</p><p>A part is named as the cause when its share of the whole changed more \
            than others’, it explains more than a tenth of the change, and few such parts explain two thirds together. When everything \
            grew alike, the largest part carries most of the change and is still no cause: then there is no single cause.</p></div>
            """
    ).html

    private var data: Route {
        .data(
            "/api/v1/measures/{id}/change", "What made a figure move",
            details:
                "The last two periods that are over, or the one that at names and the one before it, with every part in every dimension. "
                + "Where there are no two periods, before and after are null.",
            parameters: parameters, examples: examples.map { SafeURL(untrusted: "/api/v1\($0.text)") ?? $0 }, formats: [.json, .csv],
            answer: Movement.schema, revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let (card, _, movement) = try await movement(request)
            return .data(filename: "\(card.id)-change") {
                movement?.json ?? Movement.nothing(card)
            } csv: {
                movement?.csv ?? CSV(columns: Movement.columns)
            }
        }
    }
}
