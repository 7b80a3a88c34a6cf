import Ledger
import Store
public import Measures

/// The pages and the API of the catalogue: they serve whatever measures the features bring.
public struct MeasurePages: Sendable {
    let desk: MeasureDesk

    public init(desk: MeasureDesk) { self.desk = desk }

    public var routes: [Route] {
        [catalogue, measure, rows, explorer] + MeasureDataRoutes(desk: desk).all + MovementRoutes(desk: desk).all
    }

    private var questionParameters: [Parameter] { QuestionParameters(catalogue: desk.catalogue).all }
    private var id: Parameter { .path("id", "The measure, such as contributors.active.") }
    private var cards: [MeasureCard] { desk.catalogue.measures.map(\.card) }

    private var catalogue: Route {
        .page("/measures", "All measures, by family") { [desk] _ in
            let families = desk.catalogue.families.map { family -> HTML in
                let table = Table(
                    "Measures about \(family.name)", id: "family-\(family.name)",
                    columns: [.init("Measure"), .init("The question it answers"), .init("Unit")],
                    rows: family.measures.map(\.card).map { card in
                        [.link(card.title, "/measures/\(card.id)"), .text(card.question), .text(card.unit.rawValue)]
                    }, hidesCaption: true)
                return Section(family.name.prefix(1).uppercased() + family.name.dropFirst(), id: family.name, body: table.html).html
            }
            return .page(
                Page(
                    "Measures",
                    lead: "Every figure in Steward is one of these definitions, and opens onto the rows that it was counted from.",
                    body: "\(families)"))
        }
    }

    private var measure: Route {
        .page(
            "/measures/{id}", "A measure: its figures and its definition", parameters: [id] + questionParameters,
            examples: cards.map { "/measures/\($0.id)" }
                + ["/measures/contributors.active?period=quarter&split=organisation", "/measures/code.hours?period=year&split=type"],
            revision: { [desk] _ in try await desk.revision() }
        ) { [desk] request in
            let measure = try desk.measure(request)
            let card = measure.card
            let question = try desk.question(request, of: card)
            try request.check(question, of: card)
            let moment = try await desk.moment()
            let answer = try await desk.answering { try await measure.answer(question, at: moment) }.titled(for: desk.reader(request))
            let fields = ["period"] + (card.dimensions.isEmpty ? [] : ["split"]) + ["from", "to"]
            let form = FilterForm(request, fields: fields)
            return .page(
                Page(
                    card.title, lead: "\(card.question)", breadcrumbs: [.init("Measures", "/measures")],
                    actions: (card.hasHistory && !card.dimensions.isEmpty
                        ? [HTML.button("What made it move", to: QuestionLinks(question).change())] : [])
                        + [HTML.button("Open in the explorer", to: QuestionLinks(question).explorer)],
                    asKnown: question.asKnown.map { .init($0, present: request.link(changing: ["as-known": nil])) },
                    freshness: answer.pageFreshness,
                    body:
                        "\(form.html)\(AnswerSection(card: card, question: question, answer: answer).html)\(DefinitionSection(card: card).html)"
                ))
        }
    }

    private var rows: Route {
        .page(
            "/measures/{id}/rows", "The rows that a figure was counted from",
            parameters: [id] + RowQuery.parameters + questionParameters,
            examples: cards.map { "/measures/\($0.id)/rows?at=\(desk.calendar.period(.year, containing: desk.clock()).key)&period=year" },
            revision: { [desk] _ in try await desk.revision() }
        ) { [desk] request in
            let measure = try desk.measure(request)
            let card = measure.card
            let query = try RowQuery(request, desk, card)
            try request.check(query.request.question, of: card)
            let moment = try await desk.moment()
            let page = try await desk.answering { try await measure.rows(query.request, at: moment) }.visible(to: request)
            return .page(RowsView(desk: desk, card: card, query: query.request, request: request, rows: page).page)
        }
    }

    private var explorer: Route {
        let measures = cards
        let choice = Parameter.choice(
            "measure", measures.map { .init($0.id, $0.title) }, "The measure.", default: measures.first?.id)
        return .page(
            "/explorer", "Any measure, split and cut any way", parameters: [choice] + questionParameters,
            examples: ["/explorer"]
                + (measures.contains { $0.id == "code.commits" } ? ["/explorer?measure=code.commits&period=year&split=project"] : []),
            revision: { [desk] _ in try await desk.revision() }
        ) { [desk] request in
            let measure = try desk.answering { try desk.catalogue.measure(request.text("measure") ?? "") }
            let card = measure.card
            let question = try desk.question(request, of: card, without: ["measure"])
            try request.check(question, of: card)
            let moment = try await desk.moment()
            let answer = try await desk.answering { try await measure.answer(question, at: moment) }.titled(for: desk.reader(request))
            let scopes = try await desk.scopes()
            let form = FilterForm(
                request,
                fields: ["measure", "period", "split", "from", "to", "project", "group", "organisation", "as-known"]
                    + card.parameters.map(\.name),
                choices: scopes)
            return .page(
                Page(
                    "Explorer", lead: "Ask any measure anything it can answer. The address of this page holds the whole question.",
                    asKnown: question.asKnown.map { .init($0, present: request.link(changing: ["as-known": nil])) },
                    freshness: answer.pageFreshness,
                    body: """
                        \(form.html)<h2 class="answer-title"><a href="/measures/\(card.id)">\(card.title)</a></h2>\
                        \(AnswerSection(card: card, question: question, answer: answer).html)
                        """))
        }
    }
}

extension MeasureDesk {
    /// The projects, groups and organisations to choose from, the first 200 of each.
    public func scopes() async throws -> [String: [Parameter.Choice]] {
        try await store.read { reader in
            [
                "project": try reader.projects().prefix(200).map { .init($0.slug, $0.title) },
                "group": try reader.projectGroups().prefix(200).map { .init($0.slug, $0.title) },
                "organisation": try reader.organisations().prefix(200).map { .init($0.slug, $0.name) } + [.init("unknown", "Unknown")],
            ]
        }
    }
}

extension Answer {
    /// How new the data behind the answer is, as a page shows it.
    public var pageFreshness: Page.Freshness {
        Page.Freshness(newestFact: freshness.newestFact, collectedAt: freshness.collectedAt)
    }
}

/// What a measure means, in full.
struct DefinitionSection {
    let card: MeasureCard

    var html: HTML {
        let standards: HTML =
            card.standards.isEmpty
            ? "none"
            : "\(card.standards.map { standard -> HTML in "<p>\(HTML.link(standard.name, to: SafeURL(untrusted: standard.address) ?? "/measures")), version \(standard.version)</p>" })"
        let entries: [(name: String, value: HTML)] = [
            ("Unit", "\(card.unit.rawValue)"), ("Better", "\(card.better.rawValue)"),
            ("Follows", standards), ("Parts", "\(partsRule)"), ("One row is", "one of the \(card.rowNoun)"),
            ("Id", HTML.code(card.id)),
        ]
        let caveats = card.caveats.map { "<p>\($0)</p>" as HTML }
        let parameters = Table(
            "Parameters of \(card.title)", id: "parameters",
            columns: [.init("Parameter"), .init("What it decides"), .init("Allowed"), .init("Default")],
            rows: card.parameters.map { [.text($0.name), .text($0.meaning), .text($0.allowed), .text($0.standard)] })
        return Section(
            "Definition", id: "definition",
            body:
                "<div class=\"prose\"><p>\(card.definition)</p>\(caveats)</div>\(Facts(entries).html)\(card.parameters.isEmpty ? "" : parameters.html)"
        ).html
    }

    private var partsRule: String {
        switch card.parts {
        case .sum: "They sum to the whole."
        case .overlap:
            "Somebody may lie in several; what is counted more than once has a row of its own, so that the table sums to the whole."
        case .sideBySide: "They stand side by side and do not sum."
        }
    }
}
