import Ledger
import Measures
import Pages
import Store

/// One organisation: what it is part of, who contributes for it, and who says so.
struct OrganisationPage {
    let people: PeopleDesk
    let list: OrganisationsPage
    let examples: ScopeExamples
    private let cache = AnswerCache<OrganisationDomains>(capacity: 20)

    init(people: PeopleDesk, list: OrganisationsPage, examples: ScopeExamples) {
        self.people = people
        self.list = list
        self.examples = examples
    }

    private var desk: MeasureDesk { people.desk }

    var routes: [Route] { [page, data] }

    private static let slug = Parameter.path("slug", "The organisation's short name.")

    private func find(_ request: Request, _ moment: Moment) async throws -> (Organisation, OrganisationsPage.Directory) {
        let directory = try await list.directory(moment)
        let slug = request.text("slug") ?? ""
        guard let organisation = directory.tree.organisation(slug) else {
            throw Problem.notFound(
                "There is no organisation “\(slug.prefix(80))”.", suggestions: [.init("All organisations", "/organisations")])
        }
        return (organisation, directory)
    }

    private func domains(_ organisation: Organisation, _ moment: Moment) async throws -> OrganisationDomains {
        let store = desk.store
        return try await cache.value(organisation.slug, revision: moment.revision) {
            try await store.read { try OrganisationDomains(organisation, $0) }
        }
    }

    private func board(_ organisation: Organisation, _ moment: Moment) -> Board {
        Board(desk: desk, moment: moment, scope: Question.Scope(organisation: organisation.slug))
    }

    private static let cards: [Board.Entry] = [
        ("contributors.active", .month, nil), ("contributors.new", .month, nil), ("code.commits", .month, nil),
        ("flow.opened", .month, nil), ("flow.merged", .month, nil),
    ]

    private var page: Route {
        .page(
            "/organisations/{slug}", "An organisation: its people, its parts and who says so", parameters: [Self.slug],
            examples: ["/organisations/\(examples.organisation)"], revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let moment = try await desk.moment()
            let (organisation, directory) = try await find(request, moment)
            let board = board(organisation, moment)
            let restricted: HTML =
                people.isStaff(request)
                ? Self.domains(try await domains(organisation, moment))
                : ""
            return .page(
                Page(
                    organisation.name, lead: lead(organisation, directory, moment), breadcrumbs: [.init("Organisations", "/organisations")],
                    actions: ["csv", "json"].map {
                        HTML.button(
                            $0.uppercased(), to: request.link(to: "/api/v1/organisations/\(organisation.slug)", changing: ["format": $0]))
                    },
                    body: """
                        \(Card.grid(try await board.cards(Self.cards)))
                        \(try await overTime(board))
                        \(HTML.columns([try await ProjectPages.people(board, desk.reader(request)), try await projects(board)]))
                        \(parts(organisation, directory, moment))
                        \(assertions(organisation, directory))
                        \(restricted)
                        """))
        }
    }

    private func lead(_ organisation: Organisation, _ directory: OrganisationsPage.Directory, _ moment: Moment) -> HTML {
        let chain = directory.tree.chain(above: organisation.id, at: moment.now).map { HTML.link($0.name, to: "/organisations/\($0.slug)") }
        return "A \(organisation.kind.word)\(chain.isEmpty ? "" : ", part of \(chain.joined(separator: ", which is part of "))" as HTML)."
    }

    /// Two years by month.
    private func overTime(_ board: Board) async throws -> HTML {
        let answer = try await board.answer(board.question("contributors.active", .month, last: 25))
        let chart = Chart(
            "People who contributed commits, by month", id: "people-course", kind: .bars, series: [answer.series(named: "People")],
            labelTitle: "Month")
        let question = board.question("contributors.active")
        return Section(
            "People over time", id: "people-over-time",
            body: ChartFigure(
                chart,
                links: ChartFigure.links(
                    definition: "/measures/contributors.active#definition", csv: QuestionLinks(question).csv,
                    json: QuestionLinks(question).json)
            ).html
        ).html
    }

    private func projects(_ board: Board) async throws -> HTML {
        let question = board.question("code.commits", .trailing, split: .project, last: 1)
        let answer = try await board.answer(question)
        let parts = answer.parts.compactMap { part -> ShareBars.Part? in
            guard let value = part.points.last?.value, value > 0 else { return nil }
            return ShareBars.Part(part.title, value)
        }
        guard !parts.isEmpty else {
            return Section(
                "Projects", id: "projects",
                body: EmptyState("No commits in the last twelve months", next: "Older work is in the figures above.").html
            ).html
        }
        return Section(
            "Projects", id: "projects",
            body: ChartFigure(ShareBars("Commits of the last twelve months by project", id: "project-shares", parts: parts)).html
        ).html
    }

    private func parts(_ organisation: Organisation, _ directory: OrganisationsPage.Directory, _ moment: Moment) -> HTML {
        let wholes = directory.tree.wholes(of: organisation.id).map { (word: "part of", $0.organisation, $0.held) }
        let parts = directory.tree.parts(of: organisation.id).map {
            (word: $0.organisation.kind == .team ? "has the team" : "has the part", $0.organisation, $0.held)
        }
        let table = Table(
            "What it is part of and what is part of it", id: "tree",
            columns: [
                .init("Organisation"), .init("How"), .init("Kind"), .init("From", .time), .init("Until", .time), .init("Accounts", .number),
                .init("Rule"),
            ],
            rows: (wholes + parts).prefix(200).map { word, other, held in
                [
                    .link(other.name, "/organisations/\(other.slug)"), .text(word), .text(other.kind.rawValue),
                    .text(people.day(held.assertion.validFrom)),
                    .text(people.day(held.assertion.validTo)), .integer(directory.counts.total(other.id)), .text(held.assertion.rule),
                ]
            }, empty: EmptyState("It stands alone", next: "Import a tree of organisations, or a roster with teams."), hidesCaption: true)
        return Section("Parts and teams", id: "parts", body: table.html).html
    }

    private func assertions(_ organisation: Organisation, _ directory: OrganisationsPage.Directory) -> HTML {
        let rules = (directory.counts.accounts[organisation.id] ?? [:]).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let team: [[Table.Cell]] = directory.counts.team[organisation.id].map { [[.text("in the team"), .integer($0)]] } ?? []
        let table = Table(
            "Accounts by the rule that gives them to it", id: "rules", columns: [.init("Rule"), .init("Accounts", .number)],
            rows: rules.map { [.text($0.key), .integer($0.value)] } + team,
            empty: EmptyState(
                "No rule gives an account to it",
                next: "Name its domains in <code>steward.yml</code>, or state affiliations on the pages of people."),
            hidesCaption: true)
        return Section(
            "Who says so", id: "assertions",
            lead: "One account may be given by several rules; the strongest counts, and the page of a person shows which.", body: table.html
        ).html
    }

    private static func domains(_ domains: OrganisationDomains) -> HTML {
        func table(_ title: String, _ id: String, _ counts: [OrganisationDomains.Count], _ empty: EmptyState) -> HTML {
            Table(
                title, id: id, columns: [.init("Domain"), .init("Accounts", .number)],
                rows: counts.prefix(20).map { [.text($0.domain), .integer($0.accounts)] }, empty: empty
            ).html
        }
        return Section(
            "Domains", id: "domains", lead: "Shown only to those who may see people: a domain may be a single person’s.",
            body: HTML.columns([
                Table(
                    "Domains given to it", id: "given-domains", columns: [.init("Domain"), .init("Rule")],
                    rows: domains.given.prefix(50).map { [.text($0.domain), .text($0.rule)] },
                    empty: EmptyState("No domain is given to it", next: "Name its domains in <code>steward.yml</code>.")
                ).html,
                table(
                    "Domains of addresses that count for it", "known-domains", domains.known,
                    EmptyState("No address leads to it", next: "Name its domains in <code>steward.yml</code>.")),
                table(
                    "Domains without an organisation that its people use too", "hints", domains.hints,
                    EmptyState(
                        "No other domain is in use", next: "Nobody who contributes for it uses an address that leads to no organisation.")),
            ])
        ).html
    }

    // MARK: Data

    private var data: Route {
        .data(
            "/api/v1/organisations/{slug}", "An organisation: its place in the tree, who says so, and its people by month",
            details: "CSV holds the people by month. Domains are told only to those who may see people.", parameters: [Self.slug],
            examples: ["/api/v1/organisations/\(examples.organisation)"], formats: [.json, .csv],
            answer: .object([
                "slug": .string(), "name": .string(), "kind": .string(), "part_of": .array(of: .string(), "Slugs, the nearest first."),
                "parts": .array(
                    of: .object([
                        "slug": .string(), "kind": .string(), "from": .nullable(.string(format: "date")),
                        "to": .nullable(.string(format: "date")),
                    ])),
                "rules": .array(of: .object(["rule": .string(), "accounts": .integer()])),
                "people": .array(of: .object(["month": .string(), "people": .nullable(.number())]), "Who contributed commits."),
                "domains": .nullable(
                    .array(of: .object(["domain": .string(), "accounts": .integer()]), "Null to those who may not see people.")),
                "domain_hints": .nullable(
                    .array(of: .object(["domain": .string(), "accounts": .integer()]), "Without an organisation, used by its people.")),
            ]), revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let moment = try await desk.moment()
            let (organisation, directory) = try await find(request, moment)
            let board = board(organisation, moment)
            let points = try await board.answer(board.question("contributors.active", .month, last: 25)).points
            let domains = people.isStaff(request) ? try await domains(organisation, moment) : nil
            @Sendable func list(_ counts: [OrganisationDomains.Count]?) -> JSON {
                counts.map { .array($0.map { ["domain": .string($0.domain), "accounts": .integer($0.accounts)] }) } ?? .null
            }
            @Sendable func date(_ instant: Instant?) -> JSON { JSON(instant.map { desk.calendar.day(of: $0).description }) }
            return .data(filename: "organisation-\(organisation.slug)") {
                [
                    "slug": .string(organisation.slug), "name": .string(organisation.name), "kind": .string(organisation.kind.rawValue),
                    "part_of": .array(directory.tree.chain(above: organisation.id, at: moment.now).map { .string($0.slug) }),
                    "parts": .array(
                        directory.tree.parts(of: organisation.id).map {
                            [
                                "slug": .string($0.organisation.slug), "kind": .string($0.organisation.kind.rawValue),
                                "from": date($0.held.assertion.validFrom),
                                "to": date($0.held.assertion.validTo),
                            ]
                        }),
                    "rules": .array(
                        (directory.counts.accounts[organisation.id] ?? [:]).sorted { $0.key < $1.key }.map {
                            ["rule": .string($0.key), "accounts": .integer($0.value)]
                        }),
                    "people": .array(points.map { ["month": .string($0.period.key), "people": JSON($0.value)] }),
                    "domains": list(domains?.known), "domain_hints": list(domains?.hints),
                ]
            } csv: {
                CSV(columns: ["month", "people"], rows: points.map { [.text($0.period.key), CSV.Cell($0.value)] })
            }
        }
    }
}

extension Organisation.Kind {
    /// As a sentence names it, after “a”.
    fileprivate var word: String {
        switch self {
        case .company: "company"
        case .university: "university"
        case .foundation: "foundation"
        case .government: "part of a government"
        case .community: "community"
        case .member: "member organisation"
        case .team: "team"
        }
    }
}
