import Foundation
import Ledger
import Store
import TestSupport
import Testing

@testable import Collectors

@Suite("GitHub metadata backups")
struct BackupTests {
    private typealias Sample = GitHubSample

    /// Two pull requests and an issue with every part that a backup has.
    private func fill(_ sample: BackupSample) throws {
        try sample.pull(
            7, events: [Sample.event("labeled", ["label": #"{"name":"bug"}"#]), Sample.event("subscribed", ["id": "101"])],
            comments: [Sample.comment(21), Sample.comment(22, by: "null")])
        try sample.pull(205, ["user": Sample.ben, "state": #""closed""#, "merged_at": #""2024-01-08T00:00:00Z""#, "merged_by": Sample.ada])
        try sample.issue(8, events: [Sample.event("closed")])
    }

    @Test("a backup comes into the ledger whole, with its project and its people", arguments: TestEngine.allCases)
    func whole(_ engine: TestEngine) async throws {
        try await BackupSample.run(engine) { sample in
            try fill(sample)
            let summary = try await sample.collect()
            #expect(summary.outcome == .complete && summary.added == 3 && summary.problems == [])
            let day = Instant.january(20).seconds
            #expect(
                try await sample.contents() == [
                    "1 7 1 Add a bridge \(day)", "1 205 3 Add a bridge \(day)", "2 8 1 The bridge sways \(day)",
                    "1 7 5 21 \(Instant.january(6).seconds) - 2 - -", "1 7 5 22 \(Instant.january(6).seconds) - - - -",
                    "1 7 14 100 \(Instant.january(5).seconds) - 2 - bug", "1 7 25 101 \(Instant.january(5).seconds) - 2 - subscribed",
                    "2 8 1 100 \(Instant.january(5).seconds) - 2 - -",
                ])
            #expect(
                try await sample.store.read { try $0.forgeProjects() } == [
                    ForgeProject(repository: sample.repository.id, forge: .github, host: "github.com", path: "works/bridge", number: 55)
                ])
            let people = try await sample.rows("SELECT login FROM account_profiles WHERE ended_at IS NULL ORDER BY login", cells: 1)
            #expect(people == ["ada", "ben"])
            #expect(try await sample.store.read { try $0.assertions(.accountPerson).count } == 2)
        }
    }

    @Test("collecting again changes nothing and says so", arguments: TestEngine.allCases)
    func again(_ engine: TestEngine) async throws {
        try await BackupSample.run(engine) { sample in
            try fill(sample)
            _ = try await sample.collect()
            let before = try await sample.contents()
            let summary = try await sample.collect(at: .january(21))
            #expect(summary.outcome == .unchanged && summary.added == 0)
            #expect(try await sample.contents() == before)
        }
    }

    @Test("a file that changed is read again: new state, new events, and what is gone ends", arguments: TestEngine.allCases)
    func changed(_ engine: TestEngine) async throws {
        try await BackupSample.run(engine) { sample in
            try fill(sample)
            _ = try await sample.collect()
            try sample.pull(
                7, ["title": #""Add two bridges""#, "updated_at": #""2024-01-10T00:00:00Z""#],
                events: [Sample.event("labeled", ["label": #"{"name":"bug"}"#])], comments: [Sample.comment(21), Sample.comment(23)])
            try sample.issue(300)
            let summary = try await sample.collect(at: .january(21))
            #expect(summary.outcome == .complete && summary.added == 1)
            let contents = try await sample.contents()
            #expect(
                contents.filter { $0.hasPrefix("1 7 1") } == [
                    "1 7 1 Add a bridge \(Instant.january(20).seconds)", "1 7 1 Add two bridges \(Instant.january(21).seconds)",
                    "1 7 14 100 \(Instant.january(5).seconds) - 2 - bug",
                ])
            let ended = Instant.january(21).seconds
            #expect(
                contents.filter { $0.hasPrefix("1 7 5") || $0.hasPrefix("1 7 25") } == [
                    "1 7 5 21 \(Instant.january(6).seconds) - 2 - -", "1 7 5 22 \(Instant.january(6).seconds) \(ended) - - -",
                    "1 7 5 23 \(Instant.january(6).seconds) - 2 - -", "1 7 25 101 \(Instant.january(5).seconds) \(ended) 2 - subscribed",
                ])
        }
    }

    @Test("a number that others mention by its address and that is not there is named, each time", arguments: TestEngine.allCases)
    func gaps(_ engine: TestEngine) async throws {
        try await BackupSample.run(engine) { sample in
            let body =
                #""see https://github.com/Works/bridge/pull/5, https://github.com/works/bridge/issues/6#issuecomment-1, https://github.com/works/bridge/discussions/4, https://github.com/else/bridge/pull/3, https://api.github.com/repos/works/bridge/issues/2, #1 and https://github.com/works/bridge/pull/999""#
            try sample.issue(8, ["body": body])
            try sample.issue(10, ["body": #""https://github.com/works/bridge/issues/5""#])
            for day in [20, 21] {
                let summary = try await sample.collect(at: .january(day))
                #expect(summary.outcome == .incomplete)
                #expect(
                    summary.problems == [
                        "pulls/5.json is missing: 2 files, issues/8.json the first, mention it.",
                        "issues/6.json is missing: issues/8.json mentions it.",
                    ])
                #expect(summary.missing == 2)
            }
            try sample.pull(5)
            try sample.pull(6)
            #expect(try await sample.collect(at: .january(22)).outcome == .complete)
            #expect(try await sample.collect(at: .january(23)).outcome == .unchanged)
        }
    }

    @Test("what the backup's own state calls failed is named")
    func state() async throws {
        try await BackupSample.run(.sqlite) { sample in
            try sample.issue(8)
            try sample.write(#"{"version":2,"failed_issues":[3],"failed_pulls":[4]}"#, to: "state.json")
            #expect(
                try await sample.collect().problems == [
                    "state.json says that pulls/4.json could not be backed up.",
                    "state.json says that issues/3.json could not be backed up.",
                ])
            try sample.write(#"{"failed_pulls":["x"]}"#, to: "state.json")
            #expect(try await sample.collect().problems == ["state.json, failed_pulls: a number was expected, “x” was found."])
        }
    }

    @Test("a file that cannot be read is named, loses only itself, and is read once it is mended", arguments: TestEngine.allCases)
    func damaged(_ engine: TestEngine) async throws {
        try await BackupSample.run(engine) { sample in
            try fill(sample)
            try sample.write(#"{"pull":{"number":"#, to: "pulls/1.json")
            try sample.pull(2, ["number": "3"])
            try sample.pull(210, ["html_url": #""https://evil.example/works/bridge/pull/210""#])
            try sample.pull(4, ["user": "5"])
            try sample.pull(6, events: nil)
            try sample.pull(9, events: [Sample.event("closed", ["created_at": "1"]), Sample.event("closed", ["id": "102"])])
            try sample.write("[]", to: "issues/11.json")
            try sample.write(String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000), to: "issues/12.json")
            try FileManager.default.createDirectory(atPath: "\(sample.folder)/issues/13.json", withIntermediateDirectories: true)
            try sample.write(String(repeating: " ", count: 200_000), to: "issues/14.json")
            for name in ["0.json", "x.json", "-1.json", "01.json", "7.json.tmp", "99999999999999999999.json"] {
                try sample.write("x", to: "pulls/\(name)")
            }
            let summary = try await sample.collect(limits: JSONLimits(bytes: 100_000, depth: 100))
            #expect(summary.outcome == .incomplete && summary.added == 5)
            #expect(
                summary.problems == [
                    "pulls/1.json: it is not JSON, or its end is missing.",
                    "pulls/2.json, pull.number: 2 was expected, 3 was found.",
                    "pulls/4.json, pull.user: an object was expected, a number was found.",
                    "pulls/6.json, events: it is missing.",
                    "pulls/9.json, events[0].created_at: a time was expected, a number was found.",
                    "issues/11.json: an object was expected, an array was found.",
                    "issues/12.json: it is nested more deeply than 100 levels.",
                    "issues/13.json is not a regular file.",
                    "issues/14.json is longer than 100000 bytes.",
                    "pulls/210.json, pull.html_url: an address at the forge github.com was expected, “https://evil.example/works/bridge/pull/2” was found.",
                ])
            for number in [1, 2, 4, 6, 9, 210] { try sample.pull(number) }
            for number in [11, 12, 14] { try sample.issue(number) }
            try FileManager.default.removeItem(atPath: "\(sample.folder)/issues/13.json")
            let mended = try await sample.collect(at: .january(21))
            #expect(mended.outcome == .complete && mended.added == 7)
        }
    }

    @Test("a folder that is none, or no backup, fails with what to call it", arguments: ["nowhere", "empty"])
    func noBackup(_ name: String) async throws {
        try await BackupSample.run(.sqlite) { sample in
            let path = "\(sample.folder)/\(name)"
            if name == "empty" { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
            let repository = try await sample.store.write { writer in
                try writer.repository(at: path, kind: "github", project: try writer.projects()[0], at: .january(1))
            }
            let summary = try await BackupCollector(store: sample.store).collect(repository, title: "Bridge")
            #expect(summary.outcome == .failed && summary.missing == 1)
            #expect(summary.problems.first?.hasPrefix(path) == true)
            #expect(!BackupCollector.isBackup(path))
        }
    }

    @Test("a folder is a backup when a file with a number stands in it")
    func recognised() async throws {
        try await BackupSample.run(.sqlite) { sample in
            #expect(!BackupCollector.isBackup(sample.folder))
            try sample.write("{}", to: "issues/1.json")
            #expect(BackupCollector.isBackup(sample.folder))
        }
    }

    @Test("a project that was renamed goes by the name that its newest item has")
    func renamed() async throws {
        try await BackupSample.run(.sqlite) { sample in
            try sample.pull(7, ["updated_at": #""2024-01-15T00:00:00Z""#, "html_url": #""https://github.com/guild/bridge/pull/7""#])
            try sample.pull(300)
            _ = try await sample.collect()
            #expect(try await sample.store.read { try $0.forgeProjects().map(\.path) } == ["guild/bridge"])
        }
    }

    @Test("a run that ends between two batches and is run again leaves the same ledger", arguments: TestEngine.allCases)
    func interrupted(_ engine: TestEngine) async throws {
        var expected: [String] = []
        try await BackupSample.run(engine) { sample in
            for number in stride(from: 1, through: 950, by: 50) { try sample.pull(number, events: [Sample.event("closed")]) }
            _ = try await sample.collect()
            expected = try await sample.contents()
        }
        for stop in [0, 3, 8] {
            try await BackupSample.run(engine) { sample in
                for number in stride(from: 1, through: 950, by: 50) { try sample.pull(number, events: [Sample.event("closed")]) }
                let collector = BackupCollector(store: sample.store, clock: { .january(20) })
                let run = Task {
                    try await collector.collect(sample.repository, title: "Bridge") { progress in
                        if progress.done / 2 > stop { withUnsafeCurrentTask { $0?.cancel() } }
                    }
                }
                await #expect(throws: CancellationError.self) { try await run.value }
                let summary = try await sample.collect()
                #expect(summary.added < 19 || stop == 0)
                #expect(try await sample.contents() == expected)
                #expect(try await sample.store.read { try $0.assertions(.accountPerson).count } == 2)
            }
        }
    }
}
