import Access
import TestSupport
import Testing

@Suite("Roles")
struct RoleTests {
    /// A user as they are after signing in anew.
    private static func caller(_ name: String, _ scene: AccessScene) async throws -> Caller {
        let session = try await scene.signIn(name)
        let caller = try await scene.desk.caller(session: session.secret)
        return try #require(caller)
    }

    @Test("a role holds for its time and its group of projects only", arguments: TestEngine.allCases)
    func grants(_ engine: TestEngine) async throws {
        try await AccessScene.with(engine) { (scene: AccessScene) async throws in
            let desk = scene.desk
            let user = try await scene.user("ada")
            let caller = { () async throws -> Caller in try await Self.caller("ada", scene) }
            let now = scene.time.now
            try await desk.grant("coach", to: user.id, for: "tools", from: now + 100, until: now + 200, actor: "test")
            #expect(try await caller().mayAnywhere(.correctPeople) == false)
            scene.time.pass(100)
            let coach = try await caller()
            #expect(coach.may(.correctPeople, in: "tools"))
            #expect(!coach.may(.correctPeople))
            #expect(!coach.may(.correctPeople, in: "others"))
            #expect(!coach.may(.correctPeople, in: ""))
            #expect(coach.mayAnywhere(.correctPeople))
            #expect(coach.groups(for: .correctPeople) == ["tools"])
            #expect(coach.groups(for: .seeFigures) == nil)
            #expect(coach.holds("coach", in: "tools"))
            #expect(!coach.holds("coach"))
            #expect(try await desk.holders(of: "coach", in: "tools", at: now + 150) == [user])
            #expect(try await desk.holders(of: "coach", at: now + 150) == [])
            scene.time.pass(100)
            #expect(try await caller().mayAnywhere(.correctPeople) == false)
        }
    }

    @Test(
        "a grant that was ended holds no longer; what never was, or the role of visitors, cannot be granted", arguments: TestEngine.allCases
    )
    func ending(_ engine: TestEngine) async throws {
        try await AccessScene.with(engine) { (scene: AccessScene) async throws in
            let desk = scene.desk
            let user = try await scene.user("ada")
            try await scene.user("root", "administrator")
            let grant = try await desk.grant("director", to: user.id, actor: "user:2", reason: "board")
            #expect(try await desk.holders(of: "director", at: scene.time.now) == [user])
            try await desk.end(grant: grant, actor: "user:2")
            #expect(try await desk.holders(of: "director", at: scene.time.now) == [])
            for role in ["visitor", "emperor", "", "director "] {
                await #expect(throws: AccessFailure.notFound(kind: "role that can be granted", value: role)) {
                    try await desk.grant(role, to: user.id, actor: "user:2")
                }
            }
            await #expect(throws: AccessFailure.notFound(kind: "user", value: "99")) {
                try await desk.grant("coach", to: 99, actor: "user:2")
            }
            await #expect(throws: AccessFailure.invalid(field: "end", allowed: "a time after the beginning")) {
                try await desk.grant("coach", to: user.id, until: scene.time.now, actor: "user:2")
            }
        }
    }

    @Test("the last administrator can neither be shut out nor lose the role", arguments: TestEngine.allCases)
    func last(_ engine: TestEngine) async throws {
        try await AccessScene.with(engine) { (scene: AccessScene) async throws in
            let desk = scene.desk
            let ada = try await scene.user("ada", "administrator")
            let grant = try #require(try await desk.grants(of: ada.id).first)
            await #expect(throws: AccessFailure.lastAdministrator) { try await desk.end(grant: grant.id, actor: ada.actor) }
            await #expect(throws: AccessFailure.lastAdministrator) {
                try await desk.setDisabled(ada.id, true, actor: ada.actor, reason: nil)
            }
            _ = try await scene.signIn("ada")
            try await scene.user("bo", "administrator")
            try await desk.end(grant: grant.id, actor: ada.actor)
        }
    }

    @Test("a group of reviewers is a role that an administrator makes; standard roles stay as they are", arguments: TestEngine.allCases)
    func made(_ engine: TestEngine) async throws {
        try await AccessScene.with(engine) { (scene: AccessScene) async throws in
            let desk = scene.desk
            let ada = try await scene.user("ada", "administrator")
            try await desk.putRole(name: "security-reviewers", title: "Security reviewers", actor: ada.actor)
            try await desk.grant("security-reviewers", to: ada.id, actor: ada.actor)
            let secret = try await scene.signIn("ada").secret
            #expect(try await desk.caller(session: secret)?.may(.seeFindings) == true)
            try await desk.putRole(name: "security-reviewers", title: "Security reviewers", permissions: [.deliberate], actor: ada.actor)
            #expect(try await desk.caller(session: secret)?.may(.seeFindings) == false)
            #expect(try await desk.caller(session: secret)?.holds("security-reviewers") == true)
            try await desk.removeRole("security-reviewers", actor: ada.actor)
            #expect(try await desk.caller(session: secret)?.may(.deliberate) == false)
            for name in Role.standard.map(\.name) {
                await #expect(throws: AccessFailure.standardRole(name)) {
                    try await desk.putRole(name: name, title: "Mine", permissions: Set(Permission.allCases), actor: ada.actor)
                }
            }
            for name in ["", "-a", "a-", "A", "a b", "a_b", "é", String(repeating: "a", count: 61)] {
                await #expect(throws: AccessFailure.self, "\(name)") { try await desk.putRole(name: name, title: "Mine", actor: ada.actor) }
            }
        }
    }

    @Test("the permissions of the standard roles are these")
    func standard() {
        let table = Dictionary(
            uniqueKeysWithValues: Role.standard.map { ($0.name, $0.permissions.map(\.rawValue).sorted().joined(separator: " ")) })
        #expect(
            table == [
                "visitor": "figures.see",
                "member": "account.own cases.open figures.see",
                "coach": "account.own cases.deliberate cases.open cases.see figures.see people.correct people.see",
                "reviewer": "account.own cases.deliberate cases.open cases.see figures.see findings.see",
                "programme-manager":
                    "account.own amounts.see audit.read cases.deliberate cases.manage cases.open cases.see figures.see findings.manage findings.see people.correct people.see programme.change",
                "director": "account.own amounts.see audit.read cases.deliberate cases.open cases.see figures.see findings.see people.see",
                "privacy-officer":
                    "account.own audit.read cases.deliberate cases.open cases.see figures.see people.correct people.see privacy.manage",
                "administrator": "account.own audit.read figures.see users.manage",
            ])
    }

    @Test("every change of users, roles, sessions and tokens is in the audit log", arguments: TestEngine.allCases)
    func audited(_ engine: TestEngine) async throws {
        try await AccessScene.with(engine) { (scene: AccessScene) async throws in
            let desk = scene.desk
            let ada = try await scene.user("ada", "administrator")
            let session = try await scene.signIn("ada")
            try await desk.change(ada.id, displayName: "Ada L.", email: nil, actor: ada.actor)
            let token = try await desk.makeToken("report", of: ada.id, scopes: [.seeFigures], days: 1, actor: ada.actor)
            try await desk.end(token: token.token.id, actor: ada.actor)
            try await desk.putRole(name: "reviewers", title: "Reviewers", actor: ada.actor)
            let bo = try await scene.user("bo", "reviewers")
            try await desk.setDisabled(bo.id, true, actor: ada.actor, reason: "left")
            try await desk.endSessions(of: ada.id, actor: ada.actor)
            #expect(try await desk.caller(session: session.secret) == nil)
            #expect(
                try await scene.actions() == [
                    "test user.make user:1", "test user.role.grant user:1", "user:1 session.begin user:1", "user:1 user.change user:1",
                    "user:1 token.make user:1", "user:1 token.end user:1", "user:1 role.make role:reviewers", "test user.make user:2",
                    "test user.role.grant user:2", "user:1 user.disable user:2", "user:1 session.end user:1",
                ])
        }
    }
}
