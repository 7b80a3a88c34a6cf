import Store
import Testing
import TestSupport

@Suite("Statements")
struct StatementTests {
    @Test("a statement reports how many rows it changed", arguments: TestEngine.allCases)
    func counts(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            let counts = try await store.write { writer in
                [
                    try writer.execute("INSERT INTO things (id, size) VALUES (1, 5), (2, 5), (3, 6)"),
                    try writer.execute("UPDATE things SET size = 7 WHERE size = ?", [5]),
                    try writer.execute("UPDATE things SET size = 8 WHERE size = ?", [5]),
                    try writer.execute("INSERT INTO things (id) VALUES (1) ON CONFLICT DO NOTHING"),
                    try writer.execute("CREATE INDEX things_by_size ON things (size)"),
                    try writer.execute("DELETE FROM things"),
                    try writer.execute("SELECT 1"),
                ]
            }
            #expect(counts == [3, 2, 0, 0, 0, 3, 0])
        }
    }

    @Test("rows of RETURNING can be read", arguments: TestEngine.allCases)
    func returning(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            let ids = try await store.write { try $0.rows("INSERT INTO things (id) VALUES (4), (5) RETURNING id") { $0.int(0) } }
            #expect(ids == [4, 5])
            #expect(try await Sample.count(in: store) == 2)
        }
    }

    @Test("question marks in literals, names and comments are no arguments", arguments: TestEngine.allCases)
    func questionMarks(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let sql = """
                SELECT 'it''s a ?' AS "why?", ? -- is this ' one?
                , ? /* or "this? */ , '?' || ?
                """
            let row = try await store.read { reader in
                try reader.first(sql, ["a", 2, "c"]) { [$0.text(0), $0.text(1), $0.text(2), $0.text(3)] }
            }
            #expect(row == ["it's a ?", "a", "2", "?c"])
        }
    }

    @Test("too few or too many arguments are refused", arguments: TestEngine.allCases, [0, 2])
    func argumentCount(_ engine: TestEngine, _ given: Int) async throws {
        try await withStore(on: engine) { store in
            let error = await #expect(throws: StoreError.self) {
                try await store.read { try $0.integer("SELECT ?", Array(repeating: 1, count: given)) }
            }
            #expect(error?.reason == .statement)
            #expect(error?.detail == "it has 1 question marks and was given \(given) arguments")
        }
    }

    @Test("a query may run inside the loop over another, even over itself", arguments: TestEngine.allCases)
    func nested(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            let pairs = try await store.write { writer in
                try writer.execute("INSERT INTO things (id) VALUES (1), (2), (3)")
                var pairs: [[Int]] = []
                try writer.forEachRow("SELECT id FROM things ORDER BY id", []) { outer in
                    try writer.forEachRow("SELECT id FROM things ORDER BY id", []) { inner in
                        pairs.append([outer.int(0), inner.int(0)])
                    }
                    try writer.execute("UPDATE things SET size = 1 WHERE id = ?", [.integer(outer.integer(0))])
                }
                return pairs
            }
            #expect(pairs == [[1, 1], [1, 2], [1, 3], [2, 1], [2, 2], [2, 3], [3, 1], [3, 2], [3, 3]])
            #expect(try await store.read { try $0.integer("SELECT SUM(size) FROM things") } == 3)
        }
    }

    @Test("a loop that is left by an error leaves the connection usable", arguments: TestEngine.allCases)
    func leftLoop(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            let sum = try await store.write { writer in
                try writer.execute("INSERT INTO things (id) VALUES (1), (2), (3)")
                #expect(throws: Interruption()) {
                    try writer.forEachRow("SELECT id FROM things", []) { _ in throw Interruption() }
                }
                return try writer.integer("SELECT SUM(id) FROM things")
            }
            #expect(sum == 6)
        }
    }

    @Test("one statement takes arguments of changing kinds", arguments: TestEngine.allCases)
    func changingKinds(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            try await store.write { writer in
                for (id, size) in [SQLValue.integer(9), .null, .integer(-1), .null].enumerated() {
                    try writer.execute(Sample.insert, [.int(id), id == 2 ? nil : .text("n\(id)"), id == 1 ? .real(1) : nil, size])
                }
            }
            let found = try await store.read {
                try $0.rows("SELECT name, weight, size FROM things ORDER BY id") {
                    [$0.optionalText(0), $0.isNull(1) ? nil : "\($0.real(1))", $0.optionalText(2)]
                }
            }
            #expect(found == [["n0", nil, "9"], ["n1", "1.0", nil], [nil, nil, "-1"], ["n3", nil, nil]])
        }
    }

    @Test("more different statements than are kept prepared still run", arguments: TestEngine.allCases)
    func manyStatements(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            for round in 0..<2 {
                let sum = try await store.read { reader in
                    try (0..<700).reduce(0) { try $0 + (reader.integer("SELECT ? + \($1)", [.int(round)]) ?? 0) }
                }
                #expect(sum == Int64(700 * 699 / 2 + 700 * round))
            }
        }
    }

    @Test("a statement prepared before its table changed still runs", arguments: TestEngine.allCases)
    func changedTable(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            try await Sample.add(1, "one", to: store)
            let query = "SELECT * FROM things"
            _ = try await store.write { try $0.rows(query) { $0.text(1) } }
            try await store.write { _ = try $0.execute("ALTER TABLE things ADD COLUMN colour TEXT") }
            // PostgreSQL may refuse its old plan once; the next transaction must have a new one.
            _ = try? await store.write { try $0.rows(query) { $0.text(1) } }
            #expect(try await store.write { try $0.rows(query) { $0.text(1) } } == ["one"])
        }
    }

    @Test("an error names the statement and no argument", arguments: TestEngine.allCases)
    func errorText(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            try await Sample.add(1, "mara@example.org", to: store)
            let error = await #expect(throws: StoreError.self) { try await Sample.add(2, "mara@example.org", to: store) }
            #expect(error?.reason == .constraint)
            #expect(error?.doing == "running INSERT INTO things (id, name, weight, size) VALUES (?, ?, ?, ?)")
            #expect(error.map { "\($0)".contains("mara") } == false)
        }
    }

    @Test(
        "a statement at fault is said to be so", arguments: TestEngine.allCases,
        ["SELEC 1", "SELECT nothing FROM nowhere", "SELECT 1; SELECT 2"])
    func badStatement(_ engine: TestEngine, _ sql: String) async throws {
        try await withStore(on: engine) { store in
            let error = await #expect(throws: StoreError.self) { try await store.read { try $0.integer(sql) } }
            #expect(error?.reason == .statement)
        }
    }

    @Test("each statement is counted once, a bulk load as one", arguments: TestEngine.allCases)
    func tally(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            let tally = StatementTally()
            try await StatementTally.$current.withValue(tally) {
                try await store.write { writer in
                    try writer.execute("DELETE FROM things")
                    try writer.bulkLoad(into: "things", columns: ["id"], onConflict: .ignore) { loader in
                        for id in 0..<10 {
                            loader.integer(Int64(id))
                            try loader.endRow()
                        }
                    }
                }
                #expect(try await Sample.count(in: store) == 10)
            }
            #expect(tally.count == 3)
            #expect(try await Sample.count(in: store) == 10)
            #expect(tally.count == 3)
        }
    }

    @Test("a task that was cancelled gets no answer", arguments: TestEngine.allCases)
    func cancelled(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await store.read { try $0.integer("SELECT 1") }
            }
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }
}
