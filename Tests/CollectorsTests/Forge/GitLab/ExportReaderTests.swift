import Foundation
import Ledger
import TestSupport
import Testing

@testable import Collectors

@Suite("GitLab project exports")
struct ExportReaderTests {
    private func read(
        _ path: String, limits: JSONLimits = JSONLimits(), archiveLimits: ArchiveLimits = ArchiveLimits()
    ) throws -> (facts: [ItemFact], problems: [String]) {
        let reader = ExportReader(place: ExportPlace(path), host: "export", limits: limits, archiveLimits: archiveLimits)
        var facts: [ItemFact] = []
        var problems = ProblemList()
        try reader.read {
            facts += $0.facts
            problems.add($0.problems)
        }
        return (facts, problems.texts)
    }

    @Test("an archive and the folder that it was unpacked to give the same items")
    func sample() async throws {
        try await withTemporaryFolder { folder in
            try ExportSample.archive().write(to: "\(folder)/a.tar.gz")
            try ExportSample.write(toFolder: "\(folder)/b")
            let (facts, problems) = try read("\(folder)/a.tar.gz")
            #expect(problems == [])
            #expect(facts.map { "\($0.kind) \($0.number)" } == ["changeRequest 7", "changeRequest 8", "issue 9"])
            let unpacked = try read("\(folder)/b")
            #expect(unpacked.problems == [])
            #expect(unpacked.facts == facts)
        }
    }

    @Test("an exported merge request has its state, people by number, and all that happened")
    func mergeRequest() async throws {
        try await withTemporaryFolder { folder in
            try ExportSample.write(toFolder: folder)
            let fact = try #require(try read(folder).facts.first)
            #expect(fact.state.status == .merged)
            #expect(fact.state.mergedAt == Instant("2026-03-05T09:00:00Z"))
            #expect(fact.state.mergedBy?.login == "ada")
            #expect(fact.state.labels == ["Community contribution"])
            #expect(fact.state.milestone == "17.2")
            #expect(fact.state.files == 4)
            #expect(
                fact.story == [
                    "labelled by 1: Community contribution", "reviewRequested by 1 of 2", "lineCommented by 2", "commented by 3",
                    "commented by 4", "pushed by 3", "approved by 2", "merged by 1",
                ])
        }
    }

    @Test("somebody who is no member is a placeholder by number, and two of one name stay two")
    func placeholders() async throws {
        try await withTemporaryFolder { folder in
            try ExportSample.write(toFolder: folder)
            let facts = try read(folder).facts
            #expect(facts[0].author == ForgeAccount(host: "export", number: 3, login: nil, name: "Sam Same"))
            #expect(facts[2].author == ForgeAccount(host: "export", number: 4, login: nil, name: "Sam Same"))
            #expect(facts[0].author?.spelling != facts[2].author?.spelling)
            #expect(facts[1].author == ForgeAccount(host: "export", number: 2, login: "bo", name: "Bo Sample"))
            let anonymous = ExportSample.merged.replacing(
                #""author_id": 4, "author": {"name": "Sam Same"}"#, with: #""author_id": null, "author": {"name": "Sam Same"}"#)
            try ExportSample.write([("tree/project/merge_requests.ndjson", [anonymous])], toFolder: folder)
            #expect(try read(folder).facts[0].story.contains("commented by nobody"))
        }
    }

    @Test("confidential issues stay confidential, and hostile titles come as they are")
    func details() async throws {
        try await withTemporaryFolder { folder in
            try ExportSample.write(toFolder: folder)
            let facts = try read(folder).facts
            #expect(facts[2].state.isConfidential)
            #expect(facts[1].state.title == "Draft: \u{202E}Hostile\u{7}")
            #expect(facts[1].state.isDraft)
        }
    }

    @Test("a line that is damaged, too long or no item is told with its number, and the others are read")
    func damagedLines() async throws {
        try await withTemporaryFolder { folder in
            let long = #"{"iid": 50, "description": "\#(String(repeating: "x", count: 5000))"}"#
            try ExportSample.write(
                [
                    (
                        "tree/project/merge_requests.ndjson",
                        [#"{"iid": 4"#, long, "[]", #"{"iid": 5, "title": "x"}"#, "", ExportSample.draft]
                    )
                ],
                toFolder: folder)
            let (facts, problems) = try read(folder, limits: JSONLimits(bytes: 4000))
            #expect(facts.map(\.number) == [8])
            #expect(problems.count == 4)
            #expect(problems[0].hasPrefix("merge_requests.ndjson, line 1: "))
            #expect(problems[1] == "merge_requests.ndjson, line 2: it is longer than 4000 bytes.")
            #expect(problems[2] == "merge_requests.ndjson, line 3: an object was expected, an array was found.")
            #expect(problems[3] == "merge_requests.ndjson, line 4.merge request 5.created_at: it is missing.")
        }
    }

    @Test("a description of megabytes is passed over, and the item is read")
    func longDescription() async throws {
        try await withTemporaryFolder { folder in
            let long = ExportSample.draft.replacing(#""notes": []"#, with: #""description": "\#(String(repeating: "é", count: 4 << 20))""#)
            try ExportSample.write([("tree/project/merge_requests.ndjson", [long])], toFolder: folder)
            let (facts, problems) = try read(folder)
            #expect(facts.map(\.number) == [8])
            #expect(problems == [])
        }
    }

    @Test("of an archive that ends too early everything before the end is read, and the end is told")
    func truncated() async throws {
        try await withTemporaryFolder { folder in
            let whole = ExportSample.archive().archive
            let text = try #require(String(bytes: whole, encoding: .isoLatin1))
            let cut = try #require(text.range(of: #""iid": 9"#)).lowerBound
            let length = text.distance(from: text.startIndex, to: cut)
            try TarBuilder.gzip(Array(whole.prefix(length)), to: "\(folder)/a.tar.gz")
            let (facts, problems) = try read("\(folder)/a.tar.gz")
            #expect(facts.map(\.number) == [7, 8])
            #expect(problems.count == 1)
            #expect(problems[0].hasPrefix("“\(folder)/a.tar.gz” is damaged or ends too early; what came before is kept."))
            // Without the list of members all people are placeholders.
            #expect(facts[1].author == ForgeAccount(host: "export", number: 2, login: nil, name: "Bo Sample"))
        }
    }

    @Test("names that lead elsewhere, and links, are never followed")
    func pathTricks() async throws {
        try await withTemporaryFolder { folder in
            try Data((ExportSample.issue + "\n").utf8).write(to: URL(filePath: "\(folder)/secret"))
            var tar = TarBuilder()
            tar.add("tree/project/issues.ndjson", kind: .symbolicLink, link: "\(folder)/secret")
            tar.add("tree/project/issues.ndjson", kind: .hardLink, link: "\(folder)/secret")
            tar.add("tree/project.json", "{}\n")
            tar.add("../../tree/project/merge_requests.ndjson", ExportSample.draft + "\n")
            try tar.write(to: "\(folder)/a.tar.gz")
            let (facts, problems) = try read("\(folder)/a.tar.gz")
            #expect(facts.map(\.number) == [8])
            #expect(problems == [])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["a.tar.gz", "secret"])

            try ExportSample.write([("tree/project.json", ["{}"])], toFolder: "\(folder)/b")
            try FileManager.default.createDirectory(atPath: "\(folder)/b/tree/project", withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/b/tree/project/issues.ndjson", withDestinationPath: "\(folder)/secret")
            #expect(throws: FileFailure.self) { try read("\(folder)/b") }
        }
    }

    @Test("a place that holds no export is told as that")
    func noExport() async throws {
        try await withTemporaryFolder { folder in
            var tar = TarBuilder()
            tar.add("project.json", "{}")
            try tar.write(to: "\(folder)/old.tar.gz")
            #expect(throws: ExportFailure.self) { try read("\(folder)/old.tar.gz") }
            #expect(throws: ExportFailure.self) { try read(folder) }
            #expect(throws: ArchiveFailure.self) { try read("\(folder)/none.tar.gz") }
            #expect(GitLabExportCollector.isExport("/x/2026_export.TAR.GZ"))
            #expect(GitLabExportCollector.isExport("/x/export.tgz"))
            #expect(!GitLabExportCollector.isExport(folder))
            #expect(!GitLabExportCollector.isExport("https://example.org/release.tar.gz"))
            try FileManager.default.createDirectory(atPath: "\(folder)/tree/project", withIntermediateDirectories: true)
            #expect(GitLabExportCollector.isExport(folder))
        }
    }

    @Test("an archive that is a trap is refused as a whole")
    func bomb() async throws {
        try await withTemporaryFolder { folder in
            var tar = ExportSample.archive()
            tar.add("uploads/zeros", [UInt8](repeating: 0, count: 8 << 20))
            try tar.write(to: "\(folder)/a.tar.gz")
            #expect(throws: ArchiveFailure.self) {
                try read("\(folder)/a.tar.gz", archiveLimits: ArchiveLimits(expansion: 1 << 20, ratio: 50))
            }
        }
    }
}
