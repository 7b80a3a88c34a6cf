import Foundation
import TestSupport
import Testing

@testable import PackReader

/// A repository that a test makes with git, in a folder that goes with it.
final class PackScene {
    struct Failure: Error {
        let command: String
        let complaint: String
    }

    let folder: String
    let path: String

    /// - Parameter format: of the names of objects.
    init(_ format: ObjectFormat = .sha1) throws {
        folder = FileManager.default.temporaryDirectory.path + "/steward-pack-\(UUID().uuidString)"
        path = folder + "/source.git"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try git("init", "--quiet", "--bare", "--initial-branch=main", "--object-format=\(format.rawValue)", path)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Runs git on a repository of this scene and gives its output.
    @discardableResult
    func git(_ arguments: String..., at path: String? = nil, input: [UInt8] = []) throws -> [UInt8] {
        let (inputPath, outputPath, complaintPath) = (folder + "/input", folder + "/output", folder + "/complaint")
        for place in [inputPath, outputPath, complaintPath] { try Data().write(to: URL(filePath: place)) }
        try Data(input).write(to: URL(filePath: inputPath))
        let settings = [
            "diff.algorithm=myers", "diff.renames=false", "core.attributesFile=/dev/null", "gc.auto=0",
            "protocol.file.allow=always", "user.name=Ada Example", "user.email=ada@example.org",
            "uploadpack.allowFilter=true",
        ]
        let environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder, "LC_ALL": "C",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_ATTR_NOSYSTEM": "1",
        ]
        let program = try ChildProgram(
            "git", ["--no-replace-objects", "--git-dir=\(path ?? self.path)"] + settings.flatMap { ["-c", $0] } + arguments,
            environment: environment, in: folder, input: inputPath, output: outputPath, errors: complaintPath)
        guard program.ending().status == 0 else {
            throw Failure(
                command: arguments.joined(separator: " "), complaint: (try? String(contentsOfFile: complaintPath, encoding: .utf8)) ?? "")
        }
        return [UInt8](try Data(contentsOf: URL(filePath: outputPath)))
    }

    func load(_ history: HistoryScript, at path: String? = nil) throws {
        try git("fast-import", "--quiet", "--force", at: path, input: history.bytes)
    }

    func lines(_ arguments: String..., at path: String? = nil) throws -> [String] {
        let output = try git(arguments[0], rest: Array(arguments.dropFirst()), at: path)
        return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private func git(_ first: String, rest: [String], at path: String?) throws -> [UInt8] {
        switch rest.count {
        case 0: try git(first, at: path)
        case 1: try git(first, rest[0], at: path)
        case 2: try git(first, rest[0], rest[1], at: path)
        default: try git(first, rest[0], rest[1], rest[2], at: path)
        }
    }

    func packs(at path: String? = nil, suffix: String = ".pack") throws -> [String] {
        let folder = (path ?? self.path) + "/objects/pack"
        return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(suffix) }.sorted()
            .map { folder + "/" + $0 }
    }

    /// The rows that git prints for all commits, as `name NUL row NUL row NUL name …`.
    func numbersOfGit(at path: String? = nil, of commits: [ObjectID]) throws -> [UInt8] {
        try git(
            "diff-tree", "--stdin", "--always", "-r", "--root", "-z", "--no-renames", "--numstat", at: path,
            input: Array(commits.map { "\($0)\n" }.joined().utf8))
    }
}

/// A history to be made by `git fast-import`.
struct HistoryScript {
    enum Change {
        case file(String, [UInt8], mode: String = "100644")
        case submodule(String, String)
        case delete(String)
    }

    private(set) var bytes: [UInt8] = []
    private var count = 0

    /// Adds a commit to a branch.
    ///
    /// - Parameter merging: the marks of more parents.
    /// - Returns: the mark of the commit.
    @discardableResult
    mutating func commit(
        on branch: String = "main", from parent: Int? = nil, merging: [Int] = [], _ changes: Change...
    ) -> Int {
        count += 1
        put("commit refs/heads/\(branch)\nmark :\(count)\n")
        put("committer Ada Example <ada@example.org> \(1_700_000_000 + count) +0100\ndata 2\nc\n")
        if let parent { put("from :\(parent)\n") }
        for other in merging { put("merge :\(other)\n") }
        for change in changes {
            switch change {
            case .file(let path, let contents, let mode):
                put("M \(mode) inline \(path)\ndata \(contents.count)\n")
                bytes += contents
                put("\n")
            case .submodule(let path, let commit): put("M 160000 \(commit) \(path)\n")
            case .delete(let path): put("D \(path)\n")
            }
        }
        put("\n")
        return count
    }

    private mutating func put(_ text: String) { bytes += Array(text.utf8) }

    /// A history with one of everything that line counts get wrong.
    static func traps(_ format: ObjectFormat = .sha1) -> HistoryScript {
        let one = String(repeating: "1", count: format.nameSize * 2)
        let two = String(repeating: "2", count: format.nameSize * 2)
        var script = HistoryScript()
        func text(_ text: String) -> [UInt8] { Array(text.utf8) }
        script.commit(
            .file("f", text("a\nb\nc\n")), .file("l", text("target"), mode: "120000"), .file("bin", text("x\0y")),
            .file("d/x", text("1\n")), .file("d/y/z", text("2\n")), .file("late", text(String(repeating: "-\n", count: 4000) + "\0")))
        script.commit(.file("f", text("a\nb\nc")))
        script.commit(.file("f", text("a\nb\nc"), mode: "100755"), .file("bin", text("x\0y"), mode: "100755"))
        script.commit(.file("l", text("target\nmore\n")))
        script.commit(.delete("d"), .file("d", text("a file now\n")))
        script.commit(.submodule("s", one))
        script.commit(.submodule("s", two))
        script.commit(.file("s", text("Subproject commit \(two)\nand more\n")))
        script.commit(.submodule("s", one))
        script.commit(.delete("s"), .file("empty", []))
        script.commit(.file("empty", text("x\n")))
        script.commit(.file("f", text("a\r\nb\r\nc\r\n")))
        script.commit(.file("late", text(String(repeating: "-\n", count: 4000) + "+\n\0")))
        let trunk = script.commit(.file("f-", text("1\n")), .file("f0", text("1\n")), .file("f/in", text("1\n")))
        var side = script.commit(on: "side", from: trunk, .file("caf\u{e9} \"q\"", text("é\n")))
        var lines = (0..<400).map { "line \($0 % 37) of many" }
        for turn in 0..<80 {
            lines.swapAt(turn * 5 % 400, turn * 11 % 400)
            lines.insert(lines[turn], at: turn * 3)
            lines[turn * 7 % 400] = "turn \(turn)"
            let end = turn % 3 == 0 ? "" : "\n"
            side = script.commit(
                on: "side", .file("many", text(lines.joined(separator: "\n") + end)), .file("g/\(turn % 7)/h", text("\(turn)\n")))
        }
        script.commit(merging: [side], .file("merged", text("m\n")))
        script.commit(on: "other", .file("a second root", text("r\n")))
        return script
    }
}

/// Writes changes as git writes them, to be compared with its own output.
struct ChangeText: ChangeVisitor {
    private(set) var bytes: [UInt8] = []
    private(set) var unreadable: [(commit: ObjectID, error: PackError)] = []
    private(set) var unknown: [PackError] = []
    /// What was said of each commit that is known whole.
    private(set) var rows: [ObjectID: [UInt8]] = [:]
    private var current: (id: ObjectID, start: Int, isWhole: Bool)?

    mutating func commit(_ id: ObjectID) {
        close()
        current = (id, bytes.count, true)
        bytes += Array("\(id)\0".utf8)
    }

    mutating func file(_ change: FileChange) {
        switch change.lines {
        case .counted(let added, let deleted): bytes += Array("\(added)\t\(deleted)\t".utf8)
        case .binary: bytes += Array("-\t-\t".utf8)
        case .unknown(let error):
            unknown.append(error)
            current?.isWhole = false
        }
        bytes += change.path
        bytes.append(0)
    }

    mutating func unreadable(_ id: ObjectID, _ error: PackError) {
        close()
        current = nil
        unreadable.append((id, error))
    }

    mutating func close() {
        if let current, current.isWhole { rows[current.id] = Array(bytes[current.start...]) }
        current = nil
    }

    static func of(_ repository: Repository, _ commits: [ObjectID]) throws -> ChangeText {
        var text = ChangeText()
        try repository.changes(of: commits, &text)
        text.close()
        return text
    }
}
