import Foundation
import Synchronization
import Testing

@testable import PackReader

@Suite("Files and contents of commits")
struct BlobTests {
    private func loaded(_ format: ObjectFormat = .sha1, repack: Bool = true) throws -> (scene: PackScene, commits: [ObjectID]) {
        let scene = try PackScene(format)
        try scene.load(.traps(format))
        if repack { try scene.git("repack", "-adfq") }
        let repository = try Repository(at: scene.path)
        return (scene, repository.commits(from: try repository.references().map(\.target)).commits)
    }

    private func text(_ path: UnsafeRawBufferPointer) -> String { String(decoding: path, as: UTF8.self) }

    @Test("the files of a commit are those of git ls-tree", arguments: [ObjectFormat.sha1, .sha256])
    func files(format: ObjectFormat) throws {
        let (scene, commits) = try loaded(format)
        let repository = try Repository(at: scene.path)
        for commit in commits {
            var rows: [String] = []
            try repository.files(of: commit) { file in
                #expect(file.commit == commit)
                let mode = String(file.mode, radix: 8)
                rows.append("\(String(repeating: "0", count: 6 - mode.count))\(mode) \(file.object)\t\(text(file.path))")
            }
            let listed = try scene.git("ls-tree", "-r", "-z", "--full-tree", "\(commit)")
            let expected = listed.split(separator: 0).map { line in
                let words = String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 2)
                return "\(words[0]) \(words[2])"
            }
            #expect(rows == expected)
        }
    }

    @Test("every blob that commits reach is introduced once, by a commit and path that have it", arguments: [true, false])
    func introductions(repack: Bool) throws {
        let (scene, commits) = try loaded(repack: repack)
        let repository = try Repository(at: scene.path)
        var found: [ObjectID: (commit: ObjectID, path: String)] = [:]
        try repository.introductions(by: commits, unreadable: { commit, error in Issue.record("\(commit): \(error)") }) { file in
            #expect(found[file.object] == nil)
            found[file.object] = (file.commit, text(file.path))
        }
        let listed = try scene.lines("cat-file", "--batch-all-objects", "--batch-check")
        let blobs = listed.map { $0.split(separator: " ") }.filter { $0[1] == "blob" }.map { String($0[0]) }
        #expect(Set(found.keys.map(\.description)) == Set(blobs))
        for (blob, place) in found {
            var isThere = false
            try repository.files(of: place.commit) { file in
                if file.object == blob && text(file.path) == place.path { isThere = true }
            }
            #expect(isThere)
        }
    }

    @Test("contents are handed over once each; what is too large, missing or no blob is told", arguments: [1 << 20, 256 << 20])
    func contents(budget: Int) throws {
        let (scene, commits) = try loaded()
        var options = Repository.Options()
        options.budget = budget
        let repository = try Repository(at: scene.path, options: options)
        var ids: [ObjectID] = []
        try repository.introductions(by: commits, unreadable: { _, _ in }) { ids.append($0.object) }
        let missing = try #require(ObjectID(String(repeating: "ab", count: 20)))
        let asked = ids + [missing, commits[0], ids[0]]
        let limit = 1000
        let answers = Mutex<[Int: Result<[UInt8], PackError>]>([:])
        repository.blobs(asked, atMost: limit) { place, outcome in
            answers.withLock { answers in
                #expect(answers[place] == nil)
                answers[place] = outcome.map { Array($0) }
            }
        }
        let all = answers.withLock { $0 }
        // What is named again is passed over.
        #expect(all.count == asked.count - 1)
        for (place, id) in ids.enumerated() {
            let truth = try repository.object(id).bytes
            switch try #require(all[place]) {
            case .success(let bytes): #expect(bytes == truth && truth.count <= limit)
            case .failure(let error): #expect(error.reason == .tooLarge && truth.count > limit && error.object == id)
            }
        }
        #expect(all[ids.count].map { if case .failure(let error) = $0 { error.reason == .missing } else { false } } == true)
        #expect(all[ids.count + 1].map { if case .failure(let error) = $0 { error.reason == .damaged } else { false } } == true)
    }

    @Test("reading that nobody wants any more ends early")
    func cancelled() throws {
        let (scene, commits) = try loaded()
        let repository = try Repository(at: scene.path)
        var ids: [ObjectID] = []
        try repository.introductions(by: commits, unreadable: { _, _ in }) { ids.append($0.object) }
        let count = Atomic<Int>(0)
        repository.blobs(ids, atMost: 1 << 20, isCancelled: { true }) { _, _ in count.add(1, ordering: .relaxed) }
        #expect(count.load(ordering: .relaxed) == 0)
        #expect(throws: PackError.self) {
            try repository.introductions(by: commits, isCancelled: { true }, unreadable: { _, _ in }) { _ in }
        }
    }

    @Test("the kind of a packed object is told without reading it")
    func kinds() throws {
        let (scene, commits) = try loaded()
        let repository = try Repository(at: scene.path)
        #expect(commits.allSatisfy { repository.kind(of: $0) == .commit })
        let tree = try scene.lines("rev-parse", "\(commits[0])^{tree}")
        #expect(ObjectID(tree[0]).flatMap { repository.kind(of: $0) } == .tree)
        #expect(ObjectID(String(repeating: "ab", count: 20)).flatMap { repository.kind(of: $0) } == nil)
    }

    @Test("the name of contents is the one that git gives them", arguments: ["", "x", "hello\n"])
    func names(text: String) throws {
        let scene = try PackScene()
        let expected = try scene.git("hash-object", "--stdin", input: Array(text.utf8))
        let made = Array(text.utf8).withUnsafeBytes { ObjectID.ofBlob($0) }
        #expect(made?.description == String(decoding: expected, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }
}

@Suite("Names of objects that are not there")
struct ExtraObjectTests {
    @Test("each name has one number, as a submodule another, and all are found again")
    func numbers() throws {
        let scene = try PackScene()
        let extras = ExtraObjects(try ObjectCatalogue(folders: [scene.path + "/objects"], format: .sha1))
        let names = try (0..<3000).map { number in
            try #require(ObjectID(String(repeating: "0", count: 32) + String(UInt32(number) &* 2_654_435_761 | 0x8000_0000, radix: 16)))
        }
        let distinct = Set(names)
        let first = names.map { name in name.withBytes { extras.number($0, isSubmodule: false) } }
        let submodules = names.map { name in name.withBytes { extras.number($0, isSubmodule: true) } }
        #expect(Set(first).union(submodules).count == distinct.count * 2)
        for (index, name) in names.enumerated() {
            #expect(extras.id(first[index]) == name && extras.id(submodules[index]) == name)
            #expect(!extras.isSubmodule(first[index]) && extras.isSubmodule(submodules[index]))
            #expect(name.withBytes { extras.number($0, isSubmodule: false) } == first[index])
        }
    }
}
