import Access
import Audit
import Pages
import Store
import TestSupport
import Testing

@testable import steward

/// What an attacker tries against the sign-in of the whole program.
@Suite("Security of the sign-in")
struct SignInSecurityTests {
    @Test("a session that was put into the browser before is not the one after sign-in", arguments: TestEngine.allCases)
    func fixation(_ engine: TestEngine) async throws {
        try await StaffedOffice.with(on: engine) { (office: StaffedOffice) async throws in
            // The attacker's own session, and a secret that the attacker made up.
            try await office.user("eve", "member")
            let planted = try #require(try await office.browser(as: "eve").cookies["steward"])
            for secret in [planted, try SecretText().text] {
                var victim = Browser(office.site)
                victim.cookies["steward"] = secret
                let answer = await victim.submit("/sign-in", ["name": "root", "password": StaffedOffice.password])
                #expect(answer.status == 303)
                let own = try #require(victim.cookies["steward"])
                #expect(own != secret)
                #expect(await victim.get("/users").status == 200)
                var attacker = Browser(office.site)
                attacker.cookies["steward"] = secret
                #expect(await attacker.get("/users").header("Location") == "/sign-in?return=%2Fusers")
            }
        }
    }

    @Test("the visit before sign-in is no session, and its cookie goes", arguments: TestEngine.allCases)
    func visit(_ engine: TestEngine) async throws {
        try await StaffedOffice.with(on: engine) { (office: StaffedOffice) async throws in
            var browser = Browser(office.site)
            _ = await browser.get("/sign-in")
            let visit = try #require(browser.cookies["steward-visit"])
            _ = await browser.submit("/sign-in", ["name": "root", "password": StaffedOffice.password])
            #expect(browser.cookies["steward-visit"] == nil)
            var attacker = Browser(office.site)
            attacker.cookies = ["steward": visit, "steward-visit": visit]
            #expect(await attacker.get("/account").status == 303)
        }
    }

    @Test("cookies are for this host alone, never for scripts, and over HTTPS for nothing else")
    func cookies() async throws {
        try await StaffedOffice.with(flags: ["listen.trusted_proxies": "192.0.2.1"]) { (office: StaffedOffice) async throws in
            var near = Browser(office.site)
            let here = await near.submit("/sign-in", ["name": "root", "password": StaffedOffice.password])
            let plain = here.headers.filter { $0.name == "Set-Cookie" }.map(\.value)
            #expect(
                plain.contains { $0.hasPrefix("steward=") && $0.hasSuffix("; Path=/; Max-Age=1209600; HttpOnly; SameSite=Lax") }, "\(plain)"
            )
            var far = Browser(office.site)
            (far.host, far.peer) = ("steward.example.org", "192.0.2.1")
            far.headers = [("X-Forwarded-For", "198.51.100.7"), ("X-Forwarded-Proto", "https")]
            let there = await far.submit("/sign-in", ["name": "root", "password": StaffedOffice.password])
            let secure = there.headers.filter { $0.name == "Set-Cookie" }.map(\.value)
            #expect(
                secure.contains {
                    $0.hasPrefix("__Host-steward=") && $0.hasSuffix("; Path=/; Max-Age=1209600; HttpOnly; SameSite=Lax; Secure")
                }, "\(secure)")
            #expect(await far.get("/users").status == 200)
            // A name without the prefix could have been set by another host of the domain.
            far.cookies = ["steward": far.cookies["__Host-steward"] ?? ""]
            #expect(await far.get("/users").status == 303)
            #expect(try await office.desk.sessions(of: 1).map(\.address).sorted() == ["127.0.0.1", "198.51.100.7"])
        }
    }

    @Test("nobody signs in, and no session or token counts, over plain HTTP from elsewhere, whatever the headers say")
    func plain() async throws {
        try await StaffedOffice.with { (office: StaffedOffice) async throws in
            let session = try await office.browser(as: "root").cookies["steward"] ?? ""
            let token = try await office.desk.makeToken("x", of: 1, scopes: [.readAudit], days: 1, actor: "test").secret.text
            let disguises: [[(name: String, value: String)]] = [
                [], [("X-Forwarded-Proto", "https")], [("X-Forwarded-For", "127.0.0.1"), ("X-Forwarded-Proto", "https")],
                [("Forwarded", "proto=https")],
            ]
            for (host, peer) in [("localhost", "192.0.2.9"), ("steward.example.org", "127.0.0.1"), ("steward.example.org", "192.0.2.9")] {
                for headers in disguises {
                    var browser = Browser(office.site)
                    (browser.host, browser.peer, browser.headers) = (host, peer, headers)
                    let page = await browser.get("/sign-in")
                    #expect(page.text.contains("Not over this connection") && !page.text.contains("<form"), "\(host) \(headers)")
                    #expect(browser.cookies.isEmpty)
                    browser.cookies = ["steward": session, "__Host-steward": session]
                    #expect(await browser.get("/users").status == 303, "\(host) \(peer) \(headers)")
                    let sent = await browser.post("/sign-in", ["name": "root", "password": StaffedOffice.password], token: "x")
                    #expect(sent.status == 403)
                    let program = await office.site.respond(
                        to: Incoming(
                            "/api/v1/audit", headers: [("Host", host), ("Authorization", "Bearer \(token)")] + headers, peer: peer))
                    #expect(program.status == 403 && program.text.contains("not encrypted"), "\(program.text)")
                }
            }
        }
    }

    @Test(
        "after sign-in a reader goes on to a path of this site and nowhere else",
        arguments: [
            ("/users?user=root", "/users?user=root"), ("/people/x%20y", "/people/x%20y"), ("", "/"), ("//evil.example", "/"),
            ("///evil.example", "/"),
            ("/\\evil.example", "/"), ("/%5Cevil.example", "/%5Cevil.example"), ("\\\\evil.example", "/"), ("https://evil.example", "/"),
            ("javascript:alert(1)", "/"), ("/%2Fevil.example", "/%2Fevil.example"), ("/a//b", "/"), ("/..//evil.example", "/"),
            ("/./x", "/"),
            ("/sign-in?return=/x", "/"), ("/sign-out", "/"), ("evil.example", "/"), ("/%0d%0aSet-Cookie:%20a=b", "/"), ("/a\r\nX: y", "/"),
            (" /users", "/users"),
            ("/\u{FEFF}/evil", "/%EF%BB%BF/evil"),
        ])
    func redirect(_ given: String, _ expected: String) async throws {
        try await StaffedOffice.with { (office: StaffedOffice) async throws in
            var browser = Browser(office.site)
            let answer = await browser.submit("/sign-in", ["name": "root", "password": StaffedOffice.password, "return": given])
            let location = answer.header("Location") ?? "none (\(answer.status))"
            // A line end in a field of one line is refused before anything is checked.
            #expect(location == expected || answer.status == 422 && given.utf8.contains(0x0D), "\(given): \(location)")
        }
    }

    @Test("a form of another session, of another site or of nobody changes nothing", arguments: TestEngine.allCases)
    func forgery(_ engine: TestEngine) async throws {
        try await StaffedOffice.with(on: engine) { (office: StaffedOffice) async throws in
            var root = try await office.browser(as: "root")
            var eve = try await {
                try await office.user("eve", "administrator"); return try await office.browser(as: "eve")
            }()
            let foreign = Browser.token(in: await eve.get("/users/invite").text)
            var stranger = Browser(office.site)
            let early = Browser.token(in: await stranger.get("/sign-in").text)
            let fields: KeyValuePairs = ["user": "eve", "role": "director"]
            for token in [nil, "", "x", foreign, early] as [String?] {
                let answer = await root.post("/users/roles/grant", fields, token: token)
                #expect(answer.status == 403 && answer.text.contains("Nothing was changed"), "\(token ?? "none")")
            }
            let own = Browser.token(in: await root.get("/users/roles/grant").text)
            for headers in [
                [("Origin", "https://evil.example")], [("Sec-Fetch-Site", "cross-site")], [("Sec-Fetch-Site", "same-site")],
                [("Origin", "null")],
            ] {
                root.headers = headers
                #expect(await root.post("/users/roles/grant", fields, token: own).status == 403, "\(headers)")
            }
            root.headers = []
            #expect(try await office.desk.grants(of: 2).map(\.role) == ["administrator"])
            #expect(await root.post("/users/roles/grant", fields, token: own).status == 303)
            #expect(try await office.desk.grants(of: 2).map(\.role) == ["director", "administrator"])
        }
    }

    @Test("a sign-in that another site sends for a browser is refused: nobody becomes the attacker")
    func foreignSignIn() async throws {
        try await StaffedOffice.with { (office: StaffedOffice) async throws in
            var attacker = Browser(office.site)
            let token = Browser.token(in: await attacker.get("/sign-in").text)
            var victim = Browser(office.site)
            let fields: KeyValuePairs = ["name": "root", "password": StaffedOffice.password]
            #expect(await victim.post("/sign-in", fields, token: token).status == 403)
            _ = await victim.get("/sign-in")
            #expect(await victim.post("/sign-in", fields, token: token).status == 403)
            #expect(victim.cookies["steward"] == nil)
        }
    }

    @Test("the page says the same of a wrong password and of a name that nobody has, and of both when there were too many")
    func enumeration() async throws {
        try await StaffedOffice.with { (office: StaffedOffice) async throws in
            func answers(_ name: String) async -> [String] {
                var browser = Browser(office.site)
                var texts: [String] = []
                for _ in 1...7 {
                    let answer = await browser.submit("/sign-in", ["name": name, "password": "wrong password 1"])
                    let token = Browser.token(in: answer.text) ?? "-"
                    texts.append("\(answer.status) \(answer.text.replacing(token, with: "").replacing(name, with: "NAME"))")
                }
                return texts
            }
            let known = await answers("root"), unknown = await answers("toor")
            #expect(known == unknown)
            #expect(known[0].contains("The name or the password is wrong.") && known[6].contains("too many attempts"), "\(known[6])")
        }
    }

    @Test("a token does what its scopes say on pages and in the API, sends forms without a token of theirs, and nothing else")
    func tokens() async throws {
        try await StaffedOffice.with { (office: StaffedOffice) async throws in
            try await office.user("max", "programme-manager", "administrator")
            let made = try await office.desk.makeToken("x", of: 2, scopes: [.readAudit], days: 1, actor: "test")
            func ask(_ target: String, _ token: String, method: String = "GET", body: String = "") async -> Outgoing {
                let headers = [
                    ("Host", "localhost"), ("Authorization", "Bearer \(token)"), ("Content-Type", "application/x-www-form-urlencoded"),
                ]
                return await office.site.respond(
                    to: Incoming(target, method: method, headers: headers, peer: "127.0.0.1", body: .bytes(Array(body.utf8))))
            }
            #expect(await ask("/api/v1/audit", made.secret.text).status == 200)
            for target in ["/users", "/account", "/programme", "/api/v1/measures"] {
                #expect(await ask(target, made.secret.text).status == 403, "\(target)")
            }
            #expect(await ask("/operations/undo", made.secret.text, method: "POST", body: "operation=1").status == 403)
            let wider = try await office.desk.makeToken("y", of: 2, scopes: [.correctPeople], days: 1, actor: "test")
            let taken = await ask("/api/v1/operations/undo", wider.secret.text, method: "POST", body: "operation=1")
            #expect(taken.status == 422 && !taken.text.contains("another session"), "\(taken.text)")
            for wrong in [made.secret.text + "x", "steward_", try SecretText(prefix: "steward_").text] {
                let answer = await ask("/api/v1/audit", wrong)
                #expect(answer.status == 401 && answer.header("WWW-Authenticate") == "Bearer", "\(wrong)")
                #expect(await ask("/", wrong).status == 401, "a program must not be taken for a visitor")
            }
        }
    }

    @Test("somebody at the machine itself may change things only until there is a user, unless it is said otherwise")
    func local() async throws {
        for (setting, before, after) in [("until-users", 200, 303), ("allowed", 200, 200), ("refused", 303, 303)] {
            try await withStore(on: .sqlite) { (store: any SQLStore) async throws in
                let sources = ConfigurationSources(
                    file: nil, flags: ["listen.local_changes": setting], environment: [:], currentFolder: "/invented")
                let office = try await Office(ConfigurationLoader.load(sources).configuration, over: store, clock: { OfficeFixture.now })
                var browser = Browser(try await office.site())
                #expect(await browser.get("/audit").status == before, "\(setting)")
                #expect(await browser.get("/users").status == (setting == "refused" ? 303 : 303), "users are never managed without a user")
                _ = try await office.access.makeUser(name: "root", displayName: "Root", actor: "test")
                #expect(await browser.get("/audit").status == after, "\(setting)")
            }
        }
    }

    @Test("where visitors are shown nothing, they see the sign-in and nothing else")
    func closed() async throws {
        try await StaffedOffice.with(flags: ["sign_in.visitors": "nothing"]) { (office: StaffedOffice) async throws in
            var browser = Browser(office.site)
            for target in ["/", "/measures", "/people", "/api", "/programme"] {
                #expect(await browser.get(target).status == 303, "\(target)")
            }
            let data = await office.site.respond(to: Incoming("/api/v1/measures"))
            #expect(data.status == 401)
            #expect(await browser.get("/sign-in").status == 200)
            var member = try await office.browser(as: "root")
            #expect(await member.get("/measures").status == 200)
        }
    }
}
