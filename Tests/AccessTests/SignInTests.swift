import Cryptography
import Store
import Synchronization
import TestSupport
import Testing

@testable import Access

@Suite("Signing in")
struct SignInTests {
    @Test(
        "an unknown name, a wrong password, a name without a password and a user who is shut out get one answer",
        arguments: TestEngine.allCases)
    func enumeration(_ engine: TestEngine) async throws {
        try await AccessScene.with(engine) { (scene: AccessScene) async throws in
            try await scene.user("ada", "administrator")
            let gone = try await scene.user("gone")
            _ = try await scene.desk.makeUser(name: "keyless", displayName: "No password", actor: "test")
            try await scene.desk.setDisabled(gone.id, true, actor: "test", reason: "left")
            for (name, password) in [
                ("nobody", AccessScene.password), ("ada", "wrong password 1"), ("keyless", ""), ("gone", AccessScene.password),
                (String(repeating: "x", count: 10_000), "y"), ("ada", String(repeating: "y", count: 10_000)), ("", ""), ("a\u{0}b", "c"),
            ] {
                await #expect(throws: AccessFailure.wrongPassword, "\(name.prefix(20))") { try await scene.signIn(name, password) }
            }
        }
    }

    @Test("a name that nobody has costs the work of a name that somebody has")
    func work() async throws {
        try await AccessScene.with(.sqlite) { (scene: AccessScene) async throws in
            try await scene.user("ada")
            for name in ["ada", "nobody"] {
                let before = scene.desk.passwords.digests.load(ordering: .relaxed)
                await #expect(throws: AccessFailure.wrongPassword) { try await scene.signIn(name, "wrong password 1") }
                #expect(scene.desk.passwords.digests.load(ordering: .relaxed) == before + 1, "\(name)")
            }
        }
    }

    @Test(
        "each name has five attempts; then the wait doubles, whoever asks and whether or not the name exists",
        arguments: TestEngine.allCases)
    func limits(_ engine: TestEngine) async throws {
        for name in ["ada", "nobody"] {
            try await AccessScene.with(engine) { (scene: AccessScene) async throws in
                try await scene.user("ada")
                for attempt in 1...5 {
                    let origin = Origin(address: "192.0.2.\(attempt)", browser: "")
                    await #expect(throws: AccessFailure.wrongPassword) { try await scene.signIn(name, "wrong password 1", from: origin) }
                }
                for wait in [15, 30, 60, 120, 240, 480, 900, 900] as [Int64] {
                    await #expect(throws: AccessFailure.tooManyAttempts(seconds: wait)) { try await scene.signIn(name) }
                    scene.time.pass(wait - 1)
                    await #expect(throws: AccessFailure.tooManyAttempts(seconds: 1)) { try await scene.signIn(name) }
                    scene.time.pass(1)
                    await #expect(throws: AccessFailure.wrongPassword) { try await scene.signIn(name, "wrong password 1") }
                }
            }
        }
    }

    @Test("a success forgets the failures of the name; failures are forgotten after an hour", arguments: TestEngine.allCases)
    func forgetting(_ engine: TestEngine) async throws {
        try await AccessScene.with(engine) { (scene: AccessScene) async throws in
            try await scene.user("ada")
            for _ in 1...3 {
                for _ in 1...4 { await #expect(throws: AccessFailure.wrongPassword) { try await scene.signIn("ada", "wrong password 1") } }
                _ = try await scene.signIn("ada")
            }
            for _ in 1...5 { await #expect(throws: AccessFailure.wrongPassword) { try await scene.signIn("ada", "wrong password 1") } }
            await #expect(throws: AccessFailure.tooManyAttempts(seconds: 15)) { try await scene.signIn("ada") }
            scene.time.pass(3601)
            _ = try await scene.signIn("ada")
        }
    }

    @Test("an address that tries many names is slowed down; other addresses are not", arguments: TestEngine.allCases)
    func addresses(_ engine: TestEngine) async throws {
        try await AccessScene.with(engine) { (scene: AccessScene) async throws in
            try await scene.user("ada")
            for attempt in 1...30 {
                await #expect(throws: AccessFailure.wrongPassword) { try await scene.signIn("name\(attempt)", "wrong password 1") }
            }
            await #expect(throws: AccessFailure.tooManyAttempts(seconds: 15)) { try await scene.signIn("ada") }
            _ = try await scene.signIn("ada", from: Origin(address: "192.0.2.200", browser: ""))
        }
    }

    @Test("many attempts at the same time are counted one by one", arguments: TestEngine.allCases)
    func concurrent(_ engine: TestEngine) async throws {
        try await AccessScene.with(engine) { (scene: AccessScene) async throws in
            try await scene.user("ada")
            let wrong = await withTaskGroup(of: Bool.self) { group in
                for attempt in 1...20 {
                    group.addTask {
                        do {
                            _ = try await scene.signIn("ada", "wrong password 1", from: Origin(address: "192.0.2.\(attempt)", browser: ""))
                            return false
                        } catch { return error as? AccessFailure == .wrongPassword }
                    }
                }
                var count = 0
                for await isWrong in group where isWrong { count += 1 }
                return count
            }
            #expect(wrong == 5)
        }
    }

    @Test("no secret, no password and no token is in the database", arguments: TestEngine.allCases)
    func stored(_ engine: TestEngine) async throws {
        try await AccessScene.with(engine) { (scene: AccessScene) async throws in
            let user = try await scene.user("ada", "administrator")
            let session = try await scene.signIn("ada")
            let token = try await scene.desk.makeToken("report", of: user.id, scopes: [.seeFigures], days: 1, actor: user.actor)
            let invitation = try await scene.desk.invite(roles: ["member"], actor: user.actor)
            let secrets = [AccessScene.password, session.secret.text, token.secret.text, invitation.secret.text]
            let everything = try await scene.store.read { reader in
                var text = ""
                for (table, column) in try reader.columns() {
                    text += try reader.rows("SELECT CAST(\(column) AS TEXT) FROM \(table)") { $0.text(0) }.joined(separator: "\n")
                }
                return text
            }
            #expect(everything.contains("ada"))
            for secret in secrets { #expect(!everything.contains(secret)) }
            #expect("\(session)\(token)".contains(session.secret.text) == false)
        }
    }
}
