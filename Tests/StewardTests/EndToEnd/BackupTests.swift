import Foundation
import Ledger
import Store
import Testing

/// Metadata backups of GitHub and hour files of its public feed in, items in the ledger.
@Suite("Collecting backups and public archives of GitHub with the program")
struct BackupTests {
    private static let ada = #"{"login": "ada", "id": 1, "type": "User"}"#

    private static func issue(_ number: Int, _ body: String = "") -> String {
        """
        {"number": \(number), "state": "open", "title": "It sways", "user": \(ada), "labels": [], "body": "\(body)", \
        "created_at": "2026-03-01T10:00:00Z", "updated_at": "2026-03-05T10:00:00Z", \
        "html_url": "https://github.com/works/bridge/issues/\(number)"}
        """
    }

    private func fill(_ workplace: Workplace, _ body: String = "") throws {
        for name in ["pulls", "issues"] {
            try FileManager.default.createDirectory(atPath: workplace.path("bridge/\(name)"), withIntermediateDirectories: true)
        }
        try workplace.write(#"{"type": "issue", "issue": \#(Self.issue(9, body)), "events": []}"#, to: "bridge/issues/9.json")
    }

    @Test("a folder with pulls and issues is recognised; twice finds nothing new")
    func collect() async throws {
        let workplace = try Workplace()
        try fill(workplace)
        let first = try await workplace.steward("collect", "bridge")
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.output.contains("complete") && first.output.contains("1 items"), "\(first.output)")
        let second = try await workplace.steward("collect")
        #expect(second.status == 0 && second.output.contains("nothing new"), "\(second.output) \(second.errors)")
        #expect(try await workplace.ledger { try $0.forgeProjects().map(\.path) } == ["works/bridge"])
        #expect(try await workplace.ledger { try $0.repositories().map(\.kind) } == ["github"])
    }

    @Test("an item that others mention and that is missing ends with status 65, each time")
    func gap() async throws {
        let workplace = try Workplace()
        try fill(workplace, "https://github.com/works/bridge/pull/7")
        for _ in 1...2 {
            let ending = try await workplace.steward("collect", "bridge")
            #expect(ending.status == 65)
            #expect(ending.errors.contains("bridge: pulls/7.json is missing: issues/9.json mentions it."), "\(ending.errors)")
        }
    }

    @Test("an hour file adds to the projects that are known; a damaged line ends with status 65 and is named")
    func publicArchive() async throws {
        let workplace = try Workplace()
        let event =
            #"{"type": "IssuesEvent", "repo": {"id": 5, "name": "works/bridge"}, "actor": \#(Self.ada), "created_at": "2026-03-05T10:00:00Z", "payload": {"action": "opened", "issue": \#(Self.issue(10))}}"#
        try workplace.write(event + "\n", to: "2026-03-05-10.json")
        let alone = try await workplace.steward("collect", "2026-03-05-10.json")
        #expect(alone.status == 65)
        #expect(alone.errors.contains("No project of github.com is known yet"), "\(alone.errors)")
        try fill(workplace)
        let both = try await workplace.steward("collect", "bridge", "2026-03-05-10.json")
        #expect(both.status == 0 && both.output.contains("1 public events"), "\(both.output) \(both.errors)")
        #expect(try await workplace.ledger { try $0.integer("SELECT COUNT(*) FROM items") } == 2)
        try workplace.write("{\"type\":\n" + event, to: "2026-03-05-10.json")
        let damaged = try await workplace.steward("collect", "2026-03-05-10.json")
        #expect(damaged.status == 65)
        #expect(damaged.errors.contains("GH Archive: 2026-03-05-10.json, line 1: "), "\(damaged.errors)")
    }
}
