import Ledger
import Measures
import Pages
import Store

/// The overview of commits: what changed, who is new, how fragile, and the trend of each, one screen high.
struct OverviewPage {
    let desk: MeasureDesk

    var route: Route {
        .page(
            "/commits", "Commits and the people behind them", revision: { [desk] _ in try await desk.revision() }
        ) { [desk] request in
            .page(try await page(desk.moment(), desk.reader(request)))
        }
    }

    func page(_ moment: Moment, _ reader: PersonLabel.Reader, title: String = "Commits") async throws -> Page {
        let projects = try await desk.store.read { try $0.projects().count }
        guard projects > 0 else { return Self.empty }
        let board = Board(desk: desk, moment: moment, scope: Question.Scope())
        let active = try await board.answer(board.question("contributors.active"))
        let body: HTML = """
            \(Card.grid(try await board.cards()))
            \(HTML.columns([
                try await Self.moved(board), try await Self.newPeople(board, reader), try await Self.fragile(board),
            ]))
            """
        return Page(
            title,
            lead: "\(Format.count(projects, "project", "projects")): who contributes, how the community changes, and how fragile it is.",
            missing: active.remarks.map { "\($0) <a href=\"/data-quality\">See what is missing</a>" },
            freshness: active.pageFreshness, body: body)
    }

    private static let empty = Page(
        "Overview", lead: "Nothing has been collected yet.",
        body: EmptyState(
            "Point Steward at a repository",
            next: """
                Run <code>steward collect https://git.example/project.git</code>, or give a folder on this machine. This page \
                fills as soon as the first commits are stored.
                """
        ).html)

    /// The projects whose commits changed most between the last two months that are over.
    private static func moved(_ board: Board) async throws -> HTML {
        let question = board.question("code.commits", split: .project, last: 3)
        let answer = try await board.answer(question)
        guard let current = answer.current, let last = answer.points.firstIndex(of: current), last > 0 else {
            return Section("What changed", id: "changed", body: "<p>There is one month only so far.</p>").html
        }
        let changes = answer.parts.map { part in
            (part: part, now: part.points[last].value ?? 0, difference: (part.points[last].value ?? 0) - (part.points[last - 1].value ?? 0))
        }.filter { $0.difference != 0 }.sorted { abs($0.difference) > abs($1.difference) }
        let table = Table(
            "Commits in \(current.period) against the month before", id: "changes",
            columns: [.init("Project"), .init("Commits", .number), .init("Change", .number)],
            rows: changes.prefix(5).map {
                [.link($0.part.title, "/projects/\($0.part.key)"), .value($0.now, .integer), .text(Format.change($0.difference))]
            }, empty: EmptyState("No project changed", next: "Both months had as many commits."))
        return Section("What changed", id: "changed", body: table.html).html
    }

    private static func newPeople(_ board: Board, _ reader: PersonLabel.Reader) async throws -> HTML {
        let question = board.question("contributors.new")
        let answer = try await board.answer(question)
        // The month that runs has the newest people, unless it has only begun.
        let point = answer.points.last.flatMap { $0.value ?? 0 > 0 ? $0 : nil } ?? answer.current
        guard let point else { return "" }
        let request = RowRequest(question, period: point.period, limit: 5)
        let page = try await board.desk.catalogue.measure(question.measure).rows(request, at: board.moment)
        let table = Table(
            "First contributions in \(point.period)", id: "newcomers", columns: [.init("Person"), .init("Contributions", .number)],
            rows: page.rows.map { row in [row[0].person(reader), .text(row[2].text(reader))] },
            empty: EmptyState("Nobody is new in \(point.period)", next: "Earlier periods are on the page of the measure."))
        let all = QuestionLinks(question).rows(point.period)
        return Section(
            "Who is new", id: "new",
            body: "\(table.html)<p><a href=\"\(all)\">All \(Format.count(page.total, "new person", "new people"))</a></p>"
        ).html
    }

    private static func fragile(_ board: Board) async throws -> HTML {
        let question = board.question("resilience.absence-factor", .trailing, split: .project, last: 1)
        let answer = try await board.answer(question)
        let fragile = answer.parts.compactMap { part -> (Answer.Part, Answer.Point)? in
            guard let point = part.points.last, point.value == 1, point.n >= 10 else { return nil }
            return (part, point)
        }.sorted { $0.1.n > $1.1.n }
        let table = Table(
            "One person does half of the work, last 12 months", id: "fragile",
            columns: [.init("Project"), .init("Contributions", .number)],
            rows: fragile.prefix(5).map { [.link($0.0.title, "/projects/\($0.0.key)"), .integer($0.1.n)] },
            empty: EmptyState("No active project hangs on one person", next: "Projects with fewer than 10 contributions are left out."))
        return Section(
            "How fragile", id: "fragility",
            body:
                "\(table.html)<p><a href=\"\(QuestionLinks(question).page)\">\(fragile.isEmpty ? "None" : Format.integer(fragile.count)) of \(Format.count(answer.parts.count, "project", "projects"))</a></p>"
        ).html
    }
}
