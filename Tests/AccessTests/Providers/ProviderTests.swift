import Synchronization
import TestSupport
import Testing
import Transport

@testable import Access

/// A GitHub that knows one account, and remembers what it was asked.
private final class FakeGitHub: HTTPTransport {
    let asked = Mutex<[String]>([])
    let account: Mutex<String>
    let mails: String

    init(id: Int = 7, login: String = "ada", mails: String = #"[{"email":"ada@example.org","primary":true,"verified":true}]"#) {
        account = Mutex(#"{"id":\#(id),"login":"\#(login)","name":null}"#)
        self.mails = mails
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let body = String(decoding: request.body ?? [], as: UTF8.self)
        asked.withLock { $0.append("\(request.address.text) \(body)") }
        let answer: String =
            switch request.address.path {
            case "/login/oauth/access_token":
                body.contains("code=right")
                    ? #"{"access_token":"gho_x","token_type":"bearer"}"#
                    : #"{"error":"bad_verification_code","error_description":"The code is wrong."}"#
            case "/user": account.withLock { $0 }
            case "/user/emails": mails
            default: "{}"
            }
        return HTTPResponse(status: 200, body: Array(answer.utf8), address: request.address)
    }
}

@Suite("Providers")
struct ProviderTests {
    private func desk(_ scene: AccessScene, _ gitHub: FakeGitHub, admits: Bool = false, domains: Set<String> = []) throws -> ProviderDesk {
        let provider = Provider(
            name: "github", title: "GitHub", kind: .gitHub(web: "https://github.com", api: "https://api.github.com"), clientID: "id",
            secret: try #require(Secret("s e&cret")), admitsNewUsers: admits, domains: domains)
        return ProviderDesk([provider], access: scene.desk, back: "https://steward.example/sign-in/return", transport: gitHub)
    }

    private func state(in address: String) throws -> String {
        let query = try #require(address.split(separator: "?").last)
        return String(try #require(query.split(separator: "&").first { $0.hasPrefix("state=") }).dropFirst("state=".count))
    }

    @Test("an answer counts only for the browser, the provider and the time for which it was asked", arguments: TestEngine.allCases)
    func binding(_ engine: TestEngine) async throws {
        try await AccessScene.with(engine) { (scene: AccessScene) async throws in
            let gitHub = FakeGitHub()
            let desk = try desk(scene, gitHub, admits: true)
            let visit = try SecretText()
            let address = try await desk.begin("github", secret: visit, returnAddress: "/people?q=x", isLink: false)
            #expect(
                address.hasPrefix(
                    "https://github.com/login/oauth/authorize?client_id=id&redirect_uri=https%3A%2F%2Fsteward.example%2Fsign-in%2Freturn&"))
            #expect(address.contains("code_challenge_method=S256") && !address.contains("cret"))
            let state = try state(in: address)
            func finish(_ state: String, _ secret: SecretText, code: String = "right") async throws -> ProviderDesk.Outcome {
                try await desk.finish(state: state, code: code, sender: nil, secret: secret, user: nil, from: AccessScene.origin)
            }
            await #expect(throws: ProviderFailure.foreignAnswer) { try await finish(state, try SecretText()) }
            for changed in [
                "", "x", ".", "a.s.1.github..x", String(state.dropLast()), state + "0", state.replacing(".s.", with: ".l."),
                state.replacing("github", with: "gitlab"),
            ] {
                await #expect(throws: ProviderFailure.foreignAnswer, "\(changed)") { try await finish(changed, visit) }
            }
            #expect(gitHub.asked.withLock { $0.isEmpty }, "nobody is asked before the answer is believed")
            await #expect(throws: ProviderFailure.refused("The code is wrong.")) { try await finish(state, visit, code: "wrong") }
            scene.time.pass(900)
            guard case .signedIn(let session, let back) = try await finish(state, visit) else {
                Issue.record("not signed in")
                return
            }
            #expect(back == "/people?q=x" && session.user.name == "ada" && session.user.displayName == "ada")
            let sent = gitHub.asked.withLock { $0 }
            #expect(sent.contains { $0.contains("client_secret=s%20e%26cret") && $0.contains("code_verifier=") }, "\(sent)")
            scene.time.pass(1)
            await #expect(throws: ProviderFailure.foreignAnswer) { try await finish(state, visit) }
        }
    }

    @Test(
        "only whom the provider may bring in becomes a member; others need an identity that was added before",
        arguments: TestEngine.allCases)
    func admission(_ engine: TestEngine) async throws {
        try await AccessScene.with(engine) { (scene: AccessScene) async throws in
            let unverified = #"[{"email":"ada@example.org","primary":true,"verified":false}]"#
            let cases: [(admits: Bool, domains: Set<String>, mails: String, isIn: Bool)] = [
                (false, [], "[]", false), (true, [], "[]", true), (true, ["example.org"], unverified, false),
                (true, ["example.com"], FakeGitHub().mails, false),
                (true, ["example.org"], FakeGitHub().mails, true), (true, ["ample.org"], FakeGitHub().mails, false),
                (true, ["example.org"], "nonsense", false),
            ]
            for (index, entry) in cases.enumerated() {
                let gitHub = FakeGitHub(id: 100 + index, login: "ada", mails: entry.mails)
                let desk = try desk(scene, gitHub, admits: entry.admits, domains: entry.domains)
                let visit = try SecretText()
                let state = try self.state(in: try await desk.begin("github", secret: visit, returnAddress: "", isLink: false))
                let outcome = try? await desk.finish(
                    state: state, code: "right", sender: nil, secret: visit, user: nil, from: AccessScene.origin)
                #expect((outcome != nil) == entry.isIn, "\(index)")
            }
            // A second Ada of another account gets a name of her own.
            #expect(try await scene.desk.users().map(\.name) == ["ada", "ada-2"])
            let caller = try #require(try await scene.desk.holders(of: "member", at: scene.time.now).first)
            #expect(caller.name == "ada")
        }
    }

    @Test("an invitation is accepted with a provider's identity, once, and the provider never learns it", arguments: TestEngine.allCases)
    func invitation(_ engine: TestEngine) async throws {
        try await AccessScene.with(engine) { (scene: AccessScene) async throws in
            let gitHub = FakeGitHub()
            let gate: ProviderDesk = try desk(scene, gitHub)
            func accept(_ invitation: SecretText) async throws -> NewSession? {
                let visit = try SecretText()
                let address = try await gate.begin("github", secret: visit, returnAddress: "/people", isLink: false, invitation: invitation)
                #expect(!address.contains(invitation.text))
                let state = try self.state(in: address)
                let outcome = try await gate.finish(
                    state: state, code: "right", sender: nil, secret: visit, user: nil, from: AccessScene.origin)
                guard case .signedIn(let session, "/account") = outcome else { return nil }
                return session
            }
            // Without the invitation's mark it is a sign-in, and this provider brings nobody in.
            let visit = try SecretText()
            let marked = try self.state(
                in: try await gate.begin("github", secret: visit, returnAddress: "/people", isLink: false, invitation: visit))
            let forged = marked.replacing(".i.", with: ".s.")
            #expect(forged != marked)
            await #expect(throws: ProviderFailure.foreignAnswer) {
                try await gate.finish(state: forged, code: "right", sender: nil, secret: visit, user: nil, from: AccessScene.origin)
            }
            await #expect(throws: AccessFailure.noInvitation) { try await accept(try SecretText()) }
            let link = try await scene.desk.invite(roles: ["coach"], actor: "test").secret
            let session = try #require(try await accept(link))
            #expect(session.user.name == "ada")
            #expect(try await scene.desk.holders(of: "coach", at: scene.time.now).map(\.name) == ["ada"])
            #expect(try await scene.desk.holders(of: "member", at: scene.time.now).isEmpty, "only the roles of the invitation")
            #expect(try await scene.desk.identities(of: session.user.id).map(\.subject) == ["7"])
            #expect(!gitHub.asked.withLock { $0 }.contains { $0.contains(link.text) })
            // Neither that link again, nor another by the same person, nor one for a new password.
            gitHub.account.withLock { $0 = $0.replacing("7", with: "8") }
            await #expect(throws: AccessFailure.noInvitation) { try await accept(link) }
            let password = try await scene.desk.inviteToNewPassword(session.user.id, actor: "test").secret
            await #expect(throws: AccessFailure.noInvitation) { try await accept(password) }
            gitHub.account.withLock { $0 = $0.replacing("8", with: "7") }
            let second = try await scene.desk.invite(roles: [], actor: "test").secret
            await #expect(throws: AccessFailure.linkedToAnother) { try await accept(second) }
            #expect(try await scene.desk.invitation(second) != nil, "what failed used nothing up")
            #expect(try await scene.desk.invitation(password) != nil)
        }
    }

    @Test(
        "an identity belongs to one user, who can take it away unless nothing else is left to sign in with", arguments: TestEngine.allCases)
    func linking(_ engine: TestEngine) async throws {
        try await AccessScene.with(engine) { (scene: AccessScene) async throws in
            let desk = try desk(scene, FakeGitHub())
            let ada = try await scene.user("ada"), bo = try await scene.user("bo")
            let secret = try SecretText()
            func link(_ user: User?) async throws -> ProviderDesk.Outcome {
                let state = try self.state(in: try await desk.begin("github", secret: secret, returnAddress: "", isLink: true))
                return try await desk.finish(state: state, code: "right", sender: nil, secret: secret, user: user, from: AccessScene.origin)
            }
            await #expect(throws: ProviderFailure.foreignAnswer) { try await link(nil) }
            _ = try await link(ada)
            _ = try await link(ada)
            await #expect(throws: AccessFailure.linkedToAnother) { try await link(bo) }
            #expect(try await scene.desk.identities(of: ada.id).map(\.subject) == ["7"])
            let visit = try SecretText()
            let state = try self.state(in: try await desk.begin("github", secret: visit, returnAddress: "", isLink: false))
            guard
                case .signedIn(let session, _) = try await desk.finish(
                    state: state, code: "right", sender: nil, secret: visit, user: nil, from: AccessScene.origin)
            else {
                Issue.record("not signed in")
                return
            }
            #expect(session.user == ada)
            await #expect(throws: AccessFailure.notFound(kind: "identity", value: "7")) {
                try await scene.desk.unlink(issuer: "https://github.com", subject: "7", of: bo)
            }
            try await scene.desk.unlink(issuer: "https://github.com", subject: "7", of: ada)
            #expect(try await scene.desk.identities(of: ada.id) == [])
        }
    }

    @Test("a provider that is not encrypted, or calls itself otherwise, is not spoken with")
    func misconfigured() async throws {
        struct Answering: HTTPTransport {
            let text: String
            func send(_ request: HTTPRequest) async throws -> HTTPResponse {
                HTTPResponse(status: 200, body: Array(text.utf8), address: request.address)
            }
        }
        try await AccessScene.with(.sqlite) { (scene: AccessScene) async throws in
            let document =
                #"{"issuer":"ISSUER","authorization_endpoint":"AUTH","token_endpoint":"https://id.example/t","jwks_uri":"https://id.example/k"}"#
            for (issuer, said, authorization, isFine) in [
                ("https://id.example", "https://id.example", "https://id.example/a?x=y", true),
                ("https://id.example", "https://id.example/", "https://id.example/a", false),
                ("http://id.example", "http://id.example", "https://id.example/a", false),
                ("https://id.example", "https://id.example", "http://id.example/a", false),
                ("https://id.example", "https://id.example", "javascript:alert(1)", false),
                ("https://id.example", "https://evil.example", "https://evil.example/a", false),
            ] {
                let provider = Provider(
                    name: "id", title: "Id", kind: .openID(issuer: issuer), clientID: "c", secret: try #require(Secret("s")))
                let text = document.replacing("ISSUER", with: said).replacing("AUTH", with: authorization)
                let desk = ProviderDesk(
                    [provider], access: scene.desk, back: "https://steward.example/back", transport: Answering(text: text))
                let address = try? await desk.begin("id", secret: try SecretText(), returnAddress: "", isLink: false)
                #expect((address != nil) == isFine, "\(issuer) \(said) \(authorization)")
                if isFine { #expect(address?.hasPrefix("https://id.example/a?x=y&response_type=code&") == true) }
            }
        }
    }

    @Test(
        "names are made from whatever a provider calls somebody",
        arguments: [
            ("Ada.Lovelace@example.org", "ada.lovelace"), ("Ünï cödé", "n--c-d-"), ("", "user-"), ("<script>", "script-"), ("..", "user-"),
        ])
    func names(_ label: String, _ expected: String) {
        let name = NameRules.named(label)
        #expect((try? NameRules.name(name)) != nil, "\(name)")
        if label.utf8.allSatisfy({ $0 < 128 }) { #expect(name == expected) }
    }
}
