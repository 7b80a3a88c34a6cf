import Ledger
import Measures
import Pages
import Store

/// The pages of projects and of groups of projects.
struct ProjectPages {
    let desk: MeasureDesk
    let examples: ScopeExamples
    let items: ProjectItems

    var routes: [Route] { [list, project, group] }

    private static let cursor = Parameter.text("cursor", maxLength: 80, "Where the page before ended.")

    private var list: Route {
        .page(
            "/projects", "All projects", parameters: [Self.cursor],
            revision: { [desk] _ in try await desk.revision() }
        ) { [desk] request in
            let projects = try await ProjectList.load(desk, at: desk.moment())
            let groups = Table(
                "Groups", id: "groups", columns: [.init("Group"), .init("Projects", .number)],
                rows: projects.groups.map { group in
                    [.link(group.title, "/groups/\(group.slug)"), .integer(projects.entries.count { $0.groups.contains(group) })]
                },
                empty: EmptyState("There are no groups", next: "Put a project into one: <code>steward project group PROJECT GROUP</code>"),
                hidesCaption: true)
            return .page(
                Page(
                    "Projects",
                    lead: "\(Format.count(projects.entries.count, "project", "projects")), with the figures of the last twelve months.",
                    body: "\(Self.table(projects, request))\(Section("Groups", id: "groups-section", body: groups.html).html)"))
        }
    }

    static func table(_ projects: ProjectList, _ request: Request) -> HTML {
        let (entries, next) = projects.page(after: request.text("cursor"))
        let table = Table(
            "Projects", id: "projects",
            columns: [
                .init("Project"), .init("Groups"), .init("Contributors", .number), .init("Commits", .number),
                .init("Absence factor", .number), .init("Data"),
            ],
            rows: entries.map { entry in
                [
                    .link(entry.title, "/projects/\(entry.slug)"),
                    .html(entry.groups.map { HTML.link($0.title, to: "/groups/\($0.slug)") }.joined(separator: ", ")),
                    .value(entry.contributors, .integer), .value(entry.commits, .integer), .value(entry.absenceFactor, .integer),
                    .text(entry.problem != nil ? "incomplete" : entry.collected ? "complete" : "not collected yet"),
                ]
            },
            empty: EmptyState("There are no projects yet", next: "Add one: <code>steward collect REPOSITORY</code>"), hidesCaption: true)
        let pager = Pager(
            "projects", shown: entries.count, total: projects.entries.count,
            first: request.text("cursor") == nil ? nil : request.link(changing: ["cursor": nil]),
            next: next.map { request.link(changing: ["cursor": $0]) })
        return "\(table.html)\(pager.html)"
    }

    private var project: Route {
        .page(
            "/projects/{slug}", "A project", parameters: [.path("slug", "The project's short name.")],
            examples: ["/projects/\(examples.project)"],
            revision: { [desk] _ in try await desk.revision() }
        ) { [desk] request in
            let slug = request.text("slug") ?? ""
            let directory = try await desk.store.read { try ProjectDirectory($0) }
            guard let project = directory.projects.first(where: { $0.slug == slug }) else {
                throw Problem.notFound("There is no project “\(slug.prefix(80))”.", suggestions: [.init("All projects", "/projects")])
            }
            let moment = try await desk.moment()
            let board = Board(desk: desk, moment: moment, scope: Question.Scope(project: slug))
            let active = try await board.answer(board.question("contributors.active"))
            return .page(
                Page(
                    project.title,
                    lead: directory.groups(of: project).isEmpty
                        ? "In no group."
                        : "In \(directory.groups(of: project).map { HTML.link($0.title, to: "/groups/\($0.slug)") }.joined(separator: ", ")).",
                    breadcrumbs: [.init("Projects", "/projects")],
                    actions: [HTML.button("Explore", to: "/explorer?project=\(slug)")],
                    missing: directory.problem(of: project).map { ["\($0)"] } ?? [], freshness: active.pageFreshness,
                    body: """
                        \(try await items.html(board, desk.reader(request)))
                        \(Section("Commits", id: "commits", body: Card.grid(try await board.cards())).html)
                        \(HTML.columns([try await Self.people(board, desk.reader(request)), try await Self.organisations(board)]))
                        \(Self.repositories(directory, project))
                        """))
        }
    }

    /// The people with the most contributions of the last twelve months.
    static func people(_ board: Board, _ reader: PersonLabel.Reader) async throws -> HTML {
        let question = board.question("contributors.active", .trailing)
        let period = board.desk.calendar.period(.trailing, containing: board.moment.now)
        let page = try await board.desk.catalogue.measure(question.measure).rows(
            RowRequest(question, period: period, limit: 8), at: board.moment)
        let table = Table(
            "Contributors of the last twelve months", id: "people",
            columns: [.init("Person"), .init("Organisation"), .init("Contributions", .number)],
            rows: page.rows.map { [$0[0].person(reader), organisation($0[1]), .text($0[2].text(reader))] },
            empty: EmptyState("Nobody contributed in the last twelve months", next: "Choose a longer period on the page of a measure."))
        let all = QuestionLinks(question).rows(period)
        return Section(
            "People", id: "people-section",
            body: "\(table.html)<p><a href=\"\(all)\">All \(Format.integer(page.total)) contributors</a></p>"
        ).html
    }

    private static func organisation(_ cell: RowCell) -> Table.Cell {
        if case .organisation(_, let title) = cell { return .text(title) }
        return .none
    }

    static func organisations(_ board: Board) async throws -> HTML {
        let question = board.question("organisations.share", .trailing, split: .organisation, last: 1)
        let answer = try await board.answer(question)
        let parts = answer.parts.compactMap { part in
            part.points.last.map {
                ShareBars.Part(part.title, Double($0.n), isUnknown: part.key == Question.Scope.unknownOrganisation)
            }
        }
        let links = QuestionLinks(question)
        let bars = ShareBars("Contributions by organisation, last twelve months", id: "organisations", parts: parts, most: 6)
        let figure = ChartFigure(
            bars, links: ChartFigure.links(definition: "/measures/organisations.share#definition", csv: links.csv, json: links.json))
        return Section("Organisations", id: "organisations-section", body: figure.html).html
    }

    private static func repositories(_ directory: ProjectDirectory, _ project: Project) -> HTML {
        let table = Table(
            "Repositories", id: "repositories",
            columns: [.init("Repository"), .init("Default branch"), .init("Last read", .time), .init("Outcome")],
            rows: directory.repositories(of: project).map { repository in
                let state = directory.states[repository.id]
                return [
                    .html(HTML.code(repository.location)),
                    .text(repository.headRef.map { String($0.dropFirst("refs/heads/".count)) } ?? "none"),
                    state?.finishedAt.map { .instant($0) } ?? .none, .text(state?.outcome?.rawValue ?? "not read yet"),
                ]
            }, hidesCaption: true)
        return Section("Repositories", id: "repositories-section", body: table.html).html
    }

    private var group: Route {
        .page(
            "/groups/{slug}", "A group of projects",
            parameters: [.path("slug", "The group's short name."), Self.cursor],
            examples: ["/groups/\(examples.group)"],
            revision: { [desk] _ in try await desk.revision() }
        ) { [desk] request in
            let slug = request.text("slug") ?? ""
            let moment = try await desk.moment()
            let groups = try await desk.store.read { try $0.projectGroups() }
            guard let group = groups.first(where: { $0.slug == slug }) else {
                throw Problem.notFound("There is no group “\(slug.prefix(80))”.", suggestions: [.init("All projects", "/projects")])
            }
            let projects = try await ProjectList.load(desk, at: moment, group: slug)
            let board = Board(desk: desk, moment: moment, scope: Question.Scope(group: slug))
            let active = try await board.answer(board.question("contributors.active"))
            return .page(
                Page(
                    group.title, lead: "A group of \(Format.count(projects.entries.count, "project", "projects")).",
                    breadcrumbs: [.init("Projects", "/projects")],
                    actions: [HTML.button("Explore", to: "/explorer?group=\(slug)")], missing: active.remarks.map { "\($0)" },
                    freshness: active.pageFreshness,
                    body: """
                        \(Card.grid(try await board.cards()))
                        \(Section("Projects", id: "projects-section", body: Self.table(projects, request)).html)
                        \(HTML.columns([try await Self.people(board, desk.reader(request)), try await Self.organisations(board)]))
                        """))
        }
    }
}
