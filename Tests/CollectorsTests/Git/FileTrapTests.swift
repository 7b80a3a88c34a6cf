import Foundation
import Ledger
import Testing

@testable import Collectors

@Suite("Counting lines of odd files")
struct FileTrapTests {
    /// The rows of a commit that leads from one set of entries to another, as `status added removed path`.
    private func rows(
        from old: [(mode: String, name: String, text: String)], to new: [(mode: String, name: String, text: String)]
    ) async throws -> [String] {
        let repository = try TestRepository()
        func tree(_ entries: [(mode: String, name: String, text: String)]) throws -> String {
            try repository.tree(
                entries.map { entry in
                    let isCommit = entry.mode == "160000"
                    return (entry.mode, Array(entry.name.utf8), isCommit ? entry.text : try repository.blob(entry.text))
                })
        }
        let parent = try repository.commit(tree: tree(old))
        let child = try repository.commit(tree: tree(new), parents: [parent])
        try repository.ref("refs/heads/main", child)
        let whole = try await repository.readAll()
        #expect(whole.report.isComplete)
        let changes = try #require(whole.files[child] ?? nil)
        return changes.map(Self.text)
    }

    private static func text(_ change: FileChange) -> String {
        "\(change.status) \(change.added.map(String.init) ?? "-") \(change.removed.map(String.init) ?? "-") \(change.path)"
    }

    @Test("added, changed and deleted files; a rename is a deletion and an addition")
    func plain() async throws {
        let rows = try await rows(
            from: [("100644", "a", "1\n2\n"), ("100644", "b", "x\n"), ("100644", "c", "same\n")],
            to: [("100644", "a", "1\n3\n4\n"), ("100644", "c", "same\n"), ("100644", "d", "x\n")])
        #expect(rows == ["M 2 1 a", "D 0 1 b", "A 1 0 d"])
    }

    @Test("a root is compared with nothing, an unchanged tree gives no rows")
    func rootAndEmpty() async throws {
        let repository = try TestRepository()
        let tree = try repository.tree(["a": "1\n2\n"])
        let root = try repository.commit(tree: tree)
        let empty = try repository.commit(tree: tree, parents: [root])
        try repository.ref("refs/heads/main", empty)
        let files = try await repository.readAll().files
        #expect(files[root]??.map(Self.text) == ["A 2 0 a"])
        #expect(files[empty] == .some([]))
    }

    @Test("a binary file has no lines")
    func binary() async throws {
        #expect(try await rows(from: [("100644", "a", "1\n")], to: [("100644", "a", "1\0\n")]) == ["M - - a"])
    }

    @Test("a changed mode alone is a row without lines; odd modes that mean the same are none")
    func modes() async throws {
        #expect(try await rows(from: [("100644", "a", "1\n")], to: [("100755", "a", "1\n")]) == ["M 0 0 a"])
        #expect(try await rows(from: [("100664", "a", "1\n")], to: [("100644", "a", "1\n")]) == [])
    }

    @Test("a file that becomes a symbolic link is one row, and the link's text has no line end")
    func typeChange() async throws {
        #expect(try await rows(from: [("100644", "a", "1\n2\n")], to: [("120000", "a", "b/c")]) == ["T 1 2 a"])
        #expect(try await rows(from: [("120000", "a", "b")], to: [("120000", "a", "c")]) == ["M 1 1 a"])
    }

    @Test("a submodule is one line, and its commit is not looked for")
    func submodule() async throws {
        let (one, two) = (String(repeating: "1", count: 40), String(repeating: "2", count: 40))
        #expect(try await rows(from: [], to: [("160000", "sub", one)]) == ["A 1 0 sub"])
        #expect(try await rows(from: [("160000", "sub", one)], to: [("160000", "sub", two)]) == ["M 1 1 sub"])
        #expect(try await rows(from: [("160000", "sub", one)], to: []) == ["D 0 1 sub"])
    }

    @Test("line ends count: a carriage return changes a line, and so does a missing last line feed")
    func lineEnds() async throws {
        #expect(try await rows(from: [("100644", "a", "1\n2\n")], to: [("100644", "a", "1\r\n2\r\n")]) == ["M 2 2 a"])
        #expect(try await rows(from: [("100644", "a", "1\n2")], to: [("100644", "a", "1\n2\n")]) == ["M 1 1 a"])
        #expect(try await rows(from: [], to: [("100644", "a", ""), ("100644", "b", "x")]) == ["A 0 0 a", "A 1 0 b"])
    }

    @Test("attributes within the tree have no say: lines are counted as in a bare repository")
    func attributes() async throws {
        let rows = try await rows(
            from: [("100644", ".gitattributes", "* -diff\n")],
            to: [("100644", ".gitattributes", "* -diff\n"), ("100644", "a", "1\n")])
        #expect(rows == ["A 1 0 a"])
    }

    @Test("paths of any bytes are told apart: what is no UTF-8, or begins with a quote, is quoted")
    func paths() async throws {
        let repository = try TestRepository()
        let names: [[UInt8]] = [
            Array("\"a\"".utf8), Array("a\tb".utf8), Array("new\nline".utf8), [0x78, 0xFF], [0x78, 0xC3, 0xA9],
            Array(repeating: 0x7A, count: 5000),
        ]
        let blob = try repository.blob("1\n")
        try repository.ref(
            "refs/heads/main", try repository.commit(tree: repository.tree(names.map { ("100644", $0, blob) })))
        let expected = [
            "\"\\\"a\\\"\"", "a\tb", "new\nline", "x\u{e9}", "\"x\\377\"", String(repeating: "z", count: 5000),
        ]
        let reader = try await repository.reader()
        let whole = try await WholeReading(reader)
        let changes = try #require(whole.files[whole.commits[0].sha] ?? nil)
        #expect(Set(changes.map(\.path)) == Set(expected))
        #expect(Set(try await reader.paths(at: whole.commits[0].sha)) == Set(expected))
    }

    @Test("quoted paths escape as C does")
    func quoting() {
        #expect(
            PathText.quoted([0x07, 0x08, 0x0B, 0x0C, 0x0D, 0x5C, 0x01, 0x20, 0x80])
                == "\"\\a\\b\\v\\f\\r\\\\\\001 \\200\"")
    }

    @Test("renames are found by content, within commits that are asked for")
    func renames() async throws {
        let repository = try TestRepository()
        let text = (1...20).map { "line \($0)\n" }.joined()
        let commits = try repository.history([
            ["old": text, "keep": "k\n"], ["new": text + "more\n", "keep": "k\n"],
            ["new": "nothing alike\n", "keep": "k\n"],
        ])
        var found: [CommitRenames] = []
        for try await batch in try await repository.reader().renames(of: Array(commits.dropFirst())) { found += batch }
        #expect(found.first { $0.sha == commits[1] }?.renames == [Rename(sha: commits[1], from: "old", to: "new")])
        #expect(found.first { $0.sha == commits[2] }?.renames == [])
    }

    @Test("thousands of commits, over several blocks and processes, are each answered once and as git does")
    func manyBlocks() async throws {
        let repository = try TestRepository()
        var script = ""
        for index in 1...1700 {
            let text = (0...(index % 40)).map { "line \($0 * index % 7)\n" }.joined()
            script += "commit refs/heads/main\ncommitter \(TestRepository.ada) \(1_700_000_000 + index) +0000\n"
            script += "data 2\nm\nM 644 inline f\(index % 11)\ndata \(text.utf8.count)\n\(text)\n"
        }
        try repository.git("fast-import", "--quiet", input: Array(script.utf8))
        let whole = try await repository.readAll()
        #expect(whole.files.count == 1700 && whole.report.isComplete)
        let ours = whole.files.map { sha, changes in
            sha + (changes ?? []).map { " \($0.added ?? -1) \($0.removed ?? -1) \($0.path)" }.joined()
        }
        let theirs = try repository.git("log", "--all", "--no-renames", "--numstat", "--format=@%H")
            .split(separator: "@").map { $0.split(whereSeparator: { $0 == "\n" || $0 == "\t" }).joined(separator: " ") }
        #expect(ours.sorted() == theirs.sorted())
    }
}
