import Store

extension LedgerSchema {
    /// The facts that a forge holds: change requests, issues, and what happened to them.
    static let items = [
        Table(
            "items", primaryKey: ["id"], unique: [["repository_id", "kind", "number"]],
            indexes: [Index("items_by_change", on: ["changed"])]
        ) {
            Column("id", .integer, Entry.key)
            Column("repository_id", .integer, .none("Where it was proposed: for a change request, its target."))
            Column("kind", .integer, .none("Change request or issue: see ItemKind."))
            Column("number", .integer, .none("The number by which people call it."))
            Column("author", .integer, optional: true, Entry.account)
            Column("created_at", .integer, .pseudonymous("When it was opened; UTC seconds."))
            Column("recorded_at", .integer, Entry.recordedAt)
            Column("changed", .integer, .none("The ledger's revision at its last change, for reading only what is new."))
        },
        Table("item_states", primaryKey: ["item_id", "version"]) {
            Column("item_id", .integer, .none("The item."))
            Column("version", .integer, .none("Counts the states of the item that Steward has seen."))
            Column("status", .integer, .none("Open, closed, merged or removed: see ItemStatus."))
            Column("title", .text, .personal("The title, which people read in lists; may name people."))
            Column("draft", .integer, .none("1 when it was not ready for review."))
            Column("confidential", .integer, .none("1 when only members may see it."))
            Column("closed_at", .integer, optional: true, .none("When it was closed."))
            Column("merged_at", .integer, optional: true, .none("When it was merged."))
            Column("merged_by", .integer, optional: true, .pseudonymous("Who merged it."))
            Column("labels", .text, .none("Its labels as the forge spells them, sorted, one a line."))
            Column("milestone", .text, optional: true, .none("Its milestone."))
            Column("target_branch", .text, optional: true, .none("The branch that the change is for."))
            Column("additions", .integer, optional: true, .none("Lines added by the change."))
            Column("deletions", .integer, optional: true, .none("Lines removed by the change."))
            Column("files", .integer, optional: true, .none("Files changed."))
            Column("updated_at", .integer, .none("When the source says that it last changed."))
            Column("recorded_at", .integer, Entry.recordedAt)
            Column("ended_at", .integer, optional: true, Entry.endedAt)
        },
        Table("item_events", primaryKey: ["item_id", "kind", "number", "recorded_at"]) {
            Column("item_id", .integer, .none("The item."))
            Column("kind", .integer, .none("What happened: see ItemEventKind."))
            Column("number", .integer, .none("The source's number among the events of this kind of the item."))
            Column("at", .integer, .pseudonymous("When it happened; UTC seconds."))
            Column("actor", .integer, optional: true, .pseudonymous("Who did it."))
            Column("subject", .integer, optional: true, .pseudonymous("Whom it is about."))
            Column("term", .integer, optional: true, .none("What it is about, such as a label."))
            Column("recorded_at", .integer, Entry.recordedAt)
            Column("ended_at", .integer, optional: true, Entry.endedAt)
        },
        Table("terms", primaryKey: ["id"], unique: [["text"]]) {
            Column("id", .integer, Entry.key)
            Column("text", .text, .none("A word of a source or of the office: a label, a milestone, the id of a measure."))
        },
    ]

    /// What forges say of accounts and projects, and how far their collectors came.
    static let forges = [
        Table(
            "account_profiles", primaryKey: ["account_id", "version"],
            indexes: [Index("account_profiles_by_login", on: ["login_key"], where: "ended_at IS NULL")]
        ) {
            Column("account_id", .integer, .pseudonymous("The account."))
            Column("version", .integer, .none("Counts the profiles of the account that Steward has seen."))
            Column("login", .text, .personal("The user name, for display and for matching rosters."))
            Column("login_key", .text, .personal("The user name in lower case."))
            Column("bot", .integer, .none("1 when the forge says that a program uses the account."))
            Column("observed_at", .integer, .none("The time of the answer that said so."))
            Column("recorded_at", .integer, Entry.recordedAt)
            Column("ended_at", .integer, optional: true, Entry.endedAt)
        },
        Table("forge_projects", primaryKey: ["repository_id"], indexes: [Index("forge_projects_by_path", on: ["host", "path"])]) {
            Column("repository_id", .integer, .none("The repository."))
            Column("forge", .text, .none("github or gitlab."))
            Column("host", .text, .none("The forge's host name."))
            Column("path", .text, .none("The project's path at the forge, as it is now."))
            Column("number", .integer, optional: true, .none("The forge's own number of the project."))
            Column("recorded_at", .integer, Entry.recordedAt)
        },
        Table("collection_cursors", primaryKey: ["repository_id", "name"]) {
            Column("repository_id", .integer, .none("What is collected."))
            Column("name", .text, .none("Which part of it."))
            Column("value", .text, .none("Where the collector goes on."))
            Column("recorded_at", .integer, Entry.recordedAt)
        },
    ]
}
