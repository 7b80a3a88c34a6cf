import Foundation
import TestSupport
import Testing

@testable import PackReader

/// Damage gives an error that names the object, and lets the rest be read.
@Suite("Damaged repositories")
struct PackDamageTests {
    private func packed() throws -> (scene: PackScene, pack: String, index: String) {
        let scene = try PackScene()
        try scene.load(.traps())
        try scene.git("repack", "-adfq")
        let pack = try #require(try scene.packs().first)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: pack)
        let index = try #require(try scene.packs(suffix: ".idx").first)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: index)
        return (scene, pack, index)
    }

    private func read(_ path: String, _ commits: [ObjectID]) throws -> ChangeText {
        var options = Repository.Options()
        options.verification = .all
        return try ChangeText.of(try Repository(at: path, options: options), commits)
    }

    @Test("a flipped byte changes no number: commits that it concerns are named with the object, all others are as before")
    func flippedBytes() throws {
        let (scene, pack, _) = try packed()
        let whole = try Repository(at: scene.path)
        let commits = whole.commits(from: try whole.references().map(\.target)).commits
        let truth = try read(scene.path, commits).rows
        let bytes = try [UInt8](Data(contentsOf: URL(filePath: pack)))
        var generator = SeededNumbers(20)
        var concerned = 0
        for _ in 0..<60 {
            var damaged = bytes
            let place = Int.random(in: 12..<(bytes.count - 20), using: &generator)
            damaged[place] ^= UInt8.random(in: 1...255, using: &generator)
            try Data(damaged).write(to: URL(filePath: pack))
            let text = try read(scene.path, commits)
            for (commit, rows) in text.rows { #expect(rows == truth[commit], "byte \(place)") }
            for (_, error) in text.unreadable { #expect(error.object != nil) }
            for error in text.unknown { #expect(error.object != nil) }
            #expect(text.rows.count + text.unreadable.count + Set(text.unknown).count >= commits.count - text.unknown.count)
            concerned += text.unreadable.count + text.unknown.count
        }
        #expect(concerned > 0)
    }

    @Test("a pack that was cut short is read as far as it goes", arguments: [1, 100, 5000])
    func cutShort(missing: Int) throws {
        let (scene, pack, _) = try packed()
        let whole = try Repository(at: scene.path)
        let commits = whole.commits(from: try whole.references().map(\.target)).commits
        let truth = try read(scene.path, commits).rows
        let bytes = try Data(contentsOf: URL(filePath: pack))
        try bytes.prefix(max(1000, bytes.count - missing)).write(to: URL(filePath: pack))
        let repository = try Repository(at: scene.path)
        #expect(repository.problems.map(\.reason) == [.damaged])
        #expect(repository.problems.first?.path == pack)
        let text = try read(scene.path, commits)
        for (commit, rows) in text.rows { #expect(rows == truth[commit]) }
        #expect(!text.rows.isEmpty)
    }

    @Test("whatever an index says, reading it ends without a crash")
    func ruinedIndex() throws {
        let (scene, _, index) = try packed()
        let whole = try Repository(at: scene.path)
        let commits = whole.commits(from: try whole.references().map(\.target)).commits
        let truth = try read(scene.path, commits).rows
        let bytes = try [UInt8](Data(contentsOf: URL(filePath: index)))
        var generator = SeededNumbers(4)
        for _ in 0..<40 {
            var damaged = bytes
            for _ in 0..<3 { damaged[Int.random(in: 8..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator) }
            try Data(damaged).write(to: URL(filePath: index))
            let text = try read(scene.path, commits)
            for (commit, rows) in text.rows { #expect(rows == truth[commit]) }
        }
    }

    @Test("a missing blob makes its rows unknown and says which; other commits are counted")
    func missingBlob() throws {
        let scene = try PackScene()
        var script = HistoryScript()
        script.commit(.file("a", Array("1\n".utf8)))
        script.commit(.file("a", Array("1\n2\n".utf8)))
        script.commit(.file("b", Array("1\n".utf8)))
        try scene.load(script)
        let blob = try scene.lines("rev-parse", "main~1:a")[0]
        try FileManager.default.removeItem(atPath: "\(scene.path)/objects/\(blob.prefix(2))/\(blob.dropFirst(2))")
        let repository = try Repository(at: scene.path)
        let commits = repository.commits(from: try repository.references().map(\.target)).commits
        let text = try ChangeText.of(repository, commits)
        #expect(text.unknown.map(\.object?.description) == [blob])
        #expect(text.unknown.map(\.reason) == [.missing])
        #expect(text.rows.count == 2)
    }

    @Test("a missing commit is named, and its children are read", arguments: [true, false])
    func missingCommit(isTip: Bool) throws {
        let scene = try PackScene()
        var script = HistoryScript()
        for number in 0..<3 { script.commit(.file("a", Array("\(number)\n".utf8))) }
        try scene.load(script)
        let tip = try #require(ObjectID(try scene.lines("rev-parse", "main")[0]))
        let gone = try scene.lines("rev-parse", isTip ? "main" : "main~1")[0]
        try FileManager.default.removeItem(atPath: "\(scene.path)/objects/\(gone.prefix(2))/\(gone.dropFirst(2))")
        let repository = try Repository(at: scene.path)
        let (commits, unreadable) = repository.commits(from: [tip])
        #expect(unreadable.map(\.object?.description) == [gone])
        #expect(commits == (isTip ? [] : [tip]))
        // Without its parent nobody can say what it changed.
        let text = try ChangeText.of(repository, [tip])
        #expect(text.unreadable.map(\.error.object?.description) == [gone])
    }
}

/// What this reader does not know is refused by name, so that git can be asked instead.
@Suite("Repositories that are refused")
struct PackRefusalTests {
    @Test(
        "unknown formats and extensions are refused",
        arguments: [
            "[core]\n\trepositoryformatversion = 2\n",
            "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tfuture = yes\n",
            "[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefStorage = reftable\n",
            "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha3\n",
            "[remote \"a b\"]\n\tpromisor = true\n[remote \"c\"]\n\tpromisor = false\n",
            "[extensions] partialClone = origin\n",
        ])
    func formats(configuration: String) throws {
        let scene = try PackScene()
        try Data(configuration.utf8).write(to: URL(filePath: scene.path + "/config"))
        #expect { try Repository(at: scene.path) } throws: { ($0 as? PackError)?.reason == .unsupported }
    }

    @Test("a partial clone is refused, also by its packs alone")
    func partial() throws {
        let scene = try PackScene()
        try scene.load(.traps())
        try scene.git("clone", "--quiet", "--bare", "--filter=blob:none", "file://" + scene.path, scene.folder + "/part.git")
        #expect { try Repository(at: scene.folder + "/part.git") } throws: { ($0 as? PackError)?.reason == .unsupported }
        try scene.git("init", "--quiet", "--bare", scene.folder + "/view.git")
        try Data("\(scene.folder)/part.git/objects\n".utf8).write(to: URL(filePath: scene.folder + "/view.git/objects/info/alternates"))
        #expect { try Repository(at: scene.folder + "/view.git") } throws: { ($0 as? PackError)?.reason == .unsupported }
    }

    @Test("an index of the first version is refused")
    func oldIndex() throws {
        let scene = try PackScene()
        try scene.load(.traps())
        try scene.git("-c", "pack.indexVersion=1", "repack", "-adfq")
        #expect { try Repository(at: scene.path) } throws: { ($0 as? PackError)?.reason == .unsupported }
    }

    @Test("a pack that only a damaged index of several packs knows is refused, and one that nobody knows is passed over")
    func sharedIndexOnly() throws {
        let scene = try PackScene()
        try scene.load(.traps())
        try scene.git("repack", "-adfq")
        try scene.git("multi-pack-index", "write")
        for index in try scene.packs(suffix: ".idx") { try FileManager.default.removeItem(atPath: index) }
        let shared = URL(filePath: scene.path + "/objects/pack/multi-pack-index")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: shared.path)
        let pack = try #require(try scene.packs().first)
        try FileManager.default.copyItem(atPath: pack, toPath: scene.path + "/objects/pack/pack-new.pack")
        #expect(try Repository(at: scene.path).problems == [])
        try Data([0]).write(to: shared)
        #expect { try Repository(at: scene.path) } throws: { ($0 as? PackError)?.reason == .unsupported }
    }

    @Test("what is no repository is said to be none")
    func nothing() throws {
        let scene = try PackScene()
        #expect { try Repository(at: scene.folder) } throws: { ($0 as? PackError)?.reason == .notARepository }
        #expect { try Repository(at: scene.folder + "/nowhere") } throws: { ($0 as? PackError)?.reason == .notARepository }
    }
}
