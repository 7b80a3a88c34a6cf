import Ledger
import Store
import TestSupport
import Testing

@Suite("Bots by evidence")
struct BotTests {
    private func bots(_ store: any SQLStore) async throws -> [Int64: [String]] {
        try await store.read { reader in
            Dictionary(grouping: try reader.assertions(.accountBot), by: \.assertion.subject).mapValues { $0.map(\.assertion.rule) }
        }
    }

    private func mark(_ ledger: JoiningLedger) async throws {
        _ = try await ledger.store.write { try $0.markBots(madeBy: "test", at: ledger.now) }
    }

    @Test("signs in the identity and the forge's word mark bots, with the evidence", arguments: TestEngine.allCases)
    func signs(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await JoiningLedger(store)
            let app = try await ledger.git("helper[bot]", "1+helper[bot]@users.noreply.github.com")
            let token = try await ledger.git("Token", "project_7_bot_ab@noreply.gitlab.com")
            let named = try await ledger.forge("gitlab.com", 5, "Release-BOT")
            let said = try await ledger.forge("gitlab.com", 6, "runner7", bot: true)
            for person in ["Talbot", "Bo Ter", "Abbott", "Robot Fan", "botany"] {
                try await ledger.git(person, "\(person.utf8.count)@example.org")
            }
            try await mark(ledger)
            #expect(
                try await bots(store) == [app: ["GitHub app"], token: ["GitLab token"], named: ["name of a bot"], said: ["forge says bot"]])
            try await mark(ledger)
            #expect(try await store.read { try $0.operations(limit: 9).filter { $0.kind == "mark bots" }.count } == 1)
        }
    }

    @Test("an office adds signs of its own, and marks go when the sign goes; marks of other rules stay", arguments: TestEngine.allCases)
    func ownSigns(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await JoiningLedger(store)
            let sync = try await ledger.git("works-sync-3", "sync@example.org"), imported = try await ledger.git("Quiet", "q@example.org")
            try await store.write {
                try OperationRecorder($0, kind: "import", madeBy: "test", summary: "Imported.", at: ledger.now).record([
                    Assertion(.accountBot, subject: imported, rule: "imported", evidence: "A file says so.")
                ])
            }
            let settings = JoiningSettings(botPatterns: ["Works machines | name | works-sync-* | The office names its machines so."])
            _ = try await store.write { try $0.setJoining(settings) }
            try await mark(ledger)
            #expect(try await bots(store) == [sync: ["Works machines"], imported: ["imported"]])
            _ = try await store.write { try $0.setJoining(JoiningSettings()) }
            try await mark(ledger)
            #expect(try await bots(store) == [imported: ["imported"]])
        }
    }

    @Test("a statement wins over signs for its time, and undo brings them back", arguments: TestEngine.allCases)
    func statements(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await JoiningLedger(store)
            let account = try await ledger.git("ada-bot", "ada@example.org")
            try await ledger.place()
            try await mark(ledger)
            let before = try await ledger.beliefs()
            let from = Instant("2026-01-01")!, to = Instant("2026-03-01")!
            let human = try await ledger.state { try $0.state(.human, of: [account], from: from, to: to, reason: "It is her nickname.") }
            func ranges() async throws -> [[Instant?]] {
                try await store.read { try $0.assertions(.accountBot).map { [$0.assertion.validFrom, $0.assertion.validTo] } }
            }
            #expect(try await ranges() == [[nil, from], [to, nil]])
            try await mark(ledger)
            #expect(try await ranges() == [[nil, from], [to, nil]], "the sign does not come back")
            let bot = try await ledger.state {
                try $0.state(.bot, of: [account], from: from, to: Instant("2026-02-01")!, reason: "Her script.")
            }
            #expect(try await store.read { try $0.assertions(.accountHuman).map(\.assertion.validFrom) } == [Instant("2026-02-01")!])
            for change in [bot, human] {
                let operation = try #require(change.operation)
                _ = try await store.write { try $0.undo(operation, madeBy: "test", at: ledger.now) }
            }
            #expect(try await ledger.beliefs() == before)
        }
    }

    @Test("left to the rules again, the marks of signs are back at once, and undo takes that back", arguments: TestEngine.allCases)
    func rules(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await JoiningLedger(store)
            let account = try await ledger.git("ada-bot", "ada@example.org"), other = try await ledger.git("Ben", "ben@example.org")
            try await ledger.place()
            try await mark(ledger)
            let signs = try await bots(store)
            _ = try await ledger.state { try $0.state(.human, of: [account], reason: "Her nickname.") }
            _ = try await ledger.state { try $0.state(.bot, of: [other], reason: "His script.") }
            #expect(try await bots(store) == [other: [ProgrammeRule.stated]])
            let before = try await ledger.beliefs()
            let change = try await ledger.state { try $0.state(.rules, of: [account, other], reason: "Ask the signs.") }
            #expect(try await bots(store) == signs && signs[account] == ["name of a bot"])
            #expect(try await store.read { try $0.assertions(.accountHuman).isEmpty })
            let operation = try #require(change.operation)
            _ = try await store.write { try $0.undo(operation, madeBy: "test", at: ledger.now) }
            #expect(try await ledger.beliefs() == before)
            await #expect(throws: PeopleRefusal.self) { _ = try await ledger.state { try $0.state(.bot, of: [], reason: "") } }
        }
    }

    @Test("a sign that would take everybody, or is no sign, is refused by its line")
    func brokenSigns() {
        for (line, fault) in [
            ("a | name | * | x", .everybody), ("a | name | **? | x", .everybody), ("a | nick | b | x", .field), ("a | name | b", .parts),
            ("", .parts), ("stated | name | b | x", .rule), ("a | name | | x", .parts),
        ] as [(String, BotPatternError.Fault)] {
            #expect { try BotPattern(line) } throws: { ($0 as? BotPatternError)?.fault == fault }
        }
        #expect(throws: BotPatternError.self) { try BotPattern(String(repeating: "a|", count: 5000)) }
    }

    @Test("rates that no person has are suggested with their numbers, and not for those already judged", arguments: TestEngine.allCases)
    func rates(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await SmallLedger(store)
            let start = Instant("2026-03-02")!
            var limits = SuspiciousRateLimits()
            limits.leastEvents = 40
            limits.perDay = 20
            // Day and night for three days; in quick succession; and somebody at leisure.
            for hour in 0..<72 { try await ledger.commit("clock", start.advanced(by: Int64(hour) * 3600).description) }
            for second in 0..<50 { try await ledger.commit("rapid", start.advanced(by: Int64(second) * 2).description) }
            for day in 0..<50 { try await ledger.commit("calm", start.advanced(by: Int64(day) * 86_400).description) }
            try await ledger.place()
            let fixed = limits
            let found = try await store.read { try $0.suspiciousRates(fixed, at: ledger.recordedAt) }
            #expect(found.map(\.events) == [72, 50])
            #expect(
                found.first?.reasons == [
                    "20 events or more on 3 days, 24 on the busiest.", "Events in 20 hours or more of a day on 3 days.",
                ])
            #expect(found.last?.reasons == ["Half of 50 events follow one another within 2 seconds."])
            let account = try #require(found.first?.account)
            _ = try await store.write {
                try PeopleStatement($0, madeBy: "test", at: ledger.recordedAt).state(.human, of: [account], reason: "A team.")
            }
            #expect(try await store.read { try $0.suspiciousRates(fixed, at: ledger.recordedAt).map(\.events) } == [50])
        }
    }
}
