import Access
import Ledger
import Measures
import Pages
import Store

/// The list of people, in which somebody is found by name, and the same as data.
struct PeoplePage {
    let people: PeopleDesk
    private let cache = AnswerCache<[Entry]>(capacity: 2)

    init(people: PeopleDesk) { self.people = people }

    private var desk: MeasureDesk { people.desk }

    var routes: [Route] { [page, data] }

    struct Entry: Sendable {
        let label: PersonLabel
        let accounts: Int
        /// Change requests and issues opened, and contributions to commits, ever.
        let contributions: Int
    }

    private static let parameters: [Parameter] = [
        .text(
            "q", maxLength: 100,
            "Only people whose name as you may see it holds this text; for those who may see people, a name or address too.", label: "Name"),
        .text("cursor", maxLength: 60, "Where the page before ended."),
    ]

    /// Everybody, in no order.
    private func everybody(_ moment: Moment) async throws -> [Entry] {
        let context = people.context
        return try await cache.value("", revision: moment.revision) {
            let items = try await context.items(at: moment)
            let commits = try await context.keeper.facts(at: moment, CommitFactsKey(asKnown: nil, dates: .author))
            var accounts: [Int32: Int] = [:]
            for person in items.actors.personOfAccount.dropFirst() where person >= 0 { accounts[person, default: 0] += 1 }
            var contributions: [PersonID: Int] = [:]
            var counts: [Int32: Int] = [:]
            for item in items.items where item.author >= 0 { counts[item.author, default: 0] += 1 }
            for (person, count) in counts { contributions[items.people[Int(person)].id, default: 0] += count }
            counts = [:]
            for person in commits.contributions.person { counts[person, default: 0] += 1 }
            for (person, count) in counts { contributions[commits.people[Int(person)].id, default: 0] += count }
            return accounts.map { person, count in
                let label = items.people[Int(person)].label
                return Entry(label: label, accounts: count, contributions: contributions[label.id] ?? 0)
            }
        }
    }

    private func found(_ request: Request, limit: Int) async throws -> (total: Int, slice: Slice<Entry>) {
        let moment = try await desk.moment()
        let reader = desk.reader(request)
        // Who opted out is on no list: the sums of measures count them.
        var entries = try await everybody(moment).filter { $0.label.hasPage(for: reader) }
        if let text = request.text("q")?.lowercased() {
            let spelled = reader == .staff ? try await people.people(spelled: text, moment) : []
            entries = entries.filter { $0.label.text(for: reader).lowercased().contains(text) || spelled.contains($0.label.id) }
        }
        let all = entries
        let rows = RowRequest(Question(""), period: Period(.month, index: 0), cursor: request.text("cursor"), limit: limit)
        return (all.count, try desk.answering { try Slice(people: all, rows) { RowKey($0.contributions, $0.label.id.number) } })
    }

    private var page: Route {
        .page(
            "/people", "The people behind the accounts", parameters: Self.parameters, revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let (total, slice) = try await found(request, limit: 50)
            let reader = desk.reader(request)
            let table = Table(
                "People", id: "people", columns: [.init("Person"), .init("Accounts", .number), .init("Contributions", .number)],
                rows: slice.items.map { [.person($0.label, reader), .integer($0.accounts), .integer($0.contributions)] },
                empty: EmptyState("Nobody is found", next: "Try a part of the name, or collect something first."), hidesCaption: true)
            let pager = Pager(
                "people", shown: slice.items.count, total: total,
                first: request.isGiven("cursor") ? request.link(changing: ["cursor": nil]) : nil,
                next: slice.next.map { request.link(changing: ["cursor": $0]) })
            return .page(
                Page(
                    "People",
                    lead: "Everybody behind an account, with all they ever did: contributions to commits, change requests and issues.",
                    actions: request.may(.correctPeople)
                        ? [
                            HTML.button("Review suggestions", to: "/people/review"),
                            HTML.button("Bots by their rates", to: "/people/rates"),
                        ] : [],
                    body: "\(FilterForm(request, fields: ["q"], button: "Find").html)\(table.html)\(pager.html)"))
        }
    }

    private var data: Route {
        .data(
            "/api/v1/people", "The people behind the accounts", details: "Who opted out is listed only for those who may see people.",
            parameters: Self.parameters + [.integer("limit", 1...RowRequest.mostRows, "People on a page.", default: 50)],
            formats: [.json, .csv],
            answer: .object([
                "total": .integer("People on all pages."),
                "next": .nullable(.string("Give it as cursor to get the next page; null on the last.")),
                "people": .array(
                    of: .object([
                        "id": .string(), "name": .string("As this reader may see it."), "accounts": .integer(),
                        "contributions": .integer("All that they ever did."),
                    ])),
            ]), revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let (total, slice) = try await found(request, limit: request.integer("limit") ?? 50)
            let reader = desk.reader(request)
            return .data(filename: "people") {
                [
                    "total": .integer(total), "next": JSON(slice.next),
                    "people": .array(
                        slice.items.map {
                            [
                                "id": .string($0.label.id.description), "name": .string($0.label.text(for: reader)),
                                "accounts": .integer($0.accounts),
                                "contributions": .integer($0.contributions),
                            ]
                        }),
                ]
            } csv: {
                CSV(
                    columns: ["id", "name", "accounts", "contributions"],
                    rows: slice.items.map {
                        [
                            .text($0.label.id.description), .text($0.label.text(for: reader)), .integer($0.accounts),
                            .integer($0.contributions),
                        ]
                    })
            }
        }
    }
}

extension PeopleDesk {
    /// The most accounts that a search by spelling looks into.
    private static let mostSpelled = 500

    /// The people of accounts whose name or address holds a text; for staff alone.
    fileprivate func people(spelled text: String, _ moment: Moment) async throws -> Set<PersonID> {
        let pattern = "%" + text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_") + "%"
        let accounts = try await desk.store.read { reader in
            try reader.rows(
                "SELECT id FROM accounts WHERE LOWER(spelling) LIKE ? ESCAPE '\\' OR LOWER(name) LIKE ? ESCAPE '\\' OR email_key LIKE ? ESCAPE '\\' LIMIT ?",
                [.text(pattern), .text(pattern), .text(pattern), .int(Self.mostSpelled)]
            ) { $0.integer(0) }
        }
        let actors = try await context.items(at: moment).actors
        return Set(accounts.compactMap { actors.person(behind: $0) })
    }
}
