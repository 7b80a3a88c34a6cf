import Foundation
import TestSupport
import Testing

@testable import PackReader

/// An index of several packs and a commit-graph repeat what packs say. What they say wrongly is not believed.
@Suite("Damaged indexes of several packs and commit-graphs")
struct PackSharedFileTests {
    private static let sharedPath = "/objects/pack/multi-pack-index"
    private static let graphPath = "/objects/info/commit-graph"

    /// A repository with two packs and `file`, that can be overwritten; and what is read from it.
    private func scene(_ command: [String], _ file: String) throws -> (scene: PackScene, commits: [ObjectID], truth: [ObjectID: [UInt8]]) {
        let scene = try PackScene()
        try scene.load(.traps())
        try scene.git("repack", "-adq")
        var more = HistoryScript()
        let marks = (0..<4).map { more.commit(on: "o\($0)", .file("\($0)", [UInt8($0)])) }
        more.commit(on: "octopus", from: marks[0], merging: Array(marks.dropFirst()), .file("o", []))
        try scene.load(more)
        try scene.git("repack", "-dq")
        try scene.git(command[0], command[1], command.count > 2 ? command[2] : "--no-progress")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: scene.path + file)
        var options = Repository.Options()
        options.usesCommitGraph = false
        let repository = try Repository(at: scene.path, options: options)
        let commits = repository.commits(from: try repository.references().map(\.target)).commits
        return (scene, commits, try ChangeText.of(repository, commits).rows)
    }

    /// Changes a few bytes of a file again and again, and reads the repository each time.
    private func ruin(_ scene: PackScene, _ file: String, seed: UInt64, _ check: (PackReader.Repository) throws -> Void) throws {
        let place = URL(filePath: scene.path + file)
        let bytes = try [UInt8](Data(contentsOf: place))
        var generator = SeededNumbers(seed)
        for turn in 0..<60 {
            var damaged = bytes
            if turn % 6 == 0 { damaged.removeLast(Int.random(in: 1..<bytes.count, using: &generator)) }
            for _ in 0..<(turn % 6) {
                damaged[Int.random(in: 0..<damaged.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            try Data(damaged).write(to: place)
            do {
                try check(try Repository(at: scene.path))
            } catch let error as PackError {
                #expect(error.reason == .unsupported, "\(error)")
            }
        }
    }

    @Test("beside the indexes of its packs, a damaged index of several packs changes nothing")
    func ruinedSharedIndex() throws {
        let (scene, commits, truth) = try scene(["multi-pack-index", "write"], Self.sharedPath)
        try ruin(scene, Self.sharedPath, seed: 11) { repository in
            let rows = try ChangeText.of(repository, commits).rows
            #expect(rows == truth)
        }
    }

    @Test("where there is no other index, a damaged one of several packs changes no number")
    func ruinedOnlyIndex() throws {
        let (scene, commits, truth) = try scene(["multi-pack-index", "write"], Self.sharedPath)
        for index in try scene.packs(suffix: ".idx") { try FileManager.default.removeItem(atPath: index) }
        #expect(try ChangeText.of(try Repository(at: scene.path), commits).rows == truth)
        var options = Repository.Options()
        options.verification = .all
        try ruin(scene, Self.sharedPath, seed: 12) { _ in
            let repository = try Repository(at: scene.path, options: options)
            for (commit, rows) in try ChangeText.of(repository, commits).rows { #expect(rows == truth[commit]) }
        }
    }

    @Test("whatever a commit-graph says, reading ends; and with every name verified nobody asks it")
    func ruinedGraph() throws {
        let (scene, commits, truth) = try scene(["commit-graph", "write", "--reachable"], Self.graphPath)
        let tips = try Repository(at: scene.path).references().map(\.target)
        var options = Repository.Options()
        options.verification = .all
        try ruin(scene, Self.graphPath, seed: 13) { repository in
            let found = repository.commits(from: tips)
            #expect(found.commits.count == Set(found.commits).count)
            _ = try ChangeText.of(repository, found.commits)
            let rows = try ChangeText.of(try Repository(at: scene.path, options: options), commits).rows
            #expect(rows == truth)
        }
    }

    @Test("a commit-graph that says of all commits that they are roots is found out")
    func lyingGraph() throws {
        let scene = try PackScene()
        var script = HistoryScript()
        for number in 0..<600 { script.commit(.file("f", Array("\(number)\n".utf8))) }
        try scene.load(script)
        try scene.git("repack", "-adq")
        try scene.git("commit-graph", "write", "--reachable")
        let tips = try Repository(at: scene.path).references().map(\.target)
        let place = URL(filePath: scene.path + Self.graphPath)
        var bytes = try [UInt8](Data(contentsOf: place))
        // After the header: the fan-out, the names, and for each commit its tree, two parents and its date.
        let chunks = (0..<Int(bytes[6])).map { 8 + 12 * $0 }
        let data = try #require(chunks.first { bytes[$0..<($0 + 4)].elementsEqual("CDAT".utf8) })
        let start = bytes[(data + 4)..<(data + 12)].reduce(0) { $0 << 8 | Int($1) }
        for commit in 0..<600 {
            for (index, byte) in [0x70, 0, 0, 0, 0x70, 0, 0, 0].enumerated() { bytes[start + commit * 36 + 20 + index] = UInt8(byte) }
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: place.path)
        try Data(bytes).write(to: place)
        let repository = try Repository(at: scene.path)
        let commits = repository.commits(from: tips).commits
        #expect(commits.count == 600)
        #expect(try ChangeText.of(repository, commits).bytes == scene.numbersOfGit(of: commits))
    }
}
