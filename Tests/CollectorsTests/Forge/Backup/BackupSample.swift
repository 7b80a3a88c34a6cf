import Foundation
import Ledger
import Store
import TestSupport

@testable import Collectors

/// An invented backup in a folder, and a ledger that collects it.
struct BackupSample {
    let folder: String
    let store: any SQLStore
    let repository: Repository

    /// Runs `body` with an empty backup and an empty ledger.
    static func run(_ engine: TestEngine, _ body: (BackupSample) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try await withStore(on: engine) { store in
                try await store.migrate([LedgerSchema.schema])
                for name in ["pulls", "issues"] {
                    try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
                }
                let repository = try await store.write { writer in
                    let project = try writer.addProject(slug: "bridge", title: "Bridge", at: .january(1))
                    return try writer.repository(at: folder, kind: "github", project: project, at: .january(1))
                }
                try await body(BackupSample(folder: folder, store: store, repository: repository))
            }
        }
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
    }

    func pull(
        _ number: Int, _ fields: [String: String?] = [:], events: [String]? = [], comments: [String]? = []
    ) throws {
        let address = "\"https://github.com/works/bridge/pull/\(number)\""
        let pull = GitHubSample.pull(["number": "\(number)", "html_url": address].merging(fields) { $1 })
        try write(
            GitHubSample.object(["type": "\"pull\"", "pull": pull], ["events": list(events), "comments": list(comments)]),
            to: "pulls/\(number).json")
    }

    func issue(_ number: Int, _ fields: [String: String?] = [:], events: [String]? = []) throws {
        let address = "\"https://github.com/works/bridge/issues/\(number)\""
        let issue = GitHubSample.issue(["number": "\(number)", "html_url": address].merging(fields) { $1 })
        try write(GitHubSample.object(["type": "\"issue\"", "issue": issue], ["events": list(events)]), to: "issues/\(number).json")
    }

    private func list(_ texts: [String]?) -> String? { texts.map { "[\($0.joined(separator: ","))]" } }

    func collect(limits: JSONLimits = JSONLimits(), at now: Instant = .january(20)) async throws -> CollectionSummary {
        try await BackupCollector(store: store, limits: limits, clock: { now }).collect(repository, title: "Bridge")
    }

    /// One row per line, cells with a blank between them.
    func rows(_ sql: String, cells: Int) async throws -> [String] {
        try await store.read { reader in
            try reader.rows(sql) { row in (0..<cells).map { row.isNull($0) ? "-" : row.text($0) }.joined(separator: " ") }
        }
    }

    /// Everything that a collection stored of items, without the numbers that depend on the order of reading.
    func contents() async throws -> [String] {
        try await rows(
            """
            SELECT CAST(i.kind AS TEXT), CAST(i.number AS TEXT), CAST(s.status AS TEXT), s.title, CAST(s.recorded_at AS TEXT) FROM items i
            JOIN item_states s ON s.item_id = i.id ORDER BY i.kind, i.number, s.version
            """, cells: 5)
            + rows(
                """
                SELECT CAST(i.kind AS TEXT), CAST(i.number AS TEXT), CAST(e.kind AS TEXT), CAST(e.number AS TEXT), CAST(e.at AS TEXT),
                    CAST(e.ended_at AS TEXT), a.spelling, b.spelling, t.text
                FROM item_events e JOIN items i ON i.id = e.item_id LEFT JOIN accounts a ON a.id = e.actor
                LEFT JOIN accounts b ON b.id = e.subject LEFT JOIN terms t ON t.id = e.term
                ORDER BY i.kind, i.number, e.kind, e.number, e.recorded_at
                """, cells: 9)
    }
}
