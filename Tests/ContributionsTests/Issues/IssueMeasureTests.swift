import Ledger
import Measures
import TestSupport
import Testing

@Suite("Issues")
struct IssueMeasureTests {
    /// | issue  | opened     | answered   | closed     |
    /// |--------|------------|------------|------------|
    /// | 1 ada  | 2026-01-01 | 2026-01-03 | 2026-02-10 |
    /// | 2 ben  | 2026-01-11 |            | 2026-02-20 |
    /// | 3 cleo | 2026-01-21 | 2026-01-25 |            |
    @Test("issues are counted apart from change requests", arguments: TestEngine.allCases)
    func issues(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine, .github) { (fixture: ForgeFixture) async throws in
            let forge = fixture.forge
            try await forge.issue(1, by: "ada", "2026-01-01", "2026-01-03 dan comments", "2026-02-10 ada closes")
            try await forge.issue(2, by: "ben", "2026-01-11", "2026-02-20 dan closes")
            try await forge.issue(3, by: "cleo", "2026-01-21", "2026-01-25 ada comments", title: "Leak", confidential: true)
            try await forge.change(4, by: "cleo", "2026-01-21")
            for (id, values) in [
                ("issues.opened", [3, 0, 0, 0, 0, 0]), ("issues.closed", [0, 2, 0, 0, 0, 0]), ("issues.open", [3, 1, 1, 1, 1, 1]),
                ("issues.age", [20, 38, 69, 99, 130, 160]), ("issues.first-response", [3, nil, nil, nil, nil, nil]),
                ("issues.resolution", [nil, 40, nil, nil, nil, nil]),
            ] as [(String, [Double?])] {
                #expect(try await fixture.ask(id).points.map(\.value) == values, "\(id)")
            }
            let rows = try await fixture.rows("issues.open", "2026-02")
            #expect(rows.column("reference") == ["group/alpha#3"])
            #expect(rows.column("title") == ["(confidential)"])
            #expect(rows.column("status") == ["open"])
        }
    }

    @Test("an issue that was never closed by its date counts as open however old", arguments: TestEngine.allCases)
    func old(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            try await fixture.forge.issue(1, by: nil, "1999-12-31", "2000-01-01 - comments")
            #expect(try await fixture.value("issues.open", "2026-05") == 1)
            #expect(try await fixture.value("issues.age", "2000-02") == 60)
            // Nobody knows who commented: that is no answer by somebody else.
            #expect(try await fixture.ask("issues.first-response", "from=1999-12&to=1999-12").value("1999-12") == nil)
        }
    }
}
