extension Schema {
    /// What the store itself keeps: which migrations the database has been through.
    public static let store = Schema(
        module: "store", tables: [versions], migrations: [Migration(1, "the record of migrations", creating: [versions])])

    static let versions = Table("schema_versions", primaryKey: ["module", "version"]) {
        Column("module", .text, .none("The part of the program that the migration belongs to."))
        Column("version", .integer, .none("The migration's number; a module's highest is its version."))
        Column("title", .text, .none("What the migration did, in words."))
        Column("applied_at", .integer, .none("When it was run, in seconds since 1970, UTC."))
    }
}
