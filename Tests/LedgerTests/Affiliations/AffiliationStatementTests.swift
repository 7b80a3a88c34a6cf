@testable import Ledger
import Store
import TestSupport
import Testing

@Suite("What a person states of people")
struct AffiliationStatementTests {
    private static let now = Instant("2026-01-01")!

    /// A ledger with accounts 1 to 4, the organisations Works and Lab, and the team Platform of Works.
    private func with(_ engine: TestEngine, _ body: (any SQLStore) async throws -> Void) async throws {
        try await withStore(on: engine) { store in
            try await store.migrate([LedgerSchema.schema])
            try await store.write { writer in
                let book = AccountBook(source: "git")
                for name in ["ada", "ben", "cleo", "dora"] {
                    _ = try book.account(of: SpelledIdentity(name: name, email: "\(name)@example.org"), in: writer, at: Self.now)
                }
                for (slug, name, kind) in [
                    ("works", "Works", Organisation.Kind.company), ("lab", "Lab", .university), ("works-platform", "Platform", .team),
                ] {
                    _ = try writer.organisation(OrganisationSetting(slug: slug, name: name, kind: kind, domains: []), at: Self.now)
                }
            }
            try await body(store)
        }
    }

    @discardableResult
    private func state(
        _ store: any SQLStore, _ body: @escaping @Sendable (AffiliationStatement) throws -> AffiliationChange
    ) async throws -> AffiliationChange {
        try await store.write { try body(AffiliationStatement($0, calendar: .utc, madeBy: "test", at: Self.now)) }
    }

    /// `1 Works 2020..2021 60%`, of one kind.
    private func held(_ store: any SQLStore, _ predicate: Assertion.Predicate = .accountOrganisation) async throws -> [String] {
        try await store.read { reader in
            let names = Dictionary(uniqueKeysWithValues: try reader.organisations().map { ($0.id, $0.name) })
            return try reader.assertions(predicate).map(\.assertion).sorted {
                ($0.subject, $0.validFrom?.seconds ?? .min) < ($1.subject, $1.validFrom?.seconds ?? .min)
            }.map {
                let object = predicate == .accountManager ? "\($0.object ?? 0)" : names[$0.object ?? 0] ?? "-"
                let share = $0.share.map { " \($0 / 10_000)%" } ?? ""
                return
                    "\($0.subject) \(object) \($0.validFrom.map { "\($0.date.year)" } ?? "")..\($0.validTo.map { "\($0.date.year)" } ?? "")\(share)"
            }
        }
    }

    private func years(_ from: Int?, _ to: Int?) -> DayRange {
        DayRange(from: from.map { CivilDate(year: $0, month: 1, day: 1) }, to: to.map { CivilDate(year: $0, month: 1, day: 1) })
    }

    /// The cases of SortingHat's enrolments, with its names and years changed.
    @Test("times of one organisation that overlap or touch become one; those apart stay apart", arguments: TestEngine.allCases)
    func merging(_ engine: TestEngine) async throws {
        let cases: [(before: [(Int?, Int?)], new: (Int?, Int?), after: [String])] = [
            ([(2013, 2014), (1999, 2000)], (2005, 2006), ["1999..2000", "2005..2006", "2013..2014"]),
            ([(1999, 2000), (2004, 2006), (2013, 2014)], (2005, 2008), ["1999..2000", "2004..2008", "2013..2014"]),
            ([(1999, 2000), (2004, 2006), (2013, 2015)], (2002, 2014), ["1999..2000", "2002..2015"]),
            ([(1999, 2000), (2004, 2006), (2013, 2014)], (nil, nil), [".."]),
            ([(2004, 2006)], (2006, 2008), ["2004..2008"]),
            ([(2004, nil)], (2001, 2004), ["2001.."]),
            ([(nil, 2004)], (2003, nil), [".."]),
            ([(nil, nil)], (2004, 2006), [".."]),
            ([(2004, 2006)], (2004, 2006), ["2004..2006"]),
        ]
        for (before, new, after) in cases {
            try await with(engine) { store in
                for (from, to) in before {
                    let days = years(from, to)
                    try await state(store) { try $0.affiliate([1], with: "works", days: days, reason: "So it was.") }
                }
                let days = years(new.0, new.1)
                let change = try await state(store) { try $0.affiliate([1], with: "Works", days: days, reason: "So it was.") }
                #expect(try await held(store) == after.map { "1 Works \($0)" })
                // Saying it again is nothing new, and undo brings back what was.
                #expect(try await state(store) { try $0.affiliate([1], with: "works", days: days, reason: "Again.") }.operation == nil)
                guard let operation = change.operation else { return }
                _ = try await store.write { try $0.undo(operation, madeBy: "test", at: Self.now) }
                #expect(try await held(store).count == before.count)
            }
        }
    }

    @Test(
        "another share takes its days and leaves the others; organisations at once divide the contributions", arguments: TestEngine.allCases
    )
    func shares(_ engine: TestEngine) async throws {
        try await with(engine) { store in
            let (long, short) = (years(2020, 2024), years(2021, 2022))
            try await state(store) { try $0.affiliate([1, 2], with: "works", days: long, reason: "Employed.") }
            try await state(store) { try $0.affiliate([1], with: "works", days: short, share: 600_000, reason: "Part time.") }
            try await state(store) { try $0.affiliate([1], with: "lab", days: short, share: 400_000, reason: "Part time.") }
            #expect(
                try await held(store) == [
                    "1 Works 2020..2021", "1 Works 2021..2022 60%", "1 Lab 2021..2022 40%", "1 Works 2022..2024", "2 Works 2020..2024",
                ])
            let parts = try await store.read { reader in
                try reader.affiliationCase(of: [1, 2]).explain(1, at: Instant("2021-06-01")!).parts
            }
            #expect(parts == [AffiliationPart(organisation: 1, share: 600_000), AffiliationPart(organisation: 2, share: 400_000)])
            let all = years(2021, nil)
            try await state(store) { try $0.affiliate([1], with: "lab", days: all, reason: "Moved.", instead: true) }
            #expect(try await held(store).filter { $0.hasPrefix("1") } == ["1 Works 2020..2021", "1 Lab 2021.."])
        }
    }

    /// The case of SortingHat's withdrawals, with its names and years changed.
    @Test("withdrawing takes the days out of what was stated of that organisation, and of nobody else", arguments: TestEngine.allCases)
    func withdrawing(_ engine: TestEngine) async throws {
        try await with(engine) { store in
            for (from, to) in [(2006, 2008), (2009, 2011), (2012, 2014)] {
                let days = years(from, to)
                try await state(store) { try $0.affiliate([1], with: "works", days: days, reason: "Employed.") }
            }
            let last = years(2012, 2014)
            try await state(store) { try $0.affiliate([1], with: "lab", days: last, reason: "Employed.") }
            try await state(store) { try $0.affiliate([2], with: "works", days: last, reason: "Employed.") }
            let days = years(2007, 2013)
            try await state(store) { try $0.withdraw([1], from: "works", days: days) }
            #expect(try await held(store) == ["1 Works 2006..2007", "1 Lab 2012..2014", "1 Works 2013..2014", "2 Works 2012..2014"])
            try await state(store) { try $0.withdraw([1], from: nil, days: .always) }
            #expect(try await held(store) == ["2 Works 2012..2014"])
        }
    }

    @Test("what cannot be is refused with the field at fault, and nothing changes", arguments: TestEngine.allCases)
    func refusals(_ engine: TestEngine) async throws {
        try await with(engine) { store in
            let backwards = years(2021, 2020)
            let bodies: [(String?, @Sendable (AffiliationStatement) throws -> AffiliationChange)] = [
                ("to", { try $0.affiliate([1], with: "works", days: backwards, reason: "x") }),
                ("organisation", { try $0.affiliate([1], with: "nowhere", reason: "x") }),
                ("organisation", { try $0.affiliate([1], with: "works-platform", reason: "x") }),
                ("share", { try $0.affiliate([1], with: "works", share: 0, reason: "x") }),
                ("share", { try $0.affiliate([1], with: "works", share: 1_000_001, reason: "x") }),
                ("share", { try $0.affiliate([1], with: "works", share: .min, reason: "x") }),
                ("reason", { try $0.affiliate([1], with: "works", reason: "") }),
                ("reason", { try $0.affiliate([1], with: "works", reason: "a\u{202E}b") }),
                ("reason", { try $0.affiliate([1], with: "works", reason: String(repeating: "x", count: 10_000)) }),
                (nil, { try $0.affiliate([], with: "works", reason: "x") }),
                (nil, { try $0.affiliate([1, 999], with: "works", reason: "x") }),
                ("team", { try $0.setTeam([1], to: "works", reason: "x") }),
                ("team", { try $0.setTeam([1], to: "nowhere", reason: "x") }),
                ("name", { try $0.setDisplayName([1], to: "", reason: "x") }),
                ("name", { try $0.setDisplayName([1], to: "A\u{200B}da", reason: "x") }),
                ("name", { try $0.setDisplayName([1], to: "Ada\nAdmin", reason: "x") }),
                ("name", { try $0.setDisplayName([1], to: String(repeating: "e\u{301}\u{302}\u{303}\u{304}", count: 100), reason: "x") }),
                ("manager", { try $0.setManager([1], to: [1], reason: "x") }),
            ]
            for (field, body) in bodies {
                let refusal = await #expect(throws: AffiliationRefusal.self) { () async throws in try await state(store, body) }
                #expect(refusal?.field == field)
            }
            let operations = try await store.read { try $0.integer("SELECT COUNT(*) FROM operations") }
            #expect(operations == 0)
        }
    }

    @Test("a manager is stated for days, and a circle that would hold at some instant is refused", arguments: TestEngine.allCases)
    func managers(_ engine: TestEngine) async throws {
        try await with(engine) { store in
            // Accounts 1 and 2 are one person.
            try await store.write { writer in
                let recorder = OperationRecorder(writer, kind: "test", madeBy: "test", summary: "", at: Self.now)
                try recorder.record(
                    [(1, 100), (2, 100), (3, 103), (4, 104)].map {
                        Assertion(.accountPerson, subject: $0, object: $1, rule: "test", evidence: "")
                    })
            }
            let (early, late) = (years(nil, 2022), years(2022, nil))
            try await state(store) { try $0.setManager([1, 2], to: [3], days: early, reason: "Told.") }
            try await state(store) { try $0.setManager([3], to: [4], reason: "Told.") }
            #expect(try await held(store, .accountManager) == ["1 3 ..2022", "2 3 ..2022", "3 4 .."])
            let refusal = await #expect(throws: AffiliationRefusal.self) { () async throws in
                try await state(store) { try $0.setManager([4], to: [2], reason: "Told.") }
            }
            #expect(refusal?.description == "They would report to themselves, by way of 2 others.")
            try await state(store) { try $0.setManager([4], to: [2], days: late, reason: "Told.") }
            #expect(try await held(store, .accountManager) == ["1 3 ..2022", "2 3 ..2022", "3 4 ..", "4 2 2022.."])
            try await state(store) { try $0.endManager([3], days: late) }
            #expect(try await held(store, .accountManager) == ["1 3 ..2022", "2 3 ..2022", "3 4 ..2022", "4 2 2022.."])
        }
    }

    @Test("a team, an opt-out and a chosen name are stated of every account, replaced and taken back", arguments: TestEngine.allCases)
    func shown(_ engine: TestEngine) async throws {
        try await with(engine) { store in
            let later = years(2022, nil)
            try await state(store) { try $0.setTeam([1, 2], to: "works-platform", days: later, reason: "Told.") }
            #expect(try await held(store, .accountTeam) == ["1 Platform 2022..", "2 Platform 2022.."])
            try await state(store) { try $0.setOptOut([1, 2], to: true, reason: "Asked for.") }
            #expect(try await held(store, .accountOptOut) == ["1 - ..", "2 - .."])
            try await state(store) { try $0.setOptOut([1, 2], to: false, reason: "") }
            #expect(try await held(store, .accountOptOut) == [])
            try await state(store) { try $0.setDisplayName([1], to: "Ada L.", reason: "Asked for.") }
            try await state(store) { try $0.setDisplayName([1], to: "Countess Ada", reason: "Asked for.") }
            let names = try await store.read { reader in
                let words = try reader.terms()
                return try reader.assertions(.accountDisplayName).map { words[$0.assertion.object ?? 0] }
            }
            #expect(names == ["Countess Ada"])
            try await state(store) { try $0.setDisplayName([1], to: nil, reason: "") }
            #expect(try await held(store, .accountDisplayName) == [])
        }
    }

    @Test("what another rule says cannot be withdrawn by hand", arguments: TestEngine.allCases)
    func others(_ engine: TestEngine) async throws {
        try await with(engine) { store in
            let rows = try #require(
                RosterFile.read("email,organisation\nada@example.org,Works\n", file: "hr.csv", host: "gitlab.example").rows)
            _ = try await store.write { try RosterImport($0, calendar: .utc, madeBy: "test", at: Self.now).apply(rows, from: "hr.csv") }
            let account = try #require(try await store.read { try $0.assertions(.accountOrganisation) }.first?.assertion.subject)
            let refusal = await #expect(throws: AffiliationRefusal.self) { () async throws in
                try await state(store) { try $0.withdraw([account], from: "works", days: .always) }
            }
            #expect(refusal?.description.contains("hr.csv line 2 lists ada@example.org under Works.") == true)
        }
    }
}
