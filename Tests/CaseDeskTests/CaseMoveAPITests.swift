import Access
import Audit
import Casework
import Foundation
import Store
import TestSupport
import Testing

@testable import CaseDesk
@testable import Pages

/// Files and versions of cases, for programs.
@Suite("Moving cases and sending files by the API", .serialized)
struct CaseMoveAPITests {
    private static let talk = """
        process: talk
        version: 1
        title: Talk
        visibility: participants
        roles:
          looks: {group: programme-manager}
        fields:
          - {id: slides, kind: file, title: Slides, limit: 1000}
          - {id: topic, kind: text, title: Topic}
        states:
          - {id: draft, title: Draft}
          - {id: given, title: Given, end: done}
        transitions:
          - {id: give, title: Give it, from: draft, to: given, by: looks}
        """
    private static let second =
        talk.replacing("version: 1", with: "version: 2").replacing("{id: draft, title: Draft}", with: "{id: planned, title: Planned}")
        .replacing("from: draft", with: "from: planned").replacing(
            "id: topic, kind: text, title: Topic", with: "id: place, kind: text, title: Place")
        + "\nmigrations:\n  - {from: 1, states: {draft: planned}}\n"

    private struct Plan: Decodable {
        let from: Int
        let to: Int?
        let changes: [String]
        let obstacle: String?
    }

    private struct Answer: Decodable {
        let version: Int
        let state: String
        let revision: Int64
        let answers: [String: String]
    }

    private func read<Value: Decodable>(_ sent: Outgoing, as type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(sent.body))
    }

    @Test("a program is told what moving a case would change, and moves it with a reason, the right and the scope for it")
    func migration() async throws {
        try await withDesk(with: [Self.talk]) { (old: DeskFixture) async throws in
            let number = try await old.begin("talk", ["topic": "Builds"], as: "ada")
            let address = "/api/v1/cases/\(number)/migration"
            let current = try read(await old.get(address, as: "ada"), as: Plan.self)
            #expect(current.to == nil && current.changes.isEmpty)
            #expect(current.obstacle?.contains("there is nothing newer to go to") == true)

            let desk = try await old.restarted(with: [Self.second])
            let plan = try read(await desk.get(address, as: "ada"), as: Plan.self)
            #expect(plan.from == 1 && plan.to == 2 && plan.obstacle == nil)
            #expect(plan.changes == ["The case goes from “Draft” to “Planned”.", "The answer to “Topic” is dropped."])
            #expect(await desk.get(address, as: "ben").status == 404, "whoever may not see the case is told nothing of it")

            let reason = ["reason": "New rules."]
            #expect(await desk.post(address, reason, as: "ada").status == 403)
            #expect(await desk.post(address, reason, as: nil).status == 401)
            #expect(await desk.post(address, [:], as: "mara").status == 422, "a reason is needed")
            #expect(await desk.post(address, ["reason": "New rules.", "revision": "99"], as: "mara").status == 422)
            #expect(await desk.post("/api/v1/cases/999/migration", reason, as: "mara").status == 404)
            #expect(try await desk.desk.cases.aCase(number)?.version == 1)
            let narrow = try await desk.post(address, reason, as: "mara", scopes: [.openCases, .seeFigures])
            #expect(narrow.status == 403, "the token's scope is too small")

            let moved = try read(await desk.post(address, reason, as: "mara"), as: Answer.self)
            #expect(moved.version == 2 && moved.state == "planned" && moved.answers.isEmpty)
            let entry = try await desk.store.read { try AuditLog.entries(AuditFilter(action: "case.migrate"), limit: 2, in: $0) }
            #expect(entry.map(\.entry.reason) == ["New rules."])
            let again = await desk.post(address, reason, as: "mara")
            #expect(again.status == 422 && again.text.contains("there is nothing newer to go to"))
        }
    }

    @Test("a program sends a file to a field that it may change, within the field's bounds, and the audit log has it")
    func files() async throws {
        try await withDesk(with: [Self.talk]) { (desk: DeskFixture) async throws in
            let number = try await desk.begin("talk", [:], as: "ada")
            let address = "/api/v1/cases/\(number)/files/slides"
            let bytes: [UInt8] = Array("slides".utf8) + [0, 255]
            #expect(await desk.upload(address, name: "s.pdf", bytes: bytes, as: "ben").status == 404)
            #expect(await desk.upload(address, name: "s.pdf", bytes: bytes, as: nil).status == 401)
            #expect(await desk.upload(address, name: "s.pdf", bytes: [], as: "ada").status == 422)
            let large = await desk.upload(address, name: "s.pdf", bytes: [UInt8](repeating: 1, count: 1001), as: "ada")
            #expect(large.status == 422 && large.text.contains("at most 1000"), "\(large.text)")
            #expect(await desk.upload(address, name: "s.pdf", bytes: bytes, fields: ["revision": "99"], as: "ada").status == 422)
            #expect(await desk.upload("/api/v1/cases/\(number)/files/topic", name: "s.pdf", bytes: bytes, as: "ada").status == 422)
            #expect(await desk.upload("/api/v1/cases/\(number)/files/what", name: "s.pdf", bytes: bytes, as: "ada").status == 404)
            #expect(await desk.post(address, [:], as: "ada").status == 422, "without a file nothing is done")
            #expect(desk.site.bodyLimit(method: "POST", target: address) == (5 << 20) + (64 << 10))
            #expect(try await desk.desk.cases.aCase(number)?.fields == [:])

            let revision = try #require(try await desk.desk.cases.aCase(number)).revision
            let sent = await desk.upload(address, name: "../s.pdf", bytes: bytes, fields: ["revision": "\(revision)"], as: "ada")
            #expect(sent.status == 200, "\(sent.text)")
            #expect(try read(sent, as: Answer.self).answers["slides"]?.contains("s.pdf") == true)
            guard case .file(let file)? = try await desk.desk.cases.aCase(number)?.fields["slides"] else {
                Issue.record("The file is not there.")
                return
            }
            #expect(file.name == "s.pdf" && file.bytes == bytes.count)
            #expect(await desk.get("/cases/\(number)/files/\(file.digest)", as: "ada").body == bytes)
            let entries = try await desk.store.read { try AuditLog.entries(AuditFilter(action: "case.file"), limit: 5, in: $0) }
            #expect(entries.map(\.entry.subject) == ["case:\(number)"])
            // Once the case is over nobody sends files to it any more.
            #expect(await desk.post("/api/v1/cases/\(number)/actions", ["action": "take", "subject": "give"], as: "mara").status == 200)
            #expect(await desk.upload(address, name: "t.pdf", bytes: bytes, as: "ada").status == 422)
        }
    }
}
