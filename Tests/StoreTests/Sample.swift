import Store

/// A table with one column of each kind, and what is done with it in most tests.
enum Sample {
    static let table = Table("things", primaryKey: ["id"], unique: [["name"]]) {
        Column("id", .integer, .none("Numbers the row."))
        Column("name", .text, optional: true, .none("A text."))
        Column("weight", .real, optional: true, .none("A number."))
        Column("size", .integer, optional: true, .none("An integer."))
        Column("note", .text, optional: true, .none("A text of any length."))
    }

    static let schema = Schema(module: "sample", tables: [table], migrations: [Migration(1, "things", creating: [table])])

    static func prepare(_ store: any SQLStore) async throws {
        try await store.migrate([schema])
    }

    static let insert = "INSERT INTO things (id, name, weight, size) VALUES (?, ?, ?, ?)"

    static func add(_ id: Int64, _ name: String?, to store: any SQLStore) async throws {
        try await store.write { _ = try $0.execute(insert, [.integer(id), .optional(name), .null, .null]) }
    }

    static func names(in store: any SQLStore) async throws -> [String?] {
        try await store.read { try $0.rows("SELECT name FROM things ORDER BY id") { $0.optionalText(0) } }
    }

    static func count(in store: any SQLStore) async throws -> Int64? {
        try await store.read { try $0.integer("SELECT COUNT(*) FROM things") }
    }
}

/// What a test throws to see whether it comes back.
struct Interruption: Error, Equatable {}
