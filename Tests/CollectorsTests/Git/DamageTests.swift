import Foundation
import Ledger
import Testing

@testable import Collectors

@Suite("A damaged repository is read as far as it goes, and says what is missing")
struct DamageTests {
    private let texts = (1...6).map { ["a": "\($0)\n", "b": "\($0 % 2)\n"] }

    @Test("a missing file costs the lines of the two commits that need it, and is named")
    func missingFile() async throws {
        let repository = try TestRepository()
        let commits = try repository.history(texts)
        let file = try repository.git("rev-parse", "\(commits[2]):a")
        try repository.remove(file)
        let whole = try await repository.readAll()
        #expect(whole.commits.count == 6)
        #expect(Set(whole.files.filter { $0.value == nil }.keys) == [commits[2], commits[3]])
        #expect(
            whole.files[commits[1]] == [
                FileChange(status: "M", path: "a", added: 1, removed: 1),
                FileChange(status: "M", path: "b", added: 1, removed: 1),
            ])
        #expect(
            Set(whole.report.gaps) == [
                .init(.lines, commits[2], object: file), .init(.lines, commits[3], object: file),
            ])
        #expect(whole.report.count == 2 && !whole.report.isComplete)
    }

    @Test("a missing or spoilt tree costs the lines of its commit and of its child", arguments: [true, false])
    func tree(isMissing: Bool) async throws {
        let repository = try TestRepository()
        let commits = try repository.history(texts)
        let tree = try repository.git("rev-parse", "\(commits[2])^{tree}")
        if isMissing { try repository.remove(tree) } else { try repository.spoil(tree) }
        let whole = try await repository.readAll()
        #expect(whole.commits.count == 6)
        #expect(Set(whole.files.filter { $0.value == nil }.keys) == [commits[2], commits[3]])
        #expect(Set(whole.report.gaps.map(\.object)) == [tree])
    }

    @Test("a missing or spoilt commit costs what is before it, on that branch only", arguments: [true, false])
    func commit(isMissing: Bool) async throws {
        let repository = try TestRepository()
        let commits = try repository.history(texts)
        let other = try repository.history([["o": "1\n"], ["o": "2\n"]], on: "other")
        let merge = try repository.commit(parents: [commits[5], other[1]], author: "\(TestRepository.ben) 9 +0000")
        try repository.ref("refs/heads/main", merge)
        if isMissing { try repository.remove(commits[2]) } else { try repository.spoil(commits[2]) }
        let whole = try await repository.readAll()
        #expect(Set(whole.commits.map(\.sha)) == Set(commits[3...] + other + [merge]))
        #expect(whole[commits[3]]?.notes == .shallowBoundary)
        #expect(whole.report.gaps == [.init(.commit, commits[2], object: commits[2])])
        #expect(Set(whole.files.keys) == Set(commits[4...] + other))
        #expect(whole.files.values.allSatisfy { $0 != nil })
    }

    @Test("several missing commits are all named, and what lies between them is lost")
    func severalCommits() async throws {
        let repository = try TestRepository()
        let commits = try repository.history(texts)
        let side = try repository.commit(parents: [commits[1]], author: "\(TestRepository.ben) 9 +0000")
        try repository.ref("refs/heads/side", side)
        try repository.remove(commits[1])
        try repository.remove(commits[4])
        let whole = try await repository.readAll()
        #expect(Set(whole.commits.map(\.sha)) == [commits[5], side])
        #expect(Set(whole.report.gaps.map(\.subject)) == [commits[1], commits[4]])
        // The reachable names are read around the same damage.
        var reached: [String] = []
        for try await batch in try await repository.reader().reachable(from: [commits[5], side], excluding: []) {
            reached += batch
        }
        #expect(Set(reached) == [commits[5], side])
    }

    @Test("a repository that was mended is whole again")
    func mended() async throws {
        let repository = try TestRepository()
        let commits = try repository.history(texts)
        let path = repository.loosePath(commits[2])
        try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
        #expect(try await repository.readAll().commits.count == 3)
        try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
        let whole = try await repository.readAll()
        #expect(whole.commits.count == 6 && whole.report.isComplete && whole.commits.allSatisfy { $0.notes == [] })
    }

    @Test("a ref that leads nowhere is named, and the others are read")
    func brokenRef() async throws {
        let repository = try TestRepository()
        let commits = try repository.history(texts)
        let gone = String(repeating: "d", count: 40)
        try repository.write("\(gone)\n", to: "refs/heads/gone")
        try repository.write("nonsense\n", to: "refs/heads/nonsense")
        let tag = try repository.object("tag", Array("object \(gone)\ntype commit\ntag v\n\nm\n".utf8))
        try repository.write("\(tag)\n", to: "refs/tags/v")
        let whole = try await repository.readAll()
        #expect(whole.commits.count == 6)
        #expect(whole.state.refs.first { $0.name == "refs/heads/gone" }?.commit == nil)
        #expect(
            Set(whole.report.gaps) == [
                .init(.ref, "refs/heads/gone", object: gone), .init(.ref, "refs/tags/v", object: gone),
            ])
        #expect(whole.state.tips == [commits[5]])
    }

    @Test("a damaged pack loses what is in the damage, and names it")
    func damagedPack() async throws {
        let repository = try TestRepository()
        let commits = try repository.history(
            (1...40).map { index in ["a": (0...index).map { "\($0 * index)\n" }.joined()] })
        try repository.git("repack", "-adq")
        let folder = repository.gitFolder + "/objects/pack"
        let pack = try #require(FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".pack") })
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: "\(folder)/\(pack)")
        var bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(pack)"))
        let middle = bytes.count / 2
        for index in middle..<(middle + 40) { bytes[index] ^= 0x55 }
        try bytes.write(to: URL(fileURLWithPath: "\(folder)/\(pack)"))
        let whole = try await repository.readAll()
        #expect(!whole.report.isComplete)
        #expect(whole.report.gaps.allSatisfy { $0.object?.utf8.count == 40 })
        #expect(whole.commits.last?.sha == commits[39] || whole.report.gaps.contains { $0.subject == commits[39] })
        #expect(!whole.commits.isEmpty)
    }

    @Test("renames that cannot be looked for are unknown, and the next commit's are found")
    func renames() async throws {
        let repository = try TestRepository()
        let text = (1...30).map { "line \($0)\n" }.joined()
        let commits = try repository.history([
            ["a": text], ["b": text + "x\n"], ["c": text + "x\ny\n"], ["d": text + "z\n"],
        ])
        let file = try repository.git("rev-parse", "\(commits[1]):b")
        try repository.remove(file)
        var found: [String: [Rename]?] = [:]
        let stream = try await repository.reader().renames(of: Array(commits.dropFirst()))
        for try await batch in stream { for answer in batch { found[answer.sha] = .some(answer.renames) } }
        #expect(found[commits[1]] == .some(nil) && found[commits[2]] == .some(nil))
        #expect(found[commits[3]] == [Rename(sha: commits[3], from: "c", to: "d")])
        #expect(stream.report.count == 2 && stream.report.gaps.allSatisfy { $0.kind == .renames && $0.object == file })
    }

    @Test("a commit that is asked for and not there is unknown")
    func unknownCommit() async throws {
        let repository = try TestRepository()
        let commits = try repository.history(texts)
        let gone = String(repeating: "d", count: 40)
        var answers: [String: Bool] = [:]
        let stream = try await repository.reader().files(of: [commits[0], gone, commits[1]])
        for try await batch in stream { for answer in batch { answers[answer.sha] = answer.changes != nil } }
        #expect(answers == [commits[0]: true, gone: false, commits[1]: true] && stream.report.count == 1)
    }

    @Test("a repository without its objects is damaged")
    func noObjects() async throws {
        let repository = try TestRepository()
        try repository.history(texts)
        try FileManager.default.removeItem(atPath: repository.path + "/objects")
        await #expect { try await repository.readAll() } throws: { error in
            [.damaged, .notARepository].contains((error as? GitFailure)?.reason)
        }
    }

    @Test("a configuration that git cannot read is said to be at fault")
    func badConfiguration() async throws {
        let repository = try TestRepository()
        try repository.write("[core\n", to: "config")
        await #expect { try await repository.readAll() } throws: { error in
            let failure = error as? GitFailure
            return failure?.reason == .damaged && failure?.detail.contains("config") == true
        }
    }

    @Test("each missing object is named once before any is named again")
    func objectsFirst() {
        var report = ReadReport()
        for (commit, object) in [("a", "x"), ("b", "x"), ("c", "y")] { report.add(.init(.lines, commit, object: object)) }
        #expect(report.descriptions.map { $0.split(separator: " ")[4] } == ["a", "c", "b"])
    }

    @Test("a report counts everything and describes the first hundred")
    func boundedReport() {
        var report = ReadReport()
        for index in 0..<250 { report.add(.init(.lines, "\(index)")) }
        var sum = ReadReport()
        sum.add(report)
        sum.add(report)
        #expect(sum.count == 500 && sum.gaps.count == 100 && !sum.isComplete)
        #expect(sum.gaps[0].description == "The lines of commit 0 cannot be counted.")
    }
}
