import Store

/// What releases keep beside cases and the ledger.
enum ReleaseSchema {
    static let schema = Schema(
        module: "releases", tables: tables, migrations: [Migration(1, "inspections of repositories", creating: tables)])

    static let tables = [
        Table(
            "release_inspections", primaryKey: ["id"],
            indexes: [
                Index("release_inspections_by_location", on: ["location", "id"]), Index("release_inspections_by_hash", on: ["result_hash"]),
            ]
        ) {
            Column("id", .integer, .none("Numbers the inspection."))
            Column("location", .text, .none("The repository's address, without credentials."))
            Column("commit_sha", .text, .none("The commit that was inspected."))
            Column("rules", .text, .none("SHA-256 of the names and versions of all checks and their rules."))
            Column("result_hash", .text, .none("SHA-256 of the report: what evidence in cases is pinned to."))
            Column("findings", .integer, .none("How many findings there are that must be looked at."))
            Column("started_at", .integer, .none("When it began; UTC seconds."))
            Column("finished_at", .integer, .none("When it ended."))
            Column(
                "report", .text,
                .personal(
                    "The report as JSON, without pieces of files and without any secret's value; paths may name people.",
                    retention: .installation))
        }
    ]
}
