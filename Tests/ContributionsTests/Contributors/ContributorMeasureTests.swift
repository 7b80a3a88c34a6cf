import Ledger
import Measures
import TestSupport
import Testing

/// The ledger that these tests share, to be checked with a pencil:
///
/// | month   | ada | ben | cleo |
/// |---------|-----|-----|------|
/// | 2026-01 | 2   | 1   |      |
/// | 2026-02 | 1   |     | 1    |
/// | 2026-03 |     |     |      |
/// | 2026-04 |     |     | 3    |
@Suite("Contributors over months")
struct ContributorMeasureTests {
    private func fixture(_ engine: TestEngine, _ body: (MeasureFixture) async throws -> Void) async throws {
        try await withStore(on: engine) { store in
            let fixture = try await MeasureFixture(store)
            for (author, day) in [
                ("ada", "2026-01-05"), ("ada", "2026-01-31"), ("ben", "2026-01-07"), ("ada", "2026-02-01"),
                ("cleo", "2026-02-28"), ("cleo", "2026-04-01"), ("cleo", "2026-04-02"), ("cleo", "2026-04-30"),
            ] {
                try await fixture.ledger.commit(author, day)
            }
            try await fixture.ledger.place()
            try await body(fixture)
        }
    }

    @Test("active counts each person once a month", arguments: TestEngine.allCases)
    func active(_ engine: TestEngine) async throws {
        try await fixture(engine) { (fixture: MeasureFixture) async throws in
            let answer = try await fixture.ask("contributors.active")
            #expect(answer.value("2026-01") == 2)
            #expect(answer.value("2026-02") == 2)
            #expect(answer.value("2026-03") == 0)
            #expect(answer.value("2026-04") == 1)
            #expect(answer.points.first?.period.key == "2026-01")
            #expect(answer.points.last?.running == true)
            let rows = try await fixture.rows("contributors.active", "2026-01")
            #expect(rows.names == ["ada", "ben"])
            #expect(rows.rows.map { $0[2] } == [.integer(2), .integer(1)])
        }
    }

    @Test("new counts a person in the period of the first contribution only", arguments: TestEngine.allCases)
    func new(_ engine: TestEngine) async throws {
        try await fixture(engine) { (fixture: MeasureFixture) async throws in
            let answer = try await fixture.ask("contributors.new")
            #expect(answer.points.map(\.value) == [2, 1, 0, 0, 0, 0])
            #expect(try await fixture.rows("contributors.new", "2026-02").names == ["cleo"])
        }
    }

    @Test("returning counts people who were active in any earlier period", arguments: TestEngine.allCases)
    func returning(_ engine: TestEngine) async throws {
        try await fixture(engine) { (fixture: MeasureFixture) async throws in
            #expect(try await fixture.ask("contributors.returning").points.map(\.value) == [0, 1, 0, 1, 0, 0])
            let shares = try await fixture.ask("contributors.returning", "as=share").points.map(\.value)
            #expect(shares == [0, 0.5, nil, 1, nil, nil])
        }
    }

    @Test("retained divides who came back next period by who was there", arguments: TestEngine.allCases)
    func retained(_ engine: TestEngine) async throws {
        try await fixture(engine) { (fixture: MeasureFixture) async throws in
            let months = try await fixture.ask("contributors.retained")
            #expect(months.value("2026-01") == 0.5)
            #expect(months.value("2026-02") == 0)
            #expect(months.value("2026-03") == nil)
            let quarters = try await fixture.ask("contributors.retained", "period=quarter")
            #expect(quarters.value("2026-Q1") == 1.0 / 3)
            #expect(quarters.points.map(\.running) == [true, true])
        }
    }

    @Test("occasional counts people with few contributions in twelve months", arguments: TestEngine.allCases)
    func occasional(_ engine: TestEngine) async throws {
        try await fixture(engine) { (fixture: MeasureFixture) async throws in
            #expect(try await fixture.ask("contributors.occasional", "most=3").value("2026-04") == 2)
            #expect(try await fixture.rows("contributors.occasional", "2026-04", "most=3").names.sorted() == ["ada", "ben"])
            #expect(try await fixture.ask("contributors.occasional").value("2026-04") == 3)
        }
    }

    @Test("inactive counts people in the period of their last contribution", arguments: TestEngine.allCases)
    func inactive(_ engine: TestEngine) async throws {
        try await fixture(engine) { (fixture: MeasureFixture) async throws in
            // Four months before 30 June is 28 February: ada and ben have been away for longer, cleo has not.
            #expect(try await fixture.ask("contributors.inactive", "months=4").points.map(\.value) == [1, 1, 0, 0, 0, 0])
            #expect(try await fixture.rows("contributors.inactive", "2026-02", "months=4").names == ["ada"])
        }
    }

    @Test("an office without a contribution has no data, which is not 0", arguments: TestEngine.allCases)
    func noData(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let fixture = try await MeasureFixture(store)
            #expect(try await fixture.ask("contributors.active").points.isEmpty)
            #expect(try await fixture.ask("contributors.active").current == nil)
        }
    }

    @Test("rows page by key: each row stands on one page", arguments: TestEngine.allCases)
    func paging(_ engine: TestEngine) async throws {
        try await fixture(engine) { (fixture: MeasureFixture) async throws in
            let first = try await fixture.rows("code.commits", "2026-01", limit: 2)
            #expect(first.rows.count == 2 && first.total == 3)
            let second = try await fixture.rows("code.commits", "2026-01", cursor: first.next, limit: 2)
            #expect(second.rows.count == 1 && second.next == nil)
            #expect(Set(first.names + second.names).count == 3)
        }
    }
}
