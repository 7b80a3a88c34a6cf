/// The register of every column that the program keeps, with what is said of each (GDPR article 30).
public struct PrivacyRegister: Sendable {
    /// One column of the register.
    public struct Row: Sendable, Hashable {
        public let module: String
        public let table: String
        public let column: String
        public let entry: PrivacyEntry
    }

    /// All columns, in the order in which modules and tables declare them.
    public let entries: [Row]

    /// The register of `schemas` and of the store's own table.
    public init(_ schemas: [Schema]) {
        let schemas = schemas.contains { $0.module == Schema.store.module } ? schemas : [Schema.store] + schemas
        entries = schemas.flatMap { schema in
            schema.tables.flatMap { table in
                table.columns.map {
                    Row(module: schema.module, table: table.name, column: $0.name, entry: $0.privacy)
                }
            }
        }
    }

    /// The columns that are in the database but not in the register, as `table.column`, in order of name of the table.
    public func undeclaredColumns(in store: any SQLStore) async throws -> [String] {
        let declared = Set(entries.map { "\($0.table).\($0.column)" })
        let present = try await store.read { reader in
            try reader.columns().map { "\($0.table).\($0.column)" }
        }
        return present.filter { !declared.contains($0) }
    }
}
