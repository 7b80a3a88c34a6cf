import Ledger
import Store
import TestSupport
import Testing

@Suite("Recording facts")
struct RecorderTests {
    @Test("recording twice changes nothing", arguments: TestEngine.allCases)
    func idempotent(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await SmallLedger(store)
            let sha = try await ledger.commit("ada", "2026-01-01", files: ["A a.c 1 0", "A b.c 2 0"])
            try await ledger.commit("ada", "2026-01-01", sha: sha, files: ["A a.c 9 9"])
            try await store.read { (reader: any SQLReader) throws in
                #expect(try reader.integer("SELECT COUNT(*) FROM commits") == 1)
                #expect(try reader.integer("SELECT SUM(added) FROM commit_files") == 3)
                #expect(try reader.integer("SELECT added FROM commits") == 3)
                #expect(try reader.integer("SELECT COUNT(*) FROM repository_commits") == 1)
            }
        }
    }

    @Test("a transaction that fails leaves nothing behind", arguments: TestEngine.allCases)
    func atomic(_ engine: TestEngine) async throws {
        struct Stop: Error {}
        try await withStore(on: engine) { store in
            let ledger = try await SmallLedger(store)
            let recorder = try await ledger.recorder(for: "alpha")
            await #expect(throws: Stop.self) {
                try await store.write { writer in
                    _ = try recorder.record([fact("a")], in: writer, at: Instant("2026-01-01")!)
                    throw Stop()
                }
            }
            #expect(try await store.read { try $0.integer("SELECT COUNT(*) FROM commits") } == 0)
        }
    }

    @Test("a commit at the edge of a shallow repository gets its parents later", arguments: TestEngine.allCases)
    func shallow(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await SmallLedger(store)
            let recorder = try await ledger.recorder(for: "alpha")
            var edge = fact("e")
            edge.notes = .shallowBoundary
            var whole = fact("e")
            whole.parents = ["f", "0"].map { String(repeating: $0, count: 40) }
            let (first, second) = (edge, whole)
            try await store.write { _ = try recorder.record([first], in: $0, at: Instant("2026-01-01")!) }
            #expect(try await store.read { try $0.integer("SELECT lines_state FROM commits") } == 3)
            try await store.write { _ = try recorder.record([second], in: $0, at: Instant("2026-01-02")!) }
            #expect(try await store.read { try $0.integer("SELECT parent_count FROM commits") } == 2)
            #expect(try await store.read { try $0.integer("SELECT lines_state FROM commits") } == 2)
        }
    }

    @Test("refs that move keep their past", arguments: TestEngine.allCases)
    func refs(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await SmallLedger(store)
            let recorder = try await ledger.recorder(for: "alpha")
            for (target, day) in [("a", "2026-01-01"), ("b", "2026-02-01")] {
                let ref = RefFact(name: "refs/heads/main", kind: .branch, target: target, commit: nil)
                try await store.write { try recorder.recordRefs([ref], in: $0, at: Instant(day)!) }
            }
            let now = try await store.read { try $0.refs(ofRepository: recorder.repository) }
            let then = try await store.read { try $0.refs(ofRepository: recorder.repository, asKnown: Instant("2026-01-15")) }
            #expect(now.map(\.target) == ["b"] && then.map(\.target) == ["a"])
        }
    }

    @Test("texts that only look the same stay apart, as in git", arguments: TestEngine.allCases)
    func exactTexts(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await SmallLedger(store)
            let recorder = try await ledger.recorder(for: "alpha")
            let spellings = ["C\u{E9}dric", "Ce\u{301}dric"]
            #expect(spellings[0] == spellings[1])
            var commit = fact("a")
            commit.author.name = spellings[0]
            commit.committer.name = spellings[1]
            let (whole, now) = (commit, Instant("2026-01-01")!)
            let changes = spellings.map { FileChange(status: "A", path: $0, added: 1, removed: 0) }
            let refs = spellings.map { RefFact(name: "refs/heads/\($0)", kind: .branch, target: whole.sha, commit: whole.sha) }
            try await store.write { writer in
                _ = try recorder.record([whole], in: writer, at: now)
                try recorder.record([CommitFiles(sha: whole.sha, changes: changes)], in: writer)
                try recorder.recordRefs(refs, in: writer, at: now)
            }
            try await store.read { (reader: any SQLReader) throws in
                #expect(try reader.integer("SELECT COUNT(*) FROM commits WHERE author <> committer") == 1)
                #expect(try reader.integer("SELECT COUNT(*) FROM commit_files") == 2)
                #expect(try reader.integer("SELECT COUNT(*) FROM refs") == 2)
            }
        }
    }

    @Test(
        "a name for addresses is made from any path and never escapes its alphabet",
        arguments: [
            ("https://git.example/tools/Curl Tool.git", "curl-tool"), ("/srv/git/x/", "x"), ("git@host:team/app.git", "app"),
            ("///", "unnamed"),
            ("../..", "unnamed"), ("Ünïcode", "n-code"), (String(repeating: "a", count: 300), String(repeating: "a", count: 80)),
        ])
    func slugs(_ path: String, _ slug: String) throws {
        #expect(Slug.made(from: path) == slug)
        #expect(try Slug.checked(slug) == slug)
    }

    @Test("groups are assertions: taken out and undone, a project is back in", arguments: TestEngine.allCases)
    func groups(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await SmallLedger(store)
            _ = try await ledger.recorder(for: "alpha")
            let now = Instant("2026-01-01")!
            let removal = try await store.write { writer -> Int64? in
                let project = try writer.projects()[0]
                let group = try writer.group(slug: "tools", at: now)
                try writer.setMembership(of: project, in: group, to: true, madeBy: "test", at: now)
                #expect(try writer.setMembership(of: project, in: group, to: true, madeBy: "test", at: now) == nil)
                return try writer.setMembership(of: project, in: group, to: false, madeBy: "test", at: now)
            }
            let operation = try #require(removal)
            #expect(try await store.read { try $0.assertions(.projectGroup).isEmpty })
            _ = try await store.write { try $0.undo(operation, madeBy: "test", at: now) }
            #expect(try await store.read { try $0.assertions(.projectGroup).count } == 1)
        }
    }

    private func fact(_ digit: String) -> CommitFact {
        let ada = SpelledIdentity(name: "ada", email: "ada@example.org")
        return CommitFact(
            sha: String(repeating: digit, count: 40), parents: [], author: ada, committer: ada,
            authoredAt: Instant("2026-01-01")!, authorOffset: 0, committedAt: Instant("2026-01-01")!, committerOffset: 0,
            subject: "Begin")
    }
}

@Suite("Texts that look alike")
struct ExactTextTests {
    @Test("two spellings of one letter are two paths and two accounts", arguments: TestEngine.allCases)
    func spellings(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await SmallLedger(store)
            let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
            #expect(composed == decomposed, "Swift itself does not tell them apart")
            let recorder = try await ledger.recorder(for: "alpha")
            let sha = try await ledger.commit(composed, "2026-01-01", email: "a@example.org", files: nil)
            try await ledger.commit(decomposed, "2026-01-01", email: "a@example.org")
            let changes = [composed, decomposed].map { FileChange(status: "A", path: $0, added: 1, removed: 0) }
            try await store.write { try recorder.record([CommitFiles(sha: sha, changes: changes)], in: $0) }
            #expect(try await store.read { try $0.integer("SELECT COUNT(*) FROM paths") } == 2)
            #expect(try await store.read { try $0.integer("SELECT COUNT(*) FROM accounts") } == 2)
        }
    }

    @Test("a name or path of any length can be stored on both engines", arguments: TestEngine.allCases)
    func long(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await SmallLedger(store)
            let (first, second) = (String(repeating: "x", count: 9000) + "1", String(repeating: "x", count: 9000) + "2")
            try await ledger.commit(first, "2026-01-01", email: "\(first)@example.org")
            try await ledger.commit(second, "2026-01-01", email: "\(second)@example.org")
            try await ledger.place()
            #expect(try await store.read { try $0.integer("SELECT COUNT(*) FROM accounts") } == 2)
            #expect(try await store.read { try $0.integer("SELECT COUNT(DISTINCT object) FROM assertions") } == 2)
        }
    }
}
