import Foundation
import Testing

@testable import Inspection

/// Commits, rules and licence files made to hurt whoever reads them.
@Suite("Hostile histories")
struct HostileHistoryTests {
    private static func commit(_ files: String) -> [UInt8] {
        Array("commit refs/heads/main\ncommitter Ada Hill <ada@office.example> 1700000000 +0000\ndata 4\nWork\n\(files)\n".utf8)
    }

    private static func bare(_ stream: [UInt8]) throws -> SampleFolder {
        let sample = try SampleFolder()
        try sample.git("init", "-q", "--bare", "-b", "main")
        try sample.fastImport(stream)
        return sample
    }

    @Test(
        "folders are read to the depth of the budget, at HEAD and in the history, and what lies deeper is named", .timeLimit(.minutes(10)),
        arguments: [(folders: 255, isRead: true), (folders: 256, isRead: false)])
    func deep(folders: Int, isRead: Bool) throws {
        let token = "t='\(MadeUp.token())'\n"
        let path = String(repeating: "d/", count: folders) + "f.py"
        let deep =
            Self.commit("M 100644 inline g.py\ndata 2\nx\n")
            + Self.commit("M 100644 inline \(path)\ndata \(token.utf8.count)\n\(token)\n")
        let gap = Gap(String(path.dropLast(5)), "folders are nested more than 256 deep; what is below was not looked at")
        let sample = try Self.bare(deep)
        let atHead = try Tree.open(sample.path)
        #expect(Budget().depth == 256)
        #expect(atHead.entries.map(\.path.text) == (isRead ? [path, "g.py"] : ["g.py"]))
        #expect(atHead.gaps == (isRead ? [] : [gap]))
        let gone = try Self.bare(deep + Self.commit("D d\n"))
        let report = try Inspection.run(on: Tree.open(gone.path), checks: [SecretsCheck()])
        #expect(report.counts.files == 1)
        #expect(report.findings.compactMap(\.place.path?.text) == (isRead ? [path] : []))
        #expect(report.gaps == (isRead ? [] : [gap]))
    }

    @Test(
        "trees nested deeper than any git reads are refused with the bound, and those just above it are told to be too deep",
        .timeLimit(.minutes(10)),
        arguments: [(folders: 2047, isRefused: false), (folders: 2048, isRefused: true)])
    func deepest(folders: Int, isRefused: Bool) throws {
        let path = String(repeating: "d/", count: folders) + "f.py"
        let deep = Self.commit("M 100644 inline g.py\ndata 2\nx\n") + Self.commit("M 100644 inline \(path)\ndata 2\ny\n")
        let atHead = try Self.bare(deep)
        let gone = try Self.bare(deep + Self.commit("D d\n"))
        let refusal = "its folders are nested more than 2048 deep"
        if isRefused {
            let error = #expect(throws: InspectionError.self) { () throws in try Tree.open(atHead.path) }
            #expect(error?.detail.contains(refusal) == true)
        } else {
            #expect(
                try Tree.open(atHead.path).gaps.map(\.reason) == ["folders are nested more than 256 deep; what is below was not looked at"])
        }
        let report = try Inspection.run(on: Tree.open(gone.path), checks: [SecretsCheck()])
        // Both the commit that brings the folders and the one that removes them cannot be told; a file that is there has one name.
        #expect(report.gaps.count == (isRefused ? 2 : 1))
        #expect(report.gaps.allSatisfy { $0.reason.contains(isRefused ? refusal : "folders are nested more than 256 deep") })
        #expect(report.gaps.allSatisfy { $0.subject.hasPrefix(isRefused ? "commit " : "d/d/") })
        #expect(report.exitStatus == 2)
    }

    @Test("a tree of a million files that share their parts is listed up to the number of the budget", .timeLimit(.minutes(10)))
    func million() throws {
        let sample = try SampleFolder()
        try sample.git("init", "-q", "--bare", "-b", "main")
        try sample.write("blob.txt", "x")
        let blob = try sample.git("hash-object", "-w", "blob.txt")
        func tree(_ mode: String, _ id: String) throws -> String {
            let digits = Array(id)
            let name = stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
            try sample.write("tree.bin", (1000..<2000).flatMap { Array("\(mode) f\($0)".utf8) + [0] + name })
            return try sample.git("hash-object", "-t", "tree", "-w", "tree.bin")
        }
        let commit = try sample.git("commit-tree", "-m", "million", tree("40000", tree("100644", blob)))
        try sample.git("update-ref", "refs/heads/main", commit)
        var budget = Budget()
        budget.files = 50_000
        let tree = try Tree.open(sample.path, budget: budget)
        #expect(tree.entries.count == 50_000)
        #expect(tree.gaps.map(\.reason) == ["there are more than 50000"])
    }

    @Test(
        "names with line feeds, control characters and bytes that are no UTF-8 lead to the right file and drive no terminal",
        .timeLimit(.minutes(10)))
    func names() throws {
        let names = ["line\\nfeed.py", "\\377\\376.py", "\\033[2J.py", "<script>.py", "-rf"]
        let files = names.map { name in
            let text = "t='\(MadeUp.token())'\n"
            return "M 100644 inline \"\(name)\"\ndata \(text.utf8.count)\n\(text)\n"
        }.joined()
        let sample = try Self.bare(Self.commit(files))
        let report = try Inspection.run(on: Tree.open(sample.path), checks: [SecretsCheck()])
        let wanted: Set<[UInt8]> = [
            Array("line\nfeed.py".utf8), [0xFF, 0xFE] + Array(".py".utf8), Array("\u{1B}[2J.py".utf8), Array("<script>.py".utf8),
            Array("-rf".utf8),
        ]
        #expect(Set(report.findings.compactMap { $0.place.path?.bytes }) == wanted)
        #expect(report.gaps.isEmpty)
        #expect(report.text().contains("line\\nfeed.py") && !report.text().contains("\u{1B}"))
        #expect(String(decoding: try report.json(), as: UTF8.self).contains("%FF%FE.py"))
    }

    @Test("rules whose patterns take others for ever take bounded time", .timeLimit(.minutes(10)))
    func catastrophicRules() throws {
        let patterns = ["(a+)+$", "(a|aa)+$", "(.*a){20}$", "([a-z]+)*=(x)", "(x+x+)+y"]
        let rules = patterns.enumerated().map { "[[rules]]\nid = 'r\($0)'\nregex = '''\($1)'''\n" }.joined()
        let check = try SecretsCheck(rules: Array(rules.utf8), name: "rules.toml")
        #expect(observed(String(repeating: "a", count: 100_000) + "!\n" + String(repeating: "x", count: 100_000), by: check).isEmpty)
        let repolinter = """
            version: 2
            rules:
              slow: {level: error, rule: {type: file-contents, options: {globsAll: ["*.py"], content: "(x+x+)+y"}}}
            """
        let sample = try SampleFolder()
        try sample.write("a.py", String(repeating: "x", count: 300_000))
        let report = try Inspection.run(
            on: Tree.open(sample.path), checks: [RepolinterCheck(rules: Array(repolinter.utf8), name: "repolinter.yml")])
        #expect(report.findings.count == 1)
    }

    @Test("a licence file in Shift-JIS is read: the licence is written in ASCII, whatever the name is")
    func shiftJIS() throws {
        let name: [UInt8] = [0x8A, 0x94, 0x8E, 0xAE, 0x89, 0xEF, 0x8E, 0xD0]
        let text = LicenceTemplate.plain(try #require(LicenceList.shared["MIT"]).text)
        let found = LicenceDetector().matches(in: Array("Copyright (c) 2026 ".utf8) + name + Array("\n\n\(text)".utf8), path: "LICENSE")
        #expect(found.filter { $0.kind == .text }.map(\.expression) == ["MIT"])
    }
}
