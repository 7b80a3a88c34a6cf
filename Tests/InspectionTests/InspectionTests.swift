import Foundation
import Glibc
import Testing

@testable import Inspection

@Suite("Inspections")
struct InspectionTests {
    /// A repository where a token came with the first commit and was taken out by the second.
    private func leaky() throws -> SampleFolder {
        let sample = try SampleFolder()
        try sample.git("init", "-q", "-b", "main")
        try sample.write("src/config.py", "TOKEN = '\(MadeUp.token())'\n")
        try sample.git("add", ".")
        try sample.git("commit", "-q", "-m", "one")
        try sample.write("src/config.py", "import os\nTOKEN = os.environ['TOKEN']\n")
        try sample.git("commit", "-q", "-a", "-m", "two")
        return sample
    }

    @Test("a secret that was taken out is found in the history, with the first commit that brought it")
    func history() throws {
        let sample = try leaky()
        let report = try Inspection.run(on: Tree.open(sample.path), checks: [SecretsCheck()])
        #expect(report.findings.map(\.rule) == ["secrets/github-pat"])
        #expect(report.findings.first?.place.path == TreePath("src/config.py"))
        #expect(report.findings.first?.place.commit == (try sample.git("rev-parse", "HEAD~1")))
        #expect(report.counts.commits == 2)
        #expect(report.counts.historyFiles == 2)
        #expect(report.isWhole)
        #expect(report.exitStatus == 1)
        var options = Inspection.Options()
        options.history = false
        #expect(try Inspection.run(on: Tree.open(sample.path), checks: [SecretsCheck()], options: options).exitStatus == 0)
    }

    @Test("a finding is in its own file, whatever other files the check passes over", arguments: [true, false])
    func ownFile(isBare: Bool) throws {
        let sample = try SampleFolder()
        try sample.git("init", "-q")
        try sample.write("a.png", [0x89, 0x50, 0x4E, 0x47, 0])
        try sample.write("b.py", "T = '\(MadeUp.token())'\n")
        try sample.write("c.py", "x = 1\n")
        try sample.write("d.zip", [0x50, 0x4B, 0])
        try sample.git("add", ".")
        try sample.git("commit", "-q", "-m", "one")
        var options = Inspection.Options()
        options.history = false
        let tree = try Tree.open(isBare ? sample.path + "/.git" : sample.path)
        let report = try Inspection.run(on: tree, checks: [SecretsCheck(), ProjectFilesCheck()], options: options)
        #expect(report.findings.filter { $0.kind == .secret }.map(\.place.path) == [TreePath("b.py")])
        #expect(report.findings.filter { $0.rule == "project/OSPS-QA-05.02" }.map(\.place.path) == [TreePath("d.zip")])
    }

    @Test("a secret that only a merge brought is found")
    func merge() throws {
        let sample = try leaky()
        try sample.git("checkout", "-q", "-b", "side", "HEAD~1")
        try sample.write("other.txt", "x")
        try sample.git("add", ".")
        try sample.git("commit", "-q", "-m", "side")
        try sample.git("checkout", "-q", "main")
        try sample.git("merge", "-q", "--no-ff", "--no-commit", "side")
        try sample.write("merged.py", "token = '\(MadeUp.token(5))'\n")
        try sample.git("add", ".")
        try sample.git("commit", "-q", "-m", "merge")
        try sample.git("rm", "-q", "merged.py")
        try sample.git("commit", "-q", "-m", "gone")
        let report = try Inspection.run(on: Tree.open(sample.path), checks: [SecretsCheck()])
        #expect(report.findings.map(\.place.path) == [TreePath("merged.py"), TreePath("src/config.py")])
        #expect(report.findings.first?.place.commit == (try sample.git("rev-parse", "HEAD~1")))
    }

    @Test("a secret in the tree and in the history is one finding, with the line of now and the commit of then")
    func both() throws {
        let sample = try SampleFolder()
        try sample.git("init", "-q")
        try sample.write("a.py", "T = '\(MadeUp.token())'\n")
        try sample.git("add", ".")
        try sample.git("commit", "-q", "-m", "one")
        try sample.write("a.py", "# moved\nT = '\(MadeUp.token())'\n")
        let report = try Inspection.run(on: Tree.open(sample.path), checks: [SecretsCheck()])
        #expect(report.findings.map(\.place.line) == [2])
        #expect(report.findings.map(\.place.commit) == [try sample.git("rev-parse", "HEAD")])
    }

    @Test("what was read before comes from the cache, with the same findings")
    func cache() throws {
        let sample = try leaky()
        let folder = try SampleFolder()
        func run() throws -> Report {
            var options = Inspection.Options()
            let cache = try ResultCache(folder: folder.path)
            options.cache = cache
            let report = try Inspection.run(on: Tree.open(sample.path), checks: [SecretsCheck()], options: options)
            try cache.save()
            return report
        }
        let first = try run()
        let second = try run()
        #expect(first.counts.fromCache <= 1)
        #expect(second.counts.read == 0)
        #expect(second.counts.fromCache == 3)
        #expect(first.findings == second.findings)
        #expect(first.resultHash == second.resultHash)
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let file = folder.path + "/" + name
            let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
            #expect(!String(decoding: bytes, as: UTF8.self).contains(MadeUp.token().suffix(12)))
            // A file that somebody damaged counts as empty.
            try Data(bytes.dropLast(3) + [1, 2, 3]).write(to: URL(fileURLWithPath: file))
        }
        #expect(try run().counts.read > 0)
    }

    @Test("files that cannot be read, time that runs out and a control that is not found make the report not whole")
    func notWhole() throws {
        let sample = try leaky()
        var options = Inspection.Options()
        options.budget.fileBytes = 30
        let small = try Inspection.run(on: Tree.open(sample.path), checks: [SecretsCheck()], options: options)
        #expect(small.gaps.map(\.subject).contains("src/config.py"))
        #expect(small.exitStatus == 2)
        options = Inspection.Options()
        options.isCancelled = { true }
        #expect(try Inspection.run(on: Tree.open(sample.path), checks: [SecretsCheck()], options: options).exitStatus == 2)
        let toothless = try SecretsCheck(rules: Array("[[rules]]\nid = 'x'\nregex = 'never-there'\n".utf8), name: "rules.toml")
        let report = try Inspection.run(on: Tree.open(sample.path), checks: [toothless])
        #expect(report.controls.map(\.wasFound) == [false])
        #expect(report.exitStatus == 2)
        #expect(report.text().contains("NOT FOUND"))
    }

    /// Takes a while for each file, and says of each that it saw it.
    private struct SlowCheck: Check {
        let name: String
        let microseconds: UInt32
        let version = "1"

        func read(_ file: FileView) -> FileResult {
            usleep(microseconds)
            return FileResult([], facts: [Fact("\(name)/seen", file.path.text)])
        }
    }

    @Test("a check that takes too long is left off with its name and its bound, and the others look at everything")
    func slowCheck() throws {
        let sample = try SampleFolder()
        for number in 0..<20 { try sample.write("f\(number).txt", "x") }
        var options = Inspection.Options()
        options.threads = 1
        options.budget.checkSeconds = 0.5
        let checks: [any Check] = [SlowCheck(name: "slow", microseconds: 200_000), SlowCheck(name: "quick", microseconds: 0)]
        let report = try Inspection.run(on: Tree.open(sample.path), checks: checks, options: options)
        let seen = report.facts.count { $0.name == "slow/seen" }
        // Begun at 0, 0.2 and 0.4 s, or less often on a machine that is busy.
        #expect((1...3).contains(seen))
        #expect(report.facts.count { $0.name == "quick/seen" } == 20)
        #expect(report.gaps == [Gap("slow", "it was not finished within 0.5 s; \(20 - seen) files were not looked at")])
        #expect(report.exitStatus == 2)
        options.budget.checkSeconds = 600
        #expect(try Inspection.run(on: Tree.open(sample.path), checks: [checks[1]], options: options).gaps.isEmpty)
    }

    @Test("a baseline takes findings over until its last day, and names what it needs no more")
    func baseline() throws {
        let sample = try leaky()
        let report = try Inspection.run(on: Tree.open(sample.path), checks: [SecretsCheck()])
        let baseline = Baseline(of: report, reason: "revoked", until: "2027-01-31")
        let file = sample.path + "/baseline.json"
        try Data(baseline.json()).write(to: URL(fileURLWithPath: file))
        let read = try Baseline(file: file)
        #expect(read == baseline)
        let within = read.apply(to: report, today: "2027-01-31")
        #expect(within.exitStatus == 0)
        #expect(within.accepted.map(\.reason) == ["revoked"])
        let after = read.apply(to: report, today: "2027-02-01")
        #expect(after.exitStatus == 1)
        #expect(after.remarks.first?.contains("past") == true)
        var gone = read
        gone.entries[0].fingerprint = "0"
        #expect(gone.apply(to: report, today: "2027-01-01").remarks.first?.contains("not found any more") == true)
        #expect(!String(decoding: try baseline.json(), as: UTF8.self).contains(MadeUp.token().suffix(12)))
    }

    @Test(
        "a baseline that is wrong is refused with the file and the field",
        arguments: [
            ("{", "it is not JSON"), ("{\"format\":\"x\",\"entries\":[]}", "format"),
            ("{\"format\":\"steward-inspection-baseline/1\"}", "has no entries"),
            (entry(until: "2027-02-30"), "entries[0].until"), (entry(reason: " "), "entries[0].reason"),
        ])
    func wrongBaseline(text: String, words: String) throws {
        let sample = try SampleFolder()
        try sample.write("b.json", text)
        #expect {
            _ = try Baseline(file: sample.path + "/b.json")
        } throws: { error in
            "\(error)".contains("b.json") && "\(error)".contains(words)
        }
    }

    private static func entry(until: String = "2027-02-28", reason: String = "r") -> String {
        """
        {"format":"steward-inspection-baseline/1","entries":[\
        {"fingerprint":"a","rule":"r","path":"p","reason":"\(reason)","until":"\(until)"}]}
        """
    }

    @Test("the report as JSON and SARIF names places and rules, and holds no value")
    func formats() throws {
        let sample = try leaky()
        let report = try Inspection.run(on: Tree.open(sample.path), checks: [SecretsCheck()])
        let sarif = try report.sarif(version: "1.2.3")
        let log = try #require(try JSONSerialization.jsonObject(with: Data(sarif)) as? [String: Any])
        #expect(log["version"] as? String == "2.1.0")
        let run = try #require((log["runs"] as? [[String: Any]])?.first)
        let result = try #require((run["results"] as? [[String: Any]])?.first)
        #expect(result["ruleId"] as? String == "secrets/github-pat")
        #expect(result["level"] as? String == "error")
        #expect((result["partialFingerprints"] as? [String: String])?["stewardInspection/v1"] == report.findings.first?.fingerprint)
        let json = String(decoding: try report.json(), as: UTF8.self)
        #expect(json.contains("\"exitStatus\" : 1"))
        for text in [json, String(decoding: sarif, as: UTF8.self), report.text()] {
            #expect(text.contains("src/config.py"))
            #expect(!text.contains(MadeUp.token().suffix(12)))
        }
    }

    @Test(
        "days of the calendar are told from what is none",
        arguments: [("2024-02-29", true), ("2023-02-29", false), ("2024-13-01", false), ("2024-1-01", false), ("2024-04-31", false)])
    func days(text: String, isDay: Bool) { #expect(CalendarDay.isDay(text) == isDay) }
}
