import Foundation
import Ledger
import Testing

@testable import Collectors

@Suite("Mirrors of remote repositories")
struct MirrorTests {
    private func open(_ repository: TestRepository) async throws -> GitCommandReader {
        try await GitCommandReader.open(
            GitLocation("file://\(repository.path)"), workspace: repository.folder + "/mirror")
    }

    @Test("branches and tags are fetched, with the remote's HEAD, and nothing else")
    func first() async throws {
        let repository = try TestRepository()
        let commits = try repository.history([["a": "1"], ["a": "2"]], on: "trunk")
        try repository.write("ref: refs/heads/trunk\n", to: "HEAD")
        try repository.ref("refs/tags/v1", commits[0])
        try repository.ref("refs/pull/1/head", try repository.commit(message: "Hidden\n"))
        let whole = try await WholeReading(open(repository))
        #expect(whole.commits.map(\.sha) == commits && whole.state.headRef == "refs/heads/trunk")
        #expect(whole.state.refs.map(\.name) == ["refs/heads/trunk", "refs/tags/v1"])
    }

    @Test("a second time only what is new is fetched; rewritten and deleted branches follow")
    func second() async throws {
        let repository = try TestRepository()
        let commits = try repository.history([["a": "1"], ["a": "2"]])
        try repository.ref("refs/heads/gone", commits[0])
        #expect(try await open(repository).state().refs.count == 2)
        let rewritten = try repository.commit(parents: [commits[0]], author: "\(TestRepository.ben) 1 +0000")
        try repository.ref("refs/heads/main", rewritten)
        try repository.git("update-ref", "-d", "refs/heads/gone")
        let reader = try await open(repository)
        let state = try await reader.state()
        #expect(state.refs.map(\.name) == ["refs/heads/main"] && state.headCommit == rewritten)
        var fresh: [String] = []
        for try await batch in reader.commits(from: state.tips, excluding: [commits[1]]) { fresh += batch.map(\.sha) }
        #expect(fresh == [rewritten])
    }

    @Test("an empty remote, and one with object names of 64 digits")
    func formats() async throws {
        let empty = try TestRepository()
        #expect(try await WholeReading(open(empty)).commits.isEmpty)
        let long = try TestRepository(format: .sha256)
        let commits = try long.history([["a": "1"]])
        #expect(try await WholeReading(open(long)).commits.map(\.sha) == commits)
    }

    @Test("a remote that is not there has no access, and what was fetched before is kept")
    func gone() async throws {
        let repository = try TestRepository()
        try repository.history([["a": "1"]])
        _ = try await open(repository)
        try FileManager.default.moveItem(atPath: repository.path, toPath: repository.path + ".away")
        await #expect { try await open(repository) } throws: { error in
            (error as? GitFailure)?.reason == .noAccess
        }
        try FileManager.default.moveItem(atPath: repository.path + ".away", toPath: repository.path)
        #expect(try await WholeReading(open(repository)).commits.count == 1)
    }

    @Test("hooks of the mirror's side and programs of the remote's configuration are not started")
    func programs() async throws {
        let repository = try TestRepository()
        try repository.history([["a": "1"]])
        let (program, marker) = try repository.booby()
        try repository.git("config", "uploadpack.packObjectsHook", program)
        try repository.git("config", "core.fsmonitor", program)
        _ = try await open(repository)
        let hooks = repository.folder + "/mirror/mirror.git/hooks"
        try FileManager.default.createDirectory(atPath: hooks, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: program, toPath: hooks + "/reference-transaction")
        try repository.ref("refs/heads/more", try repository.commit(message: "More\n"))
        #expect(try await open(repository).state().refs.count == 2)
        #expect(!FileManager.default.fileExists(atPath: marker))
    }

    @Test("an address that nobody answers is unreachable, without the credentials in the message")
    func unreachable() async throws {
        let folder = try TestRepository.temporaryFolder()
        // The port of the discard protocol: nobody listens there.
        let location = try GitLocation("http://ada:secret@127.0.0.1:9/x.git")
        await #expect { try await GitCommandReader.open(location, workspace: folder) } throws: { error in
            guard let failure = error as? GitFailure else { return false }
            return failure.reason == .unreachable && !failure.description.contains("secret")
        }
    }
}
