import Foundation
import Ledger
import Store
import Testing

/// Project exports of GitLab in, items in the ledger.
@Suite("Collecting project exports with the program")
struct ExportTests {
    private static let issue = """
        {"id": 81, "iid": 9, "project_id": 5, "author_id": 4, "title": "It counts twice", "state": "opened", \
        "created_at": "2026-03-01T10:00:00.000Z", "updated_at": "2026-03-05T10:00:00.000Z", "notes": [\
        {"id": 111, "note": "Thanks", "author_id": 1, "author": {"name": "Ada Example"}, \
        "created_at": "2026-03-02T10:00:00.000Z", "system": false, "type": null}]}

        """

    private func unpacked(in workplace: Workplace, _ issues: String) throws {
        try FileManager.default.createDirectory(atPath: workplace.path("unpacked/tree/project"), withIntermediateDirectories: true)
        try workplace.write("{}", to: "unpacked/tree/project.json")
        try workplace.write(issues, to: "unpacked/tree/project/issues.ndjson")
    }

    @Test("an archive is recognised by its name, a folder by what it holds; twice finds nothing new")
    func collect() async throws {
        let workplace = try Workplace()
        try unpacked(in: workplace, Self.issue)
        let tar = try await workplace.start("/bin/tar", ["-C", "unpacked", "-czf", "invented.tar.gz", "."]).ending()
        #expect(tar.status == 0, "\(tar.errors)")
        let first = try await workplace.steward("collect", "invented.tar.gz", "unpacked")
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.output.contains("complete") && first.output.contains("1 items"), "\(first.output)")
        let second = try await workplace.steward("collect")
        #expect(second.status == 0 && second.output.contains("nothing new"), "\(second.output) \(second.errors)")
        let counts = try await workplace.ledger { reader in
            try ["items", "item_events", "repositories"].map { try reader.integer("SELECT COUNT(*) FROM \($0)") }
        }
        #expect(counts == [2, 2, 2])
        #expect(try await workplace.ledger { try $0.repositories().allSatisfy { $0.kind == "gitlab" } })
    }

    @Test("a damaged line ends with status 65 and is named, and the rest is there")
    func damaged() async throws {
        let workplace = try Workplace()
        try unpacked(in: workplace, "{\"iid\":\n" + Self.issue)
        let ending = try await workplace.steward("collect", "unpacked")
        #expect(ending.status == 65)
        #expect(ending.errors.contains("unpacked: issues.ndjson, line 1: "), "\(ending.errors)")
        #expect(try await workplace.ledger { try $0.integer("SELECT COUNT(*) FROM items") } == 1)
    }

    @Test("an archive that is no export ends with status 65 and says what an export looks like")
    func noExport() async throws {
        let workplace = try Workplace()
        try workplace.write("hello", to: "text")
        _ = try await workplace.start("/bin/tar", ["-czf", "other.tgz", "text"]).ending()
        let ending = try await workplace.steward("collect", "other.tgz")
        #expect(ending.status == 65)
        #expect(ending.errors.contains("is no project export: there is neither `tree/project.json` nor"), "\(ending.errors)")
    }
}
