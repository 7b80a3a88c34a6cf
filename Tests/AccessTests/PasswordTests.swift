import Access
import Cryptography
import Store
import TestSupport
import Testing

@Suite("Passwords")
struct PasswordTests {
    @Test("scrypt gives the keys of RFC 7914")
    func vectors() {
        func key(_ password: String, _ salt: String, _ rounds: UInt64, _ blocks: UInt64, _ lanes: UInt64) -> String? {
            Scrypt.derive(
                Array(password.utf8), salt: Array(salt.utf8), cost: Scrypt.Cost(rounds: rounds, blocks: blocks, lanes: lanes), count: 64
            ).map(Digest.hexadecimal)
        }
        #expect(
            key("", "", 16, 1, 1)
                == "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
        )
        #expect(
            key("password", "NaCl", 1024, 8, 16)
                == "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        )
    }

    @Test("a cost that is no cost, or that the machine cannot pay, is refused")
    func costs() {
        for (rounds, blocks, lanes) in [(0, 8, 1), (1, 8, 1), (3, 8, 1), (1 << 21, 8, 1), (1 << 20, 32, 1), (16, 0, 1), (16, 1, 0)]
            as [(UInt64, UInt64, UInt64)]
        {
            let cost = Scrypt.Cost(rounds: rounds, blocks: blocks, lanes: lanes)
            #expect(!cost.isSane, "\(cost)")
            #expect(Scrypt.derive([1], salt: [2], cost: cost) == nil)
        }
        #expect(Scrypt.Cost.standard.isSane)
    }

    @Test("what stands in cookies and tokens comes back as it was, and in one spelling only")
    func base64() {
        for count in 0...40 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 97 &+ count) }
            #expect(Base64URL.bytes(Base64URL.text(bytes)) == bytes)
        }
        #expect(Base64URL.text([0xFB, 0xFF]) == "-_8")
        for text in ["=", "a", "-_8=", "-_9", "+/8", "a b", "é"] { #expect(Base64URL.bytes(text) == nil, "\(text)") }
    }

    @Test("a password signs in; its owner changes it, which ends the other sessions", arguments: TestEngine.allCases)
    func change(_ engine: TestEngine) async throws {
        try await AccessScene.with(engine) { (scene: AccessScene) async throws in
            let user = try await scene.user("ada", "member")
            let here = try await scene.signIn("Ada")
            let there = try await scene.signIn("ada")
            guard case .session(let kept)? = try await scene.desk.caller(session: here.secret)?.way else {
                Issue.record("no session")
                return
            }
            await #expect(throws: AccessFailure.wrongPassword) {
                try await scene.desk.changePassword(user.id, from: "wrong wrong wrong", to: "another fine password", keeping: kept)
            }
            try await scene.desk.changePassword(user.id, from: AccessScene.password, to: "another fine password", keeping: kept)
            #expect(try await scene.desk.caller(session: here.secret) != nil)
            #expect(try await scene.desk.caller(session: there.secret) == nil)
            await #expect(throws: AccessFailure.wrongPassword) { try await scene.signIn("ada") }
            #expect(try await scene.signIn("ada", "another fine password").user == user)
        }
    }

    @Test("a password that is short, monotonous or the name is refused", arguments: TestEngine.allCases)
    func rules(_ engine: TestEngine) async throws {
        try await AccessScene.with(engine) { (scene: AccessScene) async throws in
            for password in [
                "", "short", "elevenchars", "aaaaaaaaaaaaaaaa", "abababababababab", "ada.lovelace12",
                String(repeating: "xyz12", count: 300),
            ] {
                await #expect(throws: AccessFailure.self, "\(password)") {
                    try await scene.desk.makeUser(name: "ada.lovelace", displayName: "Ada", password: password, actor: "test")
                }
            }
            #expect(try await scene.desk.users() == [])
        }
    }

    @Test("a hash of another cost is made anew at the next sign-in", arguments: TestEngine.allCases)
    func rehash(_ engine: TestEngine) async throws {
        try await AccessScene.with(engine) { (scene: AccessScene) async throws in
            try await scene.user("ada")
            func stored() async throws -> String {
                try await scene.store.read { try $0.first("SELECT password FROM users") { $0.text(0) } ?? "" }
            }
            #expect(try await stored().hasPrefix("scrypt$16$1$1$"))
            var settings = AccessScene.settings
            settings.passwordCost = Scrypt.Cost(rounds: 32, blocks: 1, lanes: 1)
            let dearer = try AccessDesk(store: scene.store, settings: settings, clock: { scene.time.now })
            _ = try await dearer.signIn(name: "ada", password: AccessScene.password, from: AccessScene.origin)
            #expect(try await stored().hasPrefix("scrypt$32$1$1$"))
            _ = try await dearer.signIn(name: "ada", password: AccessScene.password, from: AccessScene.origin)
        }
    }
}
