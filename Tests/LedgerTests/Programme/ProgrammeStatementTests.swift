import Ledger
import Store
import TestSupport
import Testing

@Suite("Stating one thing of a programme by hand")
struct ProgrammeStatementTests {
    /// Targets that hold now as `170 2026-02-01.. reason`.
    private func targets(_ ledger: ProgrammeLedger, replaced: Bool = false) async throws -> [String] {
        try await ledger.state().targets.filter { ($0.held.endedAt != nil) == replaced }
            .map { "\(Thousandths.text($0.assertion.object ?? 0)) \(ProgrammeLedger.days($0.assertion)) \($0.assertion.evidence)" }.sorted()
    }

    @Test("a new target ends the one before on the day it begins, and both stay with their reasons", arguments: TestEngine.allCases)
    func targets(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await ProgrammeLedger(store)
            try await ledger.stating { try $0.setTarget("flow.open-age", to: 100_000, days: days("2026-01-01"), reason: "goal") }
            let second = try await ledger.stating {
                try $0.setTarget("flow.open-age", to: 120_500, days: days("2026-07-01"), reason: "fewer people")
            }
            #expect(try await targets(ledger) == ["100 2026-01-01..2026-07-01 goal", "120.5 2026-07-01.. fewer people"])
            #expect(try await targets(ledger, replaced: true) == ["100 2026-01-01.. goal"])
            let state = try await ledger.state()
            #expect(state.target(of: "flow.open-age", at: Instant("2026-06-30")!)?.assertion.object == 100_000)
            #expect(state.target(of: "flow.open-age", at: Instant("2026-07-01")!)?.assertion.object == 120_500)
            #expect(state.target(of: "flow.open-age", at: Instant("2025-12-31")!) == nil)
            #expect(
                try await ledger.stating {
                    try $0.setTarget("flow.open-age", to: 120_500, days: days("2026-07-01"), reason: "fewer people")
                }.operation == nil)
            let operation = try #require(second.operation)
            _ = try await store.write { try $0.undo(operation, madeBy: "test", at: ledger.day) }
            #expect(try await targets(ledger) == ["100 2026-01-01.. goal"])
        }
    }

    @Test("a target for a time cuts the one around it in two, and one without an end leaves the next alone", arguments: TestEngine.allCases)
    func cuts(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await ProgrammeLedger(store)
            try await ledger.stating { try $0.setTarget("a", to: 1_000, days: days("2026-01-01"), reason: "one") }
            try await ledger.stating { try $0.setTarget("a", to: 2_000, days: days("2026-03-01", "2026-04-01"), reason: "two") }
            #expect(try await targets(ledger) == ["1 2026-01-01..2026-03-01 one", "1 2026-04-01.. one", "2 2026-03-01..2026-04-01 two"])
            try await ledger.stating { try $0.setTarget("a", to: 3_000, days: days("2026-02-01"), reason: "three") }
            #expect(
                try await targets(ledger) == [
                    "1 2026-01-01..2026-02-01 one", "1 2026-04-01.. one", "2 2026-03-01..2026-04-01 two", "3 2026-02-01..2026-03-01 three",
                ])
        }
    }

    @Test("no import ends what a person stated, and a person's target goes before a file's", arguments: TestEngine.allCases)
    func importsLeaveStatements(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await ProgrammeLedger(store)
            try await ledger.stating { try $0.addCoach("ada", host: ProgrammeLedger.host, days: days("2026-01-01")) }
            try await ledger.importing { try $0.coaches([], from: "list.csv") }
            #expect(try await ledger.coaches() == ["ada 2026-01-01.."])
            try await ledger.stating { try $0.setTarget("a", to: 1_000, days: days("2026-01-01"), reason: "by hand") }
            let row = TargetRow(at(9), measure: "a", value: 5_000, days: days("2026-05-01"), reason: "by file")
            try await ledger.importing { try $0.targets([row], from: "steward.yml") }
            #expect(try await ledger.state().target(of: "a", at: ledger.day)?.assertion.evidence == "by hand")
            let other = TargetRow(at(9), measure: "a", value: 5_000, days: days("2026-05-01"), reason: "another reason")
            #expect(
                try await ledger.importing { try $0.targets([other], from: "steward.yml") }.changes == 2, "another reason is another target"
            )
            #expect(try await ledger.importing { try $0.targets([other], from: "steward.yml") }.changes == 0)
        }
    }

    @Test("a coach is ended from a day on; whoever the roster lists is ended there", arguments: TestEngine.allCases)
    func endsCoach(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await ProgrammeLedger(store)
            try await ledger.stating { try $0.addCoach("@Ada", host: ProgrammeLedger.host, days: days("2026-01-01")) }
            try await ledger.stating { try $0.endCoach("ada", host: ProgrammeLedger.host, from: CivilDate("2026-06-01")!) }
            #expect(try await ledger.coaches() == ["ada 2026-01-01..2026-06-01"])
            try await ledger.importing { try $0.coaches([CoachRow(at(2), login: "ben")], from: "list.csv") }
            await #expect {
                try await ledger.stating { try $0.endCoach("ben", host: ProgrammeLedger.host, from: CivilDate("2026-06-01")!) }
            } throws: {
                ($0 as? ProgrammeRefusal)?.description.contains("list.csv line 2") == true
            }
            await #expect(throws: ProgrammeRefusal.self) { () async throws in
                try await ledger.stating { try $0.endCoach("nobody", host: ProgrammeLedger.host, from: CivilDate("2026-06-01")!) }
            }
        }
    }

    @Test("what cannot be is refused by its field and leaves no trace", arguments: TestEngine.allCases)
    func refusals(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await ProgrammeLedger(store)
            func field(_ body: @escaping @Sendable (ProgrammeStatement) throws -> ProgrammeChange) async -> String? {
                do {
                    try await ledger.stating(body)
                    return nil
                } catch { return (error as? ProgrammeRefusal)?.field }
            }
            #expect(await field { try $0.addCoach("two words", host: "x") } == "username")
            #expect(await field { try $0.addCoach("", host: "x") } == "username")
            #expect(await field { try $0.addCoach("ada", host: "x", days: days("2026-02-01", "2026-02-01")) } == "to")
            #expect(await field { try $0.setTarget("a", to: 1, days: days("2026-02-01", "2026-01-01"), reason: "x") } == "to")
            #expect(await field { try $0.setTarget("a", to: 1, days: days("2026-02-01"), reason: "") } == "reason")
            #expect(await field { try $0.setCommunityRule(.label, days: days("2026-02-01", "2026-01-01")) } == "to")
            #expect(try await store.read { try $0.operations(limit: 5) } == [])
        }
    }

    @Test("what does not meet is found: user names, organisations, customers, contributors", arguments: TestEngine.allCases)
    func unmapped(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await ProgrammeLedger(store)
            try await ledger.importing {
                try $0.contributors([ContributorRow(at(2), organisation: "Works", logins: ["ada", "zoe"])], from: "list.csv")
            }
            try await ledger.importing { try $0.customers([CustomerRow(at(2), organisation: "Client", revenue: 100)], from: "list.csv") }
            let now = ledger.day
            let repository = try await store.read { try $0.forgeProjects()[0].repository }
            let merged = ["ada", "ben", "ben"].enumerated().map { number, login in
                var state = ItemState(.merged, title: "x", updatedAt: now)
                state.mergedAt = now.advanced(by: -86_400)
                state.labels = number == 1 ? ["Community contribution"] : ["bug", "community contribution extra"]
                return ItemFact(
                    .changeRequest, number: Int64(number + 1),
                    author: ForgeAccount(host: ProgrammeLedger.host, number: login == "ada" ? 7 : 8, login: login),
                    createdAt: now.advanced(by: -172_800), state: state)
            }
            _ = try await store.write { try ItemRecorder(repository: repository).record(merged, in: $0, at: now) }
            func found(_ rule: CommunityRule) async throws -> Unmapped { try await store.read { try Unmapped($0, rule: rule, now: now) } }
            let byLabel = try await found(.label)
            #expect(byLabel.logins.map(\.login) == ["zoe"])
            #expect(byLabel.organisationsWithoutRevenue == ["Works"] && byLabel.customersWithoutContributors == ["Client"])
            #expect(byLabel.contributors.map { "\($0.login) \($0.merged)" } == ["ben 1"])
            #expect(try await found(.affiliation).contributors.map { "\($0.login) \($0.merged)" } == ["ben 2"])
        }
    }

    @Test(
        "amounts are read without rounding, and nothing is guessed",
        arguments: [
            ("12", 2, 1200), ("12.5", 2, 1250), ("0.05", 2, 5), ("-3.25", 2, -325), ("170", 3, 170_000), ("0.001", 3, 1),
            ("1,000", 2, nil), ("1e3", 2, nil), ("12.345", 2, nil), ("", 2, nil), (".5", 2, nil), ("5.", 2, nil), ("+5", 2, nil),
            ("١٢", 2, nil),
            ("99999999999999", 2, nil), ("99999999999999999999", 2, nil),
        ] as [(String, Int, Int64?)])
    func decimals(_ text: String, _ places: Int, _ value: Int64?) {
        #expect(Decimals.value(text, places: places) == value)
        if let value { #expect(Decimals.value(Decimals.text(value, places: places), places: places) == value) }
    }
}
