import Foundation
import TestSupport
import Testing

@testable import Collectors

/// Copies from servers that send without end, or stop in the middle.
@Suite("Copies within bounds")
struct BoundedCopyTests {
    private typealias Reply = LoopbackServer.Reply

    /// Serves a repository file by file as any web server does, up to its objects.
    private static func server(objects: Reply, references: Reply? = nil) throws -> LoopbackServer {
        try LoopbackServer { question in
            if question.path.hasSuffix("/info/refs") {
                return references ?? Reply(text: String(repeating: "1", count: 40) + "\trefs/heads/main\n")
            }
            if question.path.hasSuffix("/HEAD") { return Reply(text: "ref: refs/heads/main\n") }
            return question.path.contains("/objects/11/") ? objects : Reply(404)
        }
    }

    private static func endless(_ text: String) -> Reply {
        var reply = Reply(body: Array(String(repeating: text, count: 1000).utf8))
        reply.isEndless = true
        return reply
    }

    /// Says the length, sends one byte, and no more for a long time.
    private static var stalled: Reply {
        var reply = Reply(body: Array("stall".utf8))
        reply.drip = 3_600_000
        return reply
    }

    /// Copies into a folder that is not there, and looks at what is left.
    private static func copy(from server: LoopbackServer, _ limits: BoundedCopy.Limits) async throws -> (
        error: (any Error)?, left: [String]
    ) {
        defer { server.stop() }
        return try await withTemporaryFolder { folder in
            guard case .remote(let address) = try GitLocation(server.address + "/x.git") else {
                throw GitFailure(.notFound, at: server.address)
            }
            var thrown: (any Error)?
            do {
                try await BoundedCopy.update(of: address, in: folder + "/copy.git", limits: limits)
            } catch {
                thrown = error
            }
            return (thrown, try FileManager.default.subpathsOfDirectory(atPath: folder))
        }
    }

    @Test("a server that sends without end is left at the limit of size, and nothing stays on disk", .timeLimit(.minutes(10)))
    func endless() async throws {
        var limits = BoundedCopy.Limits()
        limits.bytes = 8 << 20
        let (error, left) = try await Self.copy(from: Self.server(objects: Self.endless("no object ")), limits)
        #expect((error as? BoundedCopy.TooMuch)?.isTooLarge == true)
        #expect("\(String(describing: error))".contains("more than 8 MiB"))
        #expect(left.isEmpty)
    }

    @Test(
        "a server that stops in the middle of the list of branches or of an object is left at the limit of time, and nothing stays on disk",
        .timeLimit(.minutes(10)), arguments: [true, false])
    func stalled(atList: Bool) async throws {
        var limits = BoundedCopy.Limits()
        limits.seconds = 2
        let server = try Self.server(objects: Self.stalled, references: atList ? Self.stalled : nil)
        let (error, left) = try await Self.copy(from: server, limits)
        #expect((error as? BoundedCopy.TooMuch)?.description.contains("took longer than 2 seconds") == true)
        #expect((error as? BoundedCopy.TooMuch)?.isTooLarge == false)
        #expect(left.isEmpty)
    }

    @Test("a list of branches without end is refused for its size, and nothing stays on disk", .timeLimit(.minutes(10)))
    func endlessList() async throws {
        let line = String(repeating: "1", count: 40) + "\trefs/heads/main\n"
        let server = try Self.server(objects: Self.stalled, references: Self.endless(line))
        var limits = BoundedCopy.Limits()
        limits.memory = 256 << 20
        let (error, left) = try await Self.copy(from: server, limits)
        #expect(error is GitFailure)
        #expect(left.isEmpty)
    }

    @Test("a server that hangs up leaves nothing on disk", .timeLimit(.minutes(10)))
    func hangingUp() async throws {
        var cut = Reply(body: [UInt8](repeating: 120, count: 1000))
        cut.cutAfter = 10
        let (error, left) = try await Self.copy(from: Self.server(objects: cut), BoundedCopy.Limits())
        #expect(error is GitFailure)
        #expect(left.isEmpty)
    }

    @Test(
        "a copy that was there stays as it was when bringing it up to date takes too long, and is removed when it grows too large",
        .timeLimit(.minutes(10)))
    func older() async throws {
        let repository = try TestRepository()
        let commits = try repository.history([["a": "1"], ["a": "2"]])
        let copy = repository.folder + "/copy.git"
        guard case .remote(let good) = try GitLocation("file://\(repository.path)") else {
            throw GitFailure(.notFound, at: repository.path)
        }
        try await BoundedCopy.update(of: good, in: copy)
        let before = try FileManager.default.subpathsOfDirectory(atPath: copy).sorted()
        func update(_ objects: Reply, _ limits: BoundedCopy.Limits) async throws {
            let server = try Self.server(objects: objects)
            defer { server.stop() }
            guard case .remote(let address) = try GitLocation(server.address + "/x.git") else {
                throw GitFailure(.notFound, at: server.address)
            }
            await #expect(throws: BoundedCopy.TooMuch.self) { () async throws in
                try await BoundedCopy.update(of: address, in: copy, limits: limits)
            }
        }
        var limits = BoundedCopy.Limits()
        limits.seconds = 2
        try await update(Self.stalled, limits)
        let after = try FileManager.default.subpathsOfDirectory(atPath: copy).filter { $0 != "objects/11" }.sorted()
        #expect(after == before)
        let reader = try await GitCommandReader.open(.folder(path: copy), workspace: repository.folder + "/work")
        #expect(try await reader.state().headCommit == commits[1])
        limits = BoundedCopy.Limits()
        limits.bytes = 8 << 20
        try await update(Self.endless("no object "), limits)
        #expect(!FileManager.default.fileExists(atPath: copy))
    }
}
