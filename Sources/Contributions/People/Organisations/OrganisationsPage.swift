import Ledger
import Measures
import Pages
import Store

/// The list of organisations, and the same as data.
struct OrganisationsPage {
    let people: PeopleDesk
    private let cache = AnswerCache<Directory>(capacity: 2)

    init(people: PeopleDesk) { self.people = people }

    private var desk: MeasureDesk { people.desk }

    var routes: [Route] { [page, data] }

    struct Directory: Sendable {
        let tree: OrganisationDirectory
        let counts: OrganisationCounts
    }

    struct Entry: Sendable {
        let organisation: Organisation
        let parent: Organisation?
        let accounts: Int
        /// Of the last twelve months; nil where nothing was counted for it.
        let contributors: Double?
        let share: Double?
    }

    /// What is known of organisations at a moment; kept until the ledger changes.
    func directory(_ moment: Moment) async throws -> Directory {
        let store = desk.store
        return try await cache.value("", revision: moment.revision) {
            try await store.read { Directory(tree: try OrganisationDirectory($0), counts: try OrganisationCounts($0)) }
        }
    }

    private func entries(_ kind: String?) async throws -> [Entry] {
        let moment = try await desk.moment()
        let directory = try await directory(moment)
        let board = Board(desk: desk, moment: moment, scope: Question.Scope())
        let active = try await board.answer(board.question("contributors.active", .trailing, split: .organisation, last: 1))
        let contributors = Dictionary(active.parts.map { ($0.key, $0.points.last?.value) }, uniquingKeysWith: { first, _ in first })
        let whole = active.points.last?.n ?? 0
        let counted = Dictionary(active.parts.map { ($0.key, $0.points.last?.n ?? 0) }, uniquingKeysWith: { first, _ in first })
        return directory.tree.organisations.filter { kind == nil || $0.kind.rawValue == kind }.map { organisation in
            Entry(
                organisation: organisation, parent: directory.tree.chain(above: organisation.id, at: moment.now).first,
                accounts: directory.counts.total(organisation.id), contributors: contributors[organisation.slug] ?? nil,
                share: whole == 0 ? nil : Double(counted[organisation.slug] ?? 0) / Double(whole))
        }.sorted { a, b in
            (b.contributors ?? 0, Double(b.accounts), a.organisation.name) < (a.contributors ?? 0, Double(a.accounts), b.organisation.name)
        }
    }

    private static let parameters: [Parameter] = [
        .choice("kind", Organisation.Kind.allCases.map { .init($0.rawValue) }, "Only organisations of this kind."),
        .text("cursor", maxLength: 80, "Where the page before ended: the slug of its last organisation."),
    ]

    private func pageOf(_ entries: [Entry], after cursor: String?, limit: Int) -> (shown: ArraySlice<Entry>, next: String?) {
        let start = cursor.flatMap { slug in entries.firstIndex { $0.organisation.slug == slug } }.map { $0 + 1 } ?? 0
        let shown = entries[min(start, entries.count)...].prefix(limit)
        return (shown, shown.endIndex < entries.count ? shown.last?.organisation.slug : nil)
    }

    private var page: Route {
        .page(
            "/organisations", "The organisations for which people contribute", parameters: Self.parameters,
            revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let all = try await entries(request.text("kind"))
            let (shown, next) = pageOf(all, after: request.text("cursor"), limit: 100)
            let table = Table(
                "Organisations", id: "organisations",
                columns: [
                    .init("Organisation"), .init("Kind"), .init("Part of"), .init("Contributors", .number),
                    .init("Of all contributions", .number),
                    .init("Accounts", .number),
                ],
                rows: shown.map { entry in
                    [
                        .link(entry.organisation.name, "/organisations/\(entry.organisation.slug)"),
                        .text(entry.organisation.kind.rawValue),
                        entry.parent.map { .link($0.name, "/organisations/\($0.slug)") } ?? .none,
                        entry.contributors.map { .value($0, .integer) } ?? .none, entry.share.map { .value($0, .percent) } ?? .none,
                        .integer(entry.accounts),
                    ]
                },
                empty: EmptyState(
                    "No organisation is known",
                    next: "Name organisations and their domains in <code>steward.yml</code>, or import a roster."),
                hidesCaption: true)
            let pager = Pager(
                "organisations", shown: shown.count, total: all.count,
                first: request.isGiven("cursor") ? request.link(changing: ["cursor": nil]) : nil,
                next: next.map { request.link(changing: ["cursor": $0]) })
            return .page(
                Page(
                    "Organisations",
                    lead:
                        "Commits of the last twelve months. What nobody knows an organisation for stays in the bucket unknown: <a href=\"/data-quality#affiliations\">see what would mend it</a>.",
                    actions: ["csv", "json"].map {
                        HTML.button(
                            $0.uppercased(), to: request.link(to: "/api/v1/organisations", changing: ["format": $0, "cursor": nil]))
                    },
                    body: "\(FilterForm(request, fields: ["kind"]).html)\(table.html)\(pager.html)"))
        }
    }

    private var data: Route {
        .data(
            "/api/v1/organisations", "All organisations",
            details: "Contributors and shares are those of commits in the last twelve months.",
            parameters: [Self.parameters[0]], formats: [.json, .csv],
            answer: .object(["organisations": .array(of: Self.schema)]), revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let entries = try await entries(request.text("kind"))
            return .data(filename: "organisations") {
                ["organisations": .array(entries.map(Self.json))]
            } csv: {
                CSV(
                    columns: ["slug", "name", "kind", "parent", "contributors", "share", "accounts"],
                    rows: entries.map { entry in
                        [
                            .text(entry.organisation.slug), .text(entry.organisation.name), .text(entry.organisation.kind.rawValue),
                            CSV.Cell(entry.parent?.slug), CSV.Cell(entry.contributors), CSV.Cell(entry.share), .integer(entry.accounts),
                        ]
                    })
            }
        }
    }

    private static let schema: Pages.Schema = .object([
        "slug": .string(), "name": .string(), "kind": .oneOf(Organisation.Kind.allCases.map(\.rawValue)),
        "parent": .nullable(.string("The slug of what it is part of now.")),
        "contributors": .nullable(.number("Of the last twelve months.")),
        "share": .nullable(.number("Of all contributions of the last twelve months.")),
        "accounts": .integer("Accounts that a rule gives to it."),
    ])

    private static func json(_ entry: Entry) -> JSON {
        [
            "slug": .string(entry.organisation.slug), "name": .string(entry.organisation.name),
            "kind": .string(entry.organisation.kind.rawValue),
            "parent": JSON(entry.parent?.slug), "contributors": JSON(entry.contributors), "share": JSON(entry.share),
            "accounts": .integer(entry.accounts),
        ]
    }
}
