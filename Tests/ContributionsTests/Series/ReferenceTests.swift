import Contributions
import Ledger
import Measures
import Store
import TestSupport
import Testing

/// A second, independent answer: the same figures by plain SQL over an invented office, on both engines.
@Suite("Figures agree with SQL")
struct ReferenceTests {
    private static let person = """
        COALESCE((SELECT a.object FROM assertions a WHERE a.predicate = 'account is person' AND a.subject = c.author
                  AND a.ended_at IS NULL), -c.author)
        """
    private static let notBot = """
        NOT EXISTS (SELECT 1 FROM assertions b WHERE b.predicate = 'account is a bot' AND b.subject = c.author
                    AND b.ended_at IS NULL)
        """

    private func office(_ engine: TestEngine, _ body: (MeasureFixture, Range<Instant>) async throws -> Void) async throws {
        try await withStore(on: engine) { store in
            try await store.migrate([LedgerSchema.schema])
            let office = InventedOffice(commits: 3000, people: 120, projects: 7, until: CivilDate(year: 2026, month: 6, day: 15))
            try await office.write(into: store, calendar: .utc, at: Instant("2026-06-15")!)
            let fixture = MeasureFixture(try await SmallLedger(store))
            try await body(fixture, Instant("2026-01-01")!..<Instant("2026-04-01")!)
        }
    }

    private func sql(_ fixture: MeasureFixture, _ statement: String, _ range: Range<Instant>) async throws -> Double {
        let arguments: [SQLValue] = [.integer(range.lowerBound.seconds), .integer(range.upperBound.seconds)]
        return Double(try await fixture.ledger.store.read { try $0.integer(statement, arguments) } ?? -1)
    }

    private func quarter(_ fixture: MeasureFixture, _ id: String, _ query: String = "") async throws -> Answer {
        try await fixture.ask(id, "period=quarter" + (query.isEmpty ? "" : "&" + query))
    }

    @Test("active contributors", arguments: TestEngine.allCases)
    func active(_ engine: TestEngine) async throws {
        try await office(engine) { (fixture: MeasureFixture, range: Range<Instant>) async throws in
            let expected = try await sql(
                fixture,
                "SELECT COUNT(DISTINCT \(Self.person)) FROM commits c WHERE c.authored_at >= ? AND c.authored_at < ? AND \(Self.notBot)",
                range)
            #expect(expected > 10)
            #expect(try await quarter(fixture, "contributors.active").value("2026-Q1") == expected)
        }
    }

    @Test("new contributors", arguments: TestEngine.allCases)
    func new(_ engine: TestEngine) async throws {
        try await office(engine) { (fixture: MeasureFixture, range: Range<Instant>) async throws in
            let expected = try await sql(
                fixture,
                """
                SELECT COUNT(*) FROM (
                  SELECT \(Self.person) AS person, MIN(c.authored_at) AS first FROM commits c WHERE \(Self.notBot) GROUP BY 1
                ) AS firsts WHERE first >= ? AND first < ?
                """, range)
            #expect(expected > 0)
            #expect(try await quarter(fixture, "contributors.new").value("2026-Q1") == expected)
        }
    }

    @Test("commits, lines and merges", arguments: TestEngine.allCases)
    func commits(_ engine: TestEngine) async throws {
        try await office(engine) { (fixture: MeasureFixture, range: Range<Instant>) async throws in
            let condition = "FROM commits c WHERE c.authored_at >= ? AND c.authored_at < ? AND \(Self.notBot)"
            let all = try await sql(fixture, "SELECT COUNT(*) \(condition)", range)
            #expect(try await quarter(fixture, "code.commits").value("2026-Q1") == all)
            let plain = try await sql(fixture, "SELECT COUNT(*) \(condition) AND c.parent_count < 2", range)
            #expect(plain < all)
            #expect(try await quarter(fixture, "code.commits", "merges=exclude").value("2026-Q1") == plain)
            let lines = try await sql(
                fixture,
                """
                SELECT SUM(f.added + f.removed) FROM commit_files f JOIN commits c ON c.id = f.commit_id
                WHERE c.authored_at >= ? AND c.authored_at < ? AND \(Self.notBot)
                """, range)
            #expect(try await quarter(fixture, "code.lines").value("2026-Q1") == lines)
            #expect(try await quarter(fixture, "code.languages").value("2026-Q1") == lines)
        }
    }

    /// Whatever the split, the parts and what they share make up the whole, in every period.
    @Test("parts sum to the whole in every split", arguments: TestEngine.allCases)
    func parts(_ engine: TestEngine) async throws {
        try await office(engine) { (fixture: MeasureFixture, _: Range<Instant>) async throws in
            for measure in fixture.catalogue.measures where measure.card.parts != .sideBySide && measure.card.hasHistory {
                for dimension in measure.card.dimensions {
                    let answer = try await quarter(fixture, measure.card.id, "split=\(dimension.rawValue)")
                    for (index, point) in answer.points.enumerated() {
                        guard let whole = point.value else { continue }
                        let parts = answer.parts.reduce(0) { $0 + ($1.points[index].value ?? 0) }
                        let overlap = answer.overlap.isEmpty ? 0 : answer.overlap[index] ?? 0
                        #expect(abs(parts + overlap - whole) < 1e-6, "\(measure.card.id) by \(dimension) in \(point.period)")
                        if measure.card.parts == .sum, dimension != .group {
                            #expect(abs(parts - whole) < 1e-6, "\(measure.card.id) by \(dimension) in \(point.period)")
                        }
                    }
                }
            }
        }
    }

    @Test("every figure has as many rows as it counts", arguments: TestEngine.allCases)
    func rows(_ engine: TestEngine) async throws {
        try await office(engine) { (fixture: MeasureFixture, _: Range<Instant>) async throws in
            for id in [
                "contributors.active", "contributors.new", "contributors.returning", "code.commits", "code.committers", "code.files",
                "code.releases",
            ] {
                let value = try await quarter(fixture, id).value("2026-Q1")
                let rows = try await fixture.rows(id, "2026-Q1", "period=quarter")
                #expect(Double(rows.total) == value, "\(id)")
            }
        }
    }

    @Test("the same numbers invent the same office", arguments: TestEngine.allCases)
    func deterministic(_ engine: TestEngine) async throws {
        var digests: [Int64] = []
        for _ in 0..<2 {
            try await office(engine) { (fixture: MeasureFixture, _: Range<Instant>) async throws in
                let sum = try await fixture.ledger.store.read {
                    try $0.integer("SELECT SUM(authored_at) + SUM(added) + COUNT(DISTINCT author) FROM commits")
                }
                digests.append(sum ?? 0)
            }
        }
        #expect(digests[0] == digests[1] && digests[0] > 0)
    }
}
