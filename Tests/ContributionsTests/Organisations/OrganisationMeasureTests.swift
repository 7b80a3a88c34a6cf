import Ledger
import Measures
import TestSupport
import Testing

/// January 2026: ada@works.example 3, ben@sub.labs.example 2, cleo@mail.example (unknown) 5.
/// February: ada 1; the domain works.example belongs to Example Works only until 1 February.
@Suite("Organisations")
struct OrganisationMeasureTests {
    private func fixture(_ engine: TestEngine, _ body: (MeasureFixture) async throws -> Void) async throws {
        try await withStore(on: engine) { store in
            let fixture = try await MeasureFixture(store)
            for (author, domain, days) in [("ada", "works.example", 3), ("ben", "sub.labs.example", 2), ("cleo", "mail.example", 5)] {
                for day in 1...days {
                    try await fixture.ledger.commit(author, "2026-01-0\(day)", email: "\(author)@\(domain)")
                }
            }
            try await fixture.ledger.commit("ada", "2026-02-01", email: "ada@works.example")
            try await fixture.ledger.place()
            try await fixture.ledger.affiliate([
                "Works": [.init("works.example", to: CivilDate("2026-02-01"))], "Labs": [.init("labs.example")],
            ])
            try await body(fixture)
        }
    }

    @Test("active counts known organisations and lists unknown as a row", arguments: TestEngine.allCases)
    func active(_ engine: TestEngine) async throws {
        try await fixture(engine) { (fixture: MeasureFixture) async throws in
            let answer = try await fixture.ask("organisations.active")
            #expect(answer.value("2026-01") == 2)
            #expect(answer.points[0].unknownShare == 0.5)
            #expect(try await fixture.rows("organisations.active", "2026-01").names == ["unknown", "works", "labs"])
        }
    }

    @Test("affiliation is the one in force when the contribution was made", arguments: TestEngine.allCases)
    func validity(_ engine: TestEngine) async throws {
        try await fixture(engine) { (fixture: MeasureFixture) async throws in
            let answer = try await fixture.ask("organisations.active")
            #expect(answer.value("2026-02") == 0)
            #expect(answer.points[1].unknownShare == 1)
        }
    }

    @Test("shares sum to 1 with unknown among them", arguments: TestEngine.allCases)
    func share(_ engine: TestEngine) async throws {
        try await fixture(engine) { (fixture: MeasureFixture) async throws in
            let answer = try await fixture.ask("organisations.share", "split=organisation")
            #expect(answer.value("2026-01", part: "works") == 0.3)
            #expect(answer.value("2026-01", part: "labs") == 0.2)
            #expect(answer.value("2026-01", part: "unknown") == 0.5)
            #expect(answer.overlap.isEmpty)
        }
    }

    @Test("a scope may be the unknown organisation", arguments: TestEngine.allCases)
    func unknownScope(_ engine: TestEngine) async throws {
        try await fixture(engine) { (fixture: MeasureFixture) async throws in
            #expect(try await fixture.ask("code.commits", "organisation=unknown").value("2026-01") == 5)
        }
    }
}
