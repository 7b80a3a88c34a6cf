import Ledger
import Store
import TestSupport
import Testing

@Suite("Placing accounts with people")
struct PlacementTests {
    private func people(_ store: any SQLStore) async throws -> [String: Int64] {
        try await store.read { reader in
            Dictionary(
                uniqueKeysWithValues: try reader.rows(
                    """
                    SELECT a.spelling, s.object FROM accounts a JOIN assertions s
                      ON s.subject = a.id AND s.predicate = 'account is person' AND s.ended_at IS NULL
                    """
                ) { ($0.text(0), $0.integer(1)) })
        }
    }

    @Test("the same address in any case is one person, different addresses are not", arguments: TestEngine.allCases)
    func email(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await SmallLedger(store)
            try await ledger.commit("Ada Example", "2026-01-01", email: "ada@example.org")
            try await ledger.commit("ada", "2026-01-02", email: "Ada@Example.org")
            try await ledger.commit("Ada Example", "2026-01-03", email: "ada@elsewhere.example")
            try await ledger.place()
            let people = try await people(store)
            #expect(people.count == 3)
            #expect(people["Ada Example <ada@example.org>"] == people["ada <Ada@Example.org>"])
            #expect(people["Ada Example <ada@example.org>"] != people["Ada Example <ada@elsewhere.example>"])
        }
    }

    @Test("addresses that strangers share never join them", arguments: TestEngine.allCases)
    func anonymous(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await SmallLedger(store)
            for (name, email) in [("ada", ""), ("ben", ""), ("cleo", "(none)"), ("dora", "(none)"), ("emil", "@"), ("fay", "@")] {
                try await ledger.commit(name, "2026-01-01", email: email)
            }
            try await ledger.place()
            #expect(Set(try await people(store).values).count == 6)
        }
    }

    @Test("a mailmap joins people, keeps both spellings, and lets go when the line goes", arguments: TestEngine.allCases)
    func mailmap(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await SmallLedger(store)
            try await ledger.commit("ada", "2026-01-01", email: "ada@old.example")
            try await ledger.commit("Ada Example", "2026-01-02", email: "ada@example.org")
            try await ledger.place()
            let apart = try await people(store)
            #expect(Set(apart.values).count == 2)
            let recorder = try await ledger.recorder(for: "alpha")
            try await apply(
                { $0.email == "ada@old.example" ? SpelledIdentity(name: "Ada Example", email: "ada@example.org") : $0 }, recorder, store)
            #expect(Set(try await people(store).values).count == 1)
            #expect(try await people(store)["ada <ada@old.example>"] == apart["ada <ada@old.example>"], "the oldest account's person stays")
            try await apply({ $0 }, recorder, store)
            #expect(Set(try await people(store).values).count == 2)
        }
    }

    private func apply(
        _ spell: @escaping @Sendable (SpelledIdentity) -> SpelledIdentity, _ recorder: CommitRecorder, _ store: any SQLStore
    ) async throws {
        try await store.write { writer in
            try writer.recordSpellings(
                ofRepository: recorder.repository, title: "Alpha", madeBy: "test", at: Instant("2026-07-01")!,
                book: recorder.book, spell)
            try writer.placeAccounts(madeBy: "test", at: Instant("2026-07-01")!)
        }
    }

    @Test("placing again changes nothing and logs nothing", arguments: TestEngine.allCases)
    func idempotent(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await SmallLedger(store)
            try await ledger.commit("ada", "2026-01-01")
            try await ledger.place()
            let revision = try await store.read { try $0.revision() }
            try await ledger.place()
            #expect(try await store.read { try $0.revision() } == revision)
            #expect(try await store.read { try $0.operations(limit: 10).count } == 1)
        }
    }

    @Test("identifiers of people are random, twelve characters long and readable again")
    func identifiers() {
        let ids = (0..<1000).map { _ in PersonID.random() }
        #expect(Set(ids).count == 1000)
        for id in ids {
            #expect(id.description.utf8.count == 12)
            #expect(PersonID(id.description) == id)
        }
        #expect(PersonID("shouting-ids") == nil)
    }
}
