extension Schema {
    /// What the store itself keeps: which changes each module has made.
    public static let store = Schema(
        module: "store",
        tables: [versions], migrations: [])

    static let versions = Table("schema_versions", primaryKey: ["module", "version"]) {
        Column("module", .text, .none("The module whose tables changed."))
        Column("version", .integer, .none("The number of the change."))
        Column("title", .text, .none("The change in words."))
    }
}

extension SQLStore {
    /// Brings the tables of all modules up to date, in one transaction.
    ///
    /// - Throws: ``StoreError`` with the reason `fromTheFuture` when a newer Steward made the database; nothing is
    ///   changed then.
    public func migrate(_ schemas: [Schema]) async throws {
        let engine = engine
        try await write { writer in
            if try !writer.columns().contains(where: { $0.table == Schema.versions.name }) {
                for statement in Schema.versions.creation(on: engine) { try writer.execute(statement) }
            }
            for schema in schemas { try writer.migrate(schema, on: engine) }
        }
    }
}

extension SQLWriter {
    fileprivate func migrate(_ schema: Schema, on engine: StoreEngine) throws {
        let found = Int(
            try integer("SELECT MAX(version) FROM schema_versions WHERE module = ?", [.text(schema.module)]) ?? 0)
        guard found <= schema.version else {
            throw StoreError(
                .fromTheFuture(module: schema.module, found: found, known: schema.version), doing: "Opening the database",
                detail: "it was made by a newer Steward: its \(schema.module) has version \(found), this program knows \(schema.version)",
                hint: "Install the newer Steward, or use another database; nothing was changed.")
        }
        for migration in schema.migrations where migration.number > found {
            for step in migration.steps {
                switch step {
                case .create(let table): for statement in table.creation(on: engine) { try execute(statement) }
                case .sql(let statement): try execute(statement)
                }
            }
            try execute(
                "INSERT INTO schema_versions (module, version, title) VALUES (?, ?, ?)",
                [.text(schema.module), .int(migration.number), .text(migration.title)])
        }
    }
}
