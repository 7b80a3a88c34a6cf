import Ledger
import Measures
import Store
import TestSupport
import Testing

@Suite("Code")
struct CodeMeasureTests {
    @Test("commits count once, merges on request, bots not at all", arguments: TestEngine.allCases)
    func commits(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let fixture = try await MeasureFixture(store)
            let first = try await fixture.ledger.commit("ada", "2026-01-01")
            let second = try await fixture.ledger.commit("ben", "2026-01-02", parents: [first])
            try await fixture.ledger.commit("ada", "2026-01-03", parents: [first, second])
            try await fixture.ledger.commit("mender[bot]", "2026-01-04")
            // The same commit in a second project is the same commit.
            try await fixture.ledger.commit("ada", "2026-01-01", in: "beta", sha: first)
            try await fixture.ledger.place()
            #expect(try await fixture.ask("code.commits").value("2026-01") == 3)
            #expect(try await fixture.ask("code.commits", "merges=exclude").value("2026-01") == 2)
            #expect(try await fixture.ask("code.commits", "bots=include").value("2026-01") == 4)
            #expect(try await fixture.ask("code.commits", "project=beta").value("2026-01") == 1)
            let split = try await fixture.ask("code.commits", "split=project")
            #expect(split.value("2026-01", part: "alpha") == 3)
            #expect(split.value("2026-01", part: "beta") == nil)
        }
    }

    @Test("the committer's date decides on request", arguments: TestEngine.allCases)
    func dates(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let fixture = try await MeasureFixture(store)
            try await fixture.ledger.commit("ada", "2026-01-31", committedAt: "2026-02-01")
            try await fixture.ledger.place()
            #expect(try await fixture.ask("code.commits").value("2026-01") == 1)
            let byCommitter = try await fixture.ask("code.commits", "date=committer&from=2026-01")
            #expect(byCommitter.value("2026-01") == nil)
            #expect(byCommitter.value("2026-02") == 1)
        }
    }

    @Test("lines leave out merges, count binaries as 0 and tell what is not counted", arguments: TestEngine.allCases)
    func lines(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let fixture = try await MeasureFixture(store)
            let a = try await fixture.ledger.commit("ada", "2026-05-01", files: ["A a.c 10 0", "A logo.png"])
            let b = try await fixture.ledger.commit("ben", "2026-05-02", parents: [a], files: ["M a.c 3 4"])
            try await fixture.ledger.commit("ada", "2026-05-03", parents: [a, b])
            try await fixture.ledger.commit("ada", "2026-05-04", parents: [b], files: nil)
            try await fixture.ledger.place()
            let both = try await fixture.ask("code.lines")
            #expect(both.value("2026-05") == 17)
            #expect(both.remarks == ["The lines of 1 commit of 2026-05 are not counted yet, or cannot be."])
            #expect(try await fixture.ask("code.lines", "count=added").value("2026-05") == 13)
            #expect(try await fixture.ask("code.lines", "count=removed").value("2026-05") == 4)
            #expect(try await fixture.ask("code.files").value("2026-05") == 2)
            #expect(try await fixture.rows("code.files", "2026-05").names == ["a.c", "logo.png"])
            let languages = try await fixture.ask("code.languages", "split=type")
            #expect(languages.value("2026-05", part: "c") == 17)
            #expect(languages.parts.count == 1)
        }
    }

    @Test("committers are who put commits in, not who wrote them", arguments: TestEngine.allCases)
    func committers(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let fixture = try await MeasureFixture(store)
            try await fixture.ledger.commit("ada", "2026-01-01", committer: "cleo")
            try await fixture.ledger.commit("ben", "2026-01-02", committer: "cleo")
            try await fixture.ledger.place()
            #expect(try await fixture.ask("code.committers").value("2026-01") == 1)
            #expect(try await fixture.rows("code.committers", "2026-01").names == ["cleo"])
            #expect(try await fixture.ask("contributors.active").value("2026-01") == 2)
        }
    }

    @Test("hours are on the author's own clock", arguments: TestEngine.allCases)
    func hours(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let fixture = try await MeasureFixture(store)
            // 1 January 2026 is a Thursday; 23:30 UTC is Friday 01:30 at +02:00.
            try await fixture.ledger.commit("ada", "2026-01-01T23:30:00Z", offset: 120)
            try await fixture.ledger.commit("ben", "2026-01-01T23:30:00Z", offset: 0)
            try await fixture.ledger.commit("cleo", "2026-01-01T23:30:00Z", offset: nil)
            try await fixture.ledger.place()
            let answer = try await fixture.ask("code.hours", "split=type")
            #expect(answer.value("2026-01") == 3)
            #expect(answer.value("2026-01", part: "5-1") == 1)
            #expect(answer.value("2026-01", part: "4-23") == 1)
            #expect(answer.overlap.first == 1.0)
        }
    }

    @Test("releases are tags that parse as versions", arguments: TestEngine.allCases)
    func releases(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let fixture = try await MeasureFixture(store)
            let sha = try await fixture.ledger.commit("ada", "2026-01-01")
            try await fixture.ledger.place()
            let recorder = try await fixture.ledger.recorder(for: "alpha")
            let tags = [("v1.0.0", "2026-02-01"), ("nightly", "2026-02-02"), ("curl-8_5_0", "2026-02-03")].map { name, day in
                RefFact(name: "refs/tags/\(name)", kind: .tag, target: sha, commit: sha, taggedAt: Instant(day))
            }
            let now = fixture.now
            try await store.write { try recorder.recordRefs(tags, in: $0, at: now) }
            #expect(try await fixture.ask("code.releases").value("2026-02") == 2)
            #expect(try await fixture.rows("code.releases", "2026-02").names == ["curl-8_5_0", "v1.0.0"])
        }
    }

    @Test("trailers are read leniently by default and strictly on request", arguments: TestEngine.allCases)
    func trailers(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let fixture = try await MeasureFixture(store)
            try await fixture.ledger.commit(
                "ada", "2026-05-01",
                trailers: [
                    Trailer(name: "Reviewed-by", value: "ben <ben@example.org>", strict: true, lenient: true),
                    Trailer(name: "Reported-by", value: "Cleo on the list", strict: false, lenient: true),
                    Trailer(name: "Signed-off-by", value: "ada <ada@example.org>", strict: true, lenient: true),
                ])
            try await fixture.ledger.commit(
                "ben", "2026-05-02", trailers: [Trailer(name: "Signed-off-by", value: "ada <ada@example.org>", strict: true, lenient: true)]
            )
            try await fixture.ledger.place()
            let lenient = try await fixture.ask("code.trailers", "split=type")
            #expect(lenient.value("2026-05") == 4)
            #expect(lenient.value("2026-05", part: "reported") == 1)
            #expect(lenient.remarks == ["Git's own strict reading finds 3 of the 4 credits of 2026-05."])
            #expect(try await fixture.ask("code.trailers", "reading=strict").value("2026-05") == 3)
            // ben's commit is signed off by somebody else.
            #expect(try await fixture.ask("code.dco").value("2026-05") == 0.5)
            #expect(try await fixture.rows("code.dco", "2026-05").rows.count == 1)
            #expect(try await fixture.ask("contributors.active", "types=authored,reported").value("2026-05") == 3)
        }
    }
}
