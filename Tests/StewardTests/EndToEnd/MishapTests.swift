import Foundation
import Glibc
import Ledger
import Store
import TestSupport
import Testing

/// What goes wrong around the program: it says so, and what was stored stays.
@Suite("The program in trouble", .timeLimit(.minutes(10)))
struct MishapTests {
    @Test("a database made by a newer Steward is refused, and what it holds is not changed")
    func future() async throws {
        let workplace = try Workplace()
        #expect(try await workplace.steward("project", "list").status == 0)
        let store = try SQLiteStore.open(path: workplace.path("data/steward.sqlite"))
        _ = try await store.write {
            try $0.execute("UPDATE schema_versions SET version = version + 100 WHERE module = 'ledger'")
            try $0.execute("DROP TABLE head_files")
        }
        try await store.close()
        let before = try await workplace.ledger("data", content)
        for command in [["project", "list"], ["collect"], ["serve", "--port", "0"], ["doctor"]] {
            let ending = try await workplace.start(Workplace.program, command).ending()
            #expect(ending.status == 1)
            #expect((ending.output + ending.errors).contains("it was made by a newer Steward"), "\(ending.errors)")
        }
        #expect(try await workplace.ledger("data", content) == before)
    }

    private let content: @Sendable (any SQLReader) throws -> [String] = { reader in
        try reader.rows("SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name") { $0.optionalText(0) ?? "" }
            + reader.rows("SELECT module, version FROM schema_versions ORDER BY module") { "\($0.text(0)) \($0.integer(1))" }
    }

    @Test("when the disk is full the program says so, what was stored is whole, and the next collection completes")
    func fullDisk() async throws {
        let workplace = try Workplace()
        try await ExampleHistory(commits: 5).make("hammer", in: workplace)
        try await ExampleHistory(commits: 300, begin: 1_600_000_000).make("anvil", in: workplace)
        #expect(try await workplace.steward("collect", "hammer").status == 0)
        let full = try await workplace.stewardOnFullDisk(kilobytes: 100, "collect", "anvil")
        #expect(full.status == 74, "\(full.errors)")
        #expect(full.errors.contains("Make room"), "\(full.errors)")
        let stored = try await workplace.ledger {
            try (
                $0.first("PRAGMA integrity_check", [], { $0.text(0) }),
                $0.integer("SELECT COUNT(*) FROM repository_commits WHERE repository_id = 1")
            )
        }
        #expect(stored.0 == "ok" && stored.1 == 5)
        let ending = try await workplace.steward("collect")
        #expect(ending.status == 0, "\(ending.errors)")
        #expect(try await workplace.ledger { try $0.integer("SELECT COUNT(*) FROM commits") } == 305)
        #expect(try await workplace.ledger { try $0.integer("SELECT COUNT(*) FROM commits WHERE lines_state = 0") } == 0)
    }

    @Test("a port that another program has is named, with the option that chooses another")
    func portInUse() async throws {
        let other = try Listener()
        let workplace = try Workplace()
        let ending = try await workplace.steward("serve", "--port", "\(other.port)")
        other.close()
        #expect(ending.status == 69)
        #expect(ending.output == "")
        for word in ["127.0.0.1", "\(other.port)", "--port"] { #expect(ending.errors.contains(word), "\(ending.errors)") }
    }

    @Test("a collection killed again and again ends with the ledger of an undisturbed one")
    func killed() async throws {
        let workplace = try Workplace()
        try await ExampleHistory(commits: 400).make("hammer", in: workplace)
        #expect(try await workplace.steward("--data-folder", "calm", "collect", "hammer").status == 0)
        var random = UInt64(4711)
        var kills = 0
        for round in 0..<8 {
            let run = try workplace.start(Workplace.program, ["--data-folder", "disturbed", "collect", "hammer"])
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            // When it is killed is left to chance; that the ledger ends the same is not.
            if round > 0 { try await Task.sleep(for: .milliseconds(Int(random >> 33) % (150 * round))) }
            kill(run.program.number, SIGKILL)
            if try await run.ending().wasKilled { kills += 1 }
        }
        #expect(kills > 0)
        let last = try await workplace.steward("--data-folder", "disturbed", "collect", "hammer")
        #expect(last.status == 0, "\(last.errors)")
        let calm = try await workplace.ledger("calm", LedgerDigest.read)
        let disturbed = try await workplace.ledger("disturbed", LedgerDigest.read)
        #expect(calm == disturbed)
        #expect(calm.first { $0.hasPrefix("commits ") }?.hasPrefix("commits 400 ") == true)
    }
}

/// Counts and sums of every table of facts, without what depends on when they were learned.
private enum LedgerDigest {
    static func read(_ reader: any SQLReader) throws -> [String] {
        try [
            (
                "commits",
                "parent_count, authored_at, author_offset, committed_at, committer_offset, notes, lines_state, added, removed, files, author, committer, LENGTH(parents)",
                ""
            ),
            ("repository_commits", "on_default, commit_id", ""),
            ("commit_absences", "commit_id", ""),
            ("commit_trailers", "commit_id, position, strict, lenient, LENGTH(value)", ""),
            ("commit_credits", "commit_id, account_id, role, strict", ""),
            ("commit_files", "commit_id, added, removed, LENGTH(status), renamed_from IS NOT NULL", ""),
            ("paths", "LENGTH(path)", ""),
            ("head_files", "1", "WHERE ended_at IS NULL"),
            ("refs", "LENGTH(name), tagged_at", "WHERE ended_at IS NULL"),
            ("accounts", "LENGTH(spelling)", ""),
            ("people", "1", ""),
            ("assertions", "LENGTH(predicate), LENGTH(rule)", "WHERE ended_at IS NULL"),
            ("projects", "id", ""),
            ("repositories", "LENGTH(head_commit)", ""),
        ].map { table, columns, condition in
            let sums = columns.split(separator: ", ").map { "COALESCE(SUM(\($0)), 0)" }
            let sql = "SELECT COUNT(*), \(sums.joined(separator: ", ")) FROM \(table) \(condition)"
            let numbers = try reader.first(sql, []) { row in (0...sums.count).map { "\(row.integer($0))" } } ?? []
            return "\(table) \(numbers.joined(separator: " "))"
        }
    }
}

/// A socket that listens on a port of this machine until it is closed.
private struct Listener {
    let port: Int
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && listen(descriptor, 1) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        try #require(isListening)
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    func close() { Glibc.close(descriptor) }
}
