public import Store

/// What the outbox keeps: what happened, who is told of it by which rule, and what became of each message.
public enum NotificationSchema {
    public static let schema = Schema(
        module: "notifications", tables: tables, migrations: [Migration(1, "the outbox of notifications", creating: tables)])

    private static let recipient = PrivacyEntry.pseudonymous(
        "Who is told: the key of a user or of a channel.", retention: .person, erasure: .rowDeleted)

    private static let tables = [
        Table(
            "notification_events", primaryKey: ["id"], unique: [["key"]],
            indexes: [
                Index("notification_events_unplanned", on: ["id"], where: "planned_at IS NULL"),
                Index("notification_events_by_time", on: ["at"]),
            ]
        ) {
            Column("id", .integer, .none("Numbers the row."))
            Column("key", .text, .none("Names what happened: the same thing is recorded once."))
            Column("kind", .text, .none("The kind of event, such as case.waiting."))
            Column("subject", .text, .pseudonymous("What it is about, such as case:17."))
            Column("title", .text, .personal("The event in a line.", retention: .installation))
            Column("body", .text, .personal("The event in sentences.", retention: .installation))
            Column("link", .text, .none("The page about it on this site."))
            Column("actor", .text, .pseudonymous("Who made it happen: they are not told of it."))
            Column("attributes", .text, .none("Names and values that rules ask for, as JSON."))
            Column("audiences", .text, .pseudonymous("Who is concerned, by the part that they have in it, as JSON."))
            Column("at", .integer, .none("When it happened, in seconds since 1970, UTC."))
            Column("planned_at", .integer, optional: true, .none("When the rules were asked who is to be told."))
        },
        Table(
            "notification_deliveries", primaryKey: ["id"], unique: [["key"]],
            indexes: [
                Index("notification_deliveries_due", on: ["due_at", "id"], where: "due_at IS NOT NULL"),
                Index("notification_deliveries_by_recipient", on: ["recipient", "id"]),
                Index("notification_deliveries_by_event", on: ["event_id"]),
                Index("notification_deliveries_by_digest", on: ["digest_id"], where: "digest_id IS NOT NULL"),
                Index("notification_deliveries_by_state", on: ["state", "id"]),
            ]
        ) {
            Column("id", .integer, .none("Numbers the row."))
            Column(
                "key", .text, .pseudonymous("The event, the recipient and the channel: one message each, never two.", erasure: .rowDeleted))
            Column("event_id", .integer, optional: true, .none("What it tells; empty for a digest."))
            Column("rule", .text, .none("The rule by which it is told."))
            Column("audience", .text, .none("The part that the recipient has in it."))
            Column("recipient", .text, recipient)
            Column("channel", .text, .none("mail, hook, feed or digest."))
            Column("state", .text, .none("waiting, sending, sent, gathered, digested, withheld or dead."))
            Column("reason", .text, .none("Why it was not sent, or not yet."))
            Column("due_at", .integer, optional: true, .none("When to try next, or when a sender that never came back is given up."))
            Column("attempts", .integer, .none("How often sending was begun."))
            Column("claim", .text, .none("The sender that has it in hand."))
            Column("digest_id", .integer, optional: true, .none("The digest in which it went out."))
            Column("made_at", .integer, .none("When it was put into the outbox."))
            Column("done_at", .integer, optional: true, .none("When it was sent or given up."))
        },
        Table("notification_rules", primaryKey: ["id"]) {
            Column("id", .text, .none("The short name of a rule."))
            Column("rule", .text, .none("What it says, as JSON."))
            Column("changed_at", .integer, .none("When it was last changed."))
        },
        Table("notification_preferences", primaryKey: ["recipient"]) {
            Column("recipient", .text, recipient)
            Column("mail", .text, .personal("Whether they want each message, a digest or none.", retention: .person, erasure: .rowDeleted))
            Column(
                "quiet_from", .integer, optional: true,
                .personal("When their quiet hours begin, in minutes of their day.", retention: .person, erasure: .rowDeleted))
            Column("quiet_to", .integer, optional: true, .personal("When their quiet hours end.", retention: .person, erasure: .rowDeleted))
            Column("quiet_weekends", .integer, .personal("Whether weekends are quiet.", retention: .person, erasure: .rowDeleted))
            Column("time_zone", .text, .personal("Where their day begins.", retention: .person, erasure: .rowDeleted))
            Column(
                "digest_at", .integer,
                .personal("When their digest is sent, in minutes of their day.", retention: .person, erasure: .rowDeleted))
        },
        Table("notification_mutes", primaryKey: ["recipient", "what"]) {
            Column("recipient", .text, recipient)
            Column(
                "what", .text, .personal("What they do not want to hear of: a rule or a subject.", retention: .person, erasure: .rowDeleted)
            )
            Column("muted_at", .integer, .none("Since when."))
        },
        Table("notification_feeds", primaryKey: ["recipient"], unique: [["digest"]]) {
            Column("recipient", .text, recipient)
            Column(
                "digest", .text,
                .personal(
                    "The digest of the feed's secret address; the address itself is not kept.", retention: .person, erasure: .rowDeleted))
            Column("made_at", .integer, .none("When the address was made."))
        },
    ]
}
