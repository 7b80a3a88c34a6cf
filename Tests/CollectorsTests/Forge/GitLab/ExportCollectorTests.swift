import Foundation
import Ledger
import Store
import TestSupport
import Testing

@testable import Collectors

@Suite("Collecting a GitLab project export")
struct ExportCollectorTests {
    private struct Office {
        let store: any SQLStore
        let repository: Repository
        let clock = Instant("2026-04-01T12:00:00Z")!

        static func open(_ store: any SQLStore, at location: String) async throws -> Office {
            try await store.migrate([LedgerSchema.schema])
            let repository = try await store.write { writer in
                let project = try writer.addProject(slug: "invented", title: "Invented", at: Instant("2026-04-01")!)
                return try writer.repository(at: location, kind: "gitlab", project: project, at: Instant("2026-04-01")!)
            }
            return Office(store: store, repository: repository)
        }

        func collect() async throws -> CollectionSummary {
            let clock = clock
            return try await GitLabExportCollector(store: store, clock: { clock }).collect(repository, title: "Invented")
        }
    }

    @Test("items, events and people come in, and a second collection changes nothing", arguments: TestEngine.allCases)
    func twice(_ engine: TestEngine) async throws {
        try await withTemporaryFolder { folder in
            try ExportSample.archive().write(to: "\(folder)/invented.tar.gz")
            try await withStore(on: engine) { store in
                let office = try await Office.open(store, at: "\(folder)/invented.tar.gz")
                let first = try await office.collect()
                #expect(first.problems == [])
                #expect(first.outcome == .complete)
                #expect(first.added == 3)
                let counts = try await store.read { reader in
                    try ["items", "item_events", "accounts", "account_profiles"].map { try reader.integer("SELECT COUNT(*) FROM \($0)") }
                }
                // Eight events of the merge request and two of the issue; four people, two of them with user names.
                #expect(counts == [3, 10, 4, 2])
                let project = try await store.read { try $0.forgeProjects() }
                #expect(
                    project == [
                        ForgeProject(
                            repository: office.repository.id, forge: .gitlab, host: "gitlab-export-\(office.repository.id)",
                            path: "invented", number: 5)
                    ])
                let contents = try await numbers(store)
                let second = try await office.collect()
                #expect(second.outcome == .unchanged)
                #expect(try await numbers(store) == contents)
            }
        }
    }

    /// Every event with its item and the number of its actor, in an order that does not depend on the ledger's own numbers.
    private func numbers(_ store: any SQLStore) async throws -> [String] {
        try await store.read { reader in
            try reader.rows(
                """
                SELECT i.kind, i.number, e.kind, e.number, e.at, COALESCE(e.actor, 0), COALESCE(e.ended_at, 0)
                FROM item_events e JOIN items i ON i.id = e.item_id ORDER BY i.kind, i.number, e.kind, e.number, e.at
                """
            ) { row in (0..<7).map { "\(row.integer($0))" }.joined(separator: " ") }
        }
    }

    @Test("a newer export adds what is new and ends what was deleted")
    func newer() async throws {
        try await withTemporaryFolder { folder in
            try ExportSample.write(toFolder: folder)
            try await withStore(on: .sqlite) { store in
                let office = try await Office.open(store, at: folder)
                _ = try await office.collect()
                let newer = ExportSample.merged
                    .replacing(#""updated_at": "2026-03-05"#, with: #""updated_at": "2026-03-07"#)
                    .replacing(
                        ExportSample.note(104, "Me too", by: 4, "Sam Same", at: "2026-03-04T11:00:00.000Z"),
                        with: ExportSample.note(107, "Late", by: 4, "Sam Same", at: "2026-03-07T09:00:00.000Z"))
                try ExportSample.write([("tree/project/merge_requests.ndjson", [newer, ExportSample.draft])], toFolder: folder)
                let summary = try await office.collect()
                #expect(summary.outcome == .complete)
                let ended = try await store.read {
                    try $0.rows("SELECT number FROM item_events WHERE ended_at IS NOT NULL") { $0.integer(0) }
                }
                #expect(ended == [104])
                #expect(try await store.read { try $0.integer("SELECT COUNT(*) FROM item_events WHERE number = 107") } == 1)
            }
        }
    }

    @Test("a damaged line or an early end makes the collection incomplete and keeps the rest")
    func incomplete() async throws {
        try await withTemporaryFolder { folder in
            try ExportSample.write([("tree/project/issues.ndjson", ["{", ExportSample.issue])], toFolder: folder)
            try await withStore(on: .sqlite) { store in
                let office = try await Office.open(store, at: folder)
                let summary = try await office.collect()
                #expect(summary.outcome == .incomplete)
                #expect(summary.missing == 1)
                #expect(summary.problems.first?.hasPrefix("issues.ndjson, line 1: ") == true)
                #expect(try await store.read { try $0.integer("SELECT COUNT(*) FROM items") } == 1)
            }
        }
    }

    @Test("what is no export fails, names the place and stores nothing")
    func failed() async throws {
        try await withTemporaryFolder { folder in
            try await withStore(on: .sqlite) { store in
                let office = try await Office.open(store, at: "\(folder)/none.tar.gz")
                let summary = try await office.collect()
                #expect(summary.outcome == .failed)
                #expect(summary.problems.first?.hasPrefix("“\(folder)/none.tar.gz” does not exist or may not be read.") == true)
                #expect(try await store.read { try $0.collectionStates().first?.outcome } == .failed)
            }
        }
    }
}
