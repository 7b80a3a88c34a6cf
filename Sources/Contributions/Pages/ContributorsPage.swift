import Ledger
import Measures
import Pages
import Store

/// The people of the last twelve months, and how experienced those are who open change requests.
struct ContributorsPage {
    let desk: MeasureDesk
    let levels: LevelSections

    private static let parameters: [Parameter] = [
        .text("project", maxLength: 80, "Only this project, by its slug."),
        .text("group", maxLength: 80, "Only the projects of this group, by its slug."),
        .text("organisation", maxLength: 80, "Only contributions for this organisation, or unknown."),
        .text("cursor", maxLength: 60, "Where the page before ended."),
    ]

    var routes: [Route] { [page, data, levels.route] }

    private func rows(_ request: Request, limit: Int) async throws -> (Question, RowPage) {
        let question = Question(
            "contributors.active", grain: .trailing,
            scope: .init(project: request.text("project"), group: request.text("group"), organisation: request.text("organisation")))
        let moment = try await desk.moment()
        let period = desk.calendar.period(.trailing, containing: moment.now)
        let rowRequest = RowRequest(question, period: period, cursor: request.text("cursor"), limit: limit)
        do {
            return (question, try await desk.catalogue.measure(question.measure).rows(rowRequest, at: moment).visible(to: request))
        } catch let error as QuestionError {
            throw Problem(error)
        }
    }

    private var page: Route {
        .page(
            "/contributors", "The contributors of the last twelve months", parameters: Self.parameters + LevelSections.parameters,
            revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let (question, rows) = try await rows(request, limit: 50)
            let reader = desk.reader(request)
            let table = Table(
                "Contributors of the last twelve months", id: "contributors",
                columns: [
                    .init("Person"), .init("Organisation"), .init("Contributions", .number), .init("First in the period", .time),
                    .init("Last", .time),
                ],
                rows: rows.rows.map { row in row.map { Self.cell($0, reader) } },
                empty: EmptyState("Nobody contributed in the last twelve months", next: "Choose a wider selection."), hidesCaption: true)
            let pager = Pager(
                "contributors", shown: rows.rows.count, total: rows.total,
                first: request.text("cursor") == nil ? nil : request.link(changing: ["cursor": nil]),
                next: rows.next.map { request.link(changing: ["cursor": $0]) })
            let choices = try await desk.scopes()
            let experience = try await levels.html(request)
            let lead: HTML =
                rows.total == 0
                ? "Nobody contributed commits in the last twelve months."
                : "\(Format.count(rows.total, "person", "people")) contributed commits in the last twelve months. Bots are left out."
            // Who has change requests only is not shown an empty list of commits.
            let commits: HTML =
                rows.total == 0 && !experience.isEmpty
                ? "" : Section("In commits", id: "commits", body: "\(table.html)\(pager.html)").html
            return .page(
                Page(
                    "Contributors", lead: lead,
                    actions: [HTML.button("Everybody", to: "/people"), HTML.button("As a measure", to: QuestionLinks(question).page)],
                    body: """
                        \(FilterForm(request, fields: ["project", "group", "organisation", "who"], choices: choices).html)\(experience)
                        \(commits)
                        """))
        }
    }

    private static func cell(_ cell: RowCell, _ reader: PersonLabel.Reader) -> Table.Cell {
        switch cell {
        case .integer(let number): .integer(number)
        case .instant(let instant): .date(instant.date)
        case .organisation(_, let title): .text(title)
        case .person(let person): .person(person, reader)
        default: .text(cell.text(reader))
        }
    }

    private var data: Route {
        .data(
            "/api/v1/contributors", "The contributors of the last twelve months",
            parameters: Self.parameters + [.integer("limit", 1...RowRequest.mostRows, "Rows on a page.", default: 50)],
            formats: [.json, .csv], answer: RowPage.schema, revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let (_, rows) = try await rows(request, limit: request.integer("limit") ?? 50)
            let reader = desk.reader(request)
            return .data(filename: "contributors") {
                rows.json(reader)
            } csv: {
                rows.csv(reader)
            }
        }
    }
}
