import Audit
import Store
import TestSupport
import Testing

@Suite("Audit log")
struct AuditLogTests {
    /// Runs `body` with a log of `count` entries: entry n happened at second n, was done by user n % 2 to case n % 3.
    private func withLog(
        _ engine: TestEngine, entries count: Int64 = 6, _ body: (any SQLStore) async throws -> Void
    ) async throws {
        try await withStore(on: engine) { store in
            try await store.migrate([AuditSchema.schema])
            try await store.write { writer in
                for number in stride(from: Int64(1), through: count, by: 1) {
                    let entry = AuditEntry(
                        at: number, actor: "user:\(number % 2)", action: number % 2 == 0 ? "case.transition" : "case.comment",
                        subject: "case:\(number % 3)", reason: "because \(number)", before: #"{"n":\#(number - 1)}"#,
                        after: #"{"n":\#(number)}"#)
                    try AuditLog.append(entry, in: writer)
                }
            }
            try await body(store)
        }
    }

    private func verify(_ store: any SQLStore, against seal: AuditSeal? = nil) async throws -> AuditVerification {
        try await store.read { try AuditLog.verify(against: seal, in: $0) }
    }

    private func change(_ store: any SQLStore, _ statements: String...) async throws {
        try await store.write { writer in for statement in statements { try writer.execute(statement) } }
    }

    @Test("a log verifies, whatever characters its entries hold", arguments: TestEngine.allCases)
    func verifies(_ engine: TestEngine) async throws {
        try await withLog(engine, entries: 0) { (store: any SQLStore) async throws in
            let empty = try await verify(store)
            #expect(empty.sound == AuditSeal(count: 0, hash: ""))
            #expect(empty.fault == nil)
            let texts = ["", "plain", "nul \0 nul", "<b>&\"'", "é e\u{301} 🧵", "1:a", "line\r\nline"]
            try await store.write { writer in
                for text in texts {
                    try AuditLog.append(
                        AuditEntry(at: -1, actor: "user:1", action: "test", subject: "s\(text)", reason: text, after: text), in: writer)
                }
            }
            let found = try await verify(store)
            #expect(found.fault == nil)
            #expect(found.sound.count == Int64(texts.count))
            let seal = try await store.read { try AuditLog.seal(in: $0) }
            #expect(found.sound == seal)
            let reasons = try await store.read { try AuditLog.entries(limit: nil, in: $0).map(\.entry.reason) }
            #expect(reasons == texts.map { $0.replacing("\0", with: "\u{FFFD}") }.reversed())
        }
    }

    @Test("each change of each column of an entry is found, at that entry", arguments: TestEngine.allCases)
    func changes(_ engine: TestEngine) async throws {
        let content = ["reason = 'x'", "reason = NULL", "state_before = NULL", "state_after = '{}'", "salt = ''"]
        let chained = ["at = 9", "actor = 'user:9'", "action = 'x'", "subject = 'x'", "content_hash = ''", "hash = ''"]
        for edit in content + chained + ["erased = 1"] {
            try await withLog(engine) { (store: any SQLStore) async throws in
                try await change(store, "UPDATE audit_entries SET \(edit) WHERE number = 4")
                let fault: AuditFault =
                    content.contains(edit) ? .alteredContent(4) : edit == "erased = 1" ? .erasedSilently(4) : .altered(4)
                let found = try await verify(store)
                #expect(found.fault == fault, "\(edit)")
                #expect(found.sound.count == 3)
            }
        }
    }

    @Test("an entry that was taken out, put in, or swapped is found", arguments: TestEngine.allCases)
    func order(_ engine: TestEngine) async throws {
        try await withLog(engine) { (store: any SQLStore) async throws in
            try await change(store, "DELETE FROM audit_entries WHERE number = 2")
            #expect(try await verify(store).fault == .missing(2))
            try await change(store, "UPDATE audit_entries SET number = number - 1 WHERE number = 3")
            #expect(try await verify(store).fault == .altered(2))
        }
        try await withLog(engine) { (store: any SQLStore) async throws in
            try await change(
                store, "UPDATE audit_entries SET number = 100 WHERE number = 2",
                "UPDATE audit_entries SET number = 2 WHERE number = 3", "UPDATE audit_entries SET number = 3 WHERE number = 100")
            #expect(try await verify(store).fault == .altered(2))
        }
    }

    @Test("a tail that was cut off is found by the count kept apart", arguments: TestEngine.allCases)
    func cut(_ engine: TestEngine) async throws {
        try await withLog(engine) { (store: any SQLStore) async throws in
            try await change(store, "DELETE FROM audit_entries WHERE number > 4")
            #expect(try await verify(store).fault == .cut(expected: 6, found: 4))
        }
        try await withLog(engine) { (store: any SQLStore) async throws in
            try await change(store, "UPDATE audit_head SET entries = 5")
            #expect(try await verify(store).fault == .uncounted(6))
        }
    }

    @Test("a tail that was cut off together with its count is found by a seal noted elsewhere", arguments: TestEngine.allCases)
    func noted(_ engine: TestEngine) async throws {
        try await withLog(engine) { (store: any SQLStore) async throws in
            let noted = try await store.read { try AuditLog.seal(in: $0) }
            #expect(AuditSeal(noted.description) == noted)
            try await change(
                store, "DELETE FROM audit_entries WHERE number > 4",
                "UPDATE audit_head SET entries = 4, hash = (SELECT hash FROM audit_entries WHERE number = 4)")
            #expect(try await verify(store).fault == nil)
            #expect(try await verify(store, against: noted).fault == .cut(expected: 6, found: 4))
            // Somebody goes on and writes other entries in the place of those that were cut.
            for number in Int64(5)...7 {
                try await store.write {
                    _ = try AuditLog.append(AuditEntry(at: number, actor: "user:1", action: "test", subject: "x"), in: $0)
                }
            }
            #expect(try await verify(store).fault == nil)
            #expect(try await verify(store, against: noted).fault == .otherSeal(count: 6))
        }
    }

    @Test("an entry and the change that it tells of are stored together or not at all", arguments: TestEngine.allCases)
    func together(_ engine: TestEngine) async throws {
        struct Mishap: Error {}
        try await withLog(engine) { (store: any SQLStore) async throws in
            await #expect(throws: Mishap.self) {
                try await store.write { writer in
                    try AuditLog.append(AuditEntry(at: 7, actor: "a", action: "b", subject: "c"), in: writer)
                    throw Mishap()
                }
            }
            let found = try await verify(store)
            #expect(found.fault == nil)
            #expect(found.sound.count == 6)
        }
    }

    @Test("entries are found by who, what, whom and when, newest first, page by page", arguments: TestEngine.allCases)
    func filters(_ engine: TestEngine) async throws {
        try await withLog(engine) { (store: any SQLStore) async throws in
            func numbers(_ filter: AuditFilter, before: Int64? = nil, limit: Int? = nil) async throws -> [Int64] {
                try await store.read { try AuditLog.entries(filter, before: before, limit: limit, in: $0).map(\.number) }
            }
            #expect(try await numbers(AuditFilter()) == [6, 5, 4, 3, 2, 1])
            #expect(try await numbers(AuditFilter(actor: "user:1")) == [5, 3, 1])
            #expect(try await numbers(AuditFilter(action: "case.")) == [6, 5, 4, 3, 2, 1])
            #expect(try await numbers(AuditFilter(action: "case")) == [])
            #expect(try await numbers(AuditFilter(action: "case.comment")) == [5, 3, 1])
            #expect(try await numbers(AuditFilter(subject: "case:0")) == [6, 3])
            #expect(try await numbers(AuditFilter(from: 2, until: 5)) == [4, 3, 2])
            #expect(try await numbers(AuditFilter(actor: "user:0", subject: "case:1")) == [4])
            #expect(try await numbers(AuditFilter(), before: 5, limit: 2) == [4, 3])
            let count = try await store.read { try AuditLog.count(AuditFilter(actor: "user:1"), in: $0) }
            #expect(count == 3)
        }
    }

    @Test("an erased text is gone, the chain verifies, and the erasure is itself in the log", arguments: TestEngine.allCases)
    func erasure(_ engine: TestEngine) async throws {
        try await withLog(engine) { (store: any SQLStore) async throws in
            try await store.write { try AuditLog.erase(3, at: 8, actor: "user:7", reason: "request 5", in: $0) }
            let found = try await verify(store)
            #expect(found.fault == nil)
            #expect(found.erased == 1)
            #expect(found.sound.count == 7)
            let record = try await store.read { try AuditLog.entries(before: 4, limit: 1, in: $0).first }
            #expect(record?.entry == AuditEntry(at: 3, actor: "user:1", action: "case.comment", subject: "case:0"))
            #expect(record?.isErased == true)
            await #expect(throws: AuditFailure.nothingToErase(3)) {
                try await store.write { try AuditLog.erase(3, at: 9, actor: "user:7", reason: "again", in: $0) }
            }
            await #expect(throws: AuditFailure.nothingToErase(99)) {
                try await store.write { try AuditLog.erase(99, at: 9, actor: "user:7", reason: "none", in: $0) }
            }
        }
    }

    @Test("fields that are empty or too large are refused with their name", arguments: TestEngine.allCases)
    func bounds(_ engine: TestEngine) async throws {
        try await withLog(engine, entries: 0) { (store: any SQLStore) async throws in
            let long = String(repeating: "é", count: 101)
            await #expect(throws: AuditFailure.unfit(field: "actor", size: 202, largest: 200)) {
                try await store.write { _ = try AuditLog.append(AuditEntry(at: 0, actor: long, action: "a", subject: "s"), in: $0) }
            }
            await #expect(throws: AuditFailure.unfit(field: "subject", size: 0, largest: 200)) {
                try await store.write { _ = try AuditLog.append(AuditEntry(at: 0, actor: "a", action: "a", subject: ""), in: $0) }
            }
            let huge = String(repeating: "x", count: (1 << 20) + 1)
            await #expect(throws: AuditFailure.unfit(field: "state after", size: huge.utf8.count, largest: 1 << 20)) {
                try await store.write {
                    _ = try AuditLog.append(AuditEntry(at: 0, actor: "a", action: "a", subject: "s", after: huge), in: $0)
                }
            }
        }
    }

    @Test("a seal is read only as it is written")
    func seals() {
        let hash = String(repeating: "0a", count: 32)
        #expect(AuditSeal("3:\(hash)") == AuditSeal(count: 3, hash: hash))
        #expect(AuditSeal("0:") == AuditSeal(count: 0, hash: ""))
        for text in ["", "3", "3:", "-1:\(hash)", "3:\(hash)0", "3:\(hash.uppercased())", "0:\(hash)", "a:\(hash)", "1:2:\(hash)"] {
            #expect(AuditSeal(text) == nil, "\(text)")
        }
    }
}
