import Foundation
import Logging
@testable import Pages
import TestSupport
import Testing

/// What a browser on the machine itself sends, which each test spoils in one way.
private struct Sent {
    var fields: [(String, String)] = [("name", "Ada"), ("kind", "person")]
    var token: String?
    var headers = [
        "Host": "127.0.0.1:8080", "Origin": "http://127.0.0.1:8080", "Sec-Fetch-Site": "same-origin",
        "Content-Type": "application/x-www-form-urlencoded",
    ]
    var peer: String? = "127.0.0.1"

    func incoming(_ site: Site) -> Incoming {
        let all = fields + [("form-token", token ?? site.formToken.text)]
        let body = all.map { "\($0.0)=\(SafeURL.encoded($0.1))" }.joined(separator: "&")
        return Incoming(
            "/names/add", method: "POST", headers: headers.map { ($0.key, $0.value) }, peer: peer, body: .bytes(Array(body.utf8)))
    }
}

@Suite("Forms") struct FormTests {
    let site: Site

    init() throws { site = try SampleSite.site() }

    private func local(_ target: String) -> Incoming {
        Incoming(target, headers: [("Host", "localhost:8080")], peer: "::1")
    }

    @Test("a form that is right leads on with 303 to the page that its handler names")
    func takes() async {
        let answer = await site.respond(to: Sent().incoming(site))
        #expect(answer.status == 303 && answer.header("Location") == "/measures?q=Ada0", "\(answer.text)")
        #expect(answer.header("Cache-Control") == "no-store")
    }

    @Test("lines may be sent in a field of lines and nowhere else; a plus and a percent are what was typed")
    func decodes() async {
        var sent = Sent()
        sent.fields = [("name", "A+B %41"), ("notes", "one\r\ntwo\tthree")]
        #expect(await site.respond(to: sent.incoming(site)).header("Location") == "/measures?q=A%2BB%20%254113")
        sent.fields = [("name", "two\nlines")]
        #expect(await site.respond(to: sent.incoming(site)).status == 422)
    }

    @Test("what is wrong stands beside its field and above the form, and everything typed is kept")
    func keepsWhatWasTyped() async {
        var sent = Sent()
        sent.fields = [("kind", "robot"), ("since", "tomorrow"), ("year", "99"), ("notes", "a <b> & \"c\"")]
        let answer = await site.respond(to: sent.incoming(site))
        #expect(answer.status == 422 && answer.header("Cache-Control") == "no-store")
        #expect(MarkupCheck.faults(in: answer.text) == [])
        for part in [
            "<a href=\"#field-name\">Name is missing: give text of at most 20 characters.</a>", "Kind cannot be “robot”: give person, bot.",
            "Since cannot be “tomorrow”: give a day such as 2026-11-21.", "id=\"field-year-problem\"", "value=\"99\"", "value=\"tomorrow\"",
            "a &lt;b&gt; &amp; &quot;c&quot;</textarea>", "Nothing was changed",
        ] {
            #expect(answer.text.contains(part), "\(part)")
        }
    }

    @Test("what only the handler knows to be wrong is shown in the same way")
    func handlerRefuses() async {
        var sent = Sent()
        sent.fields = [("name", "taken"), ("year", "2026")]
        let answer = await site.respond(to: sent.incoming(site))
        #expect(answer.status == 422 && answer.text.contains("There is such a name already.") && answer.text.contains("value=\"2026\""))
    }

    @Test("a link fills the fields in")
    func prefills() async {
        let answer = await site.respond(to: local("/names/add?name=Ada&year=1815"))
        #expect(answer.status == 400, "the year is not one that the field allows")
        let right = await site.respond(to: local("/names/add?name=Ada&year=1915"))
        #expect(right.status == 200 && right.text.contains("value=\"Ada\"") && right.text.contains("value=\"1915\""))
        #expect(MarkupCheck.faults(in: right.text) == [])
    }

    // MARK: Who may send it

    static let foreigners: [(String, @Sendable (inout Incoming.Parts) -> Void)] = [
        ("another machine", { $0.peer = "192.0.2.7" }), ("a peer that is not known", { $0.peer = nil }),
        ("another machine in IPv6", { $0.peer = "2001:db8::1" }), ("a name of the outside", { $0.headers["Host"] = "steward.example.org" }),
        ("a name that begins like this machine's", { $0.headers["Host"] = "localhost.example.org" }),
        ("an address that begins like this machine's", { $0.headers["Host"] = "127.0.0.1.example.org:8080" }),
        ("no name at all", { $0.headers["Host"] = nil }), ("a proxy", { $0.headers["X-Forwarded-For"] = "192.0.2.7" }),
        ("a proxy in the standard's words", { $0.headers["forwarded"] = "for=192.0.2.7" }),
        ("a proxy's own", { $0.headers["Via"] = "1.1 x" }),
        ("a proxy that names the machine", { $0.headers["X-Real-Ip"] = "127.0.0.1" }),
        ("a page of another site", { $0.headers["Sec-Fetch-Site"] = "cross-site" }),
        ("a page on another port", { $0.headers["Sec-Fetch-Site"] = "same-site" }),
        ("an origin of another site", { $0.headers["Origin"] = "https://evil.example" }),
        ("an origin on another port", { $0.headers["Origin"] = "http://127.0.0.1:9090" }),
        ("an origin that hides", { $0.headers["Origin"] = "null" }),
        ("no token", { $0.token = "" }), ("a token of another run", { $0.token = FormToken().text }),
        ("half a token", { $0.token = String($0.token?.prefix(16) ?? "") }),
    ]

    @Test("a form from anybody else, and one that another site wrote, is refused and nothing is done", arguments: foreigners.indices)
    func refuses(_ index: Int) async {
        let (name, spoil) = Self.foreigners[index]
        var parts = Incoming.Parts(headers: Sent().headers, peer: "127.0.0.1", token: site.formToken.text)
        spoil(&parts)
        var sent = Sent()
        (sent.headers, sent.peer, sent.token) = (parts.headers, parts.peer, parts.token)
        let answer = await site.respond(to: sent.incoming(site))
        #expect(answer.status == 403, "\(name)")
        #expect(answer.text.contains("Nothing was changed."), "\(name)")
        #expect(MarkupCheck.faults(in: answer.text) == [])
    }

    @Test(
        "a form is taken under every name of this machine",
        arguments: ["localhost", "LOCALHOST:80", "127.0.0.1:8080", "[::1]:8080", "127.9.9.9"])
    func local(host: String) async {
        var sent = Sent()
        sent.headers["Host"] = host
        sent.headers["Origin"] = "http://\(host)"
        #expect(await site.respond(to: sent.incoming(site)).status == 303)
        sent.headers["Origin"] = nil
        sent.headers["Sec-Fetch-Site"] = nil
        #expect(await site.respond(to: sent.incoming(site)).status == 303, "an old browser, or a script of the person at the machine")
    }

    @Test("a site that does not trust its own machine takes no form from it")
    func distrust() async throws {
        let site = try Site(
            frame: SampleSite.frame, routes: SampleSite.routes, logger: .init(label: "test"), door: Door(trustsLocal: false))
        #expect(await site.respond(to: Sent().incoming(site)).status == 403)
        #expect(await site.respond(to: local("/names/add")).text.contains("public"))
    }

    @Test("elsewhere the page has no form and no token, and says how it is done")
    func readOnly() async {
        let answer = await site.respond(to: Incoming("/names/add", headers: [("Host", "steward.example.org")], peer: "127.0.0.1"))
        #expect(answer.status == 200 && !answer.text.contains("<form") && !answer.text.contains(site.formToken.text))
        #expect(answer.text.contains("<code>steward names add</code>") && answer.text.contains("public"))
        #expect(MarkupCheck.faults(in: answer.text) == [])
        let own = await site.respond(to: local("/names/add"))
        #expect(own.text.contains(site.formToken.text) && own.text.contains("secret"))
        #expect(own.header("ETag") != answer.header("ETag"), "a copy made for one must not be confirmed to the other")
    }

    @Test("another type of content, bytes that are no text, unknown fields and too many are refused")
    func refusesContent() async {
        var sent = Sent()
        sent.headers["Content-Type"] = "text/plain"
        #expect(await site.respond(to: sent.incoming(site)).status == 415)
        sent = Sent()
        sent.fields.append(("nmae", "x"))
        #expect(await site.respond(to: sent.incoming(site)).status == 400)
        sent.fields = (0..<300).map { ("name", "\($0)") }
        #expect(await site.respond(to: sent.incoming(site)).status == 422)
        let headers = Sent().headers.map { ($0.key, $0.value) }
        for body: Incoming.Body in [.bytes([0xFF, 0x3D]), .incomplete] {
            let incoming = Incoming("/names/add", method: "POST", headers: headers, peer: "127.0.0.1", body: body)
            #expect(await site.respond(to: incoming).status == 422)
        }
        let large = Incoming("/names/add", method: "POST", headers: headers, peer: "127.0.0.1", body: .tooLarge)
        #expect(await site.respond(to: large).status == 413)
        #expect(await site.respond(to: Incoming("/names/add", method: "PUT")).header("Allow") == "GET, HEAD, POST")
    }
}

extension Incoming {
    /// What a test may spoil.
    struct Parts {
        var headers: [String: String]
        var peer: String?
        var token: String?
    }
}

@Suite("Addresses for machines") struct HookTests {
    let site: Site

    init() throws { site = try SampleSite.site() }

    private func send(_ body: String, _ headers: [(String, String)] = [("x-secret", "open")]) async -> Outgoing {
        await site.respond(
            to: Incoming(
                "/hooks/echo", method: "POST", headers: headers.map { ($0.0, $0.1) }, peer: "192.0.2.7", body: .bytes(Array(body.utf8))))
    }

    @Test("the handler sees headers and bytes as they were sent, from any machine, and decides itself")
    func verifies() async {
        let taken = await send("{}")
        #expect(taken.status == 202 && taken.text == "{\"bytes\":2}" && taken.header("Content-Type") == "application/json")
        #expect(await send("{}", [("X-Secret", "open"), ("X-NOW", "1")]).status == 200)
        let refused = await send("{}", [("X-Secret", "wrong")])
        #expect(refused.status == 403 && refused.header("Content-Type") == "application/problem+json")
        #expect(await send("[]").status == 422)
        #expect(await site.respond(to: Incoming("/hooks/echo")).status == 405)
        #expect(await site.respond(to: Incoming("/hooks/echo")).header("Allow") == "POST")
    }

    @Test("only addresses that take something have bodies read, up to their limit")
    func limits() {
        #expect(site.bodyLimit(method: "POST", target: "/hooks/echo?x=1") == 1000)
        #expect(site.bodyLimit(method: "POST", target: "/names/add") == 1 << 20)
        #expect(site.bodyLimit(method: "GET", target: "/names/add") == 0)
        #expect(site.bodyLimit(method: "POST", target: "/measures") == 0)
        #expect(site.bodyLimit(method: "POST", target: "nonsense") == 0)
    }
}
