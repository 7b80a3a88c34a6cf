import Ledger
import Store
import TestSupport
import Testing

@Suite("Recording change requests and issues")
struct ItemRecorderTests {
    static let host = "forge.example"
    static let ada = ForgeAccount(host: host, number: 1, login: "ada")
    static let ben = ForgeAccount(host: host, number: 2, login: "ben")

    /// A change request of 1 March 2026 by Ada, on which Ben commented a day later.
    private func fact(_ number: Int64 = 7, updated: String = "2026-03-02") -> ItemFact {
        ItemFact(
            .changeRequest, number: number, author: Self.ada, createdAt: Instant("2026-03-01")!,
            state: ItemState(.open, title: "Mend the gate", updatedAt: Instant(updated)!, labels: ["bug", "Area: gates"]),
            events: [ItemEvent(.commented, number: 11, at: Instant("2026-03-02")!, actor: Self.ben)])
    }

    private func withRecorder(
        _ engine: TestEngine, _ body: (any SQLStore, ItemRecorder) async throws -> Void
    ) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await SmallLedger(store)
            try await body(store, ItemRecorder(repository: try await ledger.recorder(for: "alpha").repository))
        }
    }

    private func record(
        _ facts: [ItemFact], _ day: String, _ recorder: ItemRecorder, _ store: any SQLStore
    ) async throws -> ItemRecorder.Outcome {
        try await store.write { try recorder.record(facts, in: $0, at: Instant(day)!) }
    }

    private func count(_ sql: String, _ store: any SQLStore) async throws -> Int64? {
        try await store.read { try $0.integer(sql) }
    }

    @Test("recording twice changes nothing, with the same recorder and with a new one", arguments: TestEngine.allCases)
    func idempotent(_ engine: TestEngine) async throws {
        try await withRecorder(engine) { store, recorder in
            let first = try await record([fact()], "2026-04-01", recorder, store)
            #expect(first.added == 1 && first.events == 1 && first.changed == 0)
            let revision = try await store.read { try $0.revision() }
            let again = try await record([fact()], "2026-04-02", recorder, store)
            let fresh = try await record([fact()], "2026-04-03", ItemRecorder(repository: recorder.repository), store)
            #expect(again == ItemRecorder.Outcome() && fresh == ItemRecorder.Outcome())
            #expect(try await store.read { try $0.revision() } == revision)
            #expect(try await count("SELECT COUNT(*) FROM items", store) == 1)
            #expect(try await count("SELECT COUNT(*) FROM item_events", store) == 1)
            #expect(try await count("SELECT COUNT(*) FROM accounts WHERE source = 'forge.example'", store) == 2)
        }
    }

    @Test("a newer state ends the older one, which stays known for its time", arguments: TestEngine.allCases)
    func states(_ engine: TestEngine) async throws {
        try await withRecorder(engine) { store, recorder in
            _ = try await record([fact()], "2026-04-01", recorder, store)
            var merged = fact(updated: "2026-04-05")
            merged.state.status = .merged
            merged.state.mergedAt = Instant("2026-04-05")!
            merged.state.mergedBy = Self.ben
            let outcome = try await record([merged], "2026-04-06", recorder, store)
            #expect(outcome.changed == 1 && outcome.added == 0)
            func status(asKnown day: String) async throws -> Int64? {
                let held = HeldCondition(at: Instant(day)!)
                return try await store.read {
                    try $0.first("SELECT status FROM item_states WHERE \(held.sql)", held.arguments) { $0.integer(0) }
                }
            }
            #expect(try await status(asKnown: "2026-04-02") == Int64(ItemStatus.open.rawValue))
            #expect(try await status(asKnown: "2026-04-07") == Int64(ItemStatus.merged.rawValue))
            #expect(try await status(asKnown: "2026-03-31") == nil)
        }
    }

    @Test("an answer that is older than what is known changes no state", arguments: TestEngine.allCases)
    func olderAnswer(_ engine: TestEngine) async throws {
        try await withRecorder(engine) { store, recorder in
            var closed = fact(updated: "2026-04-05")
            closed.state.status = .closed
            _ = try await record([closed], "2026-04-06", recorder, store)
            _ = try await record([fact(updated: "2026-03-02")], "2026-04-07", recorder, store)
            #expect(try await count("SELECT status FROM item_states WHERE ended_at IS NULL", store) == Int64(ItemStatus.closed.rawValue))
            #expect(try await count("SELECT COUNT(*) FROM item_states", store) == 1)
        }
    }

    @Test("what a source does not say stays as another source said it", arguments: TestEngine.allCases)
    func partialState(_ engine: TestEngine) async throws {
        try await withRecorder(engine) { store, recorder in
            var sized = fact()
            sized.state.additions = 40
            sized.state.targetBranch = "main"
            _ = try await record([sized], "2026-04-01", recorder, store)
            var retitled = fact(updated: "2026-04-05")
            retitled.state.title = "Mend the gate and the fence"
            _ = try await record([retitled], "2026-04-06", recorder, store)
            #expect(try await count("SELECT additions FROM item_states WHERE ended_at IS NULL AND target_branch = 'main'", store) == 40)
        }
    }

    @Test("an event that its source no longer has is ended, and only of the kinds that were read whole", arguments: TestEngine.allCases)
    func deletedEvents(_ engine: TestEngine) async throws {
        try await withRecorder(engine) { store, recorder in
            var full = fact()
            full.events.append(ItemEvent(.approved, number: 3, at: Instant("2026-03-03")!, actor: Self.ben))
            _ = try await record([full], "2026-04-01", recorder, store)
            var without = fact()
            without.events = []
            _ = try await record([without], "2026-04-02", recorder, store)
            #expect(try await count("SELECT COUNT(*) FROM item_events WHERE ended_at IS NULL", store) == 2)
            without.completeKinds = [.commented]
            let outcome = try await record([without], "2026-04-03", recorder, store)
            #expect(outcome.changed == 1)
            #expect(try await count("SELECT kind FROM item_events WHERE ended_at IS NULL", store) == Int64(ItemEventKind.approved.rawValue))
            // It is back: an event of its own, so the days without it stay as they were known.
            _ = try await record([full], "2026-04-04", recorder, store)
            #expect(try await count("SELECT COUNT(*) FROM item_events WHERE ended_at IS NULL", store) == 2)
            #expect(try await count("SELECT COUNT(*) FROM item_events", store) == 3)
        }
    }

    @Test("a renamed account stays one account, whatever the order of the answers", arguments: TestEngine.allCases)
    func renamedAccount(_ engine: TestEngine) async throws {
        try await withRecorder(engine) { store, recorder in
            var newer = fact(8, updated: "2026-05-01")
            newer.author?.login = "ada-lovely"
            _ = try await record([newer, fact(7)], "2026-06-01", recorder, store)
            _ = try await record([fact(7)], "2026-06-02", ItemRecorder(repository: recorder.repository), store)
            let logins = try await store.read { reader in
                try reader.rows("SELECT login FROM account_profiles WHERE ended_at IS NULL ORDER BY login") { $0.text(0) }
            }
            #expect(logins == ["ada-lovely", "ben"])
            #expect(try await count("SELECT COUNT(*) FROM accounts WHERE source = 'forge.example'", store) == 2)
        }
    }

    @Test("an item that the forge no longer has is marked, and comes back when it does", arguments: TestEngine.allCases)
    func removed(_ engine: TestEngine) async throws {
        try await withRecorder(engine) { store, recorder in
            _ = try await record([fact()], "2026-04-01", recorder, store)
            let removal = try await store.write { try recorder.remove(.changeRequest, number: 7, in: $0, at: Instant("2026-04-02")!) }
            let again = try await store.write { try recorder.remove(.changeRequest, number: 7, in: $0, at: Instant("2026-04-03")!) }
            #expect(removal && !again)
            #expect(try await count("SELECT status FROM item_states WHERE ended_at IS NULL", store) == Int64(ItemStatus.removed.rawValue))
            _ = try await record([fact()], "2026-04-04", recorder, store)
            #expect(try await count("SELECT status FROM item_states WHERE ended_at IS NULL", store) == Int64(ItemStatus.open.rawValue))
        }
    }

    @Test("texts from outside are kept on one line, bounded, and never break a batch", arguments: TestEngine.allCases)
    func hostileTexts(_ engine: TestEngine) async throws {
        try await withRecorder(engine) { store, recorder in
            var hostile = fact()
            hostile.state.title = "a\nb\u{0}\u{1B}[31m" + String(repeating: "x", count: 100_000)
            hostile.state.labels = [String(repeating: "l", count: 5000), "two\nlines"]
            hostile.events = [
                ItemEvent(.labelled, number: 1, at: Instant("2026-03-02")!, actor: nil, term: String(repeating: "é", count: 9000))
            ]
            hostile.author?.login = String(repeating: "u", count: 9000)
            _ = try await record([hostile, fact(9)], "2026-04-01", recorder, store)
            let title = try await store.read { reader in
                try reader.first("SELECT s.title FROM item_states s JOIN items i ON i.id = s.item_id WHERE i.number = 7") { $0.text(0) }
            }
            #expect(title?.hasPrefix("a b  [31mx") == true && (title?.count ?? 0) <= 500)
            #expect(try await count("SELECT COUNT(*) FROM items", store) == 2)
        }
    }
}
