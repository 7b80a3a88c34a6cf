import Ledger
import Measures
import Store
import TestSupport
import Testing

/// Ada works three days in ten for Apples and the rest for Works, which became part of Group in May; ben is in the team Core of Works and
/// reports to cleo, who reports to dora.
@Suite("Shares, teams and lines of management")
struct ShareTests {
    private func fixture(_ engine: TestEngine, _ body: (ForgeFixture) async throws -> Void) async throws {
        try await ForgeFixture.with(engine) { (fixture: ForgeFixture) async throws in
            let forge = fixture.forge
            for (number, (login, day)) in [
                ("ada", "2026-04-01"), ("ada", "2026-05-01"), ("ben", "2026-05-02"), ("cleo", "2026-05-03"), ("eve", "2026-05-04"),
            ].enumerated() {
                try await forge.change(Int64(number + 1), by: login, day, "2026-06-01 dora comments")
            }
            let (apples, works, group) = (
                try await forge.organisation("Apples"), try await forge.organisation("Works"), try await forge.organisation("Group")
            )
            let now = forge.ledger.recordedAt
            let accounts = try await forge.ledger.store.read { reader in
                Dictionary(
                    uniqueKeysWithValues: try reader.rows("SELECT login, account_id FROM account_profiles WHERE ended_at IS NULL") {
                        ($0.text(0), $0.integer(1))
                    })
            }
            @Sendable func account(_ login: String) -> Int64 { accounts[login] ?? 0 }
            try await forge.ledger.store.write { writer in
                let core = try writer.organisation(OrganisationSetting(slug: "core", name: "Core", kind: .team, domains: []), at: now)
                func belief(
                    _ predicate: Assertion.Predicate, _ subject: Int64, _ object: Int64, from: Instant? = nil, share: Int64? = nil
                ) -> Assertion {
                    Assertion(predicate, subject: subject, object: object, validFrom: from, share: share, rule: "stated", evidence: "Test.")
                }
                try OperationRecorder(writer, kind: "test", madeBy: "test", summary: "Believed.", at: now).record([
                    belief(.accountOrganisation, account("ada"), apples, share: 300_000),
                    belief(.accountOrganisation, account("ada"), works, share: 700_000),
                    belief(.accountOrganisation, account("ben"), works),
                    belief(.organisationParent, works, group, from: Instant("2026-05-01")),
                    belief(.organisationParent, core, works),
                    belief(.accountTeam, account("ben"), core),
                    belief(.accountManager, account("ben"), account("cleo")),
                    belief(.accountManager, account("cleo"), account("dora")),
                ])
            }
            try await body(fixture)
        }
    }

    private func parts(_ fixture: ForgeFixture, _ month: String, _ query: String) async throws -> [String: Double] {
        let answer = try await fixture.ask("flow.opened", "from=\(month)&to=\(month)&\(query)")
        return Dictionary(uniqueKeysWithValues: answer.parts.map { ($0.title, $0.points[0].value ?? -1) })
    }

    @Test("what was done for two is divided by their shares, or counts whole for each", arguments: TestEngine.allCases)
    func shares(_ engine: TestEngine) async throws {
        try await fixture(engine) { (fixture: ForgeFixture) async throws in
            #expect(try await parts(fixture, "2026-05", "split=organisation") == ["Apples": 0.3, "Works": 1.7, "Unknown": 2])
            let whole = try await fixture.ask("flow.opened", "from=2026-05&to=2026-05&split=organisation&affiliation=whole")
            #expect(whole.value("2026-05", part: "apples") == 1 && whole.value("2026-05", part: "works") == 2)
            #expect(whole.points[0].value == 4 && whole.overlap == [-1])
            #expect(try await fixture.value("flow.opened", "2026-05", "organisation=apples") == 0.3)
            #expect(try await fixture.value("flow.opened", "2026-05", "organisation=apples&affiliation=whole") == 1)
            // People are not divided: ada is one in each part.
            let people = try await fixture.ask("contributors.segments", "from=2026-05&to=2026-05&split=organisation")
            #expect(people.value("2026-05", part: "apples") == 1 && people.value("2026-05", part: "works") == 2)
            #expect(people.points[0].value == 4 && people.overlap == [-1])
        }
    }

    @Test("organisations count for those of which they were part at the time", arguments: TestEngine.allCases)
    func parents(_ engine: TestEngine) async throws {
        try await fixture(engine) { (fixture: ForgeFixture) async throws in
            #expect(try await parts(fixture, "2026-04", "split=organisation&roll-up=ultimate") == ["Apples": 0.3, "Works": 0.7])
            #expect(
                try await parts(fixture, "2026-05", "split=organisation&roll-up=ultimate") == ["Apples": 0.3, "Group": 1.7, "Unknown": 2])
            #expect(try await fixture.value("flow.opened", "2026-05", "organisation=group&roll-up=parent") == 1.7)
        }
    }

    @Test("teams and lines of management divide too, and unknown is a part", arguments: TestEngine.allCases)
    func lines(_ engine: TestEngine) async throws {
        try await fixture(engine) { (fixture: ForgeFixture) async throws in
            #expect(try await parts(fixture, "2026-05", "split=team") == ["Core": 1, "Unknown team": 3])
            #expect(try await fixture.value("flow.opened", "2026-05", "team=core") == 1)
            #expect(try await parts(fixture, "2026-05", "split=manager") == ["cleo": 1, "dora": 1, "Unknown line of management": 2])
            #expect(try await parts(fixture, "2026-05", "split=manager&roll-up=ultimate") == ["dora": 2, "Unknown line of management": 2])
            // Cleo's own work is in her line on the second level.
            #expect(try await parts(fixture, "2026-05", "split=manager&roll-up=level-2") == ["cleo": 2, "Unknown line of management": 2])
        }
    }
}
