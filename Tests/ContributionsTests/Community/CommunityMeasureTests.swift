@testable import Contributions
import Ledger
import Measures
import TestSupport
import Testing

/// Works runs the programme: dan works there. ada, ben and cleo are of the community; ada's customer is Apples.
@Suite("Community")
struct CommunityMeasureTests {
    @Test("share, count and features of the community", arguments: TestEngine.allCases)
    func shares(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            try await fixture.forge.employ("dan", at: "Works")
            try await fixture.forge.own("Works")
            for (number, author, labels) in [
                (1, "ada", ["type::feature"]), (2, "ben", []), (3, "dan", ["Type::Feature"]), (4, "dan", []), (5, "dan", []),
            ] {
                try await fixture.forge.change(Int64(number), by: author, "2026-03-01", "2026-03-05 dan merges", labels: labels)
            }
            #expect(try await fixture.value("community.merged", "2026-03") == 2)
            #expect(try await fixture.value("community.share-merged", "2026-03") == 0.4)
            #expect(try await fixture.value("community.features-share", "2026-03") == 0.5)
            #expect(try await fixture.rows("community.features-share", "2026-03").column("author") == ["ada"])
            let split = try await fixture.ask("flow.merged", "split=type&from=2026-03&to=2026-03")
            #expect(split.value("2026-03", part: "community") == 2 && split.value("2026-03", part: "company") == 3)
            // Nothing was merged in April: a share of nothing is no figure.
            #expect(try await fixture.value("community.share-merged", "2026-04") == nil)
            #expect(try await fixture.value("community.merged", "2026-04") == 0)
        }
    }

    @Test("affiliation is the one of the day on which the change was opened", arguments: TestEngine.allCases)
    func affiliationThen(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            try await fixture.forge.employ("ada", at: "Works", from: "2026-03-01")
            try await fixture.forge.own("Works")
            try await fixture.forge.change(1, by: "ada", "2026-02-28", "2026-03-05 ben merges")
            try await fixture.forge.change(2, by: "ada", "2026-03-01", "2026-03-06 ben merges")
            #expect(try await fixture.rows("community.merged", "2026-03").column("reference") == ["group/alpha!1"])
        }
    }

    /// | month   | ada | ben | cleo |
    /// |---------|-----|-----|------|
    /// | 2026-01 | 2   |     |      |
    /// | 2026-02 | 1   | 1   |      |
    /// | 2026-03 |     | 1   | opened, never merged |
    @Test("unique, first merges, newcomers and levels over months", arguments: TestEngine.allCases)
    func people(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            let forge = fixture.forge
            try await forge.change(1, by: "ada", "2026-01-05", "2026-01-10 dan merges")
            try await forge.change(2, by: "ada", "2026-01-06", "2026-01-20 dan merges")
            try await forge.change(3, by: "ada", "2026-02-05", "2026-02-10 dan merges")
            try await forge.change(4, by: "ben", "2026-01-31", "2026-02-11 dan merges")
            try await forge.change(5, by: "ben", "2026-03-01", "2026-03-02 dan merges")
            try await forge.change(6, by: "cleo", "2026-03-03")
            #expect(try await fixture.ask("contributors.unique-merged").points.map(\.value) == [1, 2, 1, 0, 0, 0])
            #expect(try await fixture.ask("contributors.first-merged").points.map(\.value) == [1, 1, 0, 0, 0, 0])
            #expect(try await fixture.rows("contributors.first-merged", "2026-02").column("author") == ["ben"])
            // Both of ada's changes of January were opened before her first merge: she is a newcomer with both.
            let types = try await fixture.ask("community.merged", "split=type")
            #expect(types.parts.map(\.key) == ["newcomer", "returning"])
            #expect(types.value("2026-01", part: "newcomer") == 2 && types.value("2026-02", part: "returning") == 1)
            let levels = try await fixture.ask("contributors.segments", "split=type")
            #expect(levels.value("2026-01") == 2 && levels.value("2026-03") == 3)
            #expect(levels.value("2026-01", part: "level-0") == 1 && levels.value("2026-01", part: "level-1") == 1)
            #expect(levels.value("2026-03", part: "level-0") == 1 && levels.value("2026-03", part: "level-1") == 2)
            #expect(try await fixture.rows("contributors.segments", "2026-03").column("merged") == ["3", "2", "0"])
        }
    }

    @Test("75 merges belong to level 3 and 76 to level 4")
    func levelEdges() async throws {
        let numbers = [0, 1, 3, 4, 25, 26, 75, 76, 1000]
        let keys = numbers.map { number in Segments.levels.first { $0.range.contains(number) }?.key }
        #expect(keys == ["level-0", "level-1", "level-1", "level-2", "level-2", "level-3", "level-3", "level-4", "level-4"])
    }

    @Test("MRARR sums merges times revenue over customers: 800,000 MR$", arguments: TestEngine.allCases)
    func mrarr(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            let forge = fixture.forge
            try await forge.employ("ada", at: "Apples")
            try await forge.employ("ben", at: "Bears")
            try await forge.customer("Apples", 100_000)
            try await forge.customer("Bears", 500_000)
            try await forge.customer("Cherries", 1_000_000)
            for number in 1...3 { try await forge.change(Int64(number), by: "ada", "2026-02-01", "2026-02-0\(number + 1) dan merges") }
            try await forge.change(4, by: "ben", "2026-01-01", "2026-02-28T23:59:59Z dan merges")
            try await forge.change(5, by: "eve", "2026-02-01", "2026-02-20 dan merges")
            #expect(try await fixture.value("community.mrarr", "2026-02") == 800_000)
            #expect(try await fixture.value("community.mrarr", "2026-03") == 0)
            let rows = try await fixture.rows("community.mrarr", "2026-02")
            #expect(rows.column("organisation") == ["apples", "bears"] && rows.column("product") == ["300000.0", "500000.0"])
            let answer = try await fixture.ask("community.mrarr", "from=2026-02&to=2026-02&split=organisation")
            #expect(answer.value("2026-02", part: "apples") == 300_000 && answer.value("2026-02", part: "bears") == 500_000)
            #expect(answer.remarks.contains { $0.contains("first three of 2 customers make up 100.0") && $0.contains("1 merged") })
            #expect(try await fixture.value("community.influenced-arr", "2026-Q1") == 600_000)
            #expect(try await fixture.value("community.contributing-customers", "2026-Q1") == 2)
        }
    }

    @Test("revenue is the one in force when the month ends, rolled up to the ultimate parent", arguments: TestEngine.allCases)
    func revenueOverTime(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            let forge = fixture.forge
            try await forge.employ("ada", at: "Apples")
            try await forge.customer("Apples", 100, to: "2026-03-31")
            try await forge.customer("Apples", 700, from: "2026-03-31")
            try await forge.customer("Orchard", 1000)
            try await forge.part("Apples", of: "Farm")
            try await forge.part("Farm", of: "Orchard")
            try await forge.change(1, by: "ada", "2026-02-01", "2026-02-05 dan merges")
            try await forge.change(2, by: "ada", "2026-03-01", "2026-03-05 dan merges")
            try await forge.change(3, by: "ada", "2026-03-01")
            #expect(try await fixture.value("community.mrarr", "2026-02") == 1100)
            #expect(try await fixture.value("community.mrarr", "2026-03") == 1700)
            #expect(try await fixture.rows("community.mrarr", "2026-03").column("organisation") == ["orchard"])
            #expect(try await fixture.value("community.contributing-customers", "2026-03") == 1)
            #expect(try await fixture.value("community.influenced-arr", "2026-02") == 1700)
            #expect(try await fixture.value("community.influenced-arr", "2026-02", "revenue=period-end") == 1100)
        }
    }

    @Test("organisations that are part of each other in a circle end the search", arguments: TestEngine.allCases)
    func circle(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            try await fixture.forge.employ("ada", at: "Apples")
            try await fixture.forge.customer("Apples", 100)
            try await fixture.forge.part("Apples", of: "Bears")
            try await fixture.forge.part("Bears", of: "Apples")
            try await fixture.forge.change(1, by: "ada", "2026-02-01", "2026-02-05 dan merges")
            #expect(try await fixture.value("community.mrarr", "2026-02") == 100)
        }
    }

    @Test("without customers and without coaches there is no figure, which is not 0", arguments: TestEngine.allCases)
    func noData(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            #expect(try await fixture.ask("community.merged").points.isEmpty)
            try await fixture.forge.change(1, by: "ada", "2026-02-01", "2026-02-05 dan merges")
            for id in ["community.mrarr", "community.influenced-arr", "community.contributing-customers", "coaches.active"] {
                #expect(try await fixture.value(id, "2026-02") == nil, "\(id)")
            }
        }
    }

    @Test("coaches are those on the roster on the last day, or those of them who answered", arguments: TestEngine.allCases)
    func coaches(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            let forge = fixture.forge
            try await forge.coach("ben", from: "2026-01-01", to: "2026-03-31")
            try await forge.coach("cleo", from: "2026-02-28")
            try await forge.coach("dan", from: "2026-02-01", to: "2026-02-28")
            try await forge.change(
                1, by: "ada", "2026-02-01", "2026-02-03 ben comments", "2026-03-02 cleo approves", "2026-04-02 ben comments")
            try await forge.change(2, by: "cleo", "2026-02-01", "2026-02-03 cleo comments")
            #expect(try await fixture.ask("coaches.active").points.map(\.value) == [1, 2, 1, 1, 1, 1])
            #expect(try await fixture.rows("coaches.active", "2026-02").column("person").sorted() == ["ben", "cleo"])
            // Ben answered in February and is no coach any more in April; what cleo wrote to her own change is no answer.
            let answering = try await fixture.ask("coaches.active", "coaches=answering")
            #expect(answering.points.map(\.value) == [0, 1, 1, 0, 0, 0])
            #expect(answering.points.last?.running == true)
        }
    }
}
