import Ledger
import Measures
import Store
import TestSupport
import Testing

/// What sources say is not always whole, and not always true.
@Suite("Items that contradict themselves")
struct ItemEdgeTests {
    private func record(
        _ fixture: ForgeFixture, _ number: Int64, created: Instant = Instant("2026-01-01")!, _ state: ItemState,
        _ events: [ItemEvent] = []
    ) async throws {
        let recorder = try await fixture.forge.recorder(for: "alpha")
        let author = ForgeAccount(host: "gitlab.example", number: 1, login: "ada")
        let fact = ItemFact(.changeRequest, number: number, author: author, createdAt: created, state: state, events: events)
        _ = try await fixture.forge.ledger.store.write { try recorder.record([fact], in: $0, at: Instant("2026-06-30")!) }
    }

    private func day(_ text: String) -> Instant { Instant(text)! }

    @Test("without events an item was open from its creation to its last close or merge", arguments: TestEngine.allCases)
    func noEvents(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            try await record(fixture, 1, ItemState(.closed, title: "A", updatedAt: day("2026-05-01"), closedAt: day("2026-02-10")))
            try await record(fixture, 2, ItemState(.merged, title: "B", updatedAt: day("2026-05-01"), mergedAt: day("2026-03-02")))
            // The source knows no time of the merge: its last change stands in.
            try await record(fixture, 3, ItemState(.merged, title: "C", updatedAt: day("2026-05-01")))
            #expect(try await fixture.ask("flow.open").points.map(\.value) == [3, 2, 1, 1, 0, 0])
            #expect(try await fixture.value("flow.time-to-close", "2026-02") == 40)
            #expect(try await fixture.value("flow.time-to-merge", "2026-05") == 120)
        }
    }

    @Test("where events and state part, the state counts", arguments: TestEngine.allCases)
    func contradictions(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            let closed = ItemEvent(.closed, number: 1, at: day("2026-02-10"))
            // Open, though the last event is a close: the reopening is missing.
            try await record(fixture, 1, ItemState(.open, title: "A", updatedAt: day("2026-05-01")), [closed])
            // GitHub closes in the second of the merge.
            try await record(
                fixture, 2,
                ItemState(.merged, title: "B", updatedAt: day("2026-05-01"), closedAt: day("2026-03-10"), mergedAt: day("2026-03-10")),
                [ItemEvent(.closed, number: 1, at: day("2026-03-10")), ItemEvent(.merged, number: 1, at: day("2026-03-10"))])
            #expect(try await fixture.ask("flow.open").points.map(\.value) == [2, 2, 1, 1, 1, 1])
            #expect(try await fixture.ask("flow.declined").points.map(\.value) == [0, 0, 0, 0, 0, 0])
        }
    }

    @Test("an answer dated before the creation took no time, and a merge before it neither", arguments: TestEngine.allCases)
    func skew(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            let ben = ForgeAccount(host: "gitlab.example", number: 2, login: "ben")
            try await record(
                fixture, 1, ItemState(.merged, title: "A", updatedAt: day("2026-05-01"), mergedAt: day("2025-12-31")),
                [ItemEvent(.commented, number: 1, at: day("2025-12-30"), actor: ben)])
            #expect(try await fixture.value("flow.time-to-first-response", "2026-01") == 0)
            #expect(try await fixture.value("flow.time-to-merge", "2026-01") == 0)
            #expect(try await fixture.value("flow.stages", "2026-01") == 0)
        }
    }

    @Test("times at the limits of 64 bits count without a crash", arguments: TestEngine.allCases)
    func limits(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            let (first, last) = (Instant(seconds: .min), Instant(seconds: .max))
            try await record(
                fixture, 1, created: first, ItemState(.merged, title: "A", updatedAt: last, mergedAt: last),
                [ItemEvent(.pushed, number: 1, at: last), ItemEvent(.reopened, number: 1, at: first)])
            try await record(fixture, 2, created: last, ItemState(.open, title: "B", updatedAt: first))
            for measure in fixture.measures.catalogue.measures where measure.card.parameters.contains(where: { $0.name == "product" }) {
                _ = try await fixture.ask(measure.card.id, "from=2026-05&to=2026-06")
            }
            #expect(try await fixture.value("flow.open", "2026-05") == 1)
        }
    }
}
