import Foundation
import Glibc
import PackReader
import Testing

@testable import Inspection

@Suite("Trees")
struct TreeTests {
    private func names(_ tree: Tree) -> [String] { tree.entries.map { $0.path.description } }

    @Test("a plain folder gives all its files, links are listed and not followed")
    func folder() throws {
        let sample = try SampleFolder()
        try sample.write("b/c.txt", "c")
        try sample.write("a.txt", "a")
        #expect(symlink("/etc", sample.path + "/outside") == 0)
        #expect(symlink(".", sample.path + "/loop") == 0)
        let tree = try Tree.open(sample.path)
        #expect(names(tree) == ["a.txt", "b/c.txt", "loop", "outside"])
        #expect(tree.entries.map(\.kind) == [.file, .file, .link, .link])
        #expect(tree.gaps.isEmpty)
        #expect(throws: InspectionError.self) { try tree.contents(of: tree.entries[2], atMost: 10) }
    }

    @Test("a link on the way to a file is not followed either")
    func linkOnTheWay() throws {
        let sample = try SampleFolder()
        try sample.write("real/a.txt", "a")
        #expect(symlink("real", sample.path + "/link") == 0)
        #expect(throws: InspectionError.self) {
            try FolderFile.contents(of: TreePath("link/a.txt"), in: sample.path, atMost: 10)
        }
        #expect(try FolderFile.contents(of: TreePath("real/a.txt"), in: sample.path, atMost: 10) == Array("a".utf8))
    }

    @Test("a working tree leaves out git's folder, what is ignored, and other repositories inside")
    func workingTree() throws {
        let sample = try SampleFolder()
        try sample.git("init", "-q")
        try sample.write(".gitignore", "*.log\n!keep.log\nbuild/\n/top.txt\ndeep/**/x\n")
        for name in ["a.log", "keep.log", "sub/b.log", "build/c.txt", "top.txt", "sub/top.txt", "deep/1/2/x", "deep/y"] {
            try sample.write(name, "x")
        }
        try sample.write("sub/.gitignore", "top.txt\n")
        try sample.write("inner/.git/HEAD", "ref: refs/heads/main\n")
        try sample.write("inner/secret.txt", "x")
        #expect(names(try Tree.open(sample.path)) == [".gitignore", "deep/y", "inner", "keep.log", "sub/.gitignore"])
    }

    @Test("names with line feeds and bytes that are no UTF-8 are kept")
    func names() throws {
        let sample = try SampleFolder()
        let name = Array("a\nb".utf8) + [0xFF]
        let path = Array(sample.path.utf8) + [UInt8(ascii: "/")] + name + [0]
        let file = path.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { open($0.baseAddress!, O_CREAT | O_WRONLY, 0o600) }
        }
        #expect(file >= 0)
        #expect(write(file, "x", 1) == 1)
        close(file)
        let tree = try Tree.open(sample.path)
        #expect(tree.entries.map(\.path.bytes) == [name])
        #expect(try tree.contents(of: tree.entries[0], atMost: 10) == [UInt8(ascii: "x")])
    }

    @Test("what lies beyond the bounds is named")
    func bounds() throws {
        let sample = try SampleFolder()
        try sample.write((0..<30).map { "d\($0)" }.joined(separator: "/") + "/deep.txt", "x")
        for number in 0..<20 { try sample.write("f\(number)", "x") }
        var budget = Budget()
        budget.depth = 10
        budget.files = 15
        let tree = try Tree.open(sample.path, budget: budget)
        #expect(tree.entries.count == 15)
        #expect(tree.gaps.count { $0.reason == "there are more than 15 files; the others were not looked at" } == 1)
        budget.files = 100
        let deep = try Tree.open(sample.path, budget: budget)
        #expect(deep.entries.count == 20)
        #expect(deep.gaps.map(\.reason).first?.contains("nested more than 10") == true)
    }

    @Test("a bare repository gives the files of the commit at its HEAD")
    func bare() throws {
        let sample = try SampleFolder()
        try sample.git("init", "-q")
        try sample.write("a/b.txt", "b")
        try sample.write("run.sh", "x")
        #expect(chmod(sample.path + "/run.sh", 0o755) == 0)
        try sample.git("add", ".")
        try sample.git("commit", "-q", "-m", "one")
        let bare = try SampleFolder()
        try sample.git("clone", "-q", "--bare", sample.path, bare.path + "/x.git")
        let tree = try Tree.open(bare.path + "/x.git")
        #expect(names(tree) == ["a/b.txt", "run.sh"])
        #expect(tree.entries.map(\.kind) == [.file, .executable])
        #expect(tree.commit?.description == (try sample.git("rev-parse", "HEAD")))
        #expect(try tree.contents(of: tree.entries[0], atMost: 10) == Array("b".utf8))
        #expect(throws: InspectionError.self) { try tree.contents(of: tree.entries[0], atMost: 0) }
    }

    @Test(
        "patterns for paths match as git's do",
        arguments: [
            ("*.c", "a.c", true), ("*.c", "a/b.c", false), ("**/b.c", "a/b.c", true), ("**/b.c", "b.c", true), ("a/**", "a/b/c", true),
            ("a/**", "a", false),
            ("a/**/c", "a/c", true), ("a/**/c", "a/x/y/c", true), ("a?c", "abc", true), ("a?c", "a/c", false), ("[a-c]x", "bx", true),
            ("[!a-c]x", "bx", false),
            ("\\*x", "*x", true), ("*a*b*c*", "xaybzc", true), ("*a*b*c*", "xaycz", false), ("[", "[", true),
        ])
    func patterns(pattern: String, path: String, isMatch: Bool) { #expect(PathPattern.matches(pattern, TreePath(path)) == isMatch) }

    @Test("no pattern for paths is slow", .timeLimit(.minutes(10)))
    func slowPattern() {
        let stars = String(repeating: "*a", count: 200) + "b"
        #expect(!PathPattern.matches(stars, TreePath(String(repeating: "a", count: 4000))))
        let parts = Array(repeating: "**", count: 200).joined(separator: "/") + "/b"
        #expect(!PathPattern.matches(parts, TreePath(Array(repeating: "a", count: 300).joined(separator: "/"))))
    }
}
