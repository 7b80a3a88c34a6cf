import Access
import TestSupport
import Testing

@Suite("API tokens")
struct TokenTests {
    @Test("a token may do what its scopes name of what its user may do at that time, and nothing else", arguments: TestEngine.allCases)
    func scopes(_ engine: TestEngine) async throws {
        try await AccessScene.with(engine) { (scene: AccessScene) async throws in
            let desk = scene.desk
            let ada = try await scene.user("ada", "coach")
            let made = try await desk.makeToken("report", of: ada.id, scopes: [.seePeople, .seeAmounts], days: 30, actor: ada.actor)
            let caller = try #require(try await desk.caller(token: made.secret))
            #expect(caller.user == ada)
            #expect(Permission.allCases.filter { caller.mayAnywhere($0) } == [.seePeople])
            try await desk.grant("director", to: ada.id, for: "tools", actor: "test")
            let later = try #require(try await desk.caller(token: made.secret))
            #expect(later.may(.seeAmounts, in: "tools"))
            #expect(!later.may(.seeAmounts))
            #expect(!later.mayAnywhere(.ownAccount))
        }
    }

    @Test("a token cannot make tokens or manage users, and has an end", arguments: TestEngine.allCases)
    func bounds(_ engine: TestEngine) async throws {
        try await AccessScene.with(engine) { (scene: AccessScene) async throws in
            let desk = scene.desk
            let ada = try await scene.user("ada", "administrator")
            for scopes in [[], [.ownAccount], [.manageUsers], [.seeFigures, .manageUsers]] as [Set<Permission>] {
                await #expect(throws: AccessFailure.self) {
                    try await desk.makeToken("x", of: ada.id, scopes: scopes, days: 1, actor: ada.actor)
                }
            }
            for days in [0, -1, 367, .max] as [Int64] {
                await #expect(throws: AccessFailure.invalid(field: "time of the token", allowed: "1 to 366 days")) {
                    try await desk.makeToken("x", of: ada.id, scopes: [.seeFigures], days: days, actor: ada.actor)
                }
            }
            let made = try await desk.makeToken("x", of: ada.id, scopes: [.seeFigures], days: 1, actor: ada.actor)
            scene.time.pass(86_399)
            #expect(try await desk.caller(token: made.secret) != nil)
            scene.time.pass(1)
            #expect(try await desk.caller(token: made.secret) == nil)
        }
    }

    @Test(
        "a token that was ended, or whose user is shut out, is of no use; nobody ends the token of another", arguments: TestEngine.allCases)
    func ending(_ engine: TestEngine) async throws {
        try await AccessScene.with(engine) { (scene: AccessScene) async throws in
            let desk = scene.desk
            let ada = try await scene.user("ada"), bo = try await scene.user("bo")
            try await scene.user("root", "administrator")
            let first = try await desk.makeToken("x", of: ada.id, scopes: [.seeFigures], days: 9, actor: ada.actor)
            let second = try await desk.makeToken("y", of: ada.id, scopes: [.seeFigures], days: 9, actor: ada.actor)
            await #expect(throws: AccessFailure.notFound(kind: "token", value: "1")) {
                try await desk.end(token: first.token.id, of: bo.id, actor: bo.actor)
            }
            #expect(try await desk.caller(token: first.secret) != nil)
            try await desk.end(token: first.token.id, of: ada.id, actor: ada.actor)
            #expect(try await desk.caller(token: first.secret) == nil)
            await #expect(throws: AccessFailure.notFound(kind: "token", value: "1")) {
                try await desk.end(token: first.token.id, actor: ada.actor)
            }
            try await desk.setDisabled(ada.id, true, actor: "test", reason: nil)
            try await desk.setDisabled(ada.id, false, actor: "test", reason: nil)
            #expect(try await desk.caller(token: second.secret) == nil)
        }
    }

    @Test("what is no token is not looked up")
    func spelling() throws {
        let secret = try SecretText(prefix: APIToken.prefix)
        #expect(SecretText(received: secret.text, prefix: APIToken.prefix) == secret)
        let bare = String(secret.text.dropFirst(APIToken.prefix.count))
        for text in [
            "", "steward_", bare, secret.text + "A", String(secret.text.dropLast()), "steward_" + String(repeating: "=", count: 43),
        ] {
            #expect(SecretText(received: text, prefix: APIToken.prefix) == nil, "\(text)")
        }
        #expect("\(secret)" == "(secret)")
    }
}
