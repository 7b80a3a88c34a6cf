import Dispatch
import Store
import Testing
import TestSupport

@Suite("Transactions are all or nothing")
struct TransactionTests {
    @Test("a write that throws stores nothing, and its own error comes back", arguments: TestEngine.allCases)
    func rollback(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            try await Sample.add(1, "kept", to: store)
            await #expect(throws: Interruption()) {
                try await store.write { writer in
                    try writer.execute("UPDATE things SET name = 'lost'")
                    try writer.execute(Sample.insert, [2, "lost too", nil, nil])
                    throw Interruption()
                }
            }
            #expect(try await Sample.names(in: store) == ["kept"])
        }
    }

    @Test("a write that swallows the error of a statement stores nothing either", arguments: TestEngine.allCases)
    func swallowedError(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            let error = await #expect(throws: StoreError.self) {
                try await store.write { writer in
                    try writer.execute(Sample.insert, [1, "one", nil, nil])
                    _ = try? writer.execute(Sample.insert, [1, "one again", nil, nil])
                }
            }
            #expect(error?.reason == .constraint)
            #expect(try await Sample.count(in: store) == 0)
        }
    }

    @Test("after a failed statement no other one runs in the transaction", arguments: TestEngine.allCases)
    func lostTransaction(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let error = try await store.read { reader -> StoreError? in
                #expect(throws: StoreError.self) { try reader.integer("SELECT no_such_column") }
                do {
                    _ = try reader.integer("SELECT 1")
                    return nil
                } catch let error as StoreError { return error }
            }
            #expect(error?.reason == .statement)
            #expect(error?.detail.contains("earlier statement") == true)
            #expect(try await store.read { try $0.integer("SELECT 1") } == 1)
        }
    }

    @Test("a read cannot write", arguments: TestEngine.allCases)
    func readOnly(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            await #expect(throws: StoreError.self) {
                try await store.read { try $0.forEachRow("INSERT INTO things (id) VALUES (1) RETURNING id", []) { _ in } }
            }
            #expect(try await Sample.count(in: store) == 0)
        }
    }

    @Test("a reader that escaped its closure is refused", arguments: TestEngine.allCases)
    func escapedReader(_ engine: TestEngine) async throws {
        final class Pocket: @unchecked Sendable { var reader: (any SQLReader)? }
        try await withStore(on: engine) { store in
            let pocket = Pocket()
            try await store.read { pocket.reader = $0 }
            let error = #expect(throws: StoreError.self) { try pocket.reader?.integer("SELECT 1") }
            #expect(error?.reason == .closed)
        }
    }

    @Test("a read that runs beside a write sees nothing of it, before and after it is stored", arguments: TestEngine.allCases)
    func readsDuringWrite(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            try await Sample.add(1, "first", to: store)
            // Each side opens the other's barrier, so the order is certain without waiting for time to pass.
            let reading = Barrier(), written = Barrier()
            async let counts = store.read { reader in
                let before = try reader.integer("SELECT COUNT(*) FROM things")
                reading.open()
                written.wait()
                return [before, try reader.integer("SELECT COUNT(*) FROM things")]
            }
            try await store.write { writer in
                reading.wait()
                try writer.execute(Sample.insert, [2, "second", nil, nil])
            }
            #expect(try await Sample.count(in: store) == 2)
            written.open()
            #expect(try await counts == [1, 1])
        }
    }

    @Test("writes run one at a time, so no update is lost", arguments: TestEngine.allCases)
    func serialWrites(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            try await store.write { _ = try $0.execute(Sample.insert, [1, nil, nil, 0]) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<40 {
                    group.addTask {
                        try await store.write { writer in
                            let size = try writer.integer("SELECT size FROM things WHERE id = 1") ?? 0
                            try writer.execute("UPDATE things SET size = ? WHERE id = 1", [.integer(size + 1)])
                        }
                    }
                    group.addTask { _ = try await Sample.count(in: store) }
                }
                try await group.waitForAll()
            }
            #expect(try await store.read { try $0.integer("SELECT size FROM things") } == 40)
        }
    }

    @Test("a closed store is refused, and may be closed again", arguments: TestEngine.allCases)
    func closed(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await store.close()
            try await store.close()
            let reading = await #expect(throws: StoreError.self) { try await store.read { try $0.integer("SELECT 1") } }
            let writing = await #expect(throws: StoreError.self) { try await store.write { _ in } }
            #expect(reading?.reason == .closed && writing?.reason == .closed)
        }
    }

    @Test("closing waits for what is running", arguments: TestEngine.allCases)
    func closeWaits(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            let (begun, signal) = AsyncStream<Void>.makeStream()
            let closing = Barrier()
            async let stored = store.write { writer in
                signal.finish()
                closing.wait()
                return try writer.execute(Sample.insert, [1, "late", nil, nil])
            }
            for await _ in begun {}
            async let closed: Void = store.close()
            closing.open()
            #expect(try await stored == 1)
            try await closed
        }
    }
}

/// Holds a thread of the store until the other side opens it.
private final class Barrier: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func open() { semaphore.signal() }

    func wait() { semaphore.wait() }
}
