import Contributions
import Ledger
import Measures
import Store
import TestSupport
import Testing

@Suite("Figures when everything is taken back")
struct UndoFiguresTests {
    /// Measures over commits, change requests, people and organisations, with splits that every belief moves.
    private static let questions = [
        ("contributors.active", "split=organisation"), ("contributors.active", "split=manager"), ("code.commits", "split=organisation"),
        ("code.commits", "split=team&affiliation=whole"), ("organisations.active", ""), ("contributors.new", ""),
        ("contributors.unique-merged", "who=all&split=organisation"), ("contributors.first-merged", "who=all"),
        ("contributors.segments", "split=type"),
        ("community.merged", "split=organisation"), ("flow.time-to-first-response", ""), ("flow.self-merged", ""),
        ("flow.merged", "split=coach"),
    ]

    private func figures(_ fixture: MeasureFixture, asKnown day: String? = nil) async throws -> [String: String] {
        var figures: [String: String] = [:]
        for (id, query) in Self.questions {
            let whole =
                "period=quarter&from=2024-Q1&to=2026-Q2" + (query.isEmpty ? "" : "&\(query)") + (day.map { "&as-known=\($0)" } ?? "")
            let answer = try await fixture.ask(id, whole)
            // Whether somebody is shown, and how, follows their wish of today for the past too; the figures do not.
            let parts = answer.parts.map { day == nil ? "\($0.key) \($0.title) \($0.points)" : "\($0.points)" }
            figures["\(id) \(query)"] = "\(answer.points) \(day == nil ? parts : parts.sorted()) \(answer.overlap) \(answer.remarks)"
        }
        return figures
    }

    /// Every belief in force, in an order that does not depend on when it was recorded.
    private func beliefs(_ store: any SQLStore) async throws -> String {
        try await store.read { reader in
            try Assertion.Predicate.allCases.flatMap { predicate in try reader.assertions(predicate).map { "\($0.assertion)" } }.sorted()
                .joined(separator: "\n")
        }
    }

    /// What somebody states at random; nil when it was refused or was so already.
    private struct Statements {
        var dice: SeededNumbers
        let accounts: [Int64]
        let organisations: [String]
        let teams: [String]

        private mutating func pick<T>(_ all: [T]) -> T { all[Int.random(in: all.indices, using: &dice)] }

        private mutating func days() -> DayRange {
            let year = Int.random(in: 2022...2026, using: &dice), month = Int.random(in: 1...12, using: &dice)
            let from = CivilDate(year: year, month: month, day: 1)
            switch Int.random(in: 0..<4, using: &dice) {
            case 0: return .always
            case 1: return DayRange(from: from, to: nil)
            case 2: return DayRange(from: nil, to: from)
            default: return DayRange(from: from, to: CivilDate(daysSince1970: from.daysSince1970 + Int64.random(in: 1...700, using: &dice)))
            }
        }

        mutating func next(_ store: any SQLStore, at now: Instant) async throws -> Int64? {
            let (a, b, some, days) = (pick(accounts), pick(accounts), Array(accounts.shuffled(using: &dice).prefix(2)), days())
            let (organisation, team, kind) = (pick(organisations), pick(teams), Int.random(in: 0..<13, using: &dice))
            let share = pick([nil, 250_000, 500_000] as [Int64?])
            let (from, to) = (days.from.map { Instant($0) }, days.to.map { Instant($0) })
            do {
                return try await store.write { writer in
                    let people = PeopleStatement(writer, madeBy: "test", at: now)
                    let stated = AffiliationStatement(writer, calendar: .utc, madeBy: "test", at: now)
                    switch kind {
                    case 0, 1: return try people.join(a, b, reason: "joined").operation
                    case 2: return try people.split(some, reason: "split").operation
                    case 3: return try people.refuse(a, b, reason: "refused").operation
                    case 4: return try people.state(.bot, of: [a], from: from, to: to, reason: "bot").operation
                    case 5: return try people.state(.human, of: [a], from: from, to: to, reason: "human").operation
                    case 6: return try people.state(.rules, of: [a, b], from: from, to: to, reason: "rules").operation
                    case 7:
                        return try stated.affiliate(
                            [a], with: organisation, days: days, share: share, reason: "affiliated", instead: share == nil
                        ).operation
                    case 8: return try stated.withdraw([a, b], from: nil, days: days).operation
                    case 9: return try stated.setTeam([a], to: team, days: days, reason: "team").operation
                    case 10: return try stated.setManager([a], to: [b], days: days, reason: "manager").operation
                    case 11: return try stated.setDisplayName([a], to: "Name \(b)", reason: "asked").operation
                    default: return try stated.setOptOut([a], to: b % 2 == 0, reason: "asked").operation
                    }
                }
            } catch is PeopleRefusal {
                return nil
            } catch is AffiliationRefusal {
                return nil
            }
        }
    }

    @Test(
        "a thousand statements undone in reverse restore every belief and every figure, and what was known before stays as it was for ever",
        arguments: TestEngine.allCases)
    func thousand(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { (store: any SQLStore) async throws in
            try await store.migrate([LedgerSchema.schema])
            var office = InventedOffice(commits: 200, items: 220, people: 40, projects: 3, until: CivilDate(year: 2026, month: 6, day: 15))
            office.organisations = 6
            try await office.write(into: store, calendar: .utc, at: Instant("2026-06-15")!)
            let (accounts, organisations) = try await store.write { writer in
                for number in 1...3 {
                    let team = OrganisationSetting(slug: "team-\(number)", name: "Team \(number)", kind: .team, domains: [])
                    _ = try writer.organisation(team, at: Instant("2026-06-15")!)
                }
                try writer.advanceRevision()
                return (try writer.rows("SELECT id FROM accounts ORDER BY id") { $0.integer(0) }, try writer.organisations())
            }
            let ledger = try await SmallLedger(store)
            let warm = MeasureFixture(ledger)
            let (before, known) = (try await figures(warm), try await figures(warm, asKnown: "2026-06-15"))
            let held = try await beliefs(store)
            var statements = Statements(
                dice: SeededNumbers(41), accounts: accounts, organisations: organisations.filter { $0.kind != .team }.map(\.slug).sorted(),
                teams: organisations.filter { $0.kind == .team }.map(\.slug).sorted())
            let count = engine == .sqlite ? 1000 : 120
            var (operations, now) = ([Int64](), Instant("2026-06-16")!)
            var middle: (beliefs: String, figures: [String: String])?
            while operations.count < count {
                now = now.advanced(by: 60)
                if let operation = try await statements.next(store, at: now) { operations.append(operation) }
                if operations.count == count / 2, middle == nil { middle = (try await beliefs(store), try await figures(warm)) }
            }
            let moved = try await figures(warm)
            #expect(moved.count { $0.value != before[$0.key] } > 8, "the statements move figures")
            #expect(try await figures(MeasureFixture(ledger)) == moved)
            #expect(try await figures(warm, asKnown: "2026-06-15") == known)

            for (index, operation) in operations.enumerated().reversed() {
                now = now.advanced(by: 60)
                let at = now
                _ = try await store.write { try $0.undo(operation, madeBy: "test", at: at) }
                guard index == count / 2 else { continue }
                #expect(try await beliefs(store) == middle?.beliefs)
                #expect(try await figures(warm) == middle?.figures)
            }
            #expect(try await beliefs(store) == held)
            // Both who followed every change and who reads everything anew see what was there in the beginning.
            for fixture in [warm, MeasureFixture(ledger)] {
                #expect(try await figures(fixture) == before)
                #expect(try await figures(fixture, asKnown: "2026-06-15") == known)
            }
        }
    }
}
