import Store
import Testing
import TestSupport

@Suite("Bulk loads")
struct BulkLoadTests {
    @Test("a row whose key exists is passed over and not counted", arguments: TestEngine.allCases)
    func ignoredRows(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            try await Sample.add(2, "stored before", to: store)
            // 2 is there already, 3 comes twice, and 4 has the name of 1.
            let rows: [(Int64, String)] = [(1, "one"), (2, "two"), (3, "three"), (3, "three again"), (4, "one")]
            let counts = try await store.write { writer in
                try (0..<2).map { _ in try writer.load(rows, onConflict: .ignore) }
            }
            #expect(counts == [2, 0])
            #expect(try await Sample.names(in: store) == ["one", "stored before", "three"])
        }
    }

    @Test("a row whose key exists fails the whole load when that was asked for", arguments: TestEngine.allCases)
    func conflict(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            let error = await #expect(throws: StoreError.self) {
                try await store.write { try $0.load([(1, "one"), (2, "two"), (1, "one again")], onConflict: .fail) }
            }
            #expect(error?.reason == .constraint)
            #expect(try await Sample.count(in: store) == 0)
        }
    }

    @Test("a missing value that is required is an error even when known keys are passed over", arguments: TestEngine.allCases)
    func requiredValue(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await store.migrate([
                Schema(
                    module: "sample", tables: [],
                    migrations: [
                        Migration(1, "pairs", [.sql("CREATE TABLE pairs (id BIGINT PRIMARY KEY, value TEXT NOT NULL)")])
                    ])
            ])
            let error = await #expect(throws: StoreError.self) {
                try await store.write { writer in
                    try writer.bulkLoad(into: "pairs", columns: ["id", "value"], onConflict: .ignore) { loader in
                        loader.integer(1)
                        loader.null()
                        try loader.endRow()
                    }
                }
            }
            #expect(error?.reason == .constraint)
        }
    }

    @Test("a row with the wrong number of cells is refused", arguments: TestEngine.allCases, [1, 3])
    func wrongCells(_ engine: TestEngine, _ cells: Int) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            let error = await #expect(throws: StoreError.self) {
                try await store.write { writer in
                    try writer.bulkLoad(into: "things", columns: ["id", "size"], onConflict: .ignore) { loader in
                        for cell in 0..<cells { loader.integer(Int64(cell)) }
                        try loader.endRow()
                    }
                }
            }
            #expect(error?.reason == .statement)
            #expect(error?.detail == "a row was given \(cells) cells for 2 columns")
        }
    }

    @Test("a last row that was not ended is refused", arguments: TestEngine.allCases)
    func openRow(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            await #expect(throws: StoreError.self) {
                try await store.write { writer in
                    try writer.bulkLoad(into: "things", columns: ["id"], onConflict: .fail) { $0.integer(1) }
                }
            }
            #expect(try await Sample.count(in: store) == 0)
        }
    }

    @Test("an error of the caller ends the load and comes back as it is", arguments: TestEngine.allCases, [BulkConflict.fail, .ignore])
    func interrupted(_ engine: TestEngine, _ conflict: BulkConflict) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            await #expect(throws: Interruption()) {
                try await store.write { writer in
                    try writer.bulkLoad(into: "things", columns: ["id"], onConflict: conflict) { loader in
                        loader.integer(1)
                        try loader.endRow()
                        throw Interruption()
                    }
                }
            }
            #expect(try await Sample.count(in: store) == 0)
            #expect(try await store.write { try $0.load([(1, "after")], onConflict: .fail) } == 1)
        }
    }

    @Test("a load that was given up half way is not stored, even when its error is swallowed", arguments: TestEngine.allCases)
    func swallowedInterruption(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            await #expect(throws: StoreError.self) {
                try await store.write { writer in
                    _ = try? writer.bulkLoad(into: "things", columns: ["id"], onConflict: .fail) { loader in
                        loader.integer(1)
                        try loader.endRow()
                        throw Interruption()
                    }
                }
            }
            #expect(try await Sample.count(in: store) == 0)
        }
    }

    @Test("a statement inside a load is refused", arguments: TestEngine.allCases)
    func statementInside(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            let error = await #expect(throws: StoreError.self) {
                try await store.write { writer in
                    try writer.bulkLoad(into: "things", columns: ["id"], onConflict: .fail) { _ in
                        _ = try writer.integer("SELECT 1")
                    }
                }
            }
            #expect(error?.reason == .statement)
            #expect(error?.detail == "a bulk load is under way on this connection")
        }
    }

    @Test("a text in a column of integers is refused, and is not quoted in the error", arguments: TestEngine.allCases)
    func wrongType(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            let error = await #expect(throws: StoreError.self) {
                try await store.write { writer in
                    try writer.bulkLoad(into: "things", columns: ["id", "size"], onConflict: .fail) { loader in
                        // Many rows before it, so that the server has refused the load before it ends.
                        for id in 0..<200_000 {
                            loader.integer(Int64(id))
                            if id == 10 { loader.text("mara@example.org") } else { loader.null() }
                            try loader.endRow()
                        }
                    }
                }
            }
            #expect(error?.reason == .constraint || error?.reason == .statement)
            #expect(error.map { "\($0)".contains("mara") } == false)
            #expect(try await Sample.count(in: store) == 0)
        }
    }

    @Test("two hundred thousand rows go in and come out in order", arguments: TestEngine.allCases)
    func manyRows(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            let count: Int64 = 200_000
            let loaded = try await store.write { writer in
                try writer.bulkLoad(into: "things", columns: ["id", "name", "size"], onConflict: .fail) { loader in
                    for id in 0..<count {
                        loader.integer(id)
                        loader.text("thing \(id)")
                        loader.integer(-id)
                        try loader.endRow()
                    }
                }
            }
            let isRight = try await store.read { reader -> Bool in
                var next: Int64 = 0
                try reader.forEachRow("SELECT id, name, size FROM things ORDER BY id", []) { row in
                    if row.integer(0) == next, row.integer(2) == -next, row.text(1) == "thing \(next)" { next += 1 }
                }
                return next == count
            }
            #expect(loaded == Int(count))
            #expect(isRight)
        }
    }

    @Test("an empty load stores nothing", arguments: TestEngine.allCases, [BulkConflict.fail, .ignore])
    func emptyLoad(_ engine: TestEngine, _ conflict: BulkConflict) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            #expect(try await store.write { try $0.load([], onConflict: conflict) } == 0)
        }
    }
}

extension SQLWriter {
    fileprivate func load(_ rows: [(Int64, String)], onConflict: BulkConflict) throws -> Int {
        try bulkLoad(into: "things", columns: ["id", "name"], onConflict: onConflict) { loader in
            for (id, name) in rows {
                loader.integer(id)
                loader.text(name)
                try loader.endRow()
            }
        }
    }
}
