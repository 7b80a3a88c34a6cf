import Store
import Testing
import TestSupport

@Suite("Tables")
struct TableTests {
    private let links = Table(
        "links", primaryKey: ["a", "b"],
        indexes: [Index("links_open", on: ["b"], where: "ended_at IS NULL")]
    ) {
        Column("a", .integer, .none("One end."))
        Column("b", .text, .none("The other."))
        Column("weight", .real, optional: true, .none("How strong."))
        Column("ended_at", .integer, optional: true, .none("Until when."))
    }

    @Test("are spelled for PostgreSQL")
    func postgres() {
        #expect(
            links.creation(on: .postgres) == [
                """
                CREATE TABLE links (
                  a BIGINT NOT NULL,
                  b TEXT NOT NULL,
                  weight DOUBLE PRECISION,
                  ended_at BIGINT,
                  PRIMARY KEY (a, b)
                )
                """,
                "CREATE INDEX links_open ON links (b) WHERE ended_at IS NULL",
            ])
    }

    @Test("are spelled for SQLite: strict, and clustered when the key is compound")
    func sqlite() {
        #expect(
            links.creation(on: .sqlite)[0] == """
                CREATE TABLE links (
                  a INTEGER NOT NULL,
                  b TEXT NOT NULL,
                  weight REAL,
                  ended_at INTEGER,
                  PRIMARY KEY (a, b)
                ) STRICT, WITHOUT ROWID
                """)
        #expect(Sample.table.creation(on: .sqlite)[0].hasSuffix("UNIQUE (name)\n) STRICT"))
    }

    @Test("keep their keys, required values and types", arguments: TestEngine.allCases)
    func rules(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await store.migrate([Schema(module: "links", tables: [links], migrations: [Migration(1, "links", creating: [links])])])
            let insert = "INSERT INTO links (a, b, weight) VALUES (?, ?, ?)"
            try await store.write { _ = try $0.execute(insert, [1, "x", .real(0.5)]) }
            for arguments: [SQLValue] in [[1, "x", nil], [nil, "y", nil], [2, nil, nil], ["two", "z", nil]] {
                let error = await #expect(throws: StoreError.self) {
                    try await store.write { _ = try $0.execute(insert, arguments) }
                }
                // PostgreSQL refuses a text for an integer before it looks at a rule of the table.
                #expect(error?.reason == .constraint || arguments[0] == "two")
            }
            #expect(try await store.read { try $0.integer("SELECT COUNT(*) FROM links") } == 1)
        }
    }
}
