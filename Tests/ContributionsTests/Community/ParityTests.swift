import Ledger
import Measures
import TestSupport
import Testing

/// GitLab's own rules, each with the case that tells it apart from its neighbours.
@Suite("GitLab parity")
struct ParityTests {
    private let parity = "preset=gitlab-parity"

    @Test("the community label is compared in lower case and as a whole", arguments: TestEngine.allCases)
    func caseFolding(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            for (number, label) in [
                (1, "Community contribution"), (2, "COMMUNITY CONTRIBUTION"), (3, "community contribution::x"), (4, "1st contribution"),
            ] {
                try await fixture.forge.change(Int64(number), by: "ada\(number)", "2026-03-01", "2026-03-05 ben merges", labels: [label])
            }
            #expect(try await fixture.value("community.merged", "2026-03", parity) == 2)
            #expect(
                try await fixture.rows("community.merged", "2026-03", parity).column("reference") == ["group/alpha!1", "group/alpha!2"])
        }
    }

    @Test("a label removed after the merge does not count now, and counts as of the merge", arguments: TestEngine.allCases)
    func removedLabel(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            try await fixture.forge.change(
                1, by: "ada", "2026-03-01", "2026-03-02 bot[bot] labels Community contribution", "2026-03-05 ben merges",
                "2026-04-01 ben unlabels Community contribution")
            try await fixture.forge.change(
                2, by: "cleo", "2026-03-01", "2026-03-05 ben merges", "2026-04-01 ben labels Community contribution")
            #expect(try await fixture.rows("community.merged", "2026-03", parity).column("author") == ["cleo"])
            #expect(try await fixture.rows("community.merged", "2026-03", "\(parity)&labels=at-merge").column("author") == ["ada"])
        }
    }

    @Test("a member of the core team counts as community when labelled", arguments: TestEngine.allCases)
    func coreTeam(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            try await fixture.forge.employ("ada", at: "Works")
            try await fixture.forge.own("Works")
            try await fixture.forge.change(1, by: "ada", "2026-03-01", "2026-03-05 ben merges", labels: ["Community contribution"])
            #expect(try await fixture.value("contributors.unique-merged", "2026-03", parity) == 1)
            #expect(try await fixture.value("contributors.unique-merged", "2026-03") == 0)
        }
    }

    @Test("a bot is known by the forge's mark, by the belief of the office, and by the label", arguments: TestEngine.allCases)
    func bots(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            let community = "Community contribution"
            try await fixture.forge.change(1, by: "helper[bot]", "2026-03-01", "2026-03-05 ben merges", labels: [community])
            try await fixture.forge.change(2, by: "robot", "2026-03-01", "2026-03-05 ben merges", labels: [community])
            try await fixture.forge.change(
                3, by: "ada", "2026-03-01", "2026-03-05 ben merges", labels: [community, "automation:bot-authored"])
            try await fixture.forge.change(4, by: "cleo", "2026-03-01", "2026-03-05 ben merges", labels: [community])
            try await fixture.forge.ledger.place()
            try await fixture.forge.believe(.accountBot, of: "robot")
            #expect(try await fixture.rows("community.merged", "2026-03", parity).column("author") == ["cleo"])
            // Without the preset a label says nothing of who wrote the change.
            #expect(try await fixture.rows("community.merged", "2026-03", "community=label").column("author") == ["ada", "cleo"])
            #expect(try await fixture.value("flow.merged", "2026-03", "\(parity)&bots=include") == 4)
        }
    }

    @Test("a change opened on the 31st and merged on the 1st counts in the month of its merge", arguments: TestEngine.allCases)
    func monthsEdge(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            try await fixture.forge.change(1, by: "ada", "2026-03-31T23:59:59Z", "2026-04-01T00:00:00Z ben merges")
            #expect(try await fixture.value("flow.opened", "2026-03") == 1)
            #expect(try await fixture.value("flow.merged", "2026-03") == 0)
            #expect(try await fixture.value("flow.merged", "2026-04") == 1)
            #expect(try await fixture.value("contributors.unique-merged", "2026-04") == 1)
            // At the end of 31 March it is open: what happens at midnight belongs to the next day.
            #expect(try await fixture.value("flow.open", "2026-03") == 1)
            #expect(try await fixture.value("flow.open-age", "2026-03") == 0)
        }
    }

    @Test("a change that was closed and reopened is open again, and its first close does not count", arguments: TestEngine.allCases)
    func reopened(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            try await fixture.forge.change(
                1, by: "ada", "2026-01-10", "2026-02-10 ben closes", "2026-04-10 ada reopens", "2026-05-10 ben closes")
            #expect(try await fixture.ask("flow.open").points.map(\.value) == [1, 0, 0, 1, 0, 0])
            #expect(try await fixture.ask("flow.declined").points.map(\.value) == [0, 0, 0, 0, 1, 0])
            #expect(try await fixture.value("flow.time-to-close", "2026-05") == 120)
            #expect(try await fixture.value("flow.open-age", "2026-04") == 110)
        }
    }

    @Test("drafts count unless the question leaves them out", arguments: TestEngine.allCases)
    func drafts(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            try await fixture.forge.change(1, by: "ada", "2026-01-10", "2026-03-10 ada readies")
            try await fixture.forge.change(2, by: "ben", "2026-02-10", draft: true)
            #expect(try await fixture.ask("flow.open").points.map(\.value) == [1, 2, 2, 2, 2, 2])
            #expect(try await fixture.ask("flow.open", "drafts=exclude").points.map(\.value) == [0, 0, 1, 1, 1, 1])
        }
    }

    @Test("what the forge removed leaves the figures from when that was learned", arguments: TestEngine.allCases)
    func removed(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let fixture = try await ForgeFixture(store, recordedAt: Instant("2026-03-20")!)
            try await fixture.forge.change(1, by: "ada", "2026-03-01", "2026-03-05 ben merges")
            try await fixture.forge.change(2, by: "cleo", "2026-03-01", "2026-03-05 ben merges")
            #expect(try await fixture.value("flow.merged", "2026-03") == 2)
            try await fixture.forge.remove(2, recordedAt: Instant("2026-05-01")!)
            #expect(try await fixture.value("flow.merged", "2026-03") == 1)
            #expect(try await fixture.value("flow.merged", "2026-03", "as-known=2026-04-30") == 2)
            #expect(try await fixture.value("flow.merged", "2026-03", "as-known=2026-05-01") == 1)
        }
    }

    @Test("a project added to the product later counts from then, and for all time in GitLab's way", arguments: TestEngine.allCases)
    func productList(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            let community = ["Community contribution"]
            try await fixture.forge.change(1, by: "ada", "2026-03-01", "2026-03-05 ben merges", labels: community, in: "alpha")
            try await fixture.forge.change(1, by: "ada", "2026-03-01", "2026-03-05 ben merges", labels: community, in: "beta")
            try await fixture.forge.change(2, by: "ada", "2026-05-01", "2026-05-05 ben merges", labels: community, in: "beta")
            let all = try await fixture.ask("community.merged", "from=2026-03&to=2026-05")
            #expect(all.points.map(\.value) == [2, 0, 1])
            #expect(all.remarks.contains { $0.contains("No repository is marked as part of the product") })
            try await fixture.forge.product("alpha")
            try await fixture.forge.product("beta", from: "2026-05-02")
            #expect(try await fixture.ask("community.merged", "from=2026-03&to=2026-05").points.map(\.value) == [1, 0, 1])
            #expect(try await fixture.ask("community.merged", "from=2026-03&to=2026-05&\(parity)").points.map(\.value) == [2, 0, 1])
        }
    }

    @Test("two accounts of one person are one person, and two accounts", arguments: TestEngine.allCases)
    func accounts(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            for (number, author) in [(1, "ada"), (2, "ada2"), (3, "ada")] {
                try await fixture.forge.change(
                    Int64(number), by: author, "2026-03-01", "2026-03-05 ben merges", labels: ["Community contribution"])
            }
            for name in ["ada", "ada2"] { try await fixture.forge.believe(.accountPerson, of: name, object: 4711) }
            #expect(try await fixture.value("contributors.unique-merged", "2026-03") == 1)
            #expect(try await fixture.value("contributors.unique-merged", "2026-03", "counting=accounts") == 2)
            #expect(try await fixture.value("contributors.unique-merged", "2026-03", parity) == 2)
            let rows = try await fixture.rows("contributors.unique-merged", "2026-03", parity)
            #expect(rows.column("person") == ["ada", "ada2"] && rows.column("changeRequests") == ["2", "1"])
        }
    }

    @Test("the preset yields to a parameter that is given", arguments: TestEngine.allCases)
    func override(_ engine: TestEngine) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            try await fixture.forge.change(1, by: "ada", "2026-03-01", "2026-03-05 ben merges")
            #expect(try await fixture.value("community.merged", "2026-03", parity) == 0)
            #expect(try await fixture.value("community.merged", "2026-03", "\(parity)&community=affiliation") == 1)
            try await fixture.forge.rule(.label)
            #expect(try await fixture.value("community.merged", "2026-03") == 0)
            let remarks = try await fixture.ask("community.merged").remarks
            #expect(remarks.contains { $0.contains("label “community contribution”") })
        }
    }
}
