import Store

extension LedgerSchema {
    /// What placing accounts with people keeps for itself. All of it can be made anew from accounts, beliefs and the
    /// configuration; nothing in it is shown.
    static let joining = [
        Table(
            "account_keys", primaryKey: ["key", "account_id"],
            indexes: [Index("account_keys_by_account", on: ["account_id"])]
        ) {
            Column(
                "key", .integer,
                .personal(
                    "A number made of an address or user name, to find accounts that may be one person's; never leaves the program.",
                    erasure: .rowDeleted))
            Column("account_id", .integer, .pseudonymous("The account.", erasure: .rowDeleted))
        },
        Table("placement_queue", primaryKey: ["account_id"]) {
            Column("account_id", .integer, .pseudonymous("An account to be placed anew, as something about it changed."))
        },
        Table("joining_settings", primaryKey: ["name"]) {
            Column("name", .text, .none("A setting of the joining of accounts, from the configuration."))
            Column("value", .text, .none("Its value."))
        },
    ]

    /// Finds whose object something is: the accounts of a person, of an organisation.
    static let assertionsByObject = """
        CREATE INDEX assertions_by_object ON assertions (predicate, object) WHERE ended_at IS NULL
        """
}
