import Access
public import Ledger
import Measures
public import Pages
import Store

/// The page of what the lists and the ledger say of each other that does not meet, and the same as data.
struct UnmappedPage {
    let settings: ProgrammeDesk
    private let cache = AnswerCache<Findings>(capacity: 4)

    init(settings: ProgrammeDesk) { self.settings = settings }

    /// What was found, with the state of the files at that time.
    struct Findings: Sendable {
        let unmapped: Unmapped
        let products: [UnmatchedRow]
        let problems: [FileProblem]
    }

    var routes: [Route] { [page, data] }

    /// Files are read again at most once a minute.
    private func findings() async throws -> Findings {
        let moment = try await settings.desk.moment()
        let host = settings.options.host
        return try await cache.value("\(moment.now.seconds / 60)", revision: moment.revision) {
            let files = settings.options.files()
            let rule = try await settings.state(moment).communityRule(at: moment.now) ?? .affiliation
            return try await settings.desk.store.read { reader in
                Findings(
                    unmapped: try Unmapped(reader, rule: rule, now: moment.now),
                    products: try files.unmatchedProducts(reader, host: host), problems: files.problems)
            }
        }
    }

    private static let longest = 200
    /// Stands for a user name, for those who may not see people.
    private static let notShown = "(not shown)"

    private var page: Route {
        .page("/programme/unmapped", "What matches nothing") { request in
            let found = try await findings()
            let unmapped = found.unmapped
            func shown(_ login: String) -> String { request.may(.seePeople) ? login : Self.notShown }
            let problems: HTML =
                found.problems.isEmpty || !request.may(.seePeople)
                ? ""
                : Notice(
                    .warning, "A file is not taken over",
                    body: "\(found.problems.prefix(20).map { HTML.isolated($0.description) }.joined(separator: "<br>"))"
                ).html
            let quiet = EmptyState("Everything meets", next: "There is nothing to mend here.")
            let logins = Table(
                "User names without an account", id: "logins-table",
                columns: [.init("User name"), .init("Forge"), .init("Where it stands")],
                rows: unmapped.logins.prefix(Self.longest).map {
                    [.text(shown($0.login)), .text($0.host), .text(request.may(.seePeople) ? $0.evidence : "")]
                }, empty: quiet, hidesCaption: true)
            let contributors = Table(
                "Contributors without an organisation", id: "contributors-table",
                columns: [.init("User name"), .init("Forge"), .init("Merged in twelve months", .number), .init("Last", .time)],
                rows: unmapped.contributors.prefix(Self.longest).map {
                    [.text(shown($0.login)), .text($0.host), .integer($0.merged), .date(settings.desk.calendar.day(of: $0.last))]
                }, empty: quiet, hidesCaption: true)
            let products = Table(
                "Projects that were not collected", id: "products-table",
                columns: [.init("Project"), .init("Where it stands"), .init("Why")],
                rows: found.products.prefix(Self.longest).map { [.text($0.subject), .text("\($0.place)"), .text($0.reason)] },
                empty: quiet, hidesCaption: true)
            let organisations = Table(
                "Organisations that do not meet", id: "organisations-table", columns: [.init("Organisation"), .init("What is missing")],
                rows: (unmapped.organisationsWithoutRevenue.map {
                    [.text($0), .text("contributors are mapped to it, but it is no customer")]
                }
                    + unmapped.customersWithoutContributors.map { [.text($0), .text("it is a customer, but nobody is mapped to it")] })
                    .prefix(Self.longest).map { $0 }, empty: quiet, hidesCaption: true)
            return .page(
                Page(
                    "What matches nothing",
                    lead:
                        "Where the programme's lists and the ledger do not meet. At most \(Self.longest) of each are shown; the API has all.",
                    breadcrumbs: [.init("Programme settings", "/programme")],
                    body: """
                        \(problems)
                        \(Section("Contributors without an organisation", id: "contributors", lead: "Authors of merged community change requests of twelve months for whom no organisation was known then.", body: contributors.html).html)
                        \(Section("User names without an account", id: "logins", lead: "The forge has said nothing of them yet: a slip of the pen, a user who was renamed, or somebody who did nothing yet.", body: logins.html).html)
                        \(Section("Projects that were not collected", id: "products", lead: "They are tried again at each collection.", body: products.html).html)
                        \(Section("Organisations", id: "organisations", body: organisations.html).html)
                        """))
        }
    }

    private var data: Route {
        .data(
            "/api/v1/programme/unmapped", "What matches nothing",
            details: "Where the programme's lists and the ledger do not meet.",
            answer: .object([
                "contributors": .array(
                    of: .object([
                        "username": .string(), "host": .string(), "merged": .integer("Of twelve months."), "last": .string(format: "date"),
                    ]),
                    "Authors of merged community change requests without a known organisation."),
                "usernames": .array(of: .object(["username": .string(), "host": .string(), "evidence": .string()]), "Without an account."),
                "projects": .array(of: .object(["project": .string(), "place": .string(), "reason": .string()]), "Not collected."),
                "organisations_without_revenue": .array(of: .string()), "customers_without_contributors": .array(of: .string()),
                "problems": .array(of: .string(), "Files that are not taken over."),
            ])
        ) { request in
            let found = try await findings()
            let json = found.unmapped.json(
                products: found.products, problems: request.may(.seePeople) ? found.problems : [], calendar: settings.desk.calendar,
                login: { request.may(.seePeople) ? $0 : Self.notShown }, evidence: request.may(.seePeople))
            return .data(json: { json })
        }
    }
}

extension Unmapped {
    /// The findings as the API and the command line tell them.
    ///
    /// - Parameters:
    ///   - login: how a user name is shown.
    ///   - evidence: whether the evidence, which may quote a user name, is shown.
    public func json(
        products: [UnmatchedRow], problems: [FileProblem], calendar: ReportingCalendar, login: (String) -> String = { $0 },
        evidence: Bool = true
    ) -> JSON {
        [
            "contributors": .array(
                contributors.map {
                    [
                        "username": .string(login($0.login)), "host": .string($0.host), "merged": .integer($0.merged),
                        "last": .string(calendar.day(of: $0.last).description),
                    ]
                }),
            "usernames": .array(
                logins.map {
                    ["username": .string(login($0.login)), "host": .string($0.host), "evidence": .string(evidence ? $0.evidence : "")]
                }),
            "projects": .array(
                products.map {
                    ["project": .string($0.subject), "place": .string("\($0.place)"), "reason": .string($0.reason)]
                }),
            "organisations_without_revenue": .array(organisationsWithoutRevenue.map(JSON.string)),
            "customers_without_contributors": .array(customersWithoutContributors.map(JSON.string)),
            "problems": .array(problems.map { .string($0.description) }),
        ]
    }
}
