@testable import Ledger
import Store
import TestSupport
import Testing

@Suite("Lists of organisations")
struct OrganisationListTests {
    private static let now = Instant("2026-01-01")!

    private func problems(_ text: String) -> [String] { OrganisationFile.read(text, file: "orgs.csv").problems.map(\.description) }

    @Test(
        "each mistake is named with its file, line and field",
        arguments: [
            ("slug\nworks\n", "orgs.csv line 1: has no column “name”; it has “slug”"),
            ("name,kind\n,company\n", "orgs.csv line 2, name: is empty"),
            (
                "name,slug\nWorks,Not A Slug\n",
                "orgs.csv line 2, slug: “Not A Slug” cannot name something in addresses: use 1 to 80 lower-case letters, digits, dots, underscores and hyphens, beginning with a letter or digit."
            ),
            (
                "name,kind\nWorks,club\n",
                "orgs.csv line 2, kind: “club” is no kind of organisation; there are company, university, foundation, government, community, member, team"
            ),
            ("name,kind\nPlatform,team\n", "orgs.csv line 2, slug: is empty; a team needs a short name, as names of teams repeat"),
            ("name,domains\nWorks,example\n", "orgs.csv line 2, domains: “example” is no domain such as example.org"),
            ("name,domains\nWorks,a..b\n", "orgs.csv line 2, domains: “a..b” is no domain such as example.org"),
            (
                "name,from,to\nWorks,2024-01-01,2024-01-01\n",
                "orgs.csv line 2, to: is not after from; it is the first day that no longer counts"
            ),
            ("name,kind\nWorks,company\nworks,university\n", "orgs.csv line 3, kind: is university, and company on line 2"),
            (
                "name,parent\nA,B\nB,\nA,C\nC,\n",
                "orgs.csv line 4, parent: the parent of “a” stands on line 2 already, for some of the same days"
            ),
            (
                "name,domains\nA,works.example\nB,only:works.example\n",
                "orgs.csv line 3, domains: the domain “works.example” stands on line 2 already, for some of the same days"
            ),
            ("name\nWo\u{2066}rks\n", "orgs.csv line 2, name: holds U+2066, which nobody can see; write it without"),
        ])
    func refuses(_ text: String, _ message: String) {
        #expect(problems(text) == [message])
    }

    private func take(_ text: String, into store: any SQLStore, at now: Instant = now) async throws -> AffiliationChange {
        let rows = try #require(OrganisationFile.read(text, file: "orgs.csv").rows)
        return try await store.write { try OrganisationImport($0, calendar: .utc, madeBy: "test", at: now).apply(rows, from: "orgs.csv") }
    }

    private func export(_ store: any SQLStore) async throws -> String {
        let rows = try await store.read { try $0.organisationRows(calendar: .utc) }
        return ([OrganisationFile.columns] + rows.map { $0.values.map { $0 ?? "" } }).map { $0.joined(separator: ",") + "\n" }.joined()
    }

    private let list = """
        slug,name,kind,parent,from,to,domains
        lab,Lab,university,,,,only:lab.example
        ministry,Ministry,government,,,,
        office,Office,government,ministry,,,office.example
        tool,Tool,company,lab,,2024-01-01,tool.example
        tool,Tool,company,works,2024-01-01,,new.example tool.example
        works,Works,company,,,,works.example
        works-platform,Platform,team,works,,,

        """

    @Test("a list is taken over once, written as it was read, and undone whole", arguments: TestEngine.allCases)
    func roundTrip(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await store.migrate([LedgerSchema.schema])
            let change = try await take(list, into: store)
            #expect(try await export(store) == list)
            #expect(try await take(list, into: store).operation == nil)
            let tree = try await store.read { OrganisationTree(try $0.assertions(.organisationParent)) }
            let numbers = Dictionary(uniqueKeysWithValues: try await store.read { try $0.organisations() }.map { ($0.slug, $0.id) })
            #expect(tree.ultimateParent(of: numbers["tool"]!, at: Instant("2023-06-01")!) == numbers["lab"])
            #expect(tree.ultimateParent(of: numbers["tool"]!, at: Instant("2024-06-01")!) == numbers["works"])
            let operation = try #require(change.operation)
            _ = try await store.write { try $0.undo(operation, madeBy: "test", at: Self.now) }
            #expect(try await store.read { try $0.assertions(.organisationParent) + $0.assertions(.organisationDomain) }.isEmpty)
        }
    }

    @Test("domains of a list affiliate, without their sub-domains where the list says so", arguments: TestEngine.allCases)
    func domains(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await SmallLedger(store)
            _ = try await take(list, into: store)
            for (name, address) in [
                ("ada", "ada@lab.example"), ("ben", "ben@sub.lab.example"), ("cleo", "cleo@sub.works.example"),
                ("dora", "dora@tool.example"),
            ] {
                try await ledger.commit(name, "2025-01-01", email: address)
            }
            try await ledger.affiliate([:])
            let found = try await store.read { reader in
                let names = Dictionary(uniqueKeysWithValues: try reader.organisations().map { ($0.id, $0.name) })
                let accounts = Dictionary(
                    uniqueKeysWithValues: try reader.rows("SELECT id, name FROM accounts") { ($0.integer(0), $0.text(1)) })
                return try reader.assertions(.accountOrganisation).map {
                    "\(accounts[$0.assertion.subject]!) \(names[$0.assertion.object!]!)"
                }
            }
            #expect(Set(found) == ["ada Lab", "cleo Works", "dora Tool"])
        }
    }

    @Test(
        "a circle, also with what is held already, and an unknown parent are refused, and nothing is lost", arguments: TestEngine.allCases)
    func circles(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await store.migrate([LedgerSchema.schema])
            _ = try await take(list, into: store)
            let before = try await export(store)
            for (text, message) in [
                ("name,parent\nA,B\nB,C\nC,A\n", "orgs.csv line 2, parent: A would be part of itself by way of B, C"),
                ("name,parent\nA,A\n", "orgs.csv line 2, parent: A cannot be part of itself"),
                ("name,parent\nA,Nobody\n", "orgs.csv line 2, parent: there is no organisation “Nobody”; give it a row of its own"),
            ] {
                let refusal = await #expect(throws: FileRefusal.self) { () async throws in _ = try await take(text, into: store) }
                #expect(refusal?.description == message)
            }
            #expect(try await export(store) == before)
            // Stated by hand: Works is part of the office. The list puts the ministry, above the office, under Works.
            _ = try await store.write {
                try OrganisationStatement($0, calendar: .utc, madeBy: "test", at: Self.now).setParent(of: "works", to: "office")
            }
            let refusal = await #expect(throws: FileRefusal.self) { () async throws in
                _ = try await take(
                    list.replacing("ministry,Ministry,government,,", with: "ministry,Ministry,government,works,"), into: store)
            }
            #expect(refusal?.description == "orgs.csv line 3, parent: Ministry would be part of itself by way of Works, Office")
        }
    }

    @Test("a parent is stated for days, taken back, and refused when it would close a circle", arguments: TestEngine.allCases)
    func statements(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await store.migrate([LedgerSchema.schema])
            _ = try await take("name\nA\nB\nC\n", into: store)
            func state(_ child: String, _ parent: String?, _ from: String?, _ to: String? = nil) async throws {
                let days = DayRange(from: from.flatMap { CivilDate($0) }, to: to.flatMap { CivilDate($0) })
                _ = try await store.write {
                    try OrganisationStatement($0, calendar: .utc, madeBy: "test", at: Self.now).setParent(of: child, to: parent, days: days)
                }
            }
            try await state("a", "b", nil)
            try await state("a", "c", "2024-01-01")
            try await state("b", "c", nil, "2023-01-01")
            #expect(
                try await export(store) == """
                    slug,name,kind,parent,from,to,domains
                    a,A,company,b,,2024-01-01,
                    a,A,company,c,2024-01-01,,
                    b,B,company,c,,2023-01-01,
                    c,C,company,,,,

                    """)
            let refusal = await #expect(throws: AffiliationRefusal.self) { () async throws in try await state("c", "a", "2022-01-01") }
            #expect(refusal?.description == "C would be part of itself, by way of A.")
            try await state("c", "a", "2023-01-01", "2024-01-01")
            try await state("a", nil, "2024-01-01")
            #expect(try await export(store).contains("a,A,company,b,,2024-01-01,\nb,B"))
            for (child, parent) in [("a", "nowhere"), ("nowhere", "a")] {
                await #expect(throws: AffiliationRefusal.self) { () async throws in try await state(child, parent, nil) }
            }
        }
    }
}
