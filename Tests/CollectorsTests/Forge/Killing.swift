import Foundation
import Glibc
import Ledger
import Store
import Synchronization
import TestSupport
import Transport

@testable import Collectors

/// The end of a process at one point of a run: after it nothing is asked, stored or written any more.
final class Killing: Sendable {
    struct Killed: Error {}

    private let left: Mutex<Int>

    /// - Parameter point: the number of the point at which the process ends, from 1.
    init(at point: Int) { left = Mutex(point) }

    var hasHappened: Bool { left.withLock { $0 <= 0 } }

    /// Passes a point, unless the process ends there or has ended.
    func pass() throws {
        try left.withLock { left in
            if left > 0 { left -= 1 }
            if left == 0 { throw Killed() }
        }
    }
}

/// A transport that ends before a question is sent, or after it was answered and before anybody knows.
struct MortalTransport: HTTPTransport {
    let killing: Killing
    let transport: any HTTPTransport

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try killing.pass()
        let response = try await transport.send(request)
        try killing.pass()
        return response
    }
}

/// A store that ends before a transaction, inside it, or right after it was committed.
struct MortalStore: SQLStore {
    let killing: Killing
    let store: any SQLStore

    var engine: StoreEngine { store.engine }

    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLReader) throws -> T) async throws -> T {
        try killing.pass()
        return try await store.read(body)
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (any SQLWriter) throws -> T) async throws -> T {
        let killing = killing
        try killing.pass()
        let result = try await store.write { writer in
            let result = try body(writer)
            try killing.pass()
            return result
        }
        try killing.pass()
        return result
    }

    func close() async throws { try await store.close() }
}

extension ForgeScene {
    /// Runs the collector until it is killed or done; returns whether it was done.
    func collect(killedAt point: Int) async throws -> Bool {
        let killing = Killing(at: point)
        do {
            let collector = try collector(
                MortalStore(killing: killing, store: store), MortalTransport(killing: killing, transport: HTTPClient()))
            let summary = try await collector.collect(repository)
            if !killing.hasHappened, summary.outcome != .complete, summary.outcome != .unchanged {
                throw UnexpectedOutcome(problems: summary.problems)
            }
            return true
        } catch is Killing.Killed {
            return false
        }
    }

    struct UnexpectedOutcome: Error {
        let problems: [String]
    }

    /// What a kill during a write leaves: the beginning of a record at the end of the archive.
    func tearArchive(_ length: Int) throws {
        let archive = "\(folder)/forge/\(repository.id)"
        guard let newest = try? FileManager.default.contentsOfDirectory(atPath: archive).filter({ $0.hasSuffix(".gz") }).max() else {
            return
        }
        let url = URL(filePath: "\(archive)/\(newest)")
        let file = try FileHandle(forUpdating: url)
        defer { try? file.close() }
        let beginning = try file.read(upToCount: length) ?? Data()
        // A whole first record would be no torn one.
        guard beginning.count == length else { return }
        try file.seekToEnd()
        try file.write(contentsOf: beginning)
    }
}
