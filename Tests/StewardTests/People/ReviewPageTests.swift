import Foundation
import Ledger
import Pages
import Store
import TestSupport
import Testing

@testable import steward

/// The queue of suggestions, as somebody decides on them with forms, and as a program does.
@Suite("The review of suggestions on pages")
struct ReviewPageTests {
    /// Two people of whom each has two addresses that only their name connects.
    private func withSuggestions<T>(_ engine: TestEngine, _ body: (LocalReader, Office) async throws -> T) async throws -> T {
        try await withStore(on: engine) { store in
            let sources = ConfigurationSources(file: nil, flags: [:], environment: [:], currentFolder: "/invented")
            let office = try await Office(ConfigurationLoader.load(sources).configuration, over: store, clock: { OfficeFixture.now })
            let ledger = try await SmallLedger(store, recordedAt: OfficeFixture.now)
            for month in ["2026-04", "2026-05"] {
                for name in ["Gwendolyn Quillfeather", "Barnaby Thistledown"] {
                    // Domains of their own, so that nothing but the name is a sign.
                    let letter = name.prefix(1).lowercased()
                    try await ledger.commit(name, "\(month)-03", email: "\(name.prefix(4).lowercased())@\(letter)-one.example")
                    try await ledger.commit(name, "\(month)-04", in: "beta", email: "work-\(name.count)@\(letter)-two.example")
                }
            }
            try await ledger.place()
            return try await body(LocalReader(site: office.site()), office)
        }
    }

    /// The fields that the form of the shown suggestion sends along unseen.
    private func pair(_ page: Outgoing) throws -> (first: String, second: String) {
        func value(_ name: String) throws -> String {
            let parts = page.text.components(separatedBy: "name=\"\(name)\" value=\"")
            return String(try #require(parts.dropFirst().first, "\(page.text)").prefix { $0 != "\"" })
        }
        return (try value("first"), try value("second"))
    }

    @Test("each decision is taken by a button, leads to the next suggestion, and can be undone", arguments: TestEngine.allCases)
    func decide(engine: TestEngine) async throws {
        try await withSuggestions(engine) { (reader: LocalReader, office: Office) async throws in
            let page = await reader.get("/people/review")
            #expect(page.status == 200 && page.text.contains("2 suggestions wait"), "\(page.text)")
            #expect(MarkupCheck.faults(in: page.text) == [])
            for part in [
                "Both are called", "accesskey=\"a\"", "accesskey=\"r\"", "accesskey=\"l\"", "one.example", "two.example", "First seen",
                "in common",
            ] {
                #expect(page.text.contains(part), "\(part)")
            }
            let shown = try pair(page)
            let accepted = try await reader.send("/people/review", ["first": shown.first, "second": shown.second, "decision": "accept"])
            let place = try #require(accepted.header("Location"))
            #expect(accepted.status == 303 && place.hasSuffix("#suggestion"), "\(accepted.text)")
            let next = await reader.get(String(place.prefix { $0 != "#" }))
            #expect(
                next.text.contains("1 suggestion waits") && next.text.contains("Undo this")
                    && next.text.contains("aria-describedby=\"done\""), "\(next.text)")
            #expect(MarkupCheck.faults(in: next.text) == [])
            let other = try pair(next)
            #expect(other != shown)
            let refused = try await reader.send(
                "/people/review", ["first": other.first, "second": other.second, "decision": "refuse", "reason": "Two people"])
            #expect(refused.status == 303)
            #expect(await reader.get("/people/review").text.contains("No suggestion waits"))
            let operation = try #require(try await office.store.read { try $0.operations(limit: 1).first })
            #expect(operation.kind == "refuse joining")
            #expect(try await reader.send("/operations/undo", ["operation": String(operation.id)]).status == 303)
            #expect(await reader.get("/people/review").text.contains("1 suggestion waits"))
        }
    }

    @Test("a program lists suggestions and decides on them; later puts one off")
    func api() async throws {
        try await withSuggestions(.sqlite) { (reader: LocalReader, office: Office) async throws in
            let list = await reader.get("/api/v1/people/suggestions")
            let json = try #require(try JSONSerialization.jsonObject(with: Data(list.body)) as? [String: Any])
            let suggestions = try #require(json["suggestions"] as? [[String: Any]])
            #expect(json["total"] as? Int == 2 && suggestions.count == 2)
            let (first, second) = (try #require(suggestions[0]["first"] as? Int), try #require(suggestions[0]["second"] as? Int))
            let later = try await reader.submit(
                "/api/v1/people/suggestions/decide", ["first": "\(first)", "second": "\(second)", "decision": "later"])
            #expect(later.status == 200 && later.text.hasPrefix("{\"operation\":"), "\(later.text)")
            #expect(await reader.get("/api/v1/people/suggestions").text.contains("\"total\":1"))
            let wrong = try await reader.submit("/api/v1/people/suggestions/decide", ["first": "1", "second": "1", "decision": "accept"])
            #expect(wrong.status == 422 && wrong.text.contains("one and the same account"), "\(wrong.text)")
            let elsewhere = await reader.site.respond(to: Incoming("/api/v1/people/suggestions")).text
            #expect(elsewhere == "{\"total\":1,\"suggestions\":null}")
        }
    }

    @Test("a decision without the token is refused, and so is one from elsewhere")
    func token() async throws {
        try await withSuggestions(.sqlite) { (reader: LocalReader, office: Office) async throws in
            let before = try await office.store.read { try $0.operations(limit: 100) }
            // At the machine itself the token is missing; a stranger would have to sign in.
            for (peer, host, status) in [("127.0.0.1", "localhost", 403), ("192.0.2.7", "steward.example", 401)] {
                let answer = await reader.site.respond(
                    to: Incoming(
                        "/api/v1/people/suggestions/decide", method: "POST",
                        headers: [("Host", host), ("Content-Type", "application/x-www-form-urlencoded")], peer: peer,
                        body: .bytes(Array("first=1&second=2&decision=accept".utf8))))
                #expect(answer.status == status, "\(peer)")
            }
            #expect(try await office.store.read { try $0.operations(limit: 100) } == before)
        }
    }

    @Test("the page about data quality says what a decision would make known, and leads to it")
    func quality() async throws {
        try await withSuggestions(.sqlite) { (reader: LocalReader, _: Office) async throws in
            let page = await reader.get("/data-quality")
            #expect(page.status == 200 && MarkupCheck.faults(in: page.text) == [])
            // Eight commits, none with an organisation: each of the four domains would make two of them known.
            #expect(page.text.contains("100.0\u{A0}% of 8 commits and change requests"), "\(page.text)")
            #expect(page.text.contains("<code>g-one.example</code>") && page.text.contains("75.0\u{A0}%"))
            #expect(page.text.contains("/people/affiliate?person="))
            let json = await reader.get("/api/v1/data-quality").text
            #expect(
                json.contains(
                    "{\"kind\":\"domain\",\"subject\":\"g-one.example\",\"contributions\":2,\"accounts\":1,\"unknown_share_after\":0.75}"),
                "\(json)")
        }
    }
}
