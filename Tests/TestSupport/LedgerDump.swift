public import Store

/// Everything that the ledger holds of forges, by natural keys: without the numbers of rows and the times at which
/// Steward learned it, so that two ledgers that say the same give the same text.
public enum LedgerDump {
    public static func text(of store: any SQLStore) async throws -> String {
        let lines = try await store.read { reader in
            try statements.flatMap { title, statement in
                try reader.rows(statement) { row in
                    ([title] + (0..<columns(of: statement)).map { row.isNull($0) ? "-" : row.text($0) }).joined(separator: "|")
                }
            }
        }
        return lines.sorted().joined(separator: "\n")
    }

    /// FNV-1a of the text, in hexadecimal.
    public static func hash(of store: any SQLStore) async throws -> String {
        let text = try await text(of: store)
        return String(text.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }, radix: 16)
    }

    /// Every column is a text, as both engines write it.
    private static func columns(of statement: String) -> Int { statement.components(separatedByMarker: "/*c*/") }

    private static let item = """
        (SELECT r.location FROM repositories r WHERE r.id = i.repository_id) || ' ' || CAST(i.kind AS TEXT) || ' ' || CAST(i.number AS TEXT)
        """

    private static func account(_ column: String) -> String {
        "(SELECT a.source || ' ' || a.spelling FROM accounts a WHERE a.id = \(column))"
    }

    private static func text(_ column: String) -> String { "CAST(\(column) AS TEXT)" }

    private static func select(_ columns: [String], _ rest: String) -> String {
        "SELECT " + columns.map { "/*c*/ " + $0 }.joined(separator: ", ") + " " + rest
    }

    private static let statements: [(String, String)] = [
        (
            "account",
            select(
                ["a.source", "a.spelling", "p.login", text("p.bot")],
                "FROM accounts a LEFT JOIN account_profiles p ON p.account_id = a.id AND p.ended_at IS NULL")
        ),
        ("item", select([item, account("i.author"), text("i.created_at")], "FROM items i")),
        (
            "state",
            select(
                [
                    item, text("s.version"), text("s.status"), "s.title", text("s.draft"), text("s.confidential"), text("s.closed_at"),
                    text("s.merged_at"), account("s.merged_by"), "s.labels", "s.milestone", "s.target_branch", text("s.additions"),
                    text("s.deletions"), text("s.files"), text("s.updated_at"),
                    "CASE WHEN s.ended_at IS NULL THEN 'in force' ELSE 'ended' END",
                ], "FROM item_states s JOIN items i ON i.id = s.item_id")
        ),
        (
            "event",
            select(
                [
                    item, text("e.kind"), text("e.number"), text("e.at"), account("e.actor"), account("e.subject"),
                    "(SELECT t.text FROM terms t WHERE t.id = e.term)", "CASE WHEN e.ended_at IS NULL THEN 'in force' ELSE 'ended' END",
                ], "FROM item_events e JOIN items i ON i.id = e.item_id")
        ),
        ("project", select(["forge", "host", "path", text("number")], "FROM forge_projects")),
        ("cursor", select(["name", "value"], "FROM collection_cursors")),
        ("waiting", select([text("kind"), text("number")], "FROM forge_refetches")),
    ]
}

extension String {
    fileprivate func components(separatedByMarker marker: String) -> Int { ranges(of: marker).count }
}
