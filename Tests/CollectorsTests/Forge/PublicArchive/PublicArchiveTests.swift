import CZlib
import Foundation
import Ledger
import Store
import TestSupport
import Testing

@testable import Collectors

@Suite("GH Archive hour files")
struct PublicArchiveTests {
    private typealias Sample = GitHubSample

    private static let hour = "2024-01-05-0.json"

    /// An event of the public feed about the project that ``BackupSample`` knows.
    private func event(
        _ type: String, _ payload: [String: String], at: String = "2024-01-05T00:00:00Z",
        repository: String = #"{"id":55,"name":"works/bridge"}"#
    ) -> String {
        Sample.object(
            [
                "id": #""900""#, "type": "\"\(type)\"", "actor": #"{"id":2,"login":"ben","display_login":"ben"}"#, "repo": repository,
                "created_at": "\"\(at)\"", "public": "true", "payload": Sample.object(payload, [:]),
            ], [:])
    }

    private func compress(_ bytes: [UInt8], to path: String) throws {
        let file = try #require(gzopen(path, "wb"))
        #expect(gzwrite(file, bytes, UInt32(bytes.count)) == Int32(bytes.count))
        #expect(gzclose(file) == Z_OK)
    }

    /// Runs `body` with a ledger that knows the project, whose backup holds pull request 7 with a closing at noon.
    private func run(_ engine: TestEngine, _ body: (BackupSample) async throws -> Void) async throws {
        try await BackupSample.run(engine) { sample in
            try sample.pull(
                7, ["state": #""closed""#, "closed_at": #""2024-01-05T00:00:00Z""#],
                events: [Sample.event("closed", ["id": "100", "created_at": #""2024-01-05T00:00:01Z""#])], comments: [Sample.comment(21)])
            _ = try await sample.collect()
            try await body(sample)
        }
    }

    private func collect(_ sample: BackupSample, _ names: [String] = [hour], largest: Int = 1 << 30) async throws
        -> PublicArchiveCollector.Summary
    {
        let collector = PublicArchiveCollector(
            store: sample.store, limits: JSONLimits(bytes: 100_000), largest: largest, clock: { .january(21) })
        return try await collector.collect(names.map { "\(sample.folder)/\($0)" })
    }

    private func events(_ sample: BackupSample) async throws -> [String] {
        try await sample.rows(
            """
            SELECT CAST(i.number AS TEXT), CAST(e.kind AS TEXT), CAST(e.number AS TEXT), a.spelling FROM item_events e
            JOIN items i ON i.id = e.item_id LEFT JOIN accounts a ON a.id = e.actor WHERE e.ended_at IS NULL
            ORDER BY i.number, e.kind, e.number
            """, cells: 4)
    }

    @Test("each kind of event brings its item and what happened, once however often it is read", arguments: TestEngine.allCases)
    func kinds(_ engine: TestEngine) async throws {
        try await run(engine) { sample in
            let pull = Sample.pull(["number": "9"])
            let merged = Sample.pull([
                "number": "9", "state": #""closed""#, "merged": "true", "closed_at": #""2024-01-10T00:00:00Z""#,
                "merged_at": #""2024-01-10T00:00:00Z""#,
                "updated_at": #""2024-01-10T00:00:00Z""#,
            ])
            let review = #"{"id":31,"user":\#(Sample.ada),"state":"approved","submitted_at":"2024-01-06T00:00:00Z"}"#
            let lines = [
                event("PullRequestEvent", ["action": #""opened""#, "pull_request": pull]),
                event("PullRequestReviewEvent", ["action": #""created""#, "pull_request": pull, "review": review]),
                event("PullRequestReviewCommentEvent", ["action": #""created""#, "pull_request": pull, "comment": Sample.comment(41)]),
                event("PullRequestEvent", ["action": #""closed""#, "pull_request": merged], at: "2024-01-10T00:00:02Z"),
                event("IssuesEvent", ["action": #""opened""#, "issue": Sample.issue()]),
                event("IssueCommentEvent", ["action": #""created""#, "issue": Sample.issue(), "comment": Sample.comment(51)]),
                event("IssuesEvent", ["action": #""reopened""#, "issue": Sample.issue()]),
                event("PushEvent", [:]), event("IssuesEvent", ["action": "7"], repository: #"{"id":1,"name":"else/where"}"#),
            ]
            try compress(Array(lines.joined(separator: "\n").utf8), to: "\(sample.folder)/\(Self.hour).gz")
            let closed = ItemEvent.number(from: "closed 2024-01-10T00:00:00Z"),
                merging = ItemEvent.number(from: "merged 2024-01-10T00:00:00Z")
            let reopened = ItemEvent.number(from: "reopened 2024-01-05T00:00:00Z")
            let expected = [
                "7 1 100 2", "7 5 21 2", "8 2 \(reopened) 2", "8 4 51 2", "9 1 \(closed) 2", "9 3 \(merging) 2", "9 5 41 2", "9 7 31 1",
            ]
            for run in 1...2 {
                let summary = try await collect(sample, ["\(Self.hour).gz"])
                #expect(summary.problems.texts == [] && summary.lines == 9)
                #expect(summary.collections.map(\.outcome) == [run == 1 ? .complete : .unchanged])
                #expect(summary.collections.map(\.added) == [run == 1 ? 2 : 0])
                #expect(try await events(sample) == expected)
            }
            let states = try await sample.rows(
                "SELECT CAST(s.status AS TEXT) FROM item_states s JOIN items i ON i.id = s.item_id WHERE i.number = 9", cells: 1)
            #expect(states == ["3"])
        }
    }

    @Test("a decision that a timeline told is not told twice, and a part of the truth ends nothing", arguments: TestEngine.allCases)
    func decisions(_ engine: TestEngine) async throws {
        try await run(engine) { sample in
            let closed = Sample.pull(["state": #""closed""#, "closed_at": #""2024-01-05T00:00:00Z""#, "merged": "false"])
            try sample.write(event("PullRequestEvent", ["action": #""closed""#, "pull_request": closed]), to: Self.hour)
            #expect(try await collect(sample).collections.map(\.outcome) == [.unchanged])
            #expect(try await events(sample) == ["7 1 100 2", "7 5 21 2"])
            try sample.write(
                event(
                    "PullRequestEvent", ["action": #""reopened""#, "pull_request": Sample.pull(["updated_at": #""2024-01-11T00:00:00Z""#])]),
                to: Self.hour)
            #expect(try await collect(sample).collections.map(\.outcome) == [.complete])
            #expect(try await events(sample).count == 3)
            #expect(try await sample.contents().filter { $0.hasPrefix("1 7 ") }.prefix(2).map { $0.prefix(5) } == ["1 7 2", "1 7 1"])
        }
    }

    @Test("a project goes by its number, or by its name in any case when the number is not told")
    func projects() async throws {
        try await run(.sqlite) { sample in
            let lines = [#"{"id":55,"name":"moved/away"}"#, #"{"name":"Works/Bridge"}"#, #"{"id":56,"name":"works/other"}"#].enumerated()
                .map {
                    event(
                        "IssuesEvent", ["action": #""opened""#, "issue": Sample.issue(["number": "\($0.offset + 30)"])],
                        repository: $0.element)
                }
            try sample.write(lines.joined(separator: "\n"), to: Self.hour)
            #expect(try await collect(sample).collections.map(\.added) == [2])
        }
    }

    @Test("a damaged line is named and the rest is read")
    func damaged() async throws {
        try await run(.sqlite) { sample in
            let lines = [
                #"{"type":"IssuesEvent""#, "7", #"{"type":7}"#, #"{"type":"IssuesEvent"}"#,
                #"{"type":"IssuesEvent","repo":{"id":"x","name":"a/b"}}"#,
                event("IssuesEvent", ["action": #""opened""#, "issue": Sample.issue(["state": "1"])]),
                event("IssueCommentEvent", ["action": #""created""#, "issue": Sample.issue(), "comment": #"{"id":1}"#]),
                event("PullRequestEvent", ["action": #""opened""#, "pull_request": #"{"id":1,"number":3,"url":"x"}"#]),
                "{\"type\":\"\(String(repeating: "x", count: 100_000))\"}", "\u{0}\u{1}",
                event("IssuesEvent", ["action": #""opened""#, "issue": Sample.issue()]),
            ]
            try sample.write(lines.joined(separator: "\n"), to: Self.hour)
            let summary = try await collect(sample)
            #expect(
                summary.problems.texts.map { $0.replacing("2024-01-05-0.json, ", with: "") } == [
                    "line 1: it is not JSON, or its end is missing.", "line 2: an object was expected, a number was found.",
                    "line 3.type: a string was expected, a number was found.", "line 4.repo: it is missing.",
                    "line 5.repo.id: a whole number was expected, “x” was found.",
                    "line 6.payload.issue.state: a string was expected, a number was found.",
                    "line 7.payload.comments[0].created_at: it is missing.",
                    "line 9: it is longer than 100000 bytes.", "line 10: it is not JSON, or its end is missing.",
                    "2024-01-05-0.json: 1 events tell too little of their items to be read.",
                ])
            #expect(summary.collections.map(\.added) == [1])
            #expect(summary.collections.map(\.outcome) == [.incomplete])
        }
    }

    @Test(
        "a file that is cut off, damaged, too long or not there is named, and what came before is kept",
        arguments: ["cut", "spoilt", "bomb", "none"])
    func file(_ fault: String) async throws {
        try await run(.sqlite) { sample in
            let path = "\(sample.folder)/\(Self.hour).gz"
            var text = Array((event("IssuesEvent", ["action": #""opened""#, "issue": Sample.issue()]) + "\n").utf8)
            var state: UInt64 = 1
            if fault == "bomb" {
                text += [UInt8](repeating: UInt8(ascii: " "), count: 2_000_000)
            } else {
                // What does not compress, so that a fault stands well behind the first line.
                for _ in 0..<400_000 {
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    text.append(UInt8(state >> 57) == 10 ? 32 : UInt8(state >> 57))
                }
                text.append(10)
            }
            try compress(text, to: path)
            var bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
            if fault == "cut" { bytes.removeLast(5000) }
            if fault == "spoilt" { for index in (bytes.count - 3000)..<(bytes.count - 2000) { bytes[index] ^= 0x55 } }
            try Data(bytes).write(to: URL(filePath: path))
            if fault == "none" { try FileManager.default.removeItem(atPath: path) }
            let summary = try await collect(sample, ["\(Self.hour).gz"], largest: 1_000_000)
            let expected = [
                "cut": "2024-01-05-0.json.gz is cut off: it ends before its content does.", "spoilt": "2024-01-05-0.json.gz is damaged: ",
                "bomb": "2024-01-05-0.json.gz is longer than 1000000 bytes.",
                "none": "2024-01-05-0.json.gz cannot be read: No such file or directory.",
            ]
            #expect(summary.problems.texts.contains { $0.hasPrefix(expected[fault]!) }, "\(summary.problems.texts)")
            #expect(summary.collections.map(\.added) == (fault == "none" ? [] : [1]))
        }
    }

    @Test("a ledger that knows no project of the forge says so instead of reading for nothing")
    func noProject() async throws {
        try await BackupSample.run(.sqlite) { sample in
            try sample.write("{}", to: Self.hour)
            let summary = try await collect(sample)
            #expect(summary.problems.count == 1 && summary.collections.isEmpty && summary.outcome == .failed)
        }
    }

    @Test("hour files are told by their names")
    func names() {
        for name in ["2024-01-02-3.json.gz", "a/b/2024-01-02-23.json"] { #expect(PublicArchiveCollector.isArchive(name)) }
        for name in ["", "2024-01-02.json", "2024-01-02-3.json.gz.part", "x2024-01-02-3.json", "pulls/7.json"] {
            #expect(!PublicArchiveCollector.isArchive(name))
        }
    }
}
