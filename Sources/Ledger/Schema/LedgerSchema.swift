public import Store

/// Everything that the ledger keeps.
public enum LedgerSchema {
    public static let schema = Schema(
        module: "ledger",
        tables: bookkeeping + identities + structure + assertions + commits + items + forges + webhooks + joining + publications,
        migrations: migrations)

    /// Privacy entries that many columns share.
    enum Entry {
        static let key = PrivacyEntry.none("Numbers the row.")
        static let recordedAt = PrivacyEntry.none("When Steward learned it; makes figures reproducible as they were known.")
        static let endedAt = PrivacyEntry.none("When Steward learned that it no longer holds.")
        static let account = PrivacyEntry.pseudonymous("Whose contribution it is.")
    }

    static let bookkeeping = [
        Table("counters", primaryKey: ["name"]) {
            Column("name", .text, .none("Names a counter."))
            Column("value", .integer, .none("The last number given out, or the ledger's revision."))
        },
        Table("operations", primaryKey: ["id"]) {
            Column("id", .integer, Entry.key)
            Column("kind", .text, .none("What was done: collect, place accounts, affiliate, group, undo."))
            Column("made_by", .text, .personal("Who or what made the change, for the log of changes.", retention: .installation))
            Column("summary", .text, .none("The change in words."))
            Column("recorded_at", .integer, Entry.recordedAt)
            Column("undoes", .integer, optional: true, .none("The operation that this one takes back."))
        },
    ]

    static let identities = [
        Table(
            "accounts", primaryKey: ["id"], unique: [["source", "spelling"]],
            indexes: [Index("accounts_by_email", on: ["email_key"])]
        ) {
            Column("id", .integer, Entry.key)
            Column("source", .text, .none("The kind of source that spelled the identity: git, later a forge."))
            Column("spelling", .text, .personal("The identity exactly as its source spelled it."))
            Column("name", .text, .personal("The name in the identity, for display and matching."))
            Column("email", .text, .personal("The address in the identity, for joining accounts and affiliation by domain."))
            Column("email_key", .text, .personal("The address in lower case, for joining accounts."))
            Column("recorded_at", .integer, Entry.recordedAt)
        },
        Table("people", primaryKey: ["id"]) {
            Column("id", .integer, .pseudonymous("A random number without meaning that stands for a person."))
            Column("recorded_at", .integer, Entry.recordedAt)
        },
        Table("organisations", primaryKey: ["id"], unique: [["slug"]]) {
            Column("id", .integer, Entry.key)
            Column("slug", .text, .none("Names the organisation in addresses."))
            Column("name", .text, .none("The organisation's name."))
            Column("kind", .text, .none("Company, university, foundation, government, community, member or team."))
            Column("recorded_at", .integer, Entry.recordedAt)
        },
    ]

    static let structure = places + [repositories(), collections(added: "added")]

    static let places = [
        Table("projects", primaryKey: ["id"], unique: [["slug"]]) {
            Column("id", .integer, Entry.key)
            Column("slug", .text, .none("Names the project in addresses."))
            Column("title", .text, .none("The project's title."))
            Column("recorded_at", .integer, Entry.recordedAt)
        },
        Table("project_groups", primaryKey: ["id"], unique: [["slug"]]) {
            Column("id", .integer, Entry.key)
            Column("slug", .text, .none("Names the group in addresses."))
            Column("title", .text, .none("The group's title."))
            Column("recorded_at", .integer, Entry.recordedAt)
        },
        Table("refs", primaryKey: ["id"], indexes: [Index("refs_by_repository", on: ["repository_id", "name"])]) {
            Column("id", .integer, Entry.key)
            Column("repository_id", .integer, .none("Where the ref is."))
            Column("name", .text, .none("The ref's full name."))
            Column("kind", .text, .none("Branch, tag or other."))
            Column("target", .text, .none("The object that the ref names."))
            Column("commit_sha", .text, optional: true, .none("The commit behind the object."))
            Column("tagged_at", .integer, optional: true, .none("The time of an annotated tag."))
            Column("recorded_at", .integer, Entry.recordedAt)
            Column("ended_at", .integer, optional: true, Entry.endedAt)
        },
    ]

    /// A project's git repository and its change requests may be at one address, so the kind tells them apart.
    static func repositories(_ name: String = "repositories", key: [String] = ["kind", "location"]) -> Table {
        Table(name, primaryKey: ["id"], unique: [key]) {
            Column("id", .integer, Entry.key)
            Column("project_id", .integer, .none("The project that the repository belongs to."))
            Column("kind", .text, .none("Which collector reads it."))
            Column("location", .text, .none("The path or address that it is read from, without credentials."))
            Column("head_ref", .text, optional: true, .none("The default branch."))
            Column("head_commit", .text, optional: true, .none("The commit at the tip of the default branch."))
            Column("mailmap_oid", .text, optional: true, .none("The mailmap that was applied last."))
            Column("recorded_at", .integer, Entry.recordedAt)
        }
    }

    /// - Parameter added: the name that the column of new facts had at the time; it began with commits alone.
    static func collections(added: String) -> Table {
        Table(
            "collections", primaryKey: ["id"],
            indexes: [Index("collections_by_repository", on: ["repository_id", "id"])]
        ) {
            Column("id", .integer, Entry.key)
            Column("repository_id", .integer, .none("What was collected."))
            Column("started_at", .integer, .none("When the collection began."))
            Column("finished_at", .integer, optional: true, .none("When it ended; empty while it runs or when it was killed."))
            Column("outcome", .text, optional: true, .none("Complete, incomplete or failed."))
            Column(added, .integer, .none("Commits, change requests and issues that were new."))
            Column("missing", .integer, .none("How many things could not be read."))
            Column("problem", .text, optional: true, .none("What could not be read, in words."))
        }
    }

    static let assertions = [firstAssertions.adding(share)]

    static let share = Column(
        "share", .integer, optional: true,
        .pseudonymous("The part of a contribution that an affiliation speaks of, in millionths; empty when nothing was said."))

    /// As it was before affiliations had shares.
    static let firstAssertions = Table(
        "assertions", primaryKey: ["id"],
        indexes: [
            Index("assertions_in_force", on: ["predicate", "subject"], where: "ended_at IS NULL"),
            Index("assertions_by_operation", on: ["operation"]),
            Index("assertions_ended_by", on: ["ended_by"], where: "ended_by IS NOT NULL"),
        ]
    ) {
        Column("id", .integer, Entry.key)
        Column("predicate", .text, .none("What kind of thing is believed."))
        Column("subject", .integer, .pseudonymous("What it is believed of."))
        Column("object", .integer, optional: true, .pseudonymous("What is believed of it."))
        Column("context", .integer, optional: true, .none("The repository in which it holds; empty for everywhere."))
        Column("valid_from", .integer, optional: true, .pseudonymous("From when it is true in the world; empty for always."))
        Column("valid_to", .integer, optional: true, .pseudonymous("Until when it is true in the world; empty for still."))
        Column("rule", .text, .none("The rule that led to it."))
        Column("evidence", .text, .personal("Why it is believed, in words; may quote an identity."))
        Column("operation", .integer, .none("The operation that recorded it."))
        Column("recorded_at", .integer, Entry.recordedAt)
        Column("ended_at", .integer, optional: true, Entry.endedAt)
        Column("ended_by", .integer, optional: true, .none("The operation that ended it."))
    }
}
