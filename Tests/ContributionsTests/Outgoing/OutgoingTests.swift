@testable import Contributions
import Ledger
import Measures
import Pages
import Store
import TestSupport
import Testing

/// Works runs the programme: dan and cleo work there, ben does not. The project house is theirs, alpha and beta are others'.
///
/// | change request | by   | in    | merged in March by | counts |
/// |----------------|------|-------|--------------------|--------|
/// | 1              | dan  | alpha | ben                | yes |
/// | 2              | dan  | alpha | dan                | only when anybody may accept it |
/// | 3              | dan  | house | ben                | no: our own |
/// | 4              | ben  | alpha | eve                | no: not staff |
/// | 5              | cleo | beta  | ben                | yes |
/// | 6              | cleo | alpha | (closed)           | no |
/// | 7              | dan  | beta  | (in February) ben  | in February |
/// | 8              | robo[bot] | alpha | ben           | no: a bot |
@Suite("Work for others")
struct OutgoingTests {
    private static let own = OwnNamespaces(["https://GitLab.example/group/house"])

    private func with(
        _ engine: TestEngine, own: OwnNamespaces = Self.own, staffed: Bool = true, _ body: (ForgeFixture) async throws -> Void
    ) async throws {
        try await ForgeFixture.with(engine, own: own) { (fixture: ForgeFixture) async throws in
            let forge = fixture.forge
            if staffed {
                try await forge.employ("dan", "cleo", "robo[bot]", at: "Works")
                try await forge.own("Works")
            }
            try await forge.change(1, by: "dan", "2026-03-01", "2026-03-05 ben merges")
            try await forge.change(2, by: "dan", "2026-03-01", "2026-03-06 dan merges")
            try await forge.change(3, by: "dan", "2026-03-01", "2026-03-07 ben merges", in: "house")
            try await forge.change(4, by: "ben", "2026-03-01", "2026-03-08 eve merges")
            try await forge.change(5, by: "cleo", "2026-03-01", "2026-03-09 ben merges", in: "beta")
            try await forge.change(6, by: "cleo", "2026-03-01", "2026-03-10 ben closes")
            try await forge.change(7, by: "dan", "2026-02-01", "2026-02-10 ben merges", in: "beta")
            try await forge.believe(.accountBot, of: "robo[bot]")
            try await forge.change(8, by: "robo[bot]", "2026-03-01", "2026-03-11 ben merges")
            try await body(fixture)
        }
    }

    @Test("what staff had accepted in projects of others counts, and nothing else", arguments: TestEngine.allCases)
    func counted(_ engine: TestEngine) async throws {
        try await with(engine) { (fixture: ForgeFixture) async throws in
            #expect(try await fixture.value("outgoing.merged", "2026-03") == 2)
            #expect(try await fixture.value("outgoing.merged", "2026-03", "accepted-by=anybody") == 3)
            #expect(try await fixture.value("outgoing.merged", "2026-02") == 1)
            #expect(try await fixture.value("outgoing.merged", "2026-Q1") == 3)
            #expect(Set(try await fixture.rows("outgoing.merged", "2026-03").column("reference")) == ["group/alpha!1", "group/beta!5"])
            #expect(try await fixture.value("outgoing.people", "2026-03") == 2)
            #expect(try await fixture.value("outgoing.people", "2026-Q1", "least=2") == 1)
            #expect(try await fixture.value("outgoing.people", "2026-04") == 0)
        }
    }

    @Test("what staff reviewed for others counts once, in the month in which it was merged", arguments: TestEngine.allCases)
    func reviewed(_ engine: TestEngine) async throws {
        try await with(engine) { (fixture: ForgeFixture) async throws in
            let forge = fixture.forge
            // Two of the staff review it, one twice: one change request.
            try await forge.change(
                11, by: "ben", "2026-03-01", "2026-03-02 dan reviews", "2026-03-03 dan approves", "2026-03-04 cleo approves",
                "2026-03-05 ben merges")
            // Reviewed in March, merged in April.
            try await forge.change(12, by: "eve", "2026-03-01", "2026-03-02 cleo approves", "2026-04-05 ben merges", in: "beta")
            // Never merged; our own project; reviewed by others; staff looking at their own; one of the staff reviews another's.
            try await forge.change(13, by: "ben", "2026-03-01", "2026-03-02 dan approves", "2026-03-05 ben closes")
            try await forge.change(14, by: "ben", "2026-03-01", "2026-03-02 dan approves", "2026-03-05 ben merges", in: "house")
            try await forge.change(15, by: "ben", "2026-03-01", "2026-03-02 eve approves", "2026-03-05 ben merges")
            try await forge.change(16, by: "dan", "2026-03-01", "2026-03-02 dan approves", "2026-03-05 ben merges")
            try await forge.change(17, by: "dan", "2026-03-01", "2026-03-02 cleo approves", "2026-03-05 ben merges", in: "beta")
            // A bot of ours reviews.
            try await forge.change(18, by: "ben", "2026-03-01", "2026-03-02 robo[bot] approves", "2026-03-05 ben merges")
            #expect(Set(try await fixture.rows("outgoing.reviews", "2026-03").column("reference")) == ["group/alpha!11", "group/beta!17"])
            #expect(try await fixture.value("outgoing.reviews", "2026-03") == 2)
            #expect(try await fixture.value("outgoing.reviews", "2026-04") == 1)
            let split = try await fixture.ask("outgoing.reviews", "from=2026-03&to=2026-03&split=project")
            #expect(split.value("2026-03", part: "alpha") == 1 && split.value("2026-03", part: "beta") == 1)
            // Beside the two of before, 16 and 17 were accepted.
            #expect(try await fixture.value("outgoing.merged", "2026-03") == 4)
            let desk = MeasureDesk(
                store: forge.ledger.store, catalogue: fixture.measures.catalogue, calendar: .utc,
                clock: { Instant("2026-06-30T12:00:00Z")! })
            let shown = try await Recognition(desk, try #require(Recognition.period("2026-03")), readsPeople: false)
            #expect(shown.merged == 4 && shown.reviewed == 2)
            #expect(shown.projects.map { [$0.merged, $0.reviewed ?? -1] } == [[2, 1], [2, 1]])
            #expect(shown.teams.allSatisfy { $0.reviewed == nil })
            // Where only reviews are, the project is shown all the same.
            let april = try await Recognition(desk, try #require(Recognition.period("2026-04")), readsPeople: false)
            #expect(april.projects.map(\.key) == ["beta"] && april.projects[0].merged == 0 && april.projects[0].reviewed == 1)
        }
    }

    @Test("parts by project and by team sum to the whole", arguments: TestEngine.allCases)
    func parts(_ engine: TestEngine) async throws {
        try await with(engine) { (fixture: ForgeFixture) async throws in
            let now = fixture.forge.ledger.recordedAt
            let team = try await fixture.forge.ledger.store.write {
                try $0.organisation(OrganisationSetting(slug: "tools", name: "Tools", kind: .team, domains: []), at: now)
            }
            try await fixture.forge.believe(.accountTeam, of: "dan", object: team)
            for (dimension, wanted) in [
                ("project", ["alpha": 1.0, "beta": 2]), ("team", ["tools": 2, "unknown": 1]), ("organisation", ["works": 3]),
            ] {
                let answer = try await fixture.ask("outgoing.merged", "period=quarter&from=2026-Q1&to=2026-Q1&split=\(dimension)")
                let found = answer.parts.filter { ($0.points.first?.value ?? 0) > 0 }.map { ($0.key, $0.points[0].value ?? 0) }
                #expect(Dictionary(uniqueKeysWithValues: found) == wanted, "\(dimension)")
                #expect(found.reduce(0) { $0 + $1.1 } == answer.value("2026-Q1"), "\(dimension)")
            }
        }
    }

    @Test("who is eligible is listed without a number, and in no order of merit", arguments: TestEngine.allCases)
    func noRanking(_ engine: TestEngine) async throws {
        try await with(engine) { (fixture: ForgeFixture) async throws in
            let rows = try await fixture.rows("outgoing.people", "2026-Q1")
            #expect(rows.columns.map(\.name) == ["person", "organisation", "first", "last"])
            #expect(Set(rows.column("person")) == ["dan", "cleo"])
        }
    }

    @Test("affiliation is the one of the day on which the change was opened", arguments: TestEngine.allCases)
    func then(_ engine: TestEngine) async throws {
        try await with(engine, staffed: false) { (fixture: ForgeFixture) async throws in
            try await fixture.forge.employ("dan", at: "Works", from: "2026-03-01")
            try await fixture.forge.own("Works")
            #expect(try await fixture.value("outgoing.merged", "2026-02") == 0)
            #expect(try await fixture.value("outgoing.merged", "2026-03") == 1)
        }
    }

    @Test("where nothing says who is staff, or what is the house's own, there is no figure", arguments: TestEngine.allCases)
    func unknown(_ engine: TestEngine) async throws {
        try await with(engine, staffed: false) { (fixture: ForgeFixture) async throws in
            #expect(try await fixture.value("outgoing.merged", "2026-03") == nil)
            #expect(try await fixture.ask("outgoing.merged").remarks.contains { $0.contains("own_organisations") })
        }
        try await with(engine, own: OwnNamespaces()) { (fixture: ForgeFixture) async throws in
            for measure in ["outgoing.merged", "outgoing.reviews", "outgoing.people", "outgoing.commits"] {
                #expect(try await fixture.value(measure, "2026-03") == nil, "\(measure)")
            }
            #expect(try await fixture.ask("outgoing.merged").remarks.contains { $0.contains("own_namespaces") })
        }
    }

    @Test("a group or a project can be the house's own", arguments: ["group:in-house", "project:house"])
    func named(_ own: String) async throws {
        try await with(.sqlite, own: OwnNamespaces([own])) { (fixture: ForgeFixture) async throws in
            let now = fixture.forge.ledger.recordedAt
            try await fixture.forge.ledger.store.write { writer in
                let project = try #require(try writer.projects().first { $0.slug == "house" })
                try writer.setMembership(of: project, in: try writer.group(slug: "in-house", at: now), to: true, madeBy: "test", at: now)
            }
            #expect(try await fixture.value("outgoing.merged", "2026-03") == 2)
        }
    }

    @Test("commits of staff count where another project holds them", arguments: TestEngine.allCases)
    func commits(_ engine: TestEngine) async throws {
        try await with(engine) { (fixture: ForgeFixture) async throws in
            let ledger = fixture.forge.ledger
            try await ledger.commit("dan", "2026-03-02", in: "alpha")
            try await ledger.commit("ben", "2026-03-02", in: "alpha")
            try await ledger.commit("dan", "2026-03-03", in: "house")
            try await ledger.commit("cleo", "2026-03-04", in: "beta")
            try await ledger.place()
            #expect(try await fixture.value("outgoing.commits", "2026-03") == 2)
            let split = try await fixture.ask("outgoing.commits", "from=2026-03&to=2026-03&split=project")
            #expect(split.value("2026-03", part: "alpha") == 1 && split.value("2026-03", part: "beta") == 1)
        }
    }

    @Test("the list is in the order of the alphabet, and those who opted out are counted and not named", arguments: TestEngine.allCases)
    func page(_ engine: TestEngine) async throws {
        try await with(engine) { (fixture: ForgeFixture) async throws in
            let desk = MeasureDesk(
                store: fixture.forge.ledger.store, catalogue: fixture.measures.catalogue, calendar: .utc,
                clock: { Instant("2026-06-30T12:00:00Z")! })
            let quarter = try #require(Recognition.period("2026-Q1"))
            let all = try await Recognition(desk, quarter, readsPeople: true)
            #expect(all.names(for: .staff).map(\.name) == ["cleo", "dan"] && all.optedOut == 0)
            #expect(all.merged == 3 && all.people == 2)
            #expect(all.projects.map(\.key) == ["alpha", "beta"] && all.projects.reduce(0) { $0 + $1.merged } == all.merged)
            try await fixture.forge.believe(.accountOptOut, of: "dan")
            let fewer = try await Recognition(desk, quarter, readsPeople: true)
            #expect(fewer.names(for: .staff).map(\.name) == ["cleo"] && fewer.optedOut == 1 && fewer.people == 2)
            #expect(!fewer.json(.staff).text.contains("dan"))
            #expect(fewer.json(nil).text.contains("\"eligible\":null"))
            #expect(try await Recognition(desk, quarter, least: 2, readsPeople: true).people == 1)
        }
    }

    @Test(
        "a namespace holds what lies below it, however its address is spelled",
        arguments: [
            ("github.com/works", "https://github.com/works/bridge", true), ("github.com/works", "https://github.com/workshop/x", false),
            ("https://github.com/Works/*", "git@github.com:works/bridge.git", true),
            ("gitlab.works.example", "https://gitlab.works.example/a/b", true),
            ("github.com/works/bridge.git", "https://github.com/works/bridge", true), ("/srv/git", "/srv/git/own", true),
            ("/srv/git", "/srv/github/x", false),
            ("ssh://git@forge.example/a", "https://user@forge.example/a/b", true),
        ])
    func namespaces(_ own: String, _ location: String, _ isOwn: Bool) {
        #expect(OwnNamespaces([own]).holds(location) == isOwn)
    }

    @Test("a period is a quarter, a month or a year, spelled as addresses spell it")
    func periods() {
        #expect(
            Recognition.period("2026-Q3")?.grain == .quarter && Recognition.period("2026-09")?.grain == .month
                && Recognition.period("2026")?.grain == .year)
        for text in ["", "2026-Q5", "2026-13", "Q3", "2026-Q3x", "26", "2026-03-01"] { #expect(Recognition.period(text) == nil, "\(text)") }
    }
}
