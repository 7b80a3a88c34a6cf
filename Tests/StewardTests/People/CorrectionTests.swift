import Foundation
import Ledger
import Pages
import Store
import TestSupport
import Testing

@testable import steward

/// Corrections of what is believed of people, as staff make them on pages.
@Suite("Corrections of people on pages")
struct CorrectionTests {
    /// Fills in a form, follows it to the preview, and confirms that.
    private func correct(_ reader: LocalReader, _ action: String, _ fields: KeyValuePairs<String, String>) async throws -> Outgoing {
        let sent = try await reader.send("/people/\(action)", fields)
        #expect(sent.status == 303, "\(action): \(sent.text)")
        let place = try #require(sent.header("Location"))
        let preview = await reader.get(place)
        #expect(preview.status == 200 && preview.text.contains("Nothing is stored yet."), "\(preview.text)")
        #expect(MarkupCheck.faults(in: preview.text) == [])
        let typed = URLComponents(string: place)?.queryItems?.map { ($0.name, $0.value ?? "") } ?? []
        return try await reader.send(place, pairs: typed)
    }

    @Test("two people are joined after a preview, and undone", arguments: TestEngine.allCases)
    func join(engine: TestEngine) async throws {
        try await OfficeFixture.withPeople(engine) { (reader: LocalReader, office: Office, people: [String: String]) async throws in
            let (ada, other) = (try #require(people["Ada"]), try #require(people["Ada L"]))
            #expect(ada != other)
            let sent = try await reader.send("/people/join", ["person": ada, "other": other, "reason": "She told us"])
            let before = try await office.store.read { try $0.operations(limit: 100).count }
            let place = try #require(sent.header("Location"))
            #expect(await reader.get(place).text.contains("are one person"))
            #expect(try await office.store.read { try $0.operations(limit: 100).count } == before, "A preview stores nothing.")
            let joined = try await correct(reader, "join", ["person": ada, "other": other, "reason": "She told us"])
            let page = await reader.get(try #require(joined.header("Location")))
            #expect(page.status == 200 && page.text.contains("ada@one.example") && page.text.contains("ada@two.example"), "\(page.text)")
            #expect(page.text.contains("She told us") && MarkupCheck.faults(in: page.text) == [])
            let operation = try #require(joined.header("Location")?.split(separator: "=").last.map(String.init))
            #expect(try await reader.send("/operations/undo", ["operation": operation]).status == 303)
            #expect(!(await reader.get("/people/\(ada)").text.contains("ada@two.example")))
            #expect(await reader.get("/people/\(other)").text.contains("ada@two.example"))
        }
    }

    @Test("an affiliation, a chosen name and a wish not to be shown are stated and shown with their reason")
    func states() async throws {
        try await OfficeFixture.withPeople(.sqlite) { (reader: LocalReader, _: Office, people: [String: String]) async throws in
            let ben = try #require(people["Ben"])
            let affiliated = try await correct(
                reader, "affiliate",
                ["person": ben, "organisation": "example-works", "from": "2026-01-01", "share": "50", "reason": "His profile says so"])
            let page = await reader.get(try #require(affiliated.header("Location")))
            #expect(
                page.text.contains("Example Works") && page.text.contains("His profile says so") && page.text.contains("counts"),
                "\(page.text)")
            #expect(MarkupCheck.faults(in: page.text) == [])
            #expect(try await correct(reader, "display-name", ["person": ben, "name": "B. the Builder", "reason": "Asked"]).status == 303)
            let elsewhere = await reader.site.respond(to: Incoming("/people/\(ben)"))
            #expect(
                elsewhere.text.contains("B. the Builder") && !elsewhere.text.contains("His profile says so")
                    && !elsewhere.text.contains("three.example"))
            #expect(try await correct(reader, "opt-out", ["person": ben, "wish": "hidden", "reason": "Asked"]).status == 303)
            #expect(await reader.site.respond(to: Incoming("/people/\(ben)")).status == 404)
            #expect(try await correct(reader, "opt-out", ["person": ben, "wish": "shown", "reason": "Asked"]).status == 303)
            #expect(await reader.site.respond(to: Incoming("/people/\(ben)")).status == 200)
            #expect(try await correct(reader, "bot", ["person": ben, "state": "bot", "reason": "A script"]).status == 303)
            #expect(await reader.get("/people/\(ben)").text.contains("is a bot"))
        }
    }

    @Test(
        "a mistake is told on the form, and nothing is stored",
        arguments: [
            ("affiliate", ["organisation": "nowhere", "reason": "x"], "There is no organisation"),
            ("affiliate", ["organisation": "example-works", "share": "200", "reason": "x"], "A share is a percentage"),
            (
                "affiliate", ["organisation": "example-works", "from": "2026-02-01", "to": "2026-01-01", "reason": "x"],
                "The last day must come after the first"
            ),
            ("join", ["other": "zzz", "reason": "x"], "There is no person or account"),
            ("split", ["account": "999999", "reason": "x"], "These are no accounts of this person"),
            ("team", ["team": "nowhere", "reason": "x"], "There is no team"),
            ("bot", ["state": "bot"], "Reason is missing"),
        ] as [(String, KeyValuePairs<String, String>, String)])
    func mistakes(_ action: String, _ fields: KeyValuePairs<String, String>, _ words: String) async throws {
        try await OfficeFixture.withPeople(.sqlite) { (reader: LocalReader, office: Office, people: [String: String]) async throws in
            let before = try await office.store.read { try $0.operations(limit: 100) }
            let answer = try await reader.send(
                "/people/\(action)?person=\(people["Ben"] ?? "")",
                pairs: [("person", people["Ben"] ?? "")] + fields.map { ($0.key, $0.value) })
            #expect(answer.status == 422 && answer.text.contains(words), "\(answer.text)")
            #expect(MarkupCheck.faults(in: answer.text) == [])
            #expect(try await office.store.read { try $0.operations(limit: 100) } == before)
        }
    }
}
