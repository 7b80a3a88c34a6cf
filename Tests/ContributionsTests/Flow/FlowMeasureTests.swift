import Ledger
import Measures
import TestSupport
import Testing

@Suite("Flow of change requests")
struct FlowMeasureTests {
    /// | change | opened     | ended                |
    /// |--------|------------|----------------------|
    /// | 1 ada  | 2026-01-01 | merged 2026-02-10    |
    /// | 2 ben  | 2026-01-11 | closed 2026-02-20    |
    /// | 3 cleo | 2026-01-21 | open                 |
    /// | 4 ada  | 2026-02-28 | merged 2026-03-01    |
    private func fixture(_ engine: TestEngine, _ body: (ForgeFixture) async throws -> Void) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            try await fixture.forge.change(1, by: "ada", "2026-01-01", "2026-02-10 dan merges")
            try await fixture.forge.change(2, by: "ben", "2026-01-11", "2026-02-20 dan closes")
            try await fixture.forge.change(3, by: "cleo", "2026-01-21")
            try await fixture.forge.change(4, by: "ada", "2026-02-28", "2026-03-01 ada merges")
            try await body(fixture)
        }
    }

    @Test("opened, merged, declined, open, and the ratios of them", arguments: TestEngine.allCases)
    func counts(_ engine: TestEngine) async throws {
        try await fixture(engine) { (fixture: ForgeFixture) async throws in
            for (id, values) in [
                ("flow.opened", [3, 1, 0, 0, 0, 0]), ("flow.merged", [0, 1, 1, 0, 0, 0]), ("flow.declined", [0, 1, 0, 0, 0, 0]),
                ("flow.open", [3, 2, 1, 1, 1, 1]), ("flow.backlog", [3, 2, 1, 1, 1, 1]),
                ("flow.acceptance", [nil, 0.5, 1, nil, nil, nil]), ("flow.closure-ratio", [0, 0.5, 0.5, 0, 0, 0]),
                ("flow.self-merged", [nil, 0, 1, nil, nil, nil]),
            ] as [(String, [Double?])] {
                #expect(try await fixture.ask(id).points.map(\.value) == values, "\(id)")
            }
        }
    }

    @Test("open age is the median of days of the calendar on the last day, and today in the running month", arguments: TestEngine.allCases)
    func openAge(_ engine: TestEngine) async throws {
        try await fixture(engine) { (fixture: ForgeFixture) async throws in
            // 31 January: 30, 20, 10 days. 28 February: 38 and 0 days. 30 June: 160 days.
            #expect(try await fixture.ask("flow.open-age").points.map(\.value) == [20, 19, 69, 99, 130, 160])
            #expect(try await fixture.ask("flow.open-age").points.map(\.running) == [false, false, false, false, false, true])
            #expect(try await fixture.rows("flow.open-age", "2026-01").column("age") == ["30.0", "20.0", "10.0"])
            #expect(try await fixture.value("flow.open-age", "2026-01", "statistic=p75") == 25)
            #expect(try await fixture.value("flow.open-age", "2026-01", "statistic=p90") == 28)
            #expect(try await fixture.value("flow.open-age", "2026-02", "percentile=discrete") == 0)
            #expect(try await fixture.value("flow.open-age", "2026-01", "statistic=mean") == 20)
            #expect(try await fixture.value("flow.open-age", "2026-01", "who=company") == nil)
            let split = try await fixture.ask("flow.open-age", "from=2026-02&to=2026-02&split=project")
            #expect(split.value("2026-02", part: "alpha") == 19 && split.overlap.isEmpty)
        }
    }

    @Test("time to merge and to close in days with fractions", arguments: TestEngine.allCases)
    func durations(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            try await fixture.forge.change(1, by: "ada", "2026-01-01T00:00:00Z", "2026-01-01T06:00:00Z dan merges")
            try await fixture.forge.change(2, by: "ada", "2026-01-01T00:00:00Z", "2026-01-03T12:00:00Z dan merges")
            try await fixture.forge.change(3, by: "ada", "2026-01-01T00:00:00Z", "2026-01-05T00:00:00Z dan closes")
            #expect(try await fixture.value("flow.time-to-merge", "2026-01") == 1.375)
            #expect(try await fixture.value("flow.time-to-merge", "2026-01", "statistic=p90") == 2.275)
            #expect(try await fixture.value("flow.time-to-close", "2026-01") == 2.5)
            #expect(try await fixture.rows("flow.time-to-merge", "2026-01").column("duration") == ["2.5", "0.25"])
        }
    }

    @Test("a leap day and the reporting time zone decide which days count", arguments: TestEngine.allCases)
    func days(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let fixture = try await ForgeFixture(store)
            try await fixture.forge.change(1, by: "ada", "2024-02-28T23:30:00Z", "2024-03-01T22:59:59Z dan merges")
            try await fixture.forge.change(2, by: "ada", "2024-02-28T23:30:00Z", "2024-02-29T23:00:00Z dan merges")
            #expect(try await fixture.value("flow.merged", "2024-02") == 1)
            #expect(try await fixture.value("flow.open-age", "2024-02") == 1)
            // In Berlin it was opened on the 29th, and the second was merged on 1 March.
            let berlin = MeasureFixture(fixture.forge.ledger, calendar: ReportingCalendar(timeZone: "Europe/Berlin")!)
            #expect(try await berlin.ask("flow.merged", "from=2024-02&to=2024-03").points.map(\.value) == [0, 2])
            #expect(try await berlin.ask("flow.open-age", "from=2024-02&to=2024-03").points.map(\.value) == [0, nil])
            #expect(try await berlin.rows("flow.open-age", "2024-02").total == 2)
        }
    }

    @Test("idle and stale count days without a person's doing, and bots are no persons", arguments: TestEngine.allCases)
    func quiet(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            try await fixture.forge.change(1, by: "ada", "2026-01-03", "2026-02-20 stale[bot] comments", "2026-04-02 ben comments")
            try await fixture.forge.change(2, by: "ada", "2026-01-04", "2026-01-31 ada pushes")
            try await fixture.forge.ledger.place()
            try await fixture.forge.believe(.accountBot, of: "stale[bot]")
            // Change 1: 28 days on 31 January, 87 on 31 March, 28 on 30 April. Change 2: 0, 28 on 28 February, 59, 89, 120.
            #expect(try await fixture.ask("flow.idle").points.map(\.value) == [1, 2, 2, 2, 2, 2])
            #expect(try await fixture.ask("flow.stale").points.map(\.value) == [0, 0, 0, 0, 1, 1])
            #expect(try await fixture.rows("flow.idle", "2026-04").column("quiet") == ["89.0", "28.0"])
            #expect(try await fixture.value("flow.idle", "2026-04", "days=29") == 1)
        }
    }

    @Test("what somebody wrote whose account is gone is a person's doing and nobody's answer", arguments: TestEngine.allCases)
    func quietAfterNobody(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            try await fixture.forge.change(1, by: "ada", "2026-01-03", "2026-01-31 - comments", "2026-02-10 - labels late")
            // 28 days after the opening somebody comments, so that the 28 days end on 28 February: the label is nobody's doing.
            #expect(try await fixture.ask("flow.idle").points.map(\.value) == [0, 1, 1, 1, 1, 1])
            #expect(try await fixture.rows("flow.idle", "2026-02").column("quiet") == ["28.0"])
            #expect(try await fixture.value("flow.time-to-first-response", "2026-01") == nil)
        }
    }

    @Test("review time counts from the first request, of what is open and was asked for", arguments: TestEngine.allCases)
    func reviewTime(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            try await fixture.forge.change(
                1, by: "ada", "2026-01-01", "2026-01-11 ada asks ben", "2026-01-21 ada asks cleo", labels: ["community contribution"])
            try await fixture.forge.change(2, by: "ada", "2026-01-01", "2026-01-05 dan assigns ben", labels: ["community contribution"])
            #expect(try await fixture.value("flow.review-time", "2026-01") == 20)
            // GitLab also takes an assignment by somebody else for a request.
            #expect(try await fixture.value("flow.review-time", "2026-01", "preset=gitlab-parity") == 23)
        }
    }
}

@Suite("Answers and stages")
struct AnswerTests {
    @Test("a response is somebody else's who is no bot; what waits is told", arguments: TestEngine.allCases)
    func responses(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            let forge = fixture.forge
            try await forge.change(
                1, by: "ada", "2026-03-01", "2026-03-02 ada comments", "2026-03-03 helper[bot] comments", "2026-03-05 ben comments",
                "2026-03-08 ben remarks")
            try await forge.change(2, by: "ada", "2026-03-01", "2026-03-03 cleo approves", "2026-03-04 cleo merges")
            try await forge.change(3, by: "ben", "2026-03-11", "2026-03-21 ben closes")
            try await forge.change(4, by: "ben", "2026-03-31", draft: true)
            try await forge.ledger.place()
            try await forge.believe(.accountBot, of: "helper[bot]")
            #expect(try await fixture.value("flow.time-to-first-response", "2026-03") == 3)
            #expect(try await fixture.value("flow.time-to-first-review", "2026-03") == 4.5)
            #expect(try await fixture.rows("flow.time-to-first-response", "2026-03").column("duration") == ["4.0", "2.0"])
            let remarks = try await fixture.ask("flow.time-to-first-response", "from=2026-03&to=2026-03").remarks
            #expect(remarks.contains("2026-03: 1 still wait, the longest for 91 days (median 91 days)."))
            #expect(remarks.contains("2026-03: 1 ended without one."))
            // Waits 2, 4 and, without an answer, 10 and 91 days: half have an answer after 4 days, so the curve is
            // level at one half from there to the last that is known.
            #expect(try await fixture.value("flow.time-to-first-response", "2026-03", "estimate=kaplan-meier") == 47.5)
            #expect(try await fixture.value("flow.time-to-first-response", "2026-03", "estimate=kaplan-meier&statistic=p75") == nil)
        }
    }

    @Test("the clock may start when a draft becomes ready", arguments: TestEngine.allCases)
    func ready(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            try await fixture.forge.change(1, by: "ada", "2026-03-01", "2026-03-11 ada readies", "2026-03-14 ben reviews")
            try await fixture.forge.change(2, by: "ada", "2026-03-01", "2026-03-05 ben comments", "2026-03-11 ada readies")
            #expect(try await fixture.value("flow.time-to-first-review", "2026-03") == 13)
            #expect(try await fixture.value("flow.time-to-first-review", "2026-03", "since=ready") == 3)
            #expect(try await fixture.value("flow.time-to-first-response", "2026-03", "since=ready") == 1.5)
        }
    }

    /// 1 to 3 March: no answer. Ben asks for changes: with ada until she pushes on the 6th. In review until ben
    /// approves on the 10th; that approval is dismissed by a request for changes of cleo on the 11th; ada comments on the
    /// 12th; cleo approves on the 15th and dan merges on the 20th.
    @Test("stages sum to the time to merge", arguments: TestEngine.allCases)
    func stages(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            try await fixture.forge.change(
                1, by: "ada", "2026-03-01", "2026-03-02 ada pushes", "2026-03-03 ben rejects", "2026-03-06 ada pushes",
                "2026-03-10 ben approves",
                "2026-03-11 cleo rejects", "2026-03-12 ada comments", "2026-03-15 cleo approves", "2026-03-20 dan merges",
                "2026-03-21 ben comments")
            let stages = try await fixture.ask("flow.stages", "split=type&from=2026-03&to=2026-03")
            let days = Dictionary(uniqueKeysWithValues: stages.parts.map { ($0.key, $0.points[0].value) })
            // With ada 3 to 6 and 11 to 12 March; in review 6 to 11, through an approval that did not last, and 12 to 15.
            #expect(days == ["first-response": 2, "author": 4, "review": 8, "approved": 5])
            #expect(stages.value("2026-03") == 19)
            #expect(try await fixture.value("flow.time-to-merge", "2026-03") == 19)
        }
    }
}
