import Access
import Ledger
import Measures
import Pages
import Store

/// The page that says how far the figures can be trusted, and the same as data.
struct DataQualityPage {
    let desk: MeasureDesk
    let mends: MendSections
    private let cache = AnswerCache<DataQuality>(capacity: 4)

    init(desk: MeasureDesk, mends: MendSections) {
        self.desk = desk
        self.mends = mends
    }

    var routes: [Route] { [page, data] }

    private func quality(_ moment: Moment) async throws -> DataQuality {
        let period = desk.calendar.period(.trailing, containing: moment.now)
        if let known = cache.value(period.key, revision: moment.revision) { return known }
        let start = desk.calendar.start(of: period.firstDay)
        let quality = try await desk.store.read { try DataQuality($0, since: start) }
        cache.keep(quality, period.key, revision: moment.revision)
        return quality
    }

    private var page: Route {
        .page(
            "/data-quality", "What is missing or doubtful", revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let moment = try await desk.moment()
            let quality = try await quality(moment)
            let isStaff = desk.reader(request) == .staff
            let board = Board(desk: desk, moment: moment, scope: Question.Scope())
            let active = try await board.answer(board.question("code.commits"))
            return .page(
                Page(
                    "Data quality", lead: "How far the figures can be trusted, and what mending would change most.",
                    actions: [HTML.button("Review suggestions", to: "/people/review"), HTML.button("Operations", to: "/operations")],
                    freshness: active.pageFreshness,
                    body: """
                        \(Card.grid(Self.cards(quality)))
                        \(Self.repositories(quality))
                        \(mends.html(try await mends.mends(moment), desk.reader(request), mayCorrect: request.may(.correctPeople)))
                        \(Self.affiliations(quality, active, isStaff: isStaff))
                        \(Self.identities(quality))
                        \(Self.commits(quality))
                        """))
        }
    }

    private static func cards(_ quality: DataQuality) -> [Card] {
        let share = quality.commits == 0 ? nil : Double(quality.unknownCommits) / Double(quality.commits)
        return [
            Card(
                "Incomplete repositories", value: Format.integer(quality.incomplete.count), address: "#repositories",
                remark: quality.neverRead == 0
                    ? nil : "\(Format.count(quality.neverRead, "repository was", "repositories were")) never read"),
            Card(
                "Commits without a known organisation", value: share.map { Format.percent($0) }, unit: "of twelve months",
                address: "#affiliations"),
            Card("Accounts placed with nobody", value: Format.integer(quality.unplacedAccounts), address: "#identities"),
            Card("Commits without line counts", value: Format.integer(quality.linesPending + quality.linesUnknown), address: "#commits"),
        ]
    }

    private static func repositories(_ quality: DataQuality) -> HTML {
        let table = Table(
            "Repositories that could not be read whole", id: "incomplete",
            columns: [
                .init("Project"), .init("Repository"), .init("Outcome"), .init("Missing", .number), .init("What is missing"),
                .init("Tried", .time),
            ],
            rows: quality.incomplete.map { entry in
                [
                    .link(entry.project.title, "/projects/\(entry.project.slug)"), .html(HTML.code(entry.location)),
                    .text(entry.state.outcome?.rawValue ?? ""), .integer(entry.state.missing), .text(entry.state.problem ?? ""),
                    .instant(entry.state.finishedAt ?? entry.state.startedAt),
                ]
            }, empty: EmptyState("Every repository was read whole", next: "Figures of all projects are complete."), hidesCaption: true)
        return Section("Incomplete repositories", id: "repositories", body: table.html).html
    }

    private static func affiliations(_ quality: DataQuality, _ answer: Answer, isStaff: Bool) -> HTML {
        let points = answer.points.map { ChartPoint($0.period.key, $0.unknownShare, running: $0.running) }
        let chart = Chart(
            "Share of commits without a known organisation", id: "unknown-share", kind: .lines,
            series: [ChartSeries("Unknown", points)], format: .percent)
        let table = Table(
            "Domains without an organisation, last twelve months", id: "domains",
            columns: [.init("Domain"), .init("Commits", .number), .init("Of all", .number), .init("Accounts", .number)],
            rows: quality.unknownDomains.prefix(20).map { entry in
                [
                    .text(isStaff ? entry.domain : notShown), .integer(entry.commits),
                    .value(Double(entry.commits) / Double(max(1, quality.commits)), .percent), .integer(entry.accounts),
                ]
            }, empty: EmptyState("Every commit has a known organisation", next: "There is nothing to mend here."))
        return Section(
            "Unknown affiliations", id: "affiliations",
            lead:
                "Giving a domain to an organisation in <code>steward.yml</code> takes its commits out of the unknown. The largest come first.",
            body: "\(ChartFigure(chart).html)\(table.html)"
        ).html
    }

    private static func identities(_ quality: DataQuality) -> HTML {
        Section(
            "Identities", id: "identities",
            body: Facts([
                ("Accounts", "\(Format.integer(quality.accounts))"), ("People behind them", "\(Format.integer(quality.people))"),
                ("Accounts placed with nobody", "\(Format.integer(quality.unplacedAccounts)), each counted as a person of its own"),
                ("Accounts whose address joins them with no other", "\(Format.integer(quality.accountsWithoutAddress))"),
                ("Accounts marked as bots", "\(Format.integer(quality.bots))"),
            ]).html
        ).html
    }

    private static func commits(_ quality: DataQuality) -> HTML {
        Section(
            "Commits", id: "commits",
            body: Facts([
                ("Lines not counted yet", "\(Format.integer(quality.linesPending))"),
                ("Lines that cannot be counted: something is missing", "\(Format.integer(quality.linesUnknown))"),
                ("Text in no valid encoding, read as Latin-1", "\(Format.integer(quality.lossyText))"),
                ("Dates or time zones that make no sense", "\(Format.integer(quality.oddDates))"),
            ]).html
        ).html
    }

    private var data: Route {
        .data(
            "/api/v1/data-quality", "What is missing or doubtful",
            answer: .object([
                "commits": .integer("Of the last twelve months."), "unknown_commits": .integer("Of them without a known organisation."),
                "unknown_domains": .array(
                    of: .object(["domain": .string(), "commits": .integer(), "accounts": .integer()]), "The largest 200."),
                "incomplete_repositories": .array(
                    of: .object([
                        "project": .string(), "location": .string(), "outcome": .string(), "missing": .integer(),
                        "problem": .nullable(.string()),
                    ])),
                "never_read": .integer(), "accounts": .integer(), "people": .integer(), "unplaced_accounts": .integer(),
                "accounts_without_address": .integer(), "bots": .integer(), "lines_pending": .integer(), "lines_unknown": .integer(),
                "lossy_text": .integer(), "odd_dates": .integer(), "people_and_affiliations": MendSections.schema,
            ]), revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let moment = try await desk.moment()
            let quality = try await quality(moment)
            let reader = desk.reader(request)
            let people = mends.json(try await mends.mends(moment), reader)
            return .data { Self.json(quality, isStaff: reader == .staff).adding("people_and_affiliations", people) }
        }
    }

    /// Stands for a domain, which may be a single person's, for everybody but staff.
    private static let notShown = "(not shown)"

    private static func json(_ quality: DataQuality, isStaff: Bool) -> JSON {
        [
            "commits": .integer(quality.commits), "unknown_commits": .integer(quality.unknownCommits),
            "unknown_domains": .array(
                quality.unknownDomains.prefix(200).map {
                    ["domain": .string(isStaff ? $0.domain : notShown), "commits": .integer($0.commits), "accounts": .integer($0.accounts)]
                }),
            "incomplete_repositories": .array(
                quality.incomplete.map {
                    [
                        "project": .string($0.project.slug), "location": .string($0.location),
                        "outcome": .string($0.state.outcome?.rawValue ?? ""), "missing": .integer($0.state.missing),
                        "problem": JSON($0.state.problem),
                    ]
                }),
            "never_read": .integer(quality.neverRead), "accounts": .integer(quality.accounts), "people": .integer(quality.people),
            "unplaced_accounts": .integer(quality.unplacedAccounts),
            "accounts_without_address": .integer(quality.accountsWithoutAddress), "bots": .integer(quality.bots),
            "lines_pending": .integer(quality.linesPending), "lines_unknown": .integer(quality.linesUnknown),
            "lossy_text": .integer(quality.lossyText), "odd_dates": .integer(quality.oddDates),
        ]
    }
}
