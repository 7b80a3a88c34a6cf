import Foundation
import Ledger
import Logging
import Synchronization
import Testing

@testable import Collectors

/// A repository that a test builds object by object, in a folder that goes when all tests have run.
struct TestRepository: Sendable {
    static let ada = "Ada Example <ada@example.org>"
    static let ben = "Ben Sample <ben@example.com>"

    /// Holds the repository, and the workspaces of its readers.
    let folder: String
    let path: String
    let format: ObjectFormat

    init(format: ObjectFormat = .sha1, bare: Bool = true) throws {
        folder = try Self.temporaryFolder()
        path = folder + (bare ? "/source.git" : "/source")
        self.format = format
        let kind = bare ? ["--bare"] : []
        _ = try Self.run(
            ["init", "--quiet", "--initial-branch=main", "--object-format=\(format.rawValue)"] + kind + [path])
    }

    var gitFolder: String { path.hasSuffix(".git") ? path : path + "/.git" }

    static func temporaryFolder() throws -> String {
        let path = FileManager.default.temporaryDirectory.path + "/steward-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        TemporaryFolders.removeAtExit(path)
        return try #require(realpath(path, nil).map { String(cString: $0) })
    }

    /// Runs git and gives its output without the last line feed.
    @discardableResult
    static func run(
        _ arguments: [String], in folder: String? = nil, input: [UInt8] = [], variables: [String: String] = [:]
    ) throws -> String {
        let place = folder.map { ["--git-dir=\($0)"] } ?? []
        let command = Command(
            "git", place + arguments, environment: GitProgram.environment(.network).merging(variables) { $1 })
        let answer = try GitProgram().answer(command, at: folder ?? "", interruption: Interruption(), input: input)
        let text = String(decoding: answer.output, as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    @discardableResult
    func git(_ arguments: String..., input: [UInt8] = []) throws -> String {
        try Self.run(arguments, in: gitFolder, input: input)
    }

    // MARK: - Objects

    func object(_ type: String, _ bytes: [UInt8]) throws -> String {
        // Empty input is left out by `answer`, and git reads the end of its input all the same.
        try git("hash-object", "-w", "--literally", "-t", type, "--stdin", input: bytes)
    }

    func blob(_ text: String) throws -> String { try object("blob", Array(text.utf8)) }

    /// A tree of one level; entries are given in git's order.
    func tree(_ entries: [(mode: String, name: [UInt8], object: String)]) throws -> String {
        var bytes: [UInt8] = []
        for entry in entries {
            bytes += Array(entry.mode.utf8) + [0x20] + entry.name + [0] + Self.bytes(ofHex: entry.object)
        }
        return try object("tree", bytes)
    }

    /// A tree of plain text files, sorted by name.
    func tree(_ files: [String: String]) throws -> String {
        try tree(files.sorted { $0.key < $1.key }.map { ("100644", Array($0.key.utf8), try blob($0.value)) })
    }

    /// A commit of any shape, header by header.
    func commit(
        tree: String? = nil, parents: [String] = [], author: String = "\(ada) 1700000000 +0000",
        committer: String? = nil, headers: [String] = [], message: String = "Change something\n"
    ) throws -> String {
        try commit(
            tree: tree, parents: parents, author: Array(author.utf8), committer: committer.map { Array($0.utf8) },
            headers: headers, message: Array(message.utf8))
    }

    func commit(
        tree: String? = nil, parents: [String] = [], author: [UInt8], committer: [UInt8]? = nil,
        headers: [String] = [], message: [UInt8]
    ) throws -> String {
        var bytes = Array("tree \(try tree ?? self.tree([:]))\n".utf8)
        for parent in parents { bytes += Array("parent \(parent)\n".utf8) }
        bytes += Array("author ".utf8) + author + [0x0A]
        bytes += Array("committer ".utf8) + (committer ?? author) + [0x0A]
        for header in headers { bytes += Array("\(header)\n".utf8) }
        return try object("commit", bytes + [0x0A] + message)
    }

    func ref(_ name: String, _ object: String) throws {
        try git("update-ref", name, object)
    }

    /// One commit on the branch main for each set of files.
    @discardableResult
    func history(_ states: [[String: String]], on branch: String = "main") throws -> [String] {
        var commits: [String] = []
        for (index, files) in states.enumerated() {
            commits.append(
                try commit(
                    tree: tree(files), parents: commits.suffix(1), author: "\(Self.ada) \(1_700_000_000 + index) +0100",
                    message: "Change \(index)\n"))
        }
        if let last = commits.last { try ref("refs/heads/\(branch)", last) }
        return commits
    }

    // MARK: - Files of the repository

    func write(_ text: String, to name: String) throws {
        let path = gitFolder + "/" + name
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }

    /// Makes a file that a program of the repository's owner would leave behind, and the program.
    func booby() throws -> (program: String, marker: String) {
        let marker = folder + "/was-run"
        let program = folder + "/evil"
        try "#!/bin/sh\ntouch '\(marker)'\ncat\n".write(toFile: program, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        return (program, marker)
    }

    func loosePath(_ object: String) -> String { gitFolder + "/objects/\(object.prefix(2))/\(object.dropFirst(2))" }

    func remove(_ object: String) throws { try FileManager.default.removeItem(atPath: loosePath(object)) }

    func spoil(_ object: String) throws {
        try remove(object)
        try Data("not an object".utf8).write(to: URL(fileURLWithPath: loosePath(object)))
    }

    private static func bytes(ofHex hex: String) -> [UInt8] {
        let digits = Array(hex)
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
    }
}

/// Folders that are removed when the tests end: a reader may outlive the test repository that it reads.
private enum TemporaryFolders {
    private static let paths = Mutex<[String]>([])
    private static let registered: Void = {
        _ = atexit {
            TemporaryFolders.paths.withLock { $0.forEach { try? FileManager.default.removeItem(atPath: $0) } }
        }
    }()

    static func removeAtExit(_ path: String) {
        _ = registered
        paths.withLock { $0.append(path) }
    }
}

/// All that a reader gives of a repository.
struct WholeReading {
    var state: HistoryState
    var commits: [CommitFact]
    var files: [String: [FileChange]?]
    var report: ReadReport

    subscript(sha: String) -> CommitFact? { commits.first { $0.sha == sha } }
}

extension TestRepository {
    func reader(excludedRefs: [String] = GitCommandReader.defaultExcludedRefs) async throws -> GitCommandReader {
        try await GitCommandReader.open(
            .folder(path: path), workspace: folder + "/workspace", excludedRefs: excludedRefs)
    }

    func readAll() async throws -> WholeReading { try await WholeReading(reader()) }
}

extension WholeReading {
    init(_ reader: GitCommandReader) async throws {
        state = try await reader.state()
        report = state.report
        commits = []
        files = [:]
        let pack = PackHistoryReader(reader, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        let walk = pack.commits(from: state.tips, excluding: [])
        for try await batch in walk { commits += batch }
        report.add(walk.report)
        // Whoever reads the commits, they are the same. After damage git's own view is cut there, and walks differ.
        if walk.report.isComplete {
            let walkOfGit = reader.commits(from: state.tips, excluding: [])
            for try await batch in walkOfGit {
                for commit in batch { #expect("\(commit)" == self[commit.sha].map { "\($0)" }) }
            }
            #expect(walkOfGit.report.isComplete)
        }
        let counted = commits.filter { $0.parents.count < 2 && !$0.notes.contains(.shallowBoundary) }
        let lines = pack.files(of: counted.map(\.sha))
        for try await batch in lines {
            for answer in batch { files[answer.sha] = .some(answer.changes) }
        }
        report.add(lines.report)

        // Whoever counts the lines, the answer is the same.
        var filesOfGit: [String: [FileChange]?] = [:]
        let linesOfGit = reader.files(of: counted.map(\.sha))
        for try await batch in linesOfGit {
            for answer in batch { filesOfGit[answer.sha] = .some(answer.changes) }
        }
        #expect(files == filesOfGit)
        #expect(Set(lines.report.gaps) == Set(linesOfGit.report.gaps))
    }
}
