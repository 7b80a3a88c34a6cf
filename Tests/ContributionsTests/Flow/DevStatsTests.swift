import Ledger
import Measures
import TestSupport
import Testing

/// Cases of DevStats (the file `tests.yaml` of cncf/devstats) whose definition is ours too, made anew with other people
/// and other days; the figures are those that its tests expect. It takes percentiles that occurred.
@Suite("The same figures as DevStats")
struct DevStatsTests {
    /// Seven merges after 24 to 144 hours: 24, 48, 96, 120 and 144 in one group of repositories, 72 and 120 in the other.
    @Test("age of merged change requests: 96 hours for all, 96 and 72 by group", arguments: TestEngine.allCases)
    func age(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            for (index, days) in [1, 2, 4, 5, 6].enumerated() {
                try await fixture.forge.change(Int64(index + 1), by: "ada", "2026-03-01", "2026-03-0\(1 + days) ben merges", in: "alpha")
            }
            for (index, days) in [3, 5].enumerated() {
                try await fixture.forge.change(Int64(index + 1), by: "cleo", "2026-03-01", "2026-03-0\(1 + days) ben merges", in: "beta")
            }
            let answer = try await fixture.ask("flow.time-to-merge", "percentile=discrete&split=project&from=2026-03&to=2026-03")
            #expect(answer.points[0].value == 96.0 / 24 && answer.points[0].n == 7)
            #expect(answer.value("2026-03", part: "alpha") == 96.0 / 24)
            #expect(answer.value("2026-03", part: "beta") == 72.0 / 24)
            // Interpolation would lie between the two of the second group.
            #expect(try await fixture.value("flow.time-to-merge", "2026-03", "project=beta") == 96.0 / 24)
        }
    }

    @Test("first activity of somebody else: a median of 48 hours", arguments: TestEngine.allCases)
    func firstActivity(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            for days in 1...3 {
                try await fixture.forge.change(
                    Int64(days), by: "ada", "2026-03-01", "2026-03-01T13:00:00Z ada comments", "2026-03-0\(1 + days) ben comments")
            }
            #expect(try await fixture.value("flow.time-to-first-response", "2026-03", "percentile=discrete") == 2)
        }
    }

    /// In February two people have their first merges, with five change requests together; each group of repositories
    /// has one of them for the first time.
    @Test("new contributors: 2 over all, 1 in each group", arguments: TestEngine.allCases)
    func newContributors(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            let forge = fixture.forge
            try await forge.change(1, by: "ada", "2026-01-05", "2026-01-10 dan merges", in: "alpha")
            for number in 2...3 {
                try await forge.change(Int64(number), by: "ben", "2026-02-05", "2026-02-1\(number) dan merges", in: "alpha")
            }
            for number in 1...3 {
                try await forge.change(Int64(number), by: "cleo", "2026-02-05", "2026-02-1\(number) dan merges", in: "beta")
            }
            try await forge.change(4, by: "ada", "2026-02-05", "2026-02-14 dan merges", in: "alpha")
            let answer = try await fixture.ask("contributors.first-merged", "split=project&from=2026-02&to=2026-02")
            #expect(answer.points[0].value == 2)
            #expect(answer.value("2026-02", part: "alpha") == 1 && answer.value("2026-02", part: "beta") == 1)
            #expect(try await fixture.value("flow.merged", "2026-02") == 6)
            // Within a project the first merge there counts; anywhere, only the first of all.
            try await forge.change(5, by: "ada", "2026-02-05", "2026-02-15 dan merges", in: "beta")
            #expect(try await fixture.value("contributors.first-merged", "2026-02", "project=beta") == 2)
            #expect(try await fixture.value("contributors.first-merged", "2026-02", "project=beta&first=anywhere") == 1)
        }
    }
}
