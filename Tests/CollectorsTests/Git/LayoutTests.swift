import Foundation
import Ledger
import Testing

@testable import Collectors

@Suite("Repositories of all shapes")
struct LayoutTests {
    @Test("an empty repository has a branch to come, no commits and nothing missing")
    func empty() async throws {
        let whole = try await TestRepository().readAll()
        #expect(whole.commits.isEmpty && whole.state.refs.isEmpty && whole.report.isComplete)
        #expect(whole.state.headRef == "refs/heads/main" && whole.state.headCommit == nil)
    }

    @Test("HEAD may stand for a branch that does not exist")
    func unbornHead() async throws {
        let repository = try TestRepository()
        try repository.history([["a": "1"]], on: "other")
        let whole = try await repository.readAll()
        #expect(whole.commits.count == 1 && whole.state.headCommit == nil && whole.report.isComplete)
    }

    @Test("a detached HEAD is read although no ref leads to its commit")
    func detachedHead() async throws {
        let repository = try TestRepository()
        let commits = try repository.history([["a": "1"]])
        let apart = try repository.commit(parents: commits)
        try repository.write("\(apart)\n", to: "HEAD")
        let whole = try await repository.readAll()
        #expect(whole.state.headRef == nil && whole.state.headCommit == apart && whole.commits.count == 2)
    }

    @Test("the working tree's folder and the git folder are the same repository, a folder within is none")
    func workingTree() async throws {
        let repository = try TestRepository(bare: false)
        try repository.history([["a": "1"]])
        try FileManager.default.createDirectory(atPath: repository.path + "/inner", withIntermediateDirectories: true)
        for path in [repository.path, repository.gitFolder] {
            let reader = try await GitCommandReader.open(.folder(path: path), workspace: repository.folder + "/w")
            #expect(try await WholeReading(reader).commits.count == 1)
        }
        await #expect(throws: GitFailure(.notARepository, at: repository.path + "/inner")) {
            try await GitCommandReader.open(
                .folder(path: repository.path + "/inner"), workspace: repository.folder + "/w")
        }
    }

    @Test("a linked working tree has its own HEAD and the other's history")
    func linkedWorkingTree() async throws {
        let repository = try TestRepository(bare: false)
        let commits = try repository.history([["a": "1"], ["a": "2"]])
        let linked = repository.folder + "/linked"
        try repository.git("worktree", "add", "--detach", "--quiet", linked, commits[0])
        let reader = try await GitCommandReader.open(.folder(path: linked), workspace: repository.folder + "/w")
        let whole = try await WholeReading(reader)
        #expect(whole.state.headCommit == commits[0] && whole.commits.count == 2)
    }

    @Test("a shallow repository is read up to its edge, where lines are unknown")
    func shallow() async throws {
        let repository = try TestRepository()
        let commits = try repository.history([["a": "1"], ["a": "1\n2"], ["a": "1\n2\n3"]])
        let clone = repository.folder + "/shallow.git"
        try TestRepository.run(["clone", "--quiet", "--bare", "--depth=2", "file://\(repository.path)", clone])
        let reader = try await GitCommandReader.open(.folder(path: clone), workspace: repository.folder + "/w")
        let whole = try await WholeReading(reader)
        #expect(whole.commits.map(\.sha) == Array(commits.dropFirst()) && whole.report.isComplete)
        #expect(whole.state.shallow == [commits[1]])
        #expect(whole[commits[1]]?.notes == .shallowBoundary && whole[commits[2]]?.notes == [])
        #expect(Set(whole.files.keys) == [commits[2]])
    }

    @Test("a shallow repository that was completed has no edge any more")
    func unshallowed() async throws {
        let repository = try TestRepository()
        let commits = try repository.history([["a": "1"], ["a": "2"]])
        try repository.write("\(commits[1])\n", to: "shallow")
        #expect(try await repository.readAll().commits.count == 1)
        try FileManager.default.removeItem(atPath: repository.gitFolder + "/shallow")
        let whole = try await repository.readAll()
        #expect(whole.commits.map(\.notes) == [[], []])
    }

    @Test("object names of 64 digits")
    func sha256() async throws {
        let repository = try TestRepository(format: .sha256)
        let commits = try repository.history([["a": "1\n"], ["a": "1\n2\n"]])
        let whole = try await repository.readAll()
        #expect(whole.state.objectFormat == .sha256 && whole.commits.map(\.sha) == commits && commits[0].count == 64)
        #expect(whole.files[commits[1]] == [FileChange(status: "M", path: "a", added: 1, removed: 0)])
    }

    @Test("objects that are borrowed, from folders that borrow themselves")
    func alternates() async throws {
        let repository = try TestRepository()
        try repository.history([["a": "1"], ["a": "2"]])
        let first = repository.folder + "/one.git"
        let second = repository.folder + "/two.git"
        try TestRepository.run(["clone", "--quiet", "--bare", "--shared", repository.path, first])
        try TestRepository.run(["clone", "--quiet", "--bare", "--shared", first, second])
        let reader = try await GitCommandReader.open(.folder(path: second), workspace: repository.folder + "/w")
        #expect(try await WholeReading(reader).commits.count == 2)
    }

    @Test("a path with blanks, quotes and line feeds")
    func oddPath() async throws {
        let repository = try TestRepository()
        try repository.history([["a": "1"]])
        let moved = repository.folder + "/odd \"name\"\n#;'ü.git"
        try FileManager.default.moveItem(atPath: repository.path, toPath: moved)
        let reader = try await GitCommandReader.open(.folder(path: moved), workspace: repository.folder + "/w")
        #expect(try await WholeReading(reader).commits.count == 1)
        try FileManager.default.moveItem(atPath: moved, toPath: repository.path)
    }

    @Test("replacements and grafts have no say")
    func replacements() async throws {
        let repository = try TestRepository()
        let commits = try repository.history([["a": "1"], ["a": "2"]])
        let other = try repository.commit(author: "\(TestRepository.ben) 1 +0000", message: "Replaced\n")
        try repository.ref("refs/replace/\(commits[1])", other)
        try repository.write("\(commits[1])\n", to: "info/grafts")
        let whole = try await repository.readAll()
        #expect(whole[commits[1]]?.subject == "Change 1" && whole[commits[1]]?.parents == [commits[0]])
        #expect(whole.commits.count == 2)
    }

    @Test("branches, tags and other refs with what they lead to; change requests, stashes and notes are left out")
    func refs() async throws {
        let repository = try TestRepository()
        let commits = try repository.history([["a": "1"], ["a": "2"]])
        let hidden = try repository.commit(message: "Hidden\n")
        for name in [
            "refs/pull/1/head", "refs/merge-requests/2/head", "refs/stash", "refs/notes/commits", "refs/keep-around/x",
        ] {
            try repository.ref(name, hidden)
        }
        try repository.ref("refs/tags/light", commits[0])
        func tag(_ name: String, _ object: String, _ type: String) throws -> String {
            let tag = try repository.object(
                "tag",
                Array(
                    "object \(object)\ntype \(type)\ntag \(name)\ntagger \(TestRepository.ada) 1700000500 +0000\n\nA tag\n"
                        .utf8))
            try repository.ref("refs/tags/\(name)", tag)
            return tag
        }
        let annotated = try tag("v1", commits[0], "commit")
        let nested = try tag("v1-again", annotated, "tag")
        let file = try repository.blob("key\n")
        let ofFile = try tag("key", file, "blob")
        try repository.ref("refs/remotes/origin/topic", try repository.commit(message: "Topic\n"))
        try repository.ref("refs/stashed", commits[0])

        let whole = try await repository.readAll()
        #expect(whole.report.isComplete && whole.commits.count == 3)
        func ref(_ name: String) throws -> RefFact { try #require(whole.state.refs.first { $0.name == name }) }
        #expect(
            try ref("refs/heads/main")
                == RefFact(name: "refs/heads/main", kind: .branch, target: commits[1], commit: commits[1]))
        #expect(try ref("refs/tags/light").commit == commits[0] && ref("refs/tags/light").taggedAt == nil)
        let v1 = try ref("refs/tags/v1")
        #expect(
            v1.kind == .tag && v1.target == annotated && v1.commit == commits[0]
                && v1.taggedAt?.seconds == 1_700_000_500)
        #expect(try ref("refs/tags/v1-again").commit == commits[0] && ref("refs/tags/v1-again").target == nested)
        #expect(try ref("refs/tags/key").commit == nil && ref("refs/tags/key").target == ofFile)
        #expect(try ref("refs/remotes/origin/topic").kind == .other)
        #expect(whole.state.refs.count == 7)

        let everything = try await repository.reader(excludedRefs: []).state()
        #expect(everything.refs.count == 12)
    }

    @Test("a ref that names the object of before is not looked up again, one that moved is, and so is one that led nowhere")
    func known() async throws {
        let repository = try TestRepository()
        let commits = try repository.history([["a": "1"], ["a": "2"]])
        try repository.ref("refs/heads/old", commits[0])
        let reader = try await repository.reader()
        let before = try await reader.state()
        try repository.ref("refs/heads/old", commits[1])
        let file = try repository.blob("key\n")
        try repository.ref("refs/tags/key", file)
        #expect(try await reader.state(knowing: before.refs).refs == reader.state().refs)
        // What is said to be known shows that it was believed.
        let main = RefFact(name: "refs/heads/main", kind: .branch, target: commits[1], commit: commits[0])
        let key = RefFact(name: "refs/tags/key", kind: .tag, target: file, commit: nil)
        let state = try await reader.state(knowing: [main, key])
        #expect(state.headCommit == commits[0])
        #expect(state.refs.map(\.commit) == [commits[0], commits[0], nil])
    }

    @Test("a branch that was rewritten leads to its new commits only")
    func rewritten() async throws {
        let repository = try TestRepository()
        let old = try repository.history([["a": "1"], ["a": "2"]])
        let reader = try await repository.reader()
        #expect(try await reader.state().tips == [old[1]])
        let new = try repository.commit(parents: [old[0]], author: "\(TestRepository.ben) 1 +0000")
        try repository.ref("refs/heads/main", new)
        var fresh: [String] = []
        for try await batch in reader.commits(from: [new], excluding: [old[1]]) { fresh += batch.map(\.sha) }
        #expect(try await reader.state().tips == [new] && fresh == [new])
    }
}
