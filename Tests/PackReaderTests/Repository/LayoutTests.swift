import Foundation
import Testing

@testable import PackReader

/// However a repository stores its objects, what is read from it is what git reads from it.
@Suite("Layouts of repositories")
struct PackLayoutTests {
    /// Ways to store the same history. Each is done to the repository at `path`, or makes a new one.
    enum Layout: String, CaseIterable {
        case loose, onePack, nameDeltas, severalPacks, multiPackIndex, commitGraph, graphChain, packsAndLoose, alternates, workingTree

        func make(_ scene: PackScene) throws -> String {
            switch self {
            case .loose:
                let packs = try scene.packs()
                for pack in packs { try FileManager.default.moveItem(atPath: pack, toPath: scene.folder + "/pack") }
                for index in try scene.packs(suffix: ".idx") { try FileManager.default.removeItem(atPath: index) }
                if !packs.isEmpty {
                    try scene.git("unpack-objects", "-q", input: [UInt8](try Data(contentsOf: URL(filePath: scene.folder + "/pack"))))
                }
            case .onePack: try scene.git("repack", "-adfq", "--depth=200")
            case .nameDeltas: try scene.git("-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq")
            case .severalPacks, .multiPackIndex:
                try scene.git("repack", "-adq")
                for name in ["p", "q"] {
                    var more = HistoryScript()
                    more.commit(on: name, .file(name, Array("\(name)\n".utf8)))
                    try scene.load(more)
                    try scene.git("repack", "-dq")
                }
                if self == .severalPacks { break }
                // Every object in two packs: the index of all names one of them only.
                try scene.git("repack", "-aq", "--depth=200", "-f")
                try scene.git("multi-pack-index", "write")
            case .commitGraph, .graphChain:
                try scene.git("repack", "-adq")
                let split = self == .graphChain ? "--split=no-merge" : "--changed-paths"
                try scene.git("commit-graph", "write", "--reachable", split)
                var more = HistoryScript()
                let marks = (0..<4).map { more.commit(on: "o\($0)", .file("\($0)", [])) }
                more.commit(on: "octopus", from: marks[0], merging: Array(marks.dropFirst()), .file("o", []))
                try scene.load(more)
                try scene.git("commit-graph", "write", "--reachable", split)
                // Of these, git wrote nothing down.
                var last = HistoryScript()
                last.commit(on: "late", .file("late", []))
                try scene.load(last)
            case .packsAndLoose:
                try scene.git("repack", "-adq")
                var more = HistoryScript()
                more.commit(on: "p", .file("p", Array("p\n".utf8)))
                try scene.load(more)
            case .alternates:
                try scene.git("clone", "--quiet", "--bare", "--shared", scene.path, scene.folder + "/first.git")
                try scene.git("clone", "--quiet", "--bare", "--shared", scene.folder + "/first.git", scene.folder + "/second.git")
                return scene.folder + "/second.git"
            case .workingTree:
                try scene.git("clone", "--quiet", "--no-checkout", scene.path, scene.folder + "/work")
                return scene.folder + "/work"
            }
            return scene.path
        }
    }

    @Test("commits, objects and line counts are git's, whatever the layout", arguments: Layout.allCases, [ObjectFormat.sha1, .sha256])
    func everyLayout(layout: Layout, format: ObjectFormat) throws {
        let scene = try PackScene(format)
        try scene.load(.traps(format))
        let path = try layout.make(scene)
        let gitFolder = layout == .workingTree ? path + "/.git" : path
        let repository = try Repository(at: path)
        #expect(repository.format == format)
        #expect(repository.problems == [])

        let references = try repository.references()
        #expect(
            references.map { "\($0.target) \($0.name)" }
                == (try scene.lines("for-each-ref", "--format=%(objectname) %(refname)", at: gitFolder)))

        let tips = try references.compactMap { try repository.commit(behind: $0.target) }
        let (commits, unreadable) = repository.commits(from: tips)
        #expect(unreadable == [])
        #expect(Set(commits.map(\.description)) == Set(try scene.lines("rev-list", "--all", at: gitFolder)))
        #expect(commits.count == Set(commits).count)

        let text = try ChangeText.of(repository, commits)
        #expect(text.bytes == (try scene.numbersOfGit(at: gitFolder, of: commits)))
        #expect(text.rows.count == commits.count)
    }

    @Test(
        "packs that have no index but the one of several packs are read as with their own, also what it lists for another pack",
        arguments: [ObjectFormat.sha1, .sha256])
    func onlyIndex(format: ObjectFormat) throws {
        let scene = try PackScene(format)
        try scene.load(.traps(format))
        let path = try Layout.multiPackIndex.make(scene)
        let repository = try Repository(at: path)
        let commits = repository.commits(from: try repository.references().map(\.target)).commits
        let numbers = try scene.numbersOfGit(of: commits)
        let objects = try scene.lines("cat-file", "--batch-all-objects", "--batch-check").compactMap {
            ObjectID($0.prefix(format.nameSize * 2))
        }
        // Git itself does not read them then, nor write such a repository; others do.
        for index in try scene.packs(suffix: ".idx") { try FileManager.default.removeItem(atPath: index) }
        let bare = try Repository(at: path)
        #expect(bare.problems == [])
        #expect(Set(bare.commits(from: try bare.references().map(\.target)).commits) == Set(commits))
        #expect(try ChangeText.of(bare, commits).bytes == numbers)
        for id in objects { #expect(try bare.object(id).bytes == repository.object(id).bytes) }
    }

    @Test("each object is read with its kind and its bytes, as git reads it")
    func objects() throws {
        let scene = try PackScene()
        try scene.load(.traps())
        try scene.git("repack", "-adfq", "--depth=200")
        let repository = try Repository(at: scene.path)
        let listed = try scene.lines("cat-file", "--batch-all-objects", "--batch-check")
        #expect(listed.count > 250)
        for line in listed {
            let words = line.split(separator: " ")
            let id = try #require(ObjectID(words[0]))
            let (kind, bytes) = try repository.object(id)
            #expect("\(kind)" == words[1])
            #expect(bytes == (try scene.git("cat-file", String(words[1]), String(words[0]))))
        }
    }

    @Test("parents come before their children, and what is known is left out")
    func order() throws {
        let scene = try PackScene()
        try scene.load(.traps())
        let repository = try Repository(at: scene.path)
        let main = try #require(ObjectID(try scene.lines("rev-parse", "main")[0]))
        let side = try #require(ObjectID(try scene.lines("rev-parse", "side~20")[0]))
        let commits = repository.commits(from: [main]).commits
        let places = Dictionary(uniqueKeysWithValues: commits.enumerated().map { ($1, $0) })
        for line in try scene.lines("rev-list", "--parents", "main") {
            let names = line.split(separator: " ").compactMap { ObjectID($0).flatMap { places[$0] } }
            #expect(names.dropFirst().allSatisfy { $0 < names[0] })
        }
        let fresh = repository.commits(from: [main], excluding: [side]).commits
        #expect(Set(fresh.map(\.description)) == Set(try scene.lines("rev-list", "main", "^side~20")))
        #expect(repository.commits(from: [side], excluding: [main]).commits == [])
    }

    @Test("a commit at which a shallow repository was cut off counts as a root")
    func shallow() throws {
        let scene = try PackScene()
        try scene.load(.traps())
        try scene.git(
            "clone", "--quiet", "--bare", "--depth=5", "--single-branch", "--branch=side", "file://" + scene.path,
            scene.folder + "/cut.git")
        let path = scene.folder + "/cut.git"
        let repository = try Repository(at: path)
        #expect(repository.shallow.count == 1)
        let tips = try repository.references().map(\.target)
        let commits = repository.commits(from: tips).commits
        #expect(commits.count == 5)
        #expect(try ChangeText.of(repository, commits).bytes == scene.numbersOfGit(at: path, of: commits))
    }

    @Test("a replacement does not stand in for a commit")
    func replacement() throws {
        let scene = try PackScene()
        try scene.load(.traps())
        let (main, other) = (try scene.lines("rev-parse", "main~1")[0], try scene.lines("rev-parse", "other")[0])
        try scene.git("replace", main, other)
        let repository = try Repository(at: scene.path)
        let id = try #require(ObjectID(main))
        #expect(try ChangeText.of(repository, [id]).bytes == scene.numbersOfGit(of: [id]))
    }

    @Test("with the smallest budget, and with every name verified, the numbers are the same")
    func settings() throws {
        let scene = try PackScene()
        try scene.load(.traps())
        try scene.git("repack", "-adfq")
        var options = Repository.Options()
        options.budget = 0
        options.threads = 3
        options.verification = .all
        let repository = try Repository(at: scene.path, options: options)
        let commits = repository.commits(from: try repository.references().map(\.target)).commits
        #expect(try ChangeText.of(repository, commits).bytes == scene.numbersOfGit(of: commits))
        // The same again from the same repository: nothing is left over from the run before.
        #expect(try ChangeText.of(repository, commits.reversed()).rows.count == commits.count)
    }
}
