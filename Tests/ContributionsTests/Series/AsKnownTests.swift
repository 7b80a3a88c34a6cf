import Ledger
import Measures
import Store
import TestSupport
import Testing

@Suite("Figures as they were known")
struct AsKnownTests {
    /// A commit of January was learned in March; in April the mailmap joined ada's two accounts; in May the commit
    /// of ben could no longer be reached.
    @Test("a figure is recomputed as it was known on a day", arguments: TestEngine.allCases)
    func asKnown(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await SmallLedger(store, recordedAt: Instant("2026-02-01")!)
            let fixture = MeasureFixture(ledger)
            try await ledger.commit("ada", "2026-01-01")
            let lost = try await ledger.commit("ben", "2026-01-02")
            try await ledger.place()
            try await ledger.commit("ada", "2026-01-03", email: "ada@home.example", recordedAt: Instant("2026-03-01"))
            try await ledger.place(at: Instant("2026-03-01"))
            let recorder = try await ledger.recorder(for: "alpha")
            try await store.write { writer in
                try writer.recordSpellings(
                    ofRepository: recorder.repository, title: "Alpha", madeBy: "test", at: Instant("2026-04-01")!,
                    book: recorder.book
                ) { $0.email == "ada@home.example" ? SpelledIdentity(name: "ada", email: "ada@example.org") : $0 }
                try writer.placeAccounts(madeBy: "test", at: Instant("2026-04-01")!)
                let all = try Set(writer.rows("SELECT sha FROM commits") { $0.text(0) })
                try recorder.recordReachable(all.subtracting([lost]), in: writer, at: Instant("2026-05-01")!)
            }
            for (day, people, commits) in [
                ("2026-01-31", nil, nil), ("2026-02-15", 2.0, 2.0), ("2026-03-15", 3, 3), ("2026-04-15", 2, 3), ("2026-05-15", 1, 2),
            ] {
                let query = "from=2026-01&to=2026-01&as-known=\(day)"
                #expect(try await fixture.ask("contributors.active", query).value("2026-01") == people, "people known on \(day)")
                #expect(try await fixture.ask("code.commits", query).value("2026-01") == commits, "commits known on \(day)")
            }
        }
    }

    @Test("undo restores every figure", arguments: TestEngine.allCases)
    func undo(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let fixture = try await MeasureFixture(store)
            try await fixture.ledger.commit("ada", "2026-05-01", email: "ada@works.example")
            try await fixture.ledger.place()
            let before = try await fixture.ask("organisations.active").value("2026-05")
            try await fixture.ledger.affiliate(["Works": [.init("works.example")]])
            #expect(before == 0)
            #expect(try await fixture.ask("organisations.active").value("2026-05") == 1)
            let operation = try await store.read { try $0.operations(limit: 1)[0] }
            #expect(operation.kind == "affiliate by domain")
            let now = fixture.now
            _ = try await store.write { try $0.undo(operation.id, madeBy: "test", at: now) }
            #expect(try await fixture.ask("organisations.active").value("2026-05") == before)
            await #expect(throws: LedgerError.alreadyUndone(operation: operation.id)) {
                _ = try await store.write { try $0.undo(operation.id, madeBy: "test", at: now) }
            }
        }
    }
}
