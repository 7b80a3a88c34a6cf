import Access
import TestSupport
import Testing

@Suite("Sessions")
struct SessionTests {
    @Test("each sign-in has a secret of its own, whatever came before", arguments: TestEngine.allCases)
    func fresh(_ engine: TestEngine) async throws {
        try await AccessScene.with(engine) { (scene: AccessScene) async throws in
            try await scene.user("ada")
            let first = try await scene.signIn("ada"), second = try await scene.signIn("ada")
            #expect(first.secret != second.secret)
            #expect(first.secret.text.utf8.count == 43)
            #expect(try await scene.desk.caller(session: first.secret)?.user?.name == "ada")
            #expect(try await scene.desk.caller(session: second.secret)?.user?.name == "ada")
            #expect(try await scene.desk.caller(session: SecretText()) == nil)
        }
    }

    @Test("a session ends when nobody uses it, and after its longest time even when somebody does", arguments: TestEngine.allCases)
    func ends(_ engine: TestEngine) async throws {
        var settings = AccessScene.settings
        settings.sessionIdle = 3600
        settings.sessionLongest = 10_000
        try await AccessScene.with(engine, settings: settings) { (scene: AccessScene) async throws in
            try await scene.user("ada")
            let idle = try await scene.signIn("ada")
            scene.time.pass(3599)
            #expect(try await scene.desk.caller(session: idle.secret) != nil)
            scene.time.pass(3599)
            #expect(try await scene.desk.caller(session: idle.secret) != nil)
            scene.time.pass(3600)
            #expect(try await scene.desk.caller(session: idle.secret) == nil)

            let used = try await scene.signIn("ada")
            for _ in 1...3 {
                scene.time.pass(3000)
                #expect(try await scene.desk.caller(session: used.secret) != nil)
            }
            scene.time.pass(1000)
            #expect(try await scene.desk.caller(session: used.secret) == nil)
        }
    }

    @Test(
        "a session that was ended, or whose user is shut out, lets nobody in; nobody ends the session of another",
        arguments: TestEngine.allCases)
    func ended(_ engine: TestEngine) async throws {
        try await AccessScene.with(engine) { (scene: AccessScene) async throws in
            let ada = try await scene.user("ada", "administrator"), bo = try await scene.user("bo")
            let session = try await scene.signIn("ada"), other = try await scene.signIn("bo")
            let digest = try #require(try await scene.desk.sessions(of: ada.id).first?.digest)
            #expect(try await scene.desk.end(session: digest, of: bo.id, actor: bo.actor) == false)
            #expect(try await scene.desk.caller(session: session.secret) != nil)
            #expect(try await scene.desk.end(session: digest, of: ada.id, actor: ada.actor))
            #expect(try await scene.desk.caller(session: session.secret) == nil)
            try await scene.desk.setDisabled(bo.id, true, actor: ada.actor, reason: nil)
            #expect(try await scene.desk.caller(session: other.secret) == nil)
            try await scene.desk.setDisabled(bo.id, false, actor: ada.actor, reason: nil)
            #expect(try await scene.desk.caller(session: other.secret) == nil)
            _ = try await scene.signIn("bo")
        }
    }

    @Test(
        "an invitation works once and not after its time; it makes a user with its roles, or sets a password",
        arguments: TestEngine.allCases)
    func invitations(_ engine: TestEngine) async throws {
        try await AccessScene.with(engine) { (scene: AccessScene) async throws in
            let desk = scene.desk
            let made = try await desk.invite(roles: ["administrator"], actor: "command line")
            #expect(try await desk.invitation(made.secret)?.roles == ["administrator"])
            await #expect(throws: AccessFailure.invalid(field: "e-mail address", allowed: "an address such as ada@example.org")) {
                try await desk.accept(
                    made.secret, name: "ada", displayName: "Ada", email: "no address", password: AccessScene.password,
                    from: AccessScene.origin)
            }
            let session = try await desk.accept(
                made.secret, name: "ada", displayName: "Ada", email: "ada@example.org", password: AccessScene.password,
                from: AccessScene.origin)
            let caller = try #require(try await desk.caller(session: session.secret))
            #expect(caller.may(.manageUsers))
            #expect(!caller.may(.seeAmounts))
            await #expect(throws: AccessFailure.noInvitation) {
                try await desk.accept(
                    made.secret, name: "eve", displayName: "Eve", email: nil, password: AccessScene.password, from: AccessScene.origin)
            }
            let late = try await desk.invite(roles: ["member"], actor: "command line")
            scene.time.pass(72 * 3600)
            #expect(try await desk.invitation(late.secret) == nil)

            let again = try await desk.inviteToNewPassword(session.user.id, actor: "command line")
            await #expect(throws: AccessFailure.noInvitation) {
                try await desk.accept(
                    again.secret, name: "eve", displayName: "Eve", email: nil, password: AccessScene.password, from: AccessScene.origin)
            }
            _ = try await desk.accept(again.secret, password: "another fine password", from: AccessScene.origin)
            #expect(try await desk.caller(session: session.secret) == nil)
            _ = try await scene.signIn("ada", "another fine password")
            await #expect(throws: AccessFailure.notFound(kind: "role that can be granted", value: "emperor")) {
                try await desk.invite(roles: ["emperor"], actor: "command line")
            }
        }
    }
}
