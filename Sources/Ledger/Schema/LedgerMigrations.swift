import Store

extension LedgerSchema {
    static let migrations = [
        Migration(
            1, "the ledger",
            creating: bookkeeping + identities + places
                + [repositories(key: ["location"]), collections(added: "commits_added")] + [firstAssertions] + commits),
        Migration(
            2, "change requests and issues",
            (items + forges + webhooks).map(Migration.Step.create)
                + [.sql("ALTER TABLE collections RENAME COLUMN commits_added TO added")] + repositoriesByKind),
        Migration(3, "shares of affiliations", [.add(share, table: "assertions")]),
        Migration(4, "joining of accounts", joining.map(Migration.Step.create) + [.sql(assertionsByObject)]),
        Migration(5, "decisions about what is open", creating: publications),
    ]

    /// SQLite cannot change the key of a table, so another takes its place.
    private static var repositoriesByKind: [Migration.Step] {
        let columns = repositories().columns.map(\.name).joined(separator: ", ")
        return [
            .create(repositories("repositories_by_kind")),
            .sql("INSERT INTO repositories_by_kind (\(columns)) SELECT \(columns) FROM repositories"),
            .sql("DROP TABLE repositories"),
            .sql("ALTER TABLE repositories_by_kind RENAME TO repositories"),
        ]
    }
}
