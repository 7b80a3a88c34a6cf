import Access
import Audit
import Foundation
import Ledger
import Logging
import Measures
import Store
import TestSupport
import Testing

@testable import Pages
@testable import Reuse

/// A site with nothing but reuse, and users who sign in with tokens.
private struct ReuseSite {
    let house: House
    let site: Site
    private let secrets: [String: String]

    /// Who may do nothing here, see, and set aside.
    static let users = [("ada", "member"), ("rita", "reviewer"), ("max", "programme-manager")]

    init(_ store: any SQLStore, in folder: String) async throws {
        house = try await House(store, in: folder, more: [Store.Schema.store, AuditSchema.schema, AccessSchema.schema])
        let access = try AccessDesk(store: store, clock: { House.now.seconds })
        let feature = ReuseFeature(house.desk)
        let measures = MeasureDesk(store: store, catalogue: Catalogue([]), calendar: .utc, clock: { House.now })
        site = try Site(
            frame: Frame(version: "test", navigation: feature.navigation, hasSignIn: true),
            routes: feature.routes(measures, examples: try await ScopeExamples.load(store)), logger: Logger(label: "test"),
            door: Door(access))
        var secrets: [String: String] = [:]
        for (name, role) in Self.users {
            let user = try await access.makeUser(
                name: name, displayName: name.capitalized, email: "\(name)@example.org", roles: [role], actor: "test")
            secrets[name] = try await access.makeToken(
                "test", of: user.id, scopes: Set(Permission.allCases.filter(\.isForTokens)), days: 300, actor: "test"
            ).secret.text
        }
        self.secrets = secrets
    }

    func get(_ address: String, as user: String) async -> Outgoing {
        await site.respond(to: Incoming(address, headers: headers(user), peer: "127.0.0.1"))
    }

    func post(_ address: String, _ fields: [String: String], as user: String) async -> Outgoing {
        let text = fields.map { "\(SafeURL.encoded($0.key))=\(SafeURL.encoded($0.value))" }.sorted().joined(separator: "&")
        return await site.respond(
            to: Incoming(
                address, method: "POST", headers: headers(user) + [("Content-Type", "application/x-www-form-urlencoded")],
                peer: "127.0.0.1",
                body: .bytes(Array(text.utf8))))
    }

    private func headers(_ user: String) -> [(name: String, value: String)] {
        [("Host", "localhost"), ("Authorization", "Bearer \(secrets[user] ?? "")")]
    }
}

@Suite("Pages of reuse")
struct ReusePagesTests {
    private func with(_ engine: TestEngine, _ body: (ReuseSite) async throws -> Void) async throws {
        try await withStore(on: engine) { store in
            try await withTemporaryFolder { folder in try await body(ReuseSite(store, in: folder)) }
        }
    }

    private static let hostile = "<script>alert(1)</script>"

    @Test("a finding is listed, opened, laid side by side and set aside, and hostile text stays text", arguments: TestEngine.allCases)
    func wholeWay(_ engine: TestEngine) async throws {
        try await with(engine) { (office: ReuseSite) async throws in
            let code = "print(\"\(Self.hostile)\")\n" + House.program(1)
            try await office.house.commit(["src/a\"><img src=x>.py": code], to: "alpha", of: "parks")
            try await office.house.commit(["b.py": code + "# more\n"], to: "beta", of: "roads")
            _ = try await office.house.desk.find()
            let id = try #require(try await office.house.desk.findings(.open).first).id
            for address in [
                "/reuse", "/reuse?finding=\(id)", "/reuse/files?finding=\(id)&number=1", "/reuse?which=all", "/reuse/refuse?finding=\(id)",
            ] {
                let tally = StatementTally()
                let answer = await StatementTally.$current.withValue(tally) { await office.get(address, as: "max") }
                #expect(answer.status == 200, "\(address): \(answer.text.prefix(400))")
                #expect(!answer.text.contains(Self.hostile) && !answer.text.contains("<img"), "\(address)")
                #expect(tally.count <= 12, "\(address) sends \(tally.count)")
            }
            let list = await office.get("/reuse", as: "rita")
            #expect(list.text.contains("Two parts of the house wrote this") && list.text.contains("Parks") && list.text.contains("Roads"))
            let compared = await office.get("/reuse/files?finding=\(id)&number=1", as: "rita")
            #expect(
                compared.text.contains("<mark>print(&quot;&lt;script&gt;") || compared.text.contains("<mark>print(&#34;&lt;script&gt;"),
                "\(compared.text)")
            let data = await office.get("/api/v1/reuse/files?finding=\(id)", as: "rita")
            #expect(data.text.contains("\"lines\":"))

            let refused = await office.post("/reuse/refuse", ["finding": "\(id)", "reason": "template", "note": Self.hostile], as: "max")
            #expect(refused.status == 303, "\(refused.text.prefix(600))")
            #expect(!(await office.get("/reuse", as: "max")).text.contains("wrote this"))
            let page = await office.get("/reuse?finding=\(id)", as: "max")
            #expect(page.text.contains("Set aside") && page.text.contains("&lt;script&gt;") && !page.text.contains(Self.hostile))
            let api = await office.get("/api/v1/reuse?which=refused", as: "rita")
            #expect(api.text.contains("\"reason\":\"template\"") && api.text.contains("\"total\":1"))
            #expect((await office.post("/api/v1/reuse/restore", ["finding": "\(id)"], as: "max")).status == 200)
            #expect((await office.get("/reuse", as: "max")).text.contains("wrote this"))
        }
    }

    @Test("code is seen by those who may see findings, and set aside by those who may manage them")
    func permissions() async throws {
        try await with(.sqlite) { (office: ReuseSite) async throws in
            for address in ["/reuse", "/reuse/files", "/api/v1/reuse", "/api/v1/reuse/files"] {
                #expect((await office.get(address, as: "ada")).status == 403, "\(address)")
                #expect((await office.get(address, as: "rita")).status == 200, "\(address)")
            }
            for address in ["/reuse/refuse", "/reuse/restore", "/api/v1/reuse/refuse", "/api/v1/reuse/restore"] {
                let fields = address.hasSuffix("refuse") ? ["finding": "1", "reason": "known"] : ["finding": "1"]
                #expect((await office.post(address, fields, as: "rita")).status == 403, "\(address)")
                #expect((await office.post(address, fields, as: "max")).status == 422, "\(address)")
            }
        }
    }

    @Test("what is not there is told so, and an empty office says what to do")
    func nothing() async throws {
        try await with(.sqlite) { (office: ReuseSite) async throws in
            #expect((await office.get("/reuse", as: "max")).text.contains("steward reuse find"))
            #expect((await office.get("/reuse?finding=7", as: "max")).status == 404)
            #expect((await office.get("/reuse/files?finding=7", as: "max")).status == 404)
            #expect((await office.get("/reuse?finding=0", as: "max")).status == 400)
            #expect((await office.get("/api/v1/reuse", as: "max")).text == "{\"findings\":[],\"total\":0}")
        }
    }
}
