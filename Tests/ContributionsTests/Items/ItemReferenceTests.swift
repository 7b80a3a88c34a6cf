import Contributions
import Ledger
import Measures
import Store
import TestSupport
import Testing

/// A second, independent answer: figures of change requests by plain SQL over an invented office, on both engines.
@Suite("Figures of change requests agree with SQL")
struct ItemReferenceTests {
    private static func person(_ account: String) -> String {
        """
        COALESCE((SELECT a.object FROM assertions a WHERE a.predicate = 'account is person' AND a.subject = \(account)
                  AND a.ended_at IS NULL), -\(account))
        """
    }

    private static func isBot(_ account: String) -> String {
        """
        EXISTS (SELECT 1 FROM assertions b WHERE b.predicate = 'account is a bot' AND b.subject = \(account) AND b.ended_at IS NULL)
        """
    }

    /// Change requests of people, with the state in force.
    private static let changes = """
        FROM items i JOIN item_states s ON s.item_id = i.id AND s.ended_at IS NULL
        WHERE i.kind = 1 AND s.status <> 4 AND NOT \(isBot("i.author"))
        """

    /// Open when the range ends: not closed before, or reopened since.
    private static let openAtEnd = """
        i.created_at < ? AND NOT EXISTS (
            SELECT 1 FROM item_events c WHERE c.item_id = i.id AND c.kind IN (1, 3) AND c.at < ? AND c.ended_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM item_events r WHERE r.item_id = i.id AND r.kind = 2 AND r.at >= c.at AND r.at < ?))
        """

    private static let firstResponse = """
        (SELECT MIN(e.at) FROM item_events e WHERE e.item_id = i.id AND e.kind IN (4, 5, 6, 7, 8) AND e.ended_at IS NULL
           AND e.actor IS NOT NULL AND NOT \(isBot("e.actor")) AND \(person("e.actor")) <> \(person("i.author")))
        """

    private func office(_ engine: TestEngine, _ body: (MeasureFixture) async throws -> Void) async throws {
        try await withStore(on: engine) { store in
            try await store.migrate([LedgerSchema.schema])
            let office = InventedOffice(
                commits: 10, items: 1500, people: 120, projects: 5, until: CivilDate(year: 2026, month: 6, day: 15))
            try await office.write(into: store, calendar: .utc, at: Instant("2026-06-15")!)
            try await body(MeasureFixture(try await SmallLedger(store)))
        }
    }

    @Test("counts, people, open, time to merge and first responses", arguments: TestEngine.allCases)
    func figures(_ engine: TestEngine) async throws {
        try await office(engine) { (fixture: MeasureFixture) async throws in
            for quarter in ["2024-Q3", "2025-Q4", "2026-Q1"] {
                let range = ReportingCalendar.utc.range(of: Period(.quarter, quarter)!)
                let (start, end) = (SQLValue.integer(range.lowerBound.seconds), SQLValue.integer(range.upperBound.seconds))
                let expectations: [(id: String, query: String, sql: String, arguments: [SQLValue])] = [
                    ("flow.opened", "", "SELECT COUNT(*) \(Self.changes) AND i.created_at >= ? AND i.created_at < ?", [start, end]),
                    ("flow.merged", "", "SELECT COUNT(*) \(Self.changes) AND s.merged_at >= ? AND s.merged_at < ?", [start, end]),
                    (
                        "flow.declined", "",
                        "SELECT COUNT(*) \(Self.changes) AND s.status = 2 AND s.closed_at >= ? AND s.closed_at < ?", [start, end]
                    ),
                    ("flow.open", "", "SELECT COUNT(*) \(Self.changes) AND \(Self.openAtEnd)", [end, end, end]),
                    (
                        "contributors.unique-merged", "&who=all",
                        "SELECT COUNT(DISTINCT \(Self.person("i.author"))) \(Self.changes) AND s.merged_at >= ? AND s.merged_at < ?",
                        [start, end]
                    ),
                    (
                        "flow.time-to-merge", "&statistic=mean",
                        "SELECT AVG(s.merged_at - i.created_at) / 86400.0 \(Self.changes) AND s.merged_at >= ? AND s.merged_at < ?",
                        [start, end]
                    ),
                    (
                        "flow.time-to-first-response", "&statistic=mean",
                        """
                        SELECT AVG(first - created_at) / 86400.0 FROM (
                            SELECT \(Self.firstResponse) AS first, i.created_at \(Self.changes) AND i.created_at >= ? AND i.created_at < ?
                        ) AS answers WHERE first IS NOT NULL
                        """, [start, end]
                    ),
                ]
                for expected in expectations {
                    let wanted = try await fixture.ledger.store.read {
                        try $0.first(expected.sql, expected.arguments) { $0.real(0) } ?? -1
                    }
                    let answer = try await fixture.ask(expected.id, "period=quarter&from=\(quarter)&to=\(quarter)\(expected.query)")
                    let value = try #require(answer.value(quarter), "\(expected.id) in \(quarter)")
                    #expect(wanted > 0 && abs(value - wanted) < 1e-6, "\(expected.id) in \(quarter): \(value), by SQL \(wanted)")
                }
            }
        }
    }

    @Test("stages sum to the time to merge of every change request, in every month", arguments: TestEngine.allCases)
    func stages(_ engine: TestEngine) async throws {
        try await office(engine) { (fixture: MeasureFixture) async throws in
            let stages = try await fixture.ask("flow.stages", "split=type")
            let mean = try await fixture.ask("flow.time-to-merge", "statistic=mean")
            for (index, point) in stages.points.enumerated() {
                guard let whole = point.value else { continue }
                #expect(abs(whole - (mean.points[index].value ?? -1)) < 1e-9, "\(point.period)")
                let sum = stages.parts.reduce(0) { $0 + ($1.points[index].value ?? 0) }
                #expect(abs(sum - whole) < 1e-9, "\(point.period)")
                #expect(stages.parts.allSatisfy { ($0.points[index].value ?? 0) >= 0 })
            }
            #expect(stages.points.count > 30 && stages.parts.count == 4)
        }
    }

    /// Whatever the split, the parts and what they share make up the whole, in every period; and every count has its rows.
    @Test("parts sum to the whole in every split, and figures have as many rows as they count", arguments: TestEngine.allCases)
    func parts(_ engine: TestEngine) async throws {
        try await office(engine) { (fixture: MeasureFixture) async throws in
            var compared = 0
            for measure in fixture.catalogue.measures where measure.card.parameters.contains(where: { $0.name == "product" }) {
                let card = measure.card
                for dimension in card.dimensions where card.parts != .sideBySide {
                    let answer = try await fixture.ask(card.id, "period=quarter&split=\(dimension.rawValue)")
                    for (index, point) in answer.points.enumerated() {
                        guard let whole = point.value else { continue }
                        let parts = answer.parts.reduce(0) { $0 + ($1.points[index].value ?? 0) }
                        let overlap = answer.overlap.isEmpty ? 0 : answer.overlap[index] ?? 0
                        #expect(abs(parts + overlap - whole) < 1e-6 * max(1, whole), "\(card.id) by \(dimension) in \(point.period)")
                        if card.parts == .sum, dimension != .group {
                            #expect(abs(parts - whole) < 1e-6 * max(1, whole), "\(card.id) by \(dimension) in \(point.period)")
                        }
                        compared += 1
                    }
                }
                guard [.people, .organisations, .changeRequests, .issues].contains(card.unit) else { continue }
                let value = try await fixture.ask(card.id, "period=quarter").value("2026-Q1")
                let rows = try await fixture.rows(card.id, "2026-Q1", "period=quarter")
                #expect(Double(rows.total) == value, "\(card.id)")
            }
            #expect(compared > 1000)
        }
    }

    /// A reader who asked before the change is answered from what changed; one who comes new reads everything.
    @Test("reading only what changed gives the same figures as reading everything", arguments: TestEngine.allCases)
    func increments(_ engine: TestEngine) async throws {
        try await office(engine) { (fixture: MeasureFixture) async throws in
            let store = fixture.ledger.store
            let old = try await fixture.ask("flow.open-age", "who=all")
            let forge = SmallForge(fixture.ledger)
            try await forge.change(1, by: "ada", "2020-02-03", "2020-02-04 ben comments", in: "late")
            try await forge.change(2, by: "ada", "2026-05-03", "2026-05-04 ben merges", in: "late")
            _ = try await fixture.ask("flow.open-age", "who=all")
            try await forge.change(1, by: "ada", "2020-02-03", "2020-02-04 ben comments", "2026-06-01 ben merges", in: "late")
            try await forge.remove(2, in: "late")
            let repository = try await store.read { try $0.integer("SELECT MIN(repository_id) FROM items") ?? 0 }
            let numbers = try await store.read {
                try $0.rows("SELECT number FROM items WHERE kind = 1 AND repository_id = ? ORDER BY number LIMIT 7", [.integer(repository)])
                {
                    $0.integer(0)
                }
            }
            try await store.write { writer in
                let recorder = ItemRecorder(repository: repository)
                for number in numbers { try recorder.remove(.changeRequest, number: number, in: writer, at: Instant("2026-06-20")!) }
            }
            let fresh = MeasureFixture(fixture.ledger)
            for measure in fixture.catalogue.measures where measure.card.parameters.contains(where: { $0.name == "product" }) {
                let id = measure.card.id
                let (renewed, whole) = (try await fixture.ask(id), try await fresh.ask(id))
                #expect(renewed.points == whole.points, "\(id)")
                #expect(renewed.freshness == whole.freshness, "\(id)")
            }
            #expect(try await fixture.ask("flow.open-age", "who=all").points != old.points)
        }
    }
}

@Suite("Beliefs about accounts")
struct AccountBeliefTests {
    @Test("what a list says of a user name holds for the account that the forge shows later", arguments: TestEngine.allCases)
    func userNames(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            let organisation = try await fixture.forge.organisation("Apples")
            let now = fixture.forge.ledger.recordedAt
            let account = try await fixture.forge.ledger.store.write {
                try ForgeAccountBook().account(
                    of: ForgeAccount(host: "gitlab.example", number: nil, login: "Ada"), observed: now, in: $0, at: now)
            }
            try await fixture.forge.believe(.accountOrganisation, subject: account, object: organisation)
            try await fixture.forge.change(1, by: "ada", "2026-03-01", "2026-03-05 ben merges")
            try await fixture.forge.change(2, by: "eve", "2026-03-01", "2026-03-05 ben merges")
            let answer = try await fixture.ask("flow.merged", "split=organisation&from=2026-03&to=2026-03")
            #expect(answer.value("2026-03", part: "apples") == 1 && answer.value("2026-03", part: "unknown") == 1)
            #expect(answer.points[0].unknownShare == 0.5)
        }
    }

    @Test("an affiliation learned later restates the past, and as known it stays as it was", arguments: TestEngine.allCases)
    func restated(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let fixture = try await ForgeFixture(store, recordedAt: Instant("2026-04-01")!)
            try await fixture.forge.own("Works")
            try await fixture.forge.change(1, by: "ada", "2026-03-01", "2026-03-05 ben merges")
            #expect(try await fixture.value("community.merged", "2026-03") == 1)
            let organisation = try await fixture.forge.organisation("Works")
            let ada = try await store.read { try $0.integer("SELECT author FROM items") ?? 0 }
            try await store.write { writer in
                try OperationRecorder(writer, kind: "test", madeBy: "test", summary: "Learned.", at: Instant("2026-05-01")!).record([
                    Assertion(.accountOrganisation, subject: ada, object: organisation, rule: "test", evidence: "She said so.")
                ])
            }
            #expect(try await fixture.value("community.merged", "2026-03") == 0)
            #expect(try await fixture.value("community.merged", "2026-03", "as-known=2026-04-30") == 1)
        }
    }
}
