public import Store

/// What casework keeps.
public enum CaseSchema {
    public static let schema = Schema(
        module: "casework", tables: tables + [counts],
        migrations: [
            Migration(1, "cases", creating: tables),
            Migration(
                2, "how many cases are in each state",
                [
                    .create(counts),
                    .sql("INSERT INTO case_counts SELECT process, state, COUNT(*) FROM cases GROUP BY process, state"),
                ]),
        ])

    private static let caseKey = PrivacyEntry.none("The case.")

    /// Kept with every change: counting a hundred thousand cases for each look at a board would take longer than everything else on it.
    private static let counts = Table("case_counts", primaryKey: ["process", "state"]) {
        Column("process", .text, .none("Names the process."))
        Column("state", .text, .none("One of its states."))
        Column("cases", .integer, .none("How many cases are in it."))
    }

    static let tables = [
        Table("case_processes", primaryKey: ["process", "version"]) {
            Column("process", .text, .none("Names the process."))
            Column("version", .integer, .none("The version of its file."))
            Column("text", .text, .none("The file as it was when the first case began under it; never changed."))
            Column("recorded_at", .integer, .none("When it was first used; UTC seconds."))
        },
        Table("case_numbers", primaryKey: ["id"]) {
            Column("id", .integer, .none("What is counted: 1 for the last number that a case was given, 2 for changes of cases."))
            Column("value", .integer, .none("How far it was counted."))
        },
        Table(
            "cases", primaryKey: ["id"],
            indexes: [
                Index("cases_by_state", on: ["process", "state", "updated_at"]),
                Index("cases_by_process", on: ["process", "updated_at"]),
                Index("cases_by_requester", on: ["requester", "updated_at"]),
                Index("cases_by_next", on: ["next_at"], where: "next_at IS NOT NULL"),
                Index("cases_by_due", on: ["process", "due_at"], where: "due_at IS NOT NULL"),
            ]
        ) {
            Column("id", .integer, .none("Numbers the case."))
            Column("process", .text, .none("The process that it follows."))
            Column("version", .integer, .none("The version of the process that it began under."))
            Column("title", .text, .personal("The title, which people read in lists; may name people.", retention: .installation))
            Column("state", .text, .none("Where it is."))
            Column("revision", .integer, .none("Counts its changes, against lost updates."))
            Column("requester", .text, .pseudonymous("Who made it.", retention: .installation, erasure: .replacedByPlaceholder))
            Column("created_at", .integer, .none("When it was made; UTC seconds."))
            Column("updated_at", .integer, .none("When it was last changed."))
            Column("entered_at", .integer, .none("When it entered its state."))
            Column("closed_at", .integer, optional: true, .none("When it reached an end."))
            Column("due_at", .integer, optional: true, .none("When its next clock runs out or its vote closes."))
            Column("next_at", .integer, optional: true, .none("When something next happens to it by itself."))
            Column(
                "document", .text,
                .personal(
                    "The case as a whole: answers, approvals, declared interests, positions, open ballots.", retention: .installation))
        },
        Table(
            "case_events", primaryKey: ["case_id", "number"],
            indexes: [Index("case_events_by_time", on: ["at", "case_id", "number"])]
        ) {
            Column("case_id", .integer, caseKey)
            Column("number", .integer, .none("Counts the events of the case."))
            Column("kind", .text, .none("What happened: see CaseEvent."))
            Column("at", .integer, .pseudonymous("When; UTC seconds.", retention: .installation))
            Column("actor", .text, .pseudonymous("Who did it.", retention: .installation, erasure: .replacedByPlaceholder))
            Column("actor_name", .text, .personal("Their name at that time.", retention: .installation))
            Column("subject", .text, .none("What it is about: a step, a field, a vote, a side, a thread."))
            Column("from_state", .text, optional: true, .none("For a move, the state that was left."))
            Column("to_state", .text, optional: true, .none("For a move, the state that was entered; otherwise a result."))
            Column("text", .text, .personal("A reason, or what was said.", retention: .installation))
            Column("roles", .text, .none("Whom an escalation is for, one role a line."))
        },
        Table(
            "case_waits", primaryKey: ["case_id", "who", "kind", "subject"],
            indexes: [Index("case_waits_by_who", on: ["who", "due_at", "case_id"])]
        ) {
            Column("case_id", .integer, caseKey)
            Column("who", .text, .pseudonymous("For whom it waits: a person or a group.", retention: .installation, erasure: .rowDeleted))
            Column("kind", .text, .none("What for: see CaseWait."))
            Column("subject", .text, .none("Which approval, vote, side or step."))
            Column("due_at", .integer, optional: true, .none("By when."))
        },
        Table("case_urns", primaryKey: ["case_id", "vote"]) {
            Column("case_id", .integer, caseKey)
            Column("vote", .text, .none("Which of its votes."))
            Column(
                "ballots", .text,
                .none(
                    "The secret ballots in the order of their random keys: without voter, time or order. Rewritten as a whole."))
        },
        Table("case_absences", primaryKey: ["who", "from_at"], indexes: [Index("case_absences_by_end", on: ["until_at"])]) {
            Column("who", .text, .pseudonymous("Who is away.", retention: .installation, erasure: .rowDeleted))
            Column("from_at", .integer, .personal("From when; UTC seconds.", retention: .installation, erasure: .rowDeleted))
            Column("until_at", .integer, .personal("Until when.", retention: .installation, erasure: .rowDeleted))
            Column("delegate", .text, optional: true, .pseudonymous("Who acts for them.", retention: .installation, erasure: .rowDeleted))
        },
        Table("case_files", primaryKey: ["case_id", "digest"]) {
            Column("case_id", .integer, caseKey)
            Column("digest", .text, .none("SHA-256 of the content, in hexadecimal."))
            Column("name", .text, .personal("The name under which it was uploaded.", retention: .installation, erasure: .rowDeleted))
            Column("bytes", .integer, .none("Its length."))
            Column("content", .text, .personal("The file, in base64.", retention: .installation, erasure: .rowDeleted))
        },
    ]
}
