@testable import Ledger
import Store
import TestSupport
import Testing

@Suite("Reading a roster")
struct RosterFileTests {
    private func problems(_ text: String) -> [String] {
        RosterFile.read(text, file: "hr.csv", host: "gitlab.example").problems.map(\.description)
    }

    @Test("a row has its address, its user names at each forge, its team from the largest down, its manager and its days")
    func reads() throws {
        let rows = try #require(
            RosterFile.read(
                """
                name,email,usernames,team,manager,from,to,organisation
                Ada Lane,Ada@Works.example,"@ada; GitHub.com:Ada-L ada",Engineering / Platform,boss@works.example,2024-01-01,2025-01-01,Works
                ,,ben,,github.com:boss,,,
                """, file: "hr.csv", host: "gitlab.example"
            ).rows)
        #expect(rows.count == 2)
        #expect(rows[0].place == RowPlace(file: "hr.csv", line: 2))
        #expect(rows[0].name == "Ada Lane" && rows[0].email == "ada@works.example" && rows[0].organisation == "Works")
        #expect(rows[0].logins == [.init(host: "gitlab.example", name: "ada"), .init(host: "github.com", name: "Ada-L")])
        #expect(rows[0].team == ["Engineering", "Platform"])
        #expect(rows[0].manager == .email("boss@works.example"))
        #expect(rows[0].days == DayRange(from: CivilDate("2024-01-01"), to: CivilDate("2025-01-01")))
        #expect(rows[1].manager == .login(.init(host: "github.com", name: "boss")) && rows[1].email == nil && rows[1].team.isEmpty)
    }

    @Test(
        "each mistake is named with its file, line and field",
        arguments: [
            ("name\nAda\n", "hr.csv line 1: has no column “email” or “usernames”; one of them must name each person"),
            ("email,usernames,name\n,,Ada\n", "hr.csv line 2, email: is empty, and so is usernames; one of them must name the person"),
            ("email\nada\n", "hr.csv line 2, email: “ada” is no e-mail address"),
            ("email\na@b@c\n", "hr.csv line 2, email: “a@b@c” is no e-mail address"),
            (
                "email,from,to\na@b,2024-02-01,2024-01-01\n",
                "hr.csv line 2, to: is not after from; it is the first day that no longer counts"
            ),
            ("email,from\na@b,2024-02-30\n", "hr.csv line 2, from: “2024-02-30” is no day such as 2026-11-21"),
            ("usernames\na:b:c\n", "hr.csv line 2, usernames: “a:b:c” is no user name such as ada or github.com:ada"),
            ("email,manager\na@b,The Boss\n", "hr.csv line 2, manager: “The Boss” is neither an e-mail address nor a user name"),
            ("email,team\na@b,A//B\n", "hr.csv line 2, team: “A//B” has a level without a name, or one of more than 200 characters"),
            ("email,name\na@b,Ada\u{202E}nad\n", "hr.csv line 2, name: holds U+202E, which nobody can see; write it without"),
            ("email,name\na@b,A\u{200B}da\n", "hr.csv line 2, name: holds U+200B, which nobody can see; write it without"),
            ("email\na\u{200F}@b\n", "hr.csv line 2, email: “a\u{200F}@b” is no e-mail address"),
            (
                "email,from,to\na@b,,2024-06-01\nA@B,2024-05-01,\n",
                "hr.csv line 3, email: “a@b” stands on line 2 already, for some of the same days"
            ),
            ("usernames\nada\nADA\n", "hr.csv line 3, usernames: “gitlab.example:ada” stands on line 2 already, for some of the same days"),
            ("email,manager\na@b,A@B\n", "hr.csv line 2, manager: a@b would report to themselves"),
            ("email,manager\na@b,c@d\nc@d,e@f\ne@f,a@b\n", "hr.csv line 2, manager: a@b would report to themselves by way of c@d, e@f"),
            (
                "email,team\na@b,X/Y\nc@d,Z/Y\n",
                "hr.csv line 3, team: the team “Y” is part of “X” on line 2 already; give the teams two names, or one place"
            ),
            ("email,team\na@b,X/Y\nc@d,Y/X\n", "hr.csv line 2, team: Y would be part of itself by way of X"),
            ("email,team\na@b,X/X\n", "hr.csv line 2, team: the team “X” would be part of itself"),
        ])
    func refuses(_ text: String, _ message: String) {
        #expect(problems(text) == [message])
    }

    @Test("a name of ten thousand bytes is refused, and joiners that languages need are not")
    func hostileNames() {
        #expect(
            problems("email,name\na@b,\(String(repeating: "x", count: 9_000))\n") == [
                "hr.csv line 2, name: is longer than 200 characters, or has more than one line"
            ])
        #expect(
            problems("email,name\na@b,\(String(repeating: "x", count: 10_001))\n") == [
                "hr.csv line 2: has a field of more than 10000 bytes"
            ])
        #expect(problems("email,name\na@b,می\u{200C}خواهم\n") == [])
    }

    @Test("bytes that are no UTF-8 are refused, however the file comes in pieces")
    func pieces() throws {
        func read(_ bytes: [UInt8]) -> FileReading<RosterRow> {
            var rest = bytes[...]
            return RosterFile.read(file: "hr.csv", host: "h") { () throws(FileProblem) -> [UInt8] in
                defer { rest = rest.dropFirst() }
                return Array(rest.prefix(1))
            }
        }
        #expect(
            read(Array("email,name\r\n".utf8) + [0x61, 0x40, 0x62, 0x2C, 0xC3, 0x28, 0x0A]).problems.map(\.description) == [
                "hr.csv line 2: is not written in UTF-8"
            ])
        let rows = try #require(read([0xEF, 0xBB, 0xBF] + Array("email,name\r\na@b,\"Ä, \"\"B\"\"\"\r\n".utf8)).rows)
        #expect(rows.map(\.name) == ["Ä, \"B\""])
    }

    @Test("managers who take turns over time are no circle, and neither is a person with two rows")
    func turns() {
        #expect(problems("email,manager,from,to\na@b,c@d,,2024-01-01\nc@d,a@b,2024-01-01,\na@b,x@y,2024-01-01,\n") == [])
    }

    @Test("a roster with a circle among twenty thousand people is found without trying every way")
    func large() {
        var lines = ["email,usernames,manager,team"]
        for number in 0..<20_000 {
            lines.append("p\(number)@works.example,u\(number),p\(number / 8)@works.example,T\(number / 100)")
        }
        lines[1] = "p0@works.example,u0,p19999@works.example,T0"
        let clock = ContinuousClock()
        var found: [String] = []
        let time = clock.measure { found = problems(lines.joined(separator: "\n")) }
        #expect(found.count == 1 && found[0].hasPrefix("hr.csv line 2, manager: p0@works.example would report to themselves by way of"))
        #expect(time < .seconds(60))
    }
}

@Suite("Taking over a roster")
struct RosterImportTests {
    private let day = Instant("2026-01-01")!

    private func store(on engine: TestEngine, _ body: @escaping @Sendable (any SQLStore) async throws -> Void) async throws {
        try await withStore(on: engine) { store in
            try await store.migrate([LedgerSchema.schema])
            try await body(store)
        }
    }

    @discardableResult
    private func take(_ text: String, into store: any SQLStore, at now: String = "2026-01-01", named: String? = nil) async throws
        -> AffiliationChange
    {
        let rows = try #require(RosterFile.read(text, file: "hr.csv", host: "gitlab.example").rows)
        return try await store.write { writer in
            try RosterImport(writer, calendar: .utc, madeBy: "test", at: Instant(now)!).apply(rows, named: named, from: "hr.csv")
        }
    }

    /// What is held, as `ada@works.example account is for organisation Works 2024-01-01..`.
    private func beliefs(_ store: any SQLStore, _ predicate: Assertion.Predicate) async throws -> [String] {
        try await store.read { reader in
            let names = Dictionary(uniqueKeysWithValues: try reader.organisations().map { ($0.id, $0.name) })
            let accounts = Dictionary(
                uniqueKeysWithValues: try reader.rows("SELECT id, spelling FROM accounts") { ($0.integer(0), $0.text(1)) })
            let isTree = predicate == .organisationParent
            let toAccount = predicate == .accountManager || predicate == .accountSame
            return try reader.assertions(predicate).map { held in
                let assertion = held.assertion
                let days = "\(assertion.validFrom.map { "\($0.date)" } ?? "")..\(assertion.validTo.map { "\($0.date)" } ?? "")"
                let object = assertion.object ?? 0
                return "\((isTree ? names : accounts)[assertion.subject] ?? "?") \((toAccount ? accounts : names)[object] ?? "?") \(days)"
            }.sorted()
        }
    }

    private let roster = """
        email,usernames,team,manager,from,to,organisation
        ada@works.example,ada,Engineering/Platform,ben@works.example,2024-01-01,,Works
        ben@works.example,,Engineering,cleo@works.example,,,Works
        cleo@works.example,,,,,,Works
        """

    @Test("affiliation, team, manager and the tree of teams are held, each for its days", arguments: TestEngine.allCases)
    func holds(_ engine: TestEngine) async throws {
        try await store(on: engine) { store in
            let change = try await take(roster, into: store)
            #expect(change.warnings.map(\.subject) == ["ada"])
            #expect(
                try await beliefs(store, .accountOrganisation) == [
                    "@ada Works 2024-01-01..", "ada@works.example Works 2024-01-01..", "ben@works.example Works ..",
                    "cleo@works.example Works ..",
                ])
            #expect(
                try await beliefs(store, .accountTeam) == [
                    "@ada Platform 2024-01-01..", "ada@works.example Platform 2024-01-01..", "ben@works.example Engineering ..",
                ])
            #expect(
                try await beliefs(store, .accountManager) == [
                    "@ada ben@works.example 2024-01-01..", "ada@works.example ben@works.example 2024-01-01..",
                    "ben@works.example cleo@works.example ..",
                ])
            #expect(try await beliefs(store, .organisationParent) == ["Engineering Works ..", "Platform Engineering .."])
            #expect(try await beliefs(store, .accountSame) == ["ada@works.example @ada .."])
            #expect(try await store.read { try $0.assertions(.accountTeam) }.allSatisfy { $0.assertion.rule == "HR roster" })
        }
    }

    @Test(
        "the same roster again changes nothing; a new one ends what is gone as one operation, and undo brings it back",
        arguments: TestEngine.allCases)
    func again(_ engine: TestEngine) async throws {
        try await store(on: engine) { store in
            try await take(roster, into: store)
            let before = try await everything(store)
            #expect(try await take(roster, into: store, at: "2026-02-01").operation == nil)
            // Lines that move say the same.
            #expect(try await take(roster.replacing("email,user", with: "\n\nemail,user"), into: store, at: "2026-02-01").changes == 0)

            let change = try await take(
                """
                email,usernames,team,manager,from,to,organisation
                ada@works.example,ada,Engineering/Platform,cleo@works.example,2024-01-01,2026-02-01,Works
                cleo@works.example,,,,,,Works
                """, into: store, at: "2026-03-01")
            #expect(
                try await beliefs(store, .accountOrganisation) == [
                    "@ada Works 2024-01-01..2026-02-01", "ada@works.example Works 2024-01-01..2026-02-01", "cleo@works.example Works ..",
                ])
            #expect(
                try await beliefs(store, .accountManager) == [
                    "@ada cleo@works.example 2024-01-01..2026-02-01", "ada@works.example cleo@works.example 2024-01-01..2026-02-01",
                ])
            let operation = try #require(change.operation)
            _ = try await store.write { try $0.undo(operation, madeBy: "test", at: Instant("2026-04-01")!) }
            #expect(try await everything(store) == before)
        }
    }

    private func everything(_ store: any SQLStore) async throws -> Set<Assertion> {
        try await store.read { reader in Set(try Assertion.Predicate.allCases.flatMap { try reader.assertions($0) }.map(\.assertion)) }
    }

    @Test(
        "an address that comes later is the roster's person, and so is a user name that the forge shows later",
        arguments: TestEngine.allCases)
    func later(_ engine: TestEngine) async throws {
        try await store(on: engine) { store in
            try await take("email,usernames,organisation\nada@works.example,ada,Works\n", into: store)
            let ledger = try await SmallLedger(store)
            try await ledger.commit("ada", "2026-01-01", email: "Ada@Works.example")
            try await ledger.commit("ada", "2026-01-01", email: "other@works.example")
            _ = try await store.write { writer in
                try ForgeAccountBook().account(
                    of: ForgeAccount(host: "gitlab.example", number: 7, login: "Ada"), observed: day, in: writer, at: day)
            }
            try await ledger.place()
            let found = try await store.read { reader in
                let ids = Dictionary(
                    uniqueKeysWithValues: try reader.rows("SELECT id, spelling FROM accounts") { ($0.text(1), $0.integer(0)) })
                let last = Int(try reader.integer("SELECT MAX(id) FROM accounts") ?? 0)
                var personOf = Array(repeating: Int32(-1), count: last + 1)
                var numbers: [Int64: Int32] = [:]
                for held in try reader.assertions(.accountPerson) {
                    let person = held.assertion.object ?? 0
                    let number = numbers[person] ?? Int32(numbers.count)
                    numbers[person] = number
                    personOf[Int(held.assertion.subject)] = number
                }
                let index = try reader.affiliations(personOf: personOf)
                func organisation(_ spelling: String) -> Int64 { index.parts(of: ids[spelling] ?? -1, at: day.seconds)[0].organisation }
                let works = try reader.organisations()[0].id
                let wanted = try reader.affiliationCase(of: [ids["7"]!, ids["@ada"]!]).explain(ids["7"]!, at: day)
                return [
                    organisation("ada <Ada@Works.example>") == works, organisation("7") == works,
                    organisation("ada <other@works.example>") == 0,
                    wanted.rule == .roster, wanted.winners.map(\.assertion.subject) == [ids["@ada"]!],
                ]
            }
            #expect(found == [true, true, true, true, true])
        }
    }

    @Test("several rosters end only what each said itself", arguments: TestEngine.allCases)
    func named(_ engine: TestEngine) async throws {
        try await store(on: engine) { store in
            try await take("email,organisation\nada@works.example,Works\n", into: store, named: "works")
            try await take("email,organisation\nben@lab.example,Lab\n", into: store, named: "lab")
            try await take("email,organisation\ncleo@lab.example,Lab\n", into: store, named: "lab")
            #expect(try await beliefs(store, .accountOrganisation) == ["ada@works.example Works ..", "cleo@lab.example Lab .."])
            #expect(
                try await store.read { try $0.assertions(.accountOrganisation) }.allSatisfy {
                    AffiliationRule($0.assertion.rule) == .roster
                })
        }
    }

    @Test("a manager whom nobody knows is a warning, and one whom only the ledger knows is found", arguments: TestEngine.allCases)
    func managers(_ engine: TestEngine) async throws {
        try await store(on: engine) { store in
            let ledger = try await SmallLedger(store)
            try await ledger.commit("ben", "2026-01-01", email: "ben@works.example")
            let change = try await take(
                "email,manager,organisation\nada@works.example,nobody@works.example,Works\ncleo@works.example,ben@works.example,Works\n",
                into: store)
            #expect(
                change.warnings == [
                    UnmatchedRow(
                        RowPlace(file: "hr.csv", line: 2), "nobody@works.example", "the manager is neither on the roster nor known")
                ])
            #expect(try await beliefs(store, .accountManager) == ["cleo@works.example ben <ben@works.example> .."])
        }
    }

    @Test("without an organisation in the row the programme's own counts, when it has just one", arguments: TestEngine.allCases)
    func ownOrganisation(_ engine: TestEngine) async throws {
        try await store(on: engine) { store in
            await #expect(
                throws: FileRefusal([
                    FileProblem(
                        "hr.csv", line: 2, field: "organisation",
                        "is empty, and the programme names no organisation of its own that would take its place")
                ])
            ) { () async throws in try await take("email\nada@works.example\n", into: store) }
            #expect(try await store.read { try $0.integer("SELECT COUNT(*) FROM accounts") } == 0)
            _ = try await store.write { writer in
                try ProgrammeImport(writer, calendar: .utc, host: "gitlab.example", madeBy: "test", at: day).ownOrganisations(
                    ["Works"], from: "steward.yml")
            }
            try await take("email\nada@works.example\n", into: store)
            #expect(try await beliefs(store, .accountOrganisation) == ["ada@works.example Works .."])
        }
    }

    @Test("teams of one name in two organisations are two teams, and a customer of that name is neither", arguments: TestEngine.allCases)
    func teamNames(_ engine: TestEngine) async throws {
        try await store(on: engine) { store in
            try await take("email,team,organisation\na@works.example,Platform,Works\nb@lab.example,platform,Lab\n", into: store)
            _ = try await store.write { writer in
                try ProgrammeImport(writer, calendar: .utc, host: "gitlab.example", madeBy: "test", at: day).ownOrganisations(
                    ["Platform"], from: "steward.yml")
            }
            let found = try await store.read { try $0.organisations() }.map { "\($0.slug) \($0.kind)" }.sorted()
            #expect(found == ["lab company", "lab-platform team", "platform company", "works company", "works-platform team"])
        }
    }
}
