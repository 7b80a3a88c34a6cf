#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension SQLStore {
    /// Brings the database to the version that this program knows: runs the migrations that it lacks, each
    /// module's in order, modules in the order given, all of them in one transaction.
    ///
    /// Modules that the database knows and the program does not are left alone. Of several processes that start
    /// at once, one migrates; the others wait and find nothing left to do.
    ///
    /// - Throws: ``StoreError`` with reason `fromTheFuture` when a newer program has migrated the database, and
    ///   nothing is changed; any other reason when a migration fails, and nothing is changed either.
    public func migrate(_ schemas: [Schema]) async throws {
        let schemas = schemas.contains { $0.module == Schema.store.module } ? schemas : [Schema.store] + schemas
        try check(schemas)
        let engine = engine
        try await write { writer in
            let found = try writer.versions()
            for schema in schemas {
                let version = found[schema.module] ?? 0
                guard version <= schema.version else { throw StoreError.fromTheFuture(schema, found: version) }
            }
            for schema in schemas {
                for migration in schema.migrations where migration.number > found[schema.module] ?? 0 {
                    try writer.run(migration, of: schema.module, on: engine)
                }
            }
        }
    }
}

extension SQLReader {
    /// The version of each module that the database has; empty for a new database.
    fileprivate func versions() throws -> [String: Int] {
        guard try columns().contains(where: { $0.table == Schema.versions.name }) else { return [:] }
        let found = try rows("SELECT module, MAX(version) FROM schema_versions GROUP BY module") { ($0.text(0), $0.int(1)) }
        return Dictionary(uniqueKeysWithValues: found)
    }
}

extension SQLWriter {
    fileprivate func run(_ migration: Migration, of module: String, on engine: StoreEngine) throws {
        do {
            for step in migration.steps {
                switch step {
                case .create(let table): for statement in table.creation(on: engine) { try execute(statement) }
                case .add(let column, let table): try execute("ALTER TABLE \(table) ADD COLUMN \(column.declaration(on: engine))")
                case .sql(let statement): try execute(statement)
                case .engine(let only, let statement): if only == engine { try execute(statement) }
                }
            }
            try execute(
                "INSERT INTO schema_versions (module, version, title, applied_at) VALUES (?, ?, ?, ?)",
                [.text(module), .int(migration.number), .text(migration.title), .int(time(nil))])
        } catch let error as StoreError {
            throw StoreError(
                error.reason, doing: "migrating the database, \(module) \(migration.number) (\(migration.title)): \(error.doing)",
                detail: error.detail, hint: error.hint)
        }
    }
}

/// Refuses lists that could not be run in order; they are the program's own, so this shows in its first test.
private func check(_ schemas: [Schema]) throws {
    let doing = "reading the program's migrations"
    if Set(schemas.map(\.module)).count < schemas.count {
        throw StoreError(.statement, doing: doing, detail: "a module is listed twice")
    }
    for schema in schemas {
        let numbers = schema.migrations.map(\.number)
        guard (numbers.first ?? 1) > 0, zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw StoreError(
                .statement, doing: doing, detail: "the migrations of \(schema.module) are not numbered upwards from 1")
        }
    }
}

extension StoreError {
    fileprivate static func fromTheFuture(_ schema: Schema, found: Int) -> StoreError {
        StoreError(
            .fromTheFuture(module: schema.module, found: found, known: schema.version),
            doing: "opening the database",
            detail: """
                it was made by a newer Steward: its part "\(schema.module)" has version \(found), \
                and this program knows versions up to \(schema.version)
                """,
            hint: "Nothing was changed. Install the newer Steward again, or restore the backup made before it was installed.")
    }
}
