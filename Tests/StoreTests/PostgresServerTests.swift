import Store
import Synchronization
import Testing
import TestSupport

@Suite("PostgreSQL servers")
struct PostgresServerTests {
    @Test("a connection that the server dropped is made anew for the next transaction")
    func reconnect() async throws {
        try await TestServer.withSchema { address in
            let store = try PostgresStore.open(conninfo: address, connections: 1)
            let other = try PostgresStore.open(conninfo: address, connections: 1)
            try await Sample.prepare(store)
            let query = "SELECT COUNT(*) FROM things WHERE id > ?"
            for _ in 0..<2 {
                let process = try await store.read { try $0.integer("SELECT pg_backend_pid()") }
                _ = try await store.read { try $0.integer(query, [0]) }
                // Waits up to ten seconds until the connection is really gone.
                let gone = try await other.read {
                    try $0.first("SELECT pg_terminate_backend(CAST(? AS INTEGER), 10000)", [.optional(process)]) { $0.bool(0) }
                }
                #expect(gone == true)
                #expect(try await store.read { try $0.integer(query, [0]) } == 0)
                #expect(try await store.read { try $0.integer("SELECT pg_backend_pid()") } != process)
            }
            try await store.close()
            try await other.close()
        }
    }

    @Test("a connection that is dropped inside a transaction fails it, and the next one works")
    func droppedInside() async throws {
        try await TestServer.withSchema { address in
            let store = try PostgresStore.open(conninfo: address, connections: 1)
            try await Sample.prepare(store)
            let error = await #expect(throws: StoreError.self) {
                try await store.write { writer in
                    try writer.execute(Sample.insert, [1, "lost", nil, nil])
                    try writer.forEachRow("SELECT pg_terminate_backend(pg_backend_pid())", []) { _ in }
                }
            }
            #expect(error?.reason == .unavailable)
            #expect(try await Sample.count(in: store) == 0)
            try await store.close()
        }
    }

    @Test("a wrong database, user or password is unavailable, without the password")
    func refused() async throws {
        try await TestServer.withSchema { address in
            guard !address.hasPrefix("postgres") else { return }
            let error = #expect(throws: StoreError.self) {
                try PostgresStore.open(conninfo: address + " dbname=no_such_database password=hunter2", connections: 1)
            }
            #expect(error?.reason == .unavailable)
            #expect(error?.detail.contains("no_such_database") == true)
            #expect(error.map { "\($0)".contains("hunter2") } == false)
        }
    }

    @Test("the first row of a long answer is there before the last one is made")
    func streaming() async throws {
        try await TestServer.withSchema { address in
            let store = try PostgresStore.open(conninfo: address, connections: 1)
            // The answer fails at its last row: only what came before it can have been handed out until then.
            let seen = Counter()
            await #expect(throws: StoreError.self) {
                try await store.read { reader in
                    try reader.forEachRow("SELECT repeat('x', 100), 1 / (50000 - n) FROM generate_series(1, 50000) AS n", []) { row in
                        if row.text(0).utf8.count == 100 { seen.add() }
                    }
                }
            }
            #expect(seen.count > 40_000)
            try await store.close()
        }
    }
}

private final class Counter: Sendable {
    private let value = Mutex(0)
    var count: Int { value.withLock { $0 } }
    func add() { value.withLock { $0 += 1 } }
}
