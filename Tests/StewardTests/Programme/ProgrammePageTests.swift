import Foundation
import Ledger
import Pages
import Store
import TestSupport
import Testing

@testable import steward

/// The settings of the programme on pages, as somebody at the machine and somebody elsewhere see them.
@Suite("The programme's settings on pages")
struct ProgrammePageTests {
    private static let local = [(name: "Host", value: "localhost:8080")]

    private func get(_ site: Site, _ target: String, isLocal: Bool = true) async -> Outgoing {
        await site.respond(to: Incoming(target, headers: Self.local, peer: isLocal ? "127.0.0.1" : "192.0.2.7"))
    }

    /// Sends the form of a page as a browser does, with the token that the page holds.
    private func send(_ site: Site, _ target: String, _ fields: KeyValuePairs<String, String>) async throws -> Outgoing {
        let page = await get(site, target)
        let token = try #require(page.text.split(separator: "name=\"form-token\" value=\"").dropFirst().first?.prefix(32))
        var body = "form-token=\(token)"
        for (name, value) in fields {
            body += "&\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }
        let headers = Self.local + [("Origin", "http://localhost:8080"), ("Content-Type", "application/x-www-form-urlencoded")]
        return await site.respond(
            to: Incoming(target, method: "POST", headers: headers, peer: "127.0.0.1", body: .bytes(Array(body.utf8))))
    }

    private func withOffice<T>(_ engine: TestEngine, _ body: (Site, Office) async throws -> T) async throws -> T {
        try await withStore(on: engine) { store in
            let sources = ConfigurationSources(file: nil, flags: [:], environment: [:], currentFolder: "/invented")
            let office = try await Office(ConfigurationLoader.load(sources).configuration, over: store, clock: { OfficeFixture.now })
            return try await body(office.site(), office)
        }
    }

    @Test("a coach, a target and a rule are stated, shown with their days and reasons, and taken back", arguments: TestEngine.allCases)
    func states(_ engine: TestEngine) async throws {
        try await withOffice(engine) { (site: Site, office: Office) async throws in
            let coach = try await send(
                site, "/programme/coaches/add",
                ["username": "ada", "host": "gitlab.example", "from": "2026-01-01", "speciality": "Frontend"])
            #expect(coach.status == 303, "\(coach.text)")
            let place = try #require(coach.header("Location"))
            let done = await get(site, place)
            #expect(done.text.contains("Made ada of gitlab.example a coach from 2026-01-01.") && done.text.contains("Undo this"))
            #expect(MarkupCheck.faults(in: done.text) == [])
            let target = try await send(
                site, "/programme/targets/set",
                ["measure": "contributors.active", "value": "120.5", "from": "2026-02-01", "reason": "<b>Goal</b> & more"])
            #expect(target.status == 303, "\(target.text)")
            #expect(try await send(site, "/programme/rule", ["rule": "label"]).status == 303)
            let page = await get(site, "/programme")
            #expect(MarkupCheck.faults(in: page.text) == [])
            for part in [
                "Frontend", "120.5", "&lt;b&gt;Goal&lt;/b&gt; &amp; more", "2026-02-01", "<dd>label</dd>",
                "/programme/coaches/end?username=ada",
            ] {
                #expect(page.text.contains(part), "\(part)")
            }
            let number = try #require(place.split(separator: "=").last.map(String.init))
            #expect(try await send(site, "/programme/undo", ["operation": number]).status == 303)
            let state = try await office.store.read { try ProgrammeState($0) }
            #expect(state.coaches.isEmpty && state.targets.count == 1)
            #expect(try await send(site, "/programme/undo", ["operation": number]).status == 422)
            #expect(
                try await send(site, "/programme/coaches/end", ["username": "ada", "host": "gitlab.example", "from": "2026-03-01"]).status
                    == 422)
        }
    }

    @Test(
        "a mistake is told beside its field, and nothing is stored",
        arguments: [
            (
                "/programme/targets/set", ["measure": "no.such", "value": "1", "from": "2026-02-01", "reason": "x"],
                "There is no measure “no.such”"
            ),
            (
                "/programme/targets/set", ["measure": "contributors.active", "value": "1,000", "from": "2026-02-01", "reason": "x"],
                "The target is no number"
            ),
            (
                "/programme/targets/set",
                ["measure": "contributors.active", "value": "1", "from": "2026-02-01", "to": "2026-01-01", "reason": "x"], "must come after"
            ),
            ("/programme/coaches/add", ["username": "two words"], "That is no user name"),
            ("/programme/import", ["list": "coaches", "text": "username,from\nada,soon\n"], "pasted text line 2, from: “soon” is no day"),
            ("/programme/import", ["list": "products", "text": "project_path\ngroup/alpha\n"], "Collect it first"),
            ("/programme/undo", ["operation": "99"], "There is no operation 99."),
        ] as [(String, KeyValuePairs<String, String>, String)])
    func mistakes(_ target: String, _ fields: KeyValuePairs<String, String>, _ words: String) async throws {
        try await withOffice(.sqlite) { (site: Site, office: Office) async throws in
            let answer = try await send(site, target, fields)
            #expect(answer.status == 422 && answer.text.contains(words), "\(answer.text)")
            #expect(MarkupCheck.faults(in: answer.text) == [])
            #expect(try await office.store.read { try $0.operations(limit: 5) } == [])
        }
    }

    @Test("amounts are shown at the machine itself and nowhere else, on pages and in data", arguments: TestEngine.allCases)
    func amounts(_ engine: TestEngine) async throws {
        try await withOffice(engine) { (site: Site, _: Office) async throws in
            let sent = try await send(
                site, "/programme/import", ["list": "customers", "text": "organisation,parent,arr\nWorks,Group,987654\n"])
            #expect(sent.status == 303, "\(sent.text)")
            #expect(await get(site, "/programme").text.contains("987,654 USD"))
            #expect(await get(site, "/api/v1/programme/customers").text.contains("987654"))
            for target in site.addresses(.page, .data) where target.contains("programme") {
                let answer = await get(site, target, isLocal: false)
                #expect(answer.status == 200, "\(target)")
                #expect(!answer.text.contains("987654") && !answer.text.contains("987,654"), "\(target)")
                #expect(!answer.text.contains("form-token"), "\(target)")
                let own = await get(site, target)
                let tag = try #require(own.header("ETag"))
                let others = await site.respond(to: Incoming(target, ifNoneMatch: tag, headers: Self.local, peer: "192.0.2.7"))
                if own.body != answer.body { #expect(others.status == 200, "\(target)") }
            }
            #expect(await get(site, "/programme", isLocal: false).text.contains("Works"))
        }
    }

    @Test("a form from elsewhere changes nothing")
    func elsewhere() async throws {
        try await withOffice(.sqlite) { (site: Site, office: Office) async throws in
            for route in site.routes where route.kind == .form {
                let answer = await site.respond(
                    to: Incoming(
                        route.pattern.description, method: "POST",
                        headers: Self.local + [("Content-Type", "application/x-www-form-urlencoded")], peer: "192.0.2.7",
                        body: .bytes(Array("username=ada&host=x&from=2026-01-01&rule=label&operation=1".utf8))))
                // Whoever could sign in is asked to; what is for everybody, the form by which one does among it, lacks its token.
                #expect(answer.status == (route.access == .everybody ? 403 : 401), "\(route.pattern)")
            }
            #expect(try await office.store.read { try $0.operations(limit: 5) } == [])
        }
    }

    @Test("the page of what matches nothing lists it")
    func unmapped() async throws {
        try await withOffice(.sqlite) { (site: Site, _: Office) async throws in
            #expect(try await send(site, "/programme/import", ["list": "coaches", "text": "username\nzoe\n"]).status == 303)
            let page = await get(site, "/programme/unmapped")
            #expect(page.text.contains("zoe") && MarkupCheck.faults(in: page.text) == [])
            #expect(await get(site, "/api/v1/programme/unmapped").text.contains("\"username\":\"zoe\""))
        }
    }
}
