public import Store

/// What the audit log keeps in the database.
public enum AuditSchema {
    public static let schema = Schema(
        module: "audit", tables: [entries, head],
        migrations: [
            Migration(
                1, "the audit log",
                [
                    .create(entries), .create(head),
                    .sql("INSERT INTO audit_head (id, entries, hash) VALUES (1, 0, '')"),
                ])
        ])

    static let entries = Table(
        "audit_entries", primaryKey: ["number"],
        indexes: [
            Index("audit_entries_by_subject", on: ["subject", "number"]),
            Index("audit_entries_by_actor", on: ["actor", "number"]),
            Index("audit_entries_by_action", on: ["action", "number"]),
            Index("audit_entries_by_time", on: ["at"]),
        ]
    ) {
        Column("number", .integer, .none("The entry's place in the log, from 1 without gaps."))
        Column("at", .integer, .none("When it happened, in seconds since 1970, UTC."))
        Column(
            "actor", .text,
            .pseudonymous("Who acted, by number: answers for the decisions of the office.", retention: .installation))
        Column("action", .text, .none("What was done."))
        Column("subject", .text, .pseudonymous("What it was done to, by number.", retention: .installation))
        Column("reason", .text, optional: true, .personal("Why, in the words of who acted.", retention: .installation))
        Column("state_before", .text, optional: true, .personal("The state before the change.", retention: .installation))
        Column("state_after", .text, optional: true, .personal("The state after the change.", retention: .installation))
        Column("salt", .text, .none("Random, so that an erased text cannot be guessed from its digest; erased with it."))
        Column("content_hash", .text, .none("The digest of reason, before and after, which stays when they are erased."))
        Column("hash", .text, .none("The digest of this entry and of the hash before it."))
        Column("erased", .integer, .none("Whether reason, before and after were erased on request."))
    }

    /// The log's length and last hash, kept apart from the entries: a tail that was cut off is missed here.
    static let head = Table("audit_head", primaryKey: ["id"]) {
        Column("id", .integer, .none("Always 1."))
        Column("entries", .integer, .none("How many entries the log has."))
        Column("hash", .text, .none("The hash of the last entry."))
    }
}
