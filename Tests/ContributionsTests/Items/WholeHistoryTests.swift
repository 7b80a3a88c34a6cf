import Contributions
import Ledger
import Measures
import Store
import TestSupport
import Testing

/// Figures that look at all history in each period walk over it once for all of them.
@Suite("Figures over all history")
struct WholeHistoryTests {
    @Test("a period's figure is the same among others and alone, whatever is in the product when", arguments: TestEngine.allCases)
    func alone(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { (store: any SQLStore) async throws in
            try await store.migrate([LedgerSchema.schema])
            var office = InventedOffice(commits: 10, items: 700, people: 90, projects: 4, until: CivilDate(year: 2026, month: 6, day: 15))
            office.organisations = 5
            try await office.write(into: store, calendar: .utc, at: Instant("2026-06-15")!)
            let fixture = MeasureFixture(try await SmallLedger(store))
            // Two of the repositories join the product in the middle of the time, and one leaves it.
            let repositories = try await store.read { try $0.rows("SELECT DISTINCT repository_id FROM items ORDER BY 1") { $0.integer(0) } }
            try await store.write { writer in
                let days = [(nil, nil), (nil, "2025-12-10"), ("2025-09-20", nil), ("2025-03-05", "2026-02-07")] as [(String?, String?)]
                let assertions = zip(repositories, days).map { repository, days in
                    Assertion(
                        .repositoryProduct, subject: repository, validFrom: days.0.flatMap { Instant($0) },
                        validTo: days.1.flatMap { Instant($0) },
                        rule: "stated", evidence: "Test.")
                }
                try OperationRecorder(writer, kind: "test", madeBy: "test", summary: "Products.", at: Instant("2026-06-15")!).record(
                    assertions)
            }
            var compared = 0
            for id in ["contributors.segments", "contributors.first-merged"] {
                for query in [
                    "", "&split=type", "&split=organisation", "&who=all&bots=include", "&counting=accounts", "&first=anywhere",
                    "&product=now", "&affiliation=whole",
                ] {
                    let card = try fixture.catalogue.measure(id).card
                    let names = query.split(separator: "&").compactMap { $0.split(separator: "=").first.map(String.init) }
                    guard names.allSatisfy({ name in name == "split" || card.parameters.contains { $0.name == name } }) else { continue }
                    let all = try await fixture.ask(id, "period=month&from=2024-07&to=2026-06\(query)")
                    #expect(all.points.count == 24)
                    #expect(all.points.contains { ($0.value ?? 0) > 1 }, "\(id) \(query)")
                    for (index, point) in all.points.enumerated() {
                        let alone = try await fixture.ask(id, "period=month&from=\(point.period.key)&to=\(point.period.key)\(query)")
                        #expect(alone.points == [point], "\(id) \(query)")
                        for part in alone.parts {
                            #expect(all.parts.first { $0.key == part.key }?.points[index] == part.points[0], "\(id) \(query) \(part.key)")
                            compared += 1
                        }
                        guard id == "contributors.segments", !query.contains("split") else { continue }
                        // The rows are found by a walk of their own.
                        let rows = try await fixture.rows(id, point.period.key, "period=month\(query)")
                        #expect(Double(rows.total) == point.value, "\(query) in \(point.period)")
                    }
                }
            }
            #expect(compared > 100)
        }
    }

    @Test("levels add up people by the merges that came before each month's end")
    func levels() async throws {
        try await withStore(on: .sqlite) { (store: any SQLStore) async throws in
            let fixture = try await MeasureFixture(store)
            let forge = SmallForge(fixture.ledger)
            for number in 1...4 { try await forge.change(Int64(number), by: "ada", "2026-01-0\(number)", "2026-02-0\(number) ben merges") }
            try await forge.change(5, by: "cleo", "2026-02-05")
            try await forge.change(6, by: "cleo", "2026-03-05", "2026-03-06 ben merges")
            try await fixture.ledger.place()
            let answer = try await fixture.ask("contributors.segments", "period=month&from=2026-01&to=2026-03&split=type")
            func level(_ number: Int) -> [Double?] { answer.parts.first { $0.key == "level-\(number)" }?.points.map(\.value) ?? [] }
            #expect(answer.points.map(\.value) == [1, 2, 2])
            #expect(level(0) == [1, 1, 0] && level(1) == [0, 0, 1] && level(2) == [0, 1, 1])
        }
    }
}
