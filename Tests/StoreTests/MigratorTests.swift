import Store
import Testing
import TestSupport

private func module(_ name: String, _ migrations: Migration...) -> Schema {
    Schema(module: name, tables: [], migrations: migrations)
}

private func table(_ name: String) -> Migration.Step { .sql("CREATE TABLE \(name) (id BIGINT PRIMARY KEY)") }

private func applied(in store: any SQLStore) async throws -> [String] {
    try await store.read { reader in
        try reader.rows("SELECT module, version, title FROM schema_versions ORDER BY module, version") {
            "\($0.text(0)) \($0.int(1)) \($0.text(2))"
        }
    }
}

@Suite("Migrations")
struct MigratorTests {
    @Test("each runs once, in its module's order, and is recorded", arguments: TestEngine.allCases)
    func order(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let first = Migration(1, "make", [table("a")])
            let second = Migration(2, "fill", [.sql("INSERT INTO a (id) VALUES (1)")])
            let third = Migration(5, "double", [.sql("UPDATE a SET id = id * 2")])
            try await store.migrate([module("one", first, second)])
            try await store.migrate([module("one", first, second)])
            try await store.migrate([module("one", first, second, third), module("two", Migration(1, "also", [table("b")]))])
            #expect(try await store.read { try $0.rows("SELECT id FROM a") { $0.int(0) } } == [2])
            #expect(
                try await applied(in: store) == [
                    "one 1 make", "one 2 fill", "one 5 double", "store 1 the record of migrations", "two 1 also",
                ])
        }
    }

    @Test("one that fails takes all of them back and says which it was", arguments: TestEngine.allCases)
    func atomicity(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await store.migrate([module("one", Migration(1, "make", [table("a")]))])
            let before = try await store.read { try $0.columns().map { "\($0.table).\($0.column)" } }
            let error = await #expect(throws: StoreError.self) {
                try await store.migrate([
                    module("one", Migration(1, "make", [table("a")]), Migration(2, "more", [table("b"), table("c")])),
                    module("two", Migration(1, "clash", [table("d"), table("a")])),
                ])
            }
            #expect(error?.doing.contains("two 1 (clash)") == true)
            #expect(try await store.read { try $0.columns().map { "\($0.table).\($0.column)" } } == before)
            #expect(try await applied(in: store) == ["one 1 make", "store 1 the record of migrations"])
        }
    }

    @Test("a database from the future is refused and left as it is", arguments: TestEngine.allCases)
    func future(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let old = Migration(1, "make", [table("a")])
            try await store.migrate([module("one", old, Migration(7, "later", [table("b")]))])
            let error = await #expect(throws: StoreError.self) {
                try await store.migrate([module("zero", Migration(1, "other", [table("c")])), module("one", old)])
            }
            #expect(error?.reason == .fromTheFuture(module: "one", found: 7, known: 1))
            #expect(error?.description.contains("newer Steward") == true)
            #expect(try await store.read { try $0.columns().contains { $0.table == "c" } } == false)
        }
    }

    @Test("a module that the program does not know is left alone", arguments: TestEngine.allCases)
    func unknownModule(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await store.migrate([module("removed", Migration(3, "make", [table("a")]))])
            try await store.migrate([module("kept", Migration(1, "make", [table("b")]))])
            #expect(try await applied(in: store).contains("removed 3 make"))
            #expect(try await store.read { try $0.columns().contains { $0.table == "a" } })
        }
    }

    @Test("of two that start at once one migrates and the other finds it done", arguments: TestEngine.allCases)
    func race(_ engine: TestEngine) async throws {
        try await withTwoStores(on: engine) { first, second in
            let schema = module("one", Migration(1, "make", [table("a")]), Migration(2, "fill", [.sql("INSERT INTO a (id) VALUES (1)")]))
            async let one: Void = first.migrate([schema])
            async let other: Void = second.migrate([schema])
            try await one
            try await other
            #expect(try await first.read { try $0.integer("SELECT COUNT(*) FROM a") } == 1)
            #expect(try await applied(in: second).count == 3)
        }
    }

    @Test("numbers that do not rise, and modules listed twice, are refused")
    func badLists() async throws {
        try await withStore(on: .sqlite) { store in
            let one = Migration(1, "one", []), two = Migration(2, "two", [])
            for list in [
                [module("a", two, one)], [module("a", one, one)], [module("a", one), module("a", two)],
                [module("a", Migration(0, "none", []))],
            ] {
                let error = await #expect(throws: StoreError.self) { try await store.migrate(list) }
                #expect(error?.reason == .statement)
            }
            let columns = try await store.read { try $0.columns().count }
            #expect(columns == 0)
        }
    }
}

/// Two stores on the same new database, as two processes would have them.
private func withTwoStores(on engine: TestEngine, _ body: (any SQLStore, any SQLStore) async throws -> Void) async throws {
    func both(_ location: StoreLocation) async throws {
        let first = try openStore(at: location), second = try openStore(at: location)
        try await body(first, second)
        try await first.close()
        try await second.close()
    }
    switch engine {
    case .sqlite: try await withTemporaryFolder { try await both(.sqlite(path: "\($0)/two.sqlite")) }
    case .postgres: try await TestServer.withSchema { try await both(.postgres(conninfo: $0)) }
    }
}
