import Ledger
import Store
import TestSupport
import Testing

/// A ledger with accounts of a forge, into which a test imports lists.
struct ProgrammeLedger {
    static let host = "gitlab.example"
    let store: any SQLStore
    let day: Instant

    /// `ada` is account 7 of the forge, `ben` 8; two projects were collected.
    init(_ store: any SQLStore, day: String = "2026-06-30") async throws {
        self.store = store
        self.day = Instant(day)!
        let now = self.day
        try await store.migrate([LedgerSchema.schema])
        try await Self.see(store, 7, "ada", at: now)
        try await Self.see(store, 8, "ben", at: now)
        try await store.write { writer in
            let project = try writer.addProject(slug: "alpha", title: "Alpha", at: now)
            for (path, number) in [("group/alpha", Int64(41)), ("group/Beta", 42)] {
                let repository = try writer.repository(at: "https://\(Self.host)/\(path)", kind: "gitlab", project: project, at: now)
                try writer.setForgeProject(
                    ForgeProject(repository: repository.id, forge: .gitlab, host: Self.host, path: path, number: number), at: now)
            }
        }
    }

    /// The forge shows an account.
    static func see(_ store: any SQLStore, _ number: Int64, _ login: String, isBot: Bool = false, at now: Instant) async throws {
        _ = try await store.write { writer in
            try ForgeAccountBook().account(
                of: ForgeAccount(host: host, number: number, login: login, isBot: isBot), observed: now, in: writer, at: now)
        }
    }

    @discardableResult
    func importing(
        at now: Instant? = nil, _ body: @escaping @Sendable (ProgrammeImport) throws -> ProgrammeChange
    ) async throws -> ProgrammeChange {
        let now = now ?? day
        return try await store.write { writer in
            try body(ProgrammeImport(writer, calendar: .utc, host: Self.host, madeBy: "test", at: now))
        }
    }

    @discardableResult
    func stating(
        at now: Instant? = nil, _ body: @escaping @Sendable (ProgrammeStatement) throws -> ProgrammeChange
    ) async throws -> ProgrammeChange {
        let now = now ?? day
        return try await store.write { writer in
            try body(ProgrammeStatement(writer, calendar: .utc, madeBy: "test", at: now))
        }
    }

    func state() async throws -> ProgrammeState { try await store.read { try ProgrammeState($0) } }

    /// Coaches as `ada 2026-01-01..2026-07-01`.
    func coaches() async throws -> [String] {
        try await state().coaches.map { "\($0.login) \(Self.days($0.held.assertion))" }
    }

    static func days(_ assertion: Assertion) -> String {
        "\(assertion.validFrom.map { "\($0.date)" } ?? "")..\(assertion.validTo.map { "\($0.date)" } ?? "")"
    }
}

func at(_ line: Int) -> RowPlace { RowPlace(file: "list.csv", line: line) }

func days(_ from: String?, _ to: String? = nil) -> DayRange {
    DayRange(from: from.flatMap(CivilDate.init), to: to.flatMap(CivilDate.init))
}

@Suite("Taking over the lists of a programme")
struct ProgrammeImportTests {
    @Test(
        "a roster is taken over once, keeps its days, and ends what it no longer lists; undo brings that back",
        arguments: TestEngine.allCases)
    func roster(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await ProgrammeLedger(store)
            let rows = [
                CoachRow(at(2), login: "Ada", speciality: "Frontend", days: days("2026-01-01")),
                CoachRow(at(3), login: "ben", days: days("2026-02-01", "2026-05-01")),
            ]
            let first = try await ledger.importing { try $0.coaches(rows, from: "list.csv") }
            #expect(first.changes == 2 && first.unmatched == [])
            #expect(try await ledger.coaches() == ["ada 2026-01-01..", "ben 2026-02-01..2026-05-01"])
            #expect(try await ledger.state().coaches[0].speciality == "Frontend")
            #expect(try await ledger.importing { try $0.coaches(rows, from: "list.csv") }.operation == nil)
            let later = try await ledger.importing { try $0.coaches([rows[0]], from: "list.csv") }
            #expect(try await ledger.coaches() == ["ada 2026-01-01.."])
            let operation = try #require(later.operation)
            _ = try await store.write { try $0.undo(operation, madeBy: "test", at: ledger.day) }
            #expect(try await ledger.coaches() == ["ada 2026-01-01..", "ben 2026-02-01..2026-05-01"])
            #expect(try await ledger.state().undone == [operation])
        }
    }

    @Test(
        "a user name nobody has seen becomes an account of its own, and is one person with the forge's account once that shows up",
        arguments: TestEngine.allCases)
    func unknownLogin(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await ProgrammeLedger(store)
            let rows = [CoachRow(at(2), login: "Cleo", name: "Cleo Example")]
            let change = try await ledger.importing { try $0.coaches(rows, from: "list.csv") }
            #expect(change.unmatched.map(\.subject) == ["Cleo"])
            #expect(try await ledger.state().coaches.map(\.isKnown) == [false])
            try await ProgrammeLedger.see(store, 9, "cleo", at: ledger.day)
            _ = try await store.write { try $0.placeAccounts(madeBy: "test", at: ledger.day) }
            let people = try await store.read { reader in
                try reader.rows(
                    """
                    SELECT s.object, s.rule FROM accounts a JOIN assertions s
                      ON s.subject = a.id AND s.predicate = 'account is person' AND s.ended_at IS NULL
                    WHERE a.spelling IN ('9', '@cleo') ORDER BY a.id
                    """
                ) { (person: $0.integer(0), rule: $0.text(1)) }
            }
            #expect(people.count == 2 && people[0].person == people[1].person)
            #expect(people.map(\.rule).contains("same user name"))
            let again = try await ledger.importing { try $0.coaches(rows, from: "list.csv") }
            #expect(again.unmatched == [] && again.changes == 2, "the roster moves to the forge's own account")
            #expect(try await ledger.state().coaches.map(\.isKnown) == [true])
        }
    }

    @Test("a user name of one forge is nobody on another", arguments: TestEngine.allCases)
    func otherHost(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await ProgrammeLedger(store)
            try await ledger.stating { try $0.addCoach("ada", host: "github.com") }
            _ = try await store.write { try $0.placeAccounts(madeBy: "test", at: ledger.day) }
            let people = try await store.read { try $0.assertions(.accountPerson).compactMap(\.assertion.object) }
            #expect(people.count == 3 && Set(people).count == 3)
        }
    }

    @Test(
        "a project is found by its number first, then by its path in any case; others are reported and tried again",
        arguments: TestEngine.allCases)
    func products(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await ProgrammeLedger(store)
            let rows = [
                ProductProjectRow(at(2), path: "group/old-name", number: 41), ProductProjectRow(at(3), path: "GROUP/beta", number: nil),
                ProductProjectRow(at(4), path: "group/gamma", number: 43),
            ]
            let change = try await ledger.importing { try $0.productProjects(rows, from: "list.csv") }
            #expect(try await ledger.state().products.map(\.subject) == ["gitlab.example/group/Beta", "gitlab.example/group/alpha"])
            #expect(change.unmatched.map(\.place) == [at(4)])
            #expect(try await store.read { try $0.unmatchedProducts(rows, host: ProgrammeLedger.host).map(\.subject) } == ["group/gamma"])
        }
    }

    @Test("customers keep their amounts, parents and days; a changed amount ends the one before", arguments: TestEngine.allCases)
    func customers(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await ProgrammeLedger(store)
            let rows = [
                CustomerRow(
                    at(2), organisation: "Example Works", parent: "Example Group", revenue: 10_000_050,
                    days: days("2025-01-01", "2026-01-01")),
                CustomerRow(at(3), organisation: "example works", parent: "Example Group", revenue: 20_000_000, days: days("2026-01-01")),
            ]
            try await ledger.importing { try $0.customers(rows, from: "list.csv") }
            let customer = try #require(try await ledger.state().customers.first)
            #expect(customer.name == "Example Works" && customer.parents.map(\.subject) == ["Example Group", "Example Group"])
            #expect(customer.revenue.map { $0.assertion.object } == [10_000_050, 20_000_000])
            #expect(customer.revenue.inForce(at: Instant("2025-06-01")!)?.assertion.object == 10_000_050)
            #expect(customer.revenue.inForce(at: Instant("2024-06-01")!) == nil)
            let raised = rows.map { row in
                CustomerRow(row.place, organisation: row.organisation, parent: row.parent, revenue: (row.revenue ?? 0) * 2, days: row.days)
            }
            #expect(
                try await ledger.importing { try $0.customers(raised, from: "list.csv") }.changes == 4,
                "two end, two begin, the parents stay")
            #expect(try await store.read { try $0.organisations().count } == 2)
        }
    }

    @Test("a mapped organisation goes before the domain of the address, whichever was learned first", arguments: TestEngine.allCases)
    func mapping(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await ProgrammeLedger(store)
            let now = ledger.day
            let account = try await store.write { writer in
                try ForgeAccountBook().account(
                    of: ForgeAccount(host: ProgrammeLedger.host, number: 10, login: "dora", email: "dora@mail.example"), observed: now,
                    in: writer, at: now)
            }
            let setting = OrganisationSetting(slug: "mail", name: "Mail", kind: .company, domains: [.init("mail.example")])
            _ = try await store.write { try $0.affiliateByDomain([setting], calendar: .utc, madeBy: "test", at: now) }
            let row = ContributorRow(at(2), organisation: "Example Works", logins: ["Dora", "emil"], customerNumber: "001")
            let change = try await ledger.importing { try $0.contributors([row], from: "list.csv") }
            #expect(change.changes == 2 && change.unmatched.map(\.subject) == ["emil"])
            let held = try await store.read { try $0.assertions(.accountOrganisation) }.filter { $0.assertion.subject == account }
            #expect(held.map(\.assertion.rule) == ["e-mail domain", "contributor mapping"])
            #expect(held.map { AffiliationRule($0.assertion.rule) }.min() == .contributorMapping)
            #expect(held[1].assertion.evidence == "list.csv line 2 maps Dora to Example Works (customer 001).")
        }
    }

    @Test("own organisations and the community rule of the configuration are taken over and changed", arguments: TestEngine.allCases)
    func configured(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await ProgrammeLedger(store)
            try await ledger.importing { try $0.ownOrganisations(["Example Office", "Other"], from: "steward.yml") }
            try await ledger.importing { try $0.ownOrganisations(["example office"], from: "steward.yml") }
            #expect(try await ledger.state().own.map(\.subject) == ["Example Office"])
            try await ledger.importing { try $0.communityRule(.label, from: "steward.yml") }
            #expect(try await ledger.state().communityRule(at: ledger.day) == .label)
            try await ledger.importing { try $0.communityRule(.affiliation, from: "steward.yml") }
            #expect(try await ledger.state().communityRule(at: ledger.day) == .affiliation)
            try await ledger.stating { try $0.setCommunityRule(.label, days: days("2026-01-01", "2027-01-01")) }
            #expect(try await ledger.state().communityRule(at: ledger.day) == .label, "what a person stated goes first")
            #expect(try await ledger.state().communityRule(at: Instant("2025-12-31")!) == .affiliation)
        }
    }

    @Test("what the forge says of bots is asserted with its day, and taken back when it says otherwise", arguments: TestEngine.allCases)
    func bots(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await ProgrammeLedger(store)
            try await ProgrammeLedger.see(store, 11, "renovator", isBot: true, at: ledger.day)
            _ = try await store.write { try $0.markBots(madeBy: "test", at: ledger.day) }
            let marks = try await store.read { try $0.assertions(.accountBot).map(\.assertion) }
            #expect(marks.map(\.rule) == ["forge says bot"])
            #expect(marks.map(\.evidence) == ["gitlab.example said on 2026-06-30 that a program uses the account."])
            let later = ledger.day.advanced(by: 86_400)
            try await ProgrammeLedger.see(store, 11, "renovator", isBot: false, at: later)
            _ = try await store.write { try $0.markBots(madeBy: "test", at: later) }
            #expect(try await store.read { try $0.assertions(.accountBot).count } == 0)
        }
    }
}
