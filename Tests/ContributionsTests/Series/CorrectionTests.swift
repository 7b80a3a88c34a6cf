import Contributions
import Ledger
import Measures
import Store
import TestSupport
import Testing

@Suite("Corrections")
struct CorrectionTests {
    private func office(_ engine: TestEngine, _ body: (MeasureFixture) async throws -> Void) async throws {
        try await withStore(on: engine) { store in
            try await store.migrate([LedgerSchema.schema])
            var office = InventedOffice(commits: 250, items: 260, people: 40, projects: 3, until: CivilDate(year: 2026, month: 6, day: 15))
            office.organisations = 6
            try await office.write(into: store, calendar: .utc, at: Instant("2026-06-15")!)
            try await body(MeasureFixture(try await SmallLedger(store)))
        }
    }

    /// Two readers, one who asked before each correction and one who comes new, see the same figures, parts and rows.
    private func compare(_ warm: MeasureFixture, _ fresh: MeasureFixture, _ splits: [String], after what: String) async throws {
        for measure in warm.catalogue.measures {
            let id = measure.card.id
            for split in splits where split.isEmpty || measure.card.dimensions.contains(where: { $0.rawValue == split }) {
                let query = "period=year" + (split.isEmpty ? "" : "&split=\(split)")
                let (renewed, whole) = (try await warm.ask(id, query), try await fresh.ask(id, query))
                #expect(renewed.points == whole.points, "\(id) \(split) after \(what)")
                #expect(renewed.overlap == whole.overlap, "\(id) \(split) after \(what)")
                #expect(renewed.remarks == whole.remarks, "\(id) \(split) after \(what)")
                #expect(renewed.freshness == whole.freshness, "\(id) \(split) after \(what)")
                #expect(renewed.parts.map(\.key) == whole.parts.map(\.key), "\(id) \(split) after \(what)")
                #expect(renewed.parts.map(\.title) == whole.parts.map(\.title), "\(id) \(split) after \(what)")
                #expect(renewed.parts.map(\.points) == whole.parts.map(\.points), "\(id) \(split) after \(what)")
            }
            let (renewed, whole) = (try await warm.rows(id, "2025", "period=year"), try await fresh.rows(id, "2025", "period=year"))
            #expect(renewed.rows == whole.rows && renewed.total == whole.total, "\(id) after \(what)")
        }
    }

    @Test("whatever is corrected, figures brought up to date are those read anew", arguments: TestEngine.allCases)
    func equal(_ engine: TestEngine) async throws {
        try await office(engine) { (fixture: MeasureFixture) async throws in
            var beliefs = RandomBeliefs(seed: 7, fixture.ledger.store, from: Instant("2026-06-16")!)
            let forge = SmallForge(fixture.ledger)
            for measure in fixture.catalogue.measures { _ = try await fixture.ask(measure.card.id, "period=year") }
            try await beliefs.makeTrees()
            for round in 0..<14 {
                var changes: [String] = []
                for _ in 0..<(round % 3 + 1) { changes.append(try await beliefs.change()) }
                // Now and then sources tell something new in between.
                if round % 5 == 1 {
                    try await forge.change(
                        Int64(round), by: "ada", "2024-02-03", "2026-02-04 ben comments", "2026-05-01 ben merges", in: "late")
                    changes.append("a change request")
                }
                if round % 5 == 3 {
                    try await fixture.ledger.commit("ada", "2025-03-04", in: "late")
                    changes.append("a commit")
                }
                let splits = ["", ["organisation", "team", "manager", "type", "coach"][round % 5]]
                try await compare(fixture, MeasureFixture(fixture.ledger), splits, after: changes.joined(separator: ", "))
            }
        }
    }

    @Test("a figure as known before a correction stays the same ever after", arguments: TestEngine.allCases)
    func asKnown(_ engine: TestEngine) async throws {
        try await office(engine) { (fixture: MeasureFixture) async throws in
            let store = fixture.ledger.store
            var before: [String: Answer] = [:]
            let query = "period=year&as-known=2026-06-15"
            for measure in fixture.catalogue.measures { before[measure.card.id] = try await fixture.ask(measure.card.id, query) }
            var beliefs = RandomBeliefs(seed: 13, store, from: Instant("2026-06-16")!)
            for round in 0..<20 {
                _ = try await beliefs.change()
                guard round % 5 == 4 else { continue }
                // Both who kept the figure and who works it out anew see it as it was.
                for fixture in [fixture, MeasureFixture(fixture.ledger)] {
                    for measure in fixture.catalogue.measures {
                        let id = measure.card.id
                        let answer = try await fixture.ask(id, query)
                        #expect(answer.points == before[id]?.points, "\(id) in round \(round)")
                        #expect(answer.remarks == before[id]?.remarks, "\(id) in round \(round)")
                    }
                }
            }
            let now = try await fixture.ask("contributors.active", "period=year&split=organisation")
            #expect(now.parts.map(\.points) != before["contributors.active"]?.parts.map(\.points))
        }
    }

    /// Each table's parts and what they share make up its whole; and a part is what a question about it alone gives.
    @Test("parts sum to the whole in every table, whatever is believed", arguments: TestEngine.allCases, [UInt64(3), 5])
    func parts(_ engine: TestEngine, _ seed: UInt64) async throws {
        try await office(engine) { (fixture: MeasureFixture) async throws in
            var beliefs = RandomBeliefs(seed: seed, fixture.ledger.store, from: Instant("2026-06-16")!)
            try await beliefs.makeTrees()
            for _ in 0..<60 { _ = try await beliefs.change() }
            var (compared, shared) = (0, 0)
            for measure in fixture.catalogue.measures where measure.card.parts != .sideBySide {
                let card = measure.card
                for dimension in card.dimensions {
                    let isUnit = [.organisation, .team, .manager].contains(dimension)
                    for affiliation in ["share", "whole"] {
                        for rollUp in isUnit ? ["none", "parent", "ultimate", "level-1", "level-2"] : ["none"] {
                            var query =
                                "period=year&from=2022&to=2026&split=\(dimension.rawValue)&affiliation=\(affiliation)&roll-up=\(rollUp)"
                            // The measure's own choices, one of each at random.
                            for parameter in card.parameters where !["affiliation", "roll-up"].contains(parameter.name) {
                                if case .choice(let values) = parameter.kind { query += "&\(parameter.name)=\(beliefs.pick(values))" }
                            }
                            let answer = try await fixture.ask(card.id, query)
                            for (index, point) in answer.points.enumerated() {
                                guard let whole = point.value else { continue }
                                let parts = answer.parts.reduce(0) { $0 + ($1.points[index].value ?? 0) }
                                let overlap = answer.overlap.isEmpty ? 0 : answer.overlap[index] ?? 0
                                let tolerance = 1e-9 * max(1, whole.magnitude)
                                #expect((parts + overlap - whole).magnitude <= tolerance, "\(card.id) \(query) in \(point.period)")
                                if card.parts == .sum, affiliation == "share", dimension != .group {
                                    #expect((parts - whole).magnitude <= tolerance, "\(card.id) \(query) in \(point.period)")
                                }
                                if whole != whole.rounded()
                                    || answer.parts.contains(where: { $0.points[index].value != $0.points[index].value?.rounded() })
                                {
                                    shared += 1
                                }
                                compared += 1
                            }
                            guard isUnit, !query.contains("as=share"), card.id != "organisations.share" else { continue }
                            for part in answer.parts.prefix(2) {
                                let scoped = query.replacing("split=", with: "\(dimension.rawValue)=\(part.key)&split=")
                                    .replacing("split=\(dimension.rawValue)&", with: "")
                                guard card.parts == .sum, !card.id.hasPrefix("contributors.") else { continue }
                                let alone = try await fixture.ask(card.id, scoped)
                                for (a, b) in zip(alone.points, part.points) where a.value != nil {
                                    #expect(((a.value ?? 0) - (b.value ?? 0)).magnitude < 1e-6, "\(card.id) \(scoped) in \(a.period)")
                                }
                            }
                        }
                    }
                }
            }
            #expect(compared > 5000 && shared > 200)
        }
    }
}
