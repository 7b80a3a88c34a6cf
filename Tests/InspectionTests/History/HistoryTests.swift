import Foundation
import Testing

@testable import Inspection

@Suite("The history")
struct HistoryTests {
    private func commit(_ sample: SampleFolder, _ author: String, _ message: String) throws {
        try sample.git("commit", "-q", "--allow-empty", "--author", author, "-m", message)
    }

    @Test("authors outside, missing sign-offs, addresses and large files are found")
    func findings() throws {
        let sample = try SampleFolder()
        try sample.git("init", "-q")
        try commit(sample, "Ada Hill <ada@office.example>", "one\n\nSigned-off-by: Ada Hill <ADA@office.example>")
        try commit(sample, "Bo Rill <bo@elsewhere.example>", "two\n\nSigned-off-by: Ada Hill <ada@office.example>")
        try commit(sample, "Ada Hill <1+ada@users.noreply.github.com>", "three")
        try sample.write("big.bin", [UInt8](repeating: 7, count: 2000))
        try sample.git("add", ".")
        try commit(sample, "Ada Hill <ada@sub.office.example>", "four")
        try sample.git("rm", "-q", "big.bin")
        try commit(sample, "Ada Hill <ada@office.example>", "five\n\nSigned-off-by: Ada Hill <ada@office.example>")
        var policy = HistoryPolicy()
        policy.domains = ["office.example", "users.noreply.github.com"]
        policy.signedOffSince = "2023-11-14"
        policy.largeBytes = 1000
        let report = try Inspection.run(on: Tree.open(sample.path), checks: [HistoryCheck(policy)])
        #expect(
            report.findings.map { "\($0.rule) \($0.level)" } == [
                "history/outside-author warning", "history/sign-off warning", "history/large-file warning", "history/addresses note",
            ])
        func message(_ rule: String) -> String { report.findings.first { $0.rule == "history/\(rule)" }?.message ?? "" }
        #expect(message("outside-author").hasPrefix("1 author outside of the organisation wrote 1 commit."))
        #expect(message("sign-off").hasPrefix("3 commits since 2023-11-14"))
        #expect(message("addresses").hasPrefix("3 e-mail addresses of people would become public, with 5 commits."))
        #expect(report.findings.first { $0.rule == "history/large-file" }?.place.path == TreePath("big.bin"))
        #expect(report.facts.first { $0.name == "history/signed-off" }?.value.hasPrefix("2 of 5") == true)
        policy.signedOffSince = "2023-11-15"
        #expect(
            try Inspection.run(on: Tree.open(sample.path), checks: [HistoryCheck(policy)]).findings.allSatisfy {
                $0.rule != "history/sign-off"
            })
        // The set of addresses is what the finding stands for: a new one makes it a new finding.
        let before = report.findings.first { $0.rule == "history/addresses" }?.fingerprint
        try commit(sample, "New One <new@office.example>", "six")
        let after = try Inspection.run(on: Tree.open(sample.path), checks: [HistoryCheck(policy)])
        #expect(after.findings.first { $0.rule == "history/addresses" }?.fingerprint != before)
    }

    @Test("home folders of people are noted, those of programs are not")
    func homes() throws {
        let check = try HistoryCheck()
        func count(_ text: String) -> Int { observed(text, by: check).count }
        #expect(count("path = '/home/ahill/project/x'\n") == 1)
        #expect(count("C:\\Users\\ahill\\x and /home/ahill/y\n") == 1)
        #expect(count("/home/runner/work, /Users/username/x, see https://a.example/home/page/x\n") == 0)
    }

    @Test("a path that holds the name of an author is noted")
    func names() throws {
        let sample = try SampleFolder()
        try sample.git("init", "-q")
        try sample.write("notes/ada-hill.txt", "x")
        try sample.write("notes/adahill.txt", "x")
        try sample.git("add", ".")
        try sample.git("commit", "-q", "-m", "one")
        let report = try Inspection.run(on: Tree.open(sample.path), checks: [HistoryCheck()])
        #expect(report.findings.filter { $0.rule == "history/name-in-path" }.map(\.place.path) == [TreePath("notes/ada-hill.txt")])
    }

    @Test(
        "days are those of the calendar in UTC",
        arguments: [
            (0, "1970-01-01"), (951_782_400, "2000-02-29"), (-1, "1969-12-31"), (1_700_000_000, "2023-11-14"),
            (4_102_444_799, "2099-12-31"),
        ])
    func days(seconds: Int64, day: String) { #expect(UTCDay.text(seconds) == day) }

    @Test("the text of a commit is read whatever is in it")
    func texts() {
        func read(_ text: String) -> CommitText { Array(text.utf8).withUnsafeBytes { CommitText($0) } }
        let commit = read(
            "tree 0\nparent 1\nparent 2\nauthor A <B> <a@b.c> 12 +0000\ncommitter C <> 99999999999999999999 +0000\n\nauthor X <x@y.z> 1 +0000\nsigned-off-by: D <d@e.f>\n"
        )
        #expect(commit.author.address == "a@b.c")
        #expect(commit.author.time == 12)
        #expect(commit.committer.time == 0)
        #expect(commit.parents == 2)
        #expect(commit.signers == ["d@e.f"])
        #expect(read("").author.address == "")
        #expect(read("author >< 1\n\n").author.address == "")
    }
}
