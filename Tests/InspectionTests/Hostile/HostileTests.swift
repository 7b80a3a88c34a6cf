import Foundation
import Glibc
import TestSupport
import Testing

@testable import Inspection

/// Repositories made to hurt whoever reads them.
@Suite("Hostile repositories")
struct HostileTests {
    @Test("a folder of folders without end is left at the depth of the budget", .timeLimit(.minutes(10)))
    func deep() throws {
        let sample = try SampleFolder()
        // Made step by step: the whole path would be too long for the system.
        var folder = open(sample.path, O_RDONLY | O_DIRECTORY)
        for _ in 0..<3000 {
            #expect(mkdirat(folder, "d", 0o700) == 0)
            let next = openat(folder, "d", O_RDONLY | O_DIRECTORY)
            close(folder)
            folder = next
        }
        close(folder)
        let tree = try Tree.open(sample.path)
        #expect(tree.entries.isEmpty)
        #expect(tree.gaps.count == 1)
        // The system's own `rm` removes it, which goes step by step too.
        #expect(try ChildProgram.run("/bin/rm", "-rf", sample.path).status == 0)
    }

    @Test("a file of 5 GB is named, not read", .timeLimit(.minutes(10)))
    func huge() throws {
        let sample = try SampleFolder()
        try sample.write("huge.txt", "")
        #expect(truncate(sample.path + "/huge.txt", 5 << 30) == 0)
        let report = try Inspection.run(on: Tree.open(sample.path), checks: [SecretsCheck()])
        #expect(report.gaps.map(\.subject) == ["huge.txt"])
        #expect(report.counts.bytes == 0)
        #expect(report.exitStatus == 2)
    }

    @Test("pipes and sockets are passed over, loops of links are not followed", .timeLimit(.minutes(10)))
    func special() throws {
        let sample = try SampleFolder()
        #expect(mkfifo(sample.path + "/pipe", 0o600) == 0)
        #expect(symlink("b", sample.path + "/a") == 0)
        #expect(symlink("a", sample.path + "/b") == 0)
        #expect(symlink("/dev/zero", sample.path + "/zero") == 0)
        try sample.write("x.txt", "x")
        let report = try Inspection.run(on: Tree.open(sample.path), checks: [SecretsCheck(), ProjectFilesCheck(), HistoryCheck()])
        #expect(report.gaps.isEmpty)
        #expect(report.counts.files == 1)
    }

    @Test("very many files are left at the number of the budget")
    func many() throws {
        let sample = try SampleFolder()
        for folder in 0..<20 {
            for file in 0..<100 { try sample.write("\(folder)/\(file)", "") }
        }
        var budget = Budget()
        budget.files = 500
        let tree = try Tree.open(sample.path, budget: budget)
        #expect(tree.entries.count == 500)
        #expect(tree.gaps.count == 1)
    }

    @Test("a bomb of trees, each ten times the one below, is refused in bounded time and memory", .timeLimit(.minutes(10)))
    func bomb() throws {
        let sample = try SampleFolder()
        try sample.git("init", "-q", "--bare")
        try sample.write("blob.txt", "x")
        let blob = try sample.git("hash-object", "-w", "blob.txt")
        func bytes(_ mode: String, _ id: String) -> [UInt8] {
            let digits = Array(id)
            let name = stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
            return (0..<10).flatMap { Array("\(mode) f\($0)".utf8) + [0] + name }
        }
        var below = blob
        for level in 0..<9 {
            try sample.write("tree.bin", bytes(level == 0 ? "100644" : "40000", below))
            below = try sample.git("hash-object", "-t", "tree", "-w", "tree.bin")
        }
        let commit = try sample.git("commit-tree", "-m", "bomb", below)
        try sample.git("update-ref", "refs/heads/main", commit)
        try sample.git("symbolic-ref", "HEAD", "refs/heads/main")
        var budget = Budget()
        budget.files = 10_000
        do {
            let tree = try Tree.open(sample.path, budget: budget)
            #expect(tree.entries.count <= 10_000)
            #expect(!tree.gaps.isEmpty)
        } catch {
            #expect("\(error)".contains("too many files"))
        }
    }

    @Test("a file full of what looks like secrets takes bounded time, and gives so many findings", .timeLimit(.minutes(10)))
    func flood() throws {
        let check = try SecretsCheck()
        let line = "api_key = 'k9Xw2Zq7Lm4Tb8Vr1Nc6Yh3' ; token = '\(MadeUp.token())' "
        let oneLine = String(repeating: line, count: 3000)
        let found = observed(oneLine, path: "src/min.js", by: check)
        #expect(found.count <= 2 * SecretScanner.mostMatches)
        #expect(found.count >= SecretScanner.mostMatches)
        #expect(found.allSatisfy { ($0.excerpt ?? "").count < 120 })
    }

    @Test("a repository that is damaged is told so, and nothing crashes")
    func damaged() throws {
        let sample = try SampleFolder()
        try sample.git("init", "-q")
        try sample.write("a.txt", "x")
        try sample.git("add", ".")
        try sample.git("commit", "-q", "-m", "one")
        let tree = try sample.git("rev-parse", "HEAD^{tree}")
        let file = sample.path + "/.git/objects/\(tree.prefix(2))/\(tree.dropFirst(2))"
        #expect(chmod(file, 0o600) == 0)
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: file))
        let report = try Inspection.run(on: Tree.open(sample.path), checks: [SecretsCheck(), HistoryCheck()])
        #expect(report.gaps.contains { $0.subject.hasPrefix("commit ") })
        #expect(report.exitStatus == 2)
        #expect(throws: InspectionError.self) { try Tree.open(sample.path + "/nowhere") }
        #expect(throws: InspectionError.self) { try Tree.open(sample.path + "/a.txt") }
    }
}
