import Store
import Testing
import TestSupport

@Suite("Long answers") struct ScanTests {
    /// More than two fetches, and not a whole number of them.
    private static let count: Int64 = 140_000

    private func fill(_ writer: any SQLWriter) throws {
        try writer.bulkLoad(into: "things", columns: ["id"], onConflict: .fail) { loader in
            for id in 1...Self.count {
                loader.integer(id)
                try loader.endRow()
            }
        }
    }

    @Test("every row comes once and in order, with arguments and without rows too", arguments: TestEngine.allCases)
    func scans(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            try await store.write { try fill($0) }
            for wanted in [0, 1, 65_535, 65_536, 65_537, 131_072, Self.count] {
                let ids = try await store.read { reader in
                    var ids: [Int64] = []
                    try reader.scan("SELECT id FROM things WHERE id <= ? ORDER BY id", [.integer(wanted)]) { ids.append($0.integer(0)) }
                    return ids
                }
                #expect(ids == Array(1..<(wanted + 1)))
            }
        }
    }

    @Test("values of every kind arrive as a single row's do", arguments: TestEngine.allCases)
    func kinds(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let sql = """
                SELECT CAST(-9007199254740993 AS BIGINT), CAST(7 AS SMALLINT), CAST(-70000 AS INTEGER), CAST(2.5 AS DOUBLE PRECISION),
                    CAST('Zoë' AS TEXT), CAST(NULL AS BIGINT), 3 > 2, 2 > 3
                """
            @Sendable func values(_ row: any SQLRow) -> [String] {
                (0..<8).map { row.isNull($0) ? "nothing" : "\(row.integer($0)) \(row.real($0)) \($0 == 3 ? "" : row.text($0))" }
            }
            let (scanned, single) = try await store.read { reader in
                var scanned: [[String]] = []
                try reader.scan(sql, []) { scanned.append(values($0)) }
                return (scanned, try reader.rows(sql) { values($0) })
            }
            #expect(scanned == single)
            #expect(
                scanned == [
                    [
                        "-9007199254740993 -9007199254740992.0 -9007199254740993", "7 7.0 7", "-70000 -70000.0 -70000", "2 2.5 ",
                        "0 0.0 Zoë",
                        "nothing", "1 1.0 1", "0 0.0 0",
                    ]
                ])
        }
    }

    @Test("a scan of a type that it cannot read says so and what to do")
    func unreadable() async throws {
        try await withStore(on: .postgres) { store in
            do {
                try await store.read { reader in try reader.scan("SELECT CAST(1.5 AS NUMERIC) AS price", []) { _ in } }
                Issue.record("a numeric column was scanned")
            } catch let error as StoreError {
                #expect(error.description.contains("price"))
                #expect(error.hint.contains("double precision"))
            }
        }
    }

    @Test("other statements may run inside the loop, long ones too", arguments: TestEngine.allCases)
    func nested(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            let sums = try await store.write { writer in
                try fill(writer)
                var (outer, inner): (Int64, Int64) = (0, 0)
                try writer.scan("SELECT id FROM things ORDER BY id", []) { row in
                    outer += row.integer(0)
                    guard row.integer(0) % 60_000 == 1 else { return }
                    try writer.scan("SELECT id FROM things ORDER BY id", []) { inner += $0.integer(0) }
                    try writer.execute("UPDATE things SET size = 1 WHERE id = ?", [.integer(row.integer(0))])
                    #expect(try writer.integer("SELECT COUNT(*) FROM things") == Self.count)
                }
                return (outer, inner)
            }
            let whole = Self.count * (Self.count + 1) / 2
            #expect(sums == (whole, 3 * whole))
            #expect(try await store.read { try $0.integer("SELECT SUM(size) FROM things") } == 3)
        }
    }

    @Test("a loop that is left by an error leaves the connection usable", arguments: TestEngine.allCases)
    func left(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            let count = try await store.write { writer in
                try fill(writer)
                #expect(throws: Interruption()) {
                    try writer.scan("SELECT id FROM things ORDER BY id", []) { row in
                        if row.integer(0) == 70_000 { throw Interruption() }
                    }
                }
                return try writer.integer("SELECT COUNT(*) FROM things")
            }
            #expect(count == Self.count)
        }
    }

    @Test("a query that fails is named, and the store goes on", arguments: TestEngine.allCases)
    func fails(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            try await store.write { try fill($0) }
            let error = await #expect(throws: StoreError.self) {
                try await store.read { reader in try reader.scan("SELECT nothing FROM things", []) { _ in } }
            }
            #expect(error?.description.contains("SELECT nothing FROM things") == true)
            #expect(try await store.read { try $0.integer("SELECT COUNT(*) FROM things") } == Self.count)
        }
    }
}
