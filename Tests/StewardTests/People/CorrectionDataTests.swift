import Foundation
import Ledger
import Pages
import Store
import TestSupport
import Testing

@testable import steward

/// Corrections of what is believed of people, as programs make them.
@Suite("Corrections of people by the API")
struct CorrectionDataTests {
    private struct Answer: Decodable {
        let operation: Int?
        let person: String
    }

    private func correct(_ reader: LocalReader, _ action: String, _ fields: KeyValuePairs<String, String>) async throws -> Answer {
        let answer = try await reader.submit("/api/v1/people/corrections/\(action)", fields)
        try #require(answer.status == 200, "\(action): \(answer.text)")
        return try JSONDecoder().decode(Answer.self, from: Data(answer.body))
    }

    @Test("each correction is made by the API, is told of the person, and is undone by the API", arguments: TestEngine.allCases)
    func all(engine: TestEngine) async throws {
        try await OfficeFixture.withPeople(engine) { (reader: LocalReader, office: Office, people: [String: String]) async throws in
            let (ada, other, ben) = (try #require(people["Ada"]), try #require(people["Ada L"]), try #require(people["Ben"]))
            func beliefs() async throws -> [String] {
                try await office.store.read { reader in
                    try Assertion.Predicate.allCases.flatMap { try reader.assertions($0).map { "\($0.assertion)" } }.sorted()
                }
            }
            let begun = try await beliefs()
            var done: [Int] = []
            func make(_ action: String, _ fields: KeyValuePairs<String, String>, shows words: String) async throws -> Answer {
                let answer = try await correct(reader, action, fields)
                done.append(try #require(answer.operation, "\(action) changes something"))
                let page = await reader.get("/api/v1/people/\(answer.person)").text
                #expect(page.contains(words), "\(action): \(page)")
                return answer
            }
            let joined = try await make("join", ["person": ada, "other": other, "reason": "She told us"], shows: "ada@two.example")
            let second = try await office.store.read { try #require(try $0.accounts(named: "ada@two.example").first).id }
            let split = try await make(
                "split", ["person": joined.person, "account": "\(second)", "reason": "No"], shows: "ada@one.example")
            let isApart = try await office.store.read { reader in
                let first = try #require(try reader.accounts(named: "ada@one.example").first).id
                let person = Dictionary(
                    try reader.assertions(.accountPerson).map { ($0.assertion.subject, $0.assertion.object ?? 0) }, uniquingKeysWith: { $1 }
                )
                return (person[first] ?? -first) != (person[second] ?? -second)
            }
            #expect(isApart)
            _ = try await make(
                "affiliate", ["person": ben, "organisation": "example-works", "share": "50", "reason": "Profile"], shows: "Example Works")
            _ = try await make("withdraw", ["person": ben, "organisation": "example-works"], shows: "ben@three.example")
            _ = try await make("team", ["person": ben, "team": "platform", "reason": "Roster"], shows: "Platform")
            _ = try await make("manager", ["person": ben, "other": split.person, "reason": "Roster"], shows: "reports to")
            _ = try await make("bot", ["person": ben, "state": "bot", "reason": "A script"], shows: "is a bot")
            _ = try await make("display-name", ["person": ben, "name": "B. the Builder"], shows: "B. the Builder")
            _ = try await make("opt-out", ["person": ben, "wish": "hidden"], shows: "ben@three.example")
            #expect(await reader.site.respond(to: Incoming("/api/v1/people/\(ben)")).status == 404)
            let pair = try await office.store.read { reader in
                try ["ada@one.example", "ben@three.example"].map { try #require(try reader.accounts(named: $0).first).id }
            }
            let refused = try await reader.submit(
                "/api/v1/people/suggestions/decide",
                ["first": "\(pair[0])", "second": "\(pair[1])", "decision": "refuse", "reason": "Two people"])
            #expect(refused.status == 200)
            done.append(try #require(Int(refused.text.filter(\.isNumber)), "\(refused.text)"))

            #expect(try await correct(reader, "bot", ["person": ben, "state": "bot", "reason": "A script"]).operation == nil)
            for operation in done.reversed() {
                let undone = try await reader.submit("/api/v1/operations/undo", ["operation": "\(operation)"])
                #expect(undone.status == 200, "\(undone.text)")
            }
            #expect(try await beliefs() == begun)
        }
    }

    @Test(
        "a mistake is told as a problem, and nothing is stored",
        arguments: [
            ("affiliate", ["organisation": "nowhere", "reason": "x"], "There is no organisation"),
            ("split", ["account": "999999", "reason": "x"], "These are no accounts of this person"),
            ("bot", ["state": "bot"], "Reason is missing"),
            ("opt-out", ["wish": "gone"], "wish"),
            ("join", ["other": "zzz", "reason": "x"], "There is no person or account"),
        ] as [(String, KeyValuePairs<String, String>, String)])
    func mistakes(_ action: String, _ fields: KeyValuePairs<String, String>, _ words: String) async throws {
        try await OfficeFixture.withPeople(.sqlite) { (reader: LocalReader, office: Office, people: [String: String]) async throws in
            let before = try await office.store.read { try $0.operations(limit: 100) }
            let answer = try await reader.submit(
                "/api/v1/people/corrections/\(action)", pairs: [("person", people["Ben"] ?? "")] + fields.map { ($0.key, $0.value) })
            #expect(answer.status == 422 && answer.text.lowercased().contains(words.lowercased()), "\(answer.text)")
            #expect(try await office.store.read { try $0.operations(limit: 100) } == before)
        }
    }

    @Test("nobody else makes a correction, and nobody without the token; the description lists each")
    func refused() async throws {
        try await OfficeFixture.withPeople(.sqlite) { (reader: LocalReader, office: Office, people: [String: String]) async throws in
            let before = try await office.store.read { try $0.operations(limit: 100) }
            let body = Array("person=\(people["Ben"] ?? "")&wish=hidden".utf8)
            // At the machine itself the token is missing; a stranger would have to sign in.
            for (peer, host, status) in [("127.0.0.1", "localhost", 403), ("192.0.2.7", "steward.example", 401)] {
                let answer = await reader.site.respond(
                    to: Incoming(
                        "/api/v1/people/corrections/opt-out", method: "POST",
                        headers: [("Host", host), ("Content-Type", "application/x-www-form-urlencoded")], peer: peer, body: .bytes(body)))
                #expect(answer.status == status, "\(peer)")
            }
            #expect(try await office.store.read { try $0.operations(limit: 100) } == before)
            let description = await reader.get("/api/openapi.json").text
            for action in ["join", "split", "affiliate", "withdraw", "team", "manager", "bot", "display-name", "opt-out"] {
                #expect(description.contains("\"/api/v1/people/corrections/\(action)\""), "\(action)")
            }
        }
    }
}
