import Store

extension LedgerSchema {
    /// What webhooks of forges announced and nobody has fetched yet.
    static let webhooks = [
        Table("forge_refetches", primaryKey: ["repository_id", "kind", "number"]) {
            Column("repository_id", .integer, .none("Where the item is."))
            Column("kind", .integer, .none("Change request or issue: see ItemKind."))
            Column("number", .integer, .none("The number of the item that a webhook says has changed."))
            Column("asked", .integer, .none("Counts the requests, so that one that came during a fetch is not lost."))
            Column("asked_at", .integer, .none("When it was last asked for."))
        },
        Table("webhook_deliveries", primaryKey: ["key"], indexes: [Index("webhook_deliveries_by_time", on: ["received_at"])]) {
            Column("key", .text, .none("The forge's name of the delivery, or a digest of its body: a repetition is not acted on."))
            Column("received_at", .integer, .none("When it arrived, for forgetting it in time."))
        },
    ]
}
