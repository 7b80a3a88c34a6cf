import Store

extension LedgerSchema {
    /// The facts that a repository's history holds.
    static let commits = [
        Table(
            "commits", primaryKey: ["id"], unique: [["sha"]],
            indexes: [
                Index("commits_without_lines", on: ["id"], where: "lines_state = 0"),
                Index("commits_without_renames", on: ["id"], where: "lines_state = 4"),
            ]
        ) {
            Column("id", .integer, .none("Numbers the commits of a history so that parents come before children."))
            Column("sha", .text, .none("The commit's object name."))
            Column("parents", .text, .none("The object names of its parents, separated by spaces."))
            Column("parent_count", .integer, .none("0 for a root, 2 and more for a merge."))
            Column("author", .integer, Entry.account)
            Column("committer", .integer, Entry.account)
            Column("authored_at", .integer, .pseudonymous("When it was written; UTC seconds."))
            Column(
                "author_offset", .integer, optional: true, .pseudonymous("The author's own offset from UTC in minutes; empty when unknown.")
            )
            Column("committed_at", .integer, .pseudonymous("When it was committed; UTC seconds."))
            Column("committer_offset", .integer, optional: true, .pseudonymous("The committer's own offset from UTC in minutes."))
            Column("subject", .text, .personal("The first line of the message; may name people."))
            Column("notes", .integer, .none("What was odd about the commit: see CommitNotes."))
            Column("lines_state", .integer, .none("Whether lines were counted: see LinesState."))
            Column("added", .integer, .none("Lines added, all files together."))
            Column("removed", .integer, .none("Lines removed, all files together."))
            Column("files", .integer, .none("Files changed."))
            Column("recorded_at", .integer, Entry.recordedAt)
        },
        Table("repository_commits", primaryKey: ["repository_id", "commit_id"]) {
            Column("repository_id", .integer, .none("Where the commit was found."))
            Column("commit_id", .integer, .none("The commit."))
            Column("on_default", .integer, .none("1 when the default branch holds the commit."))
            Column("recorded_at", .integer, Entry.recordedAt)
        },
        Table("commit_absences", primaryKey: ["repository_id", "commit_id", "recorded_at"]) {
            Column("repository_id", .integer, .none("Where the commit can no longer be reached."))
            Column("commit_id", .integer, .none("The commit."))
            Column("recorded_at", .integer, Entry.recordedAt)
            Column("ended_at", .integer, optional: true, .none("When it could be reached again."))
        },
        Table("commit_trailers", primaryKey: ["commit_id", "position"]) {
            Column("commit_id", .integer, .none("The commit."))
            Column("position", .integer, .none("The place among the trailers of the message."))
            Column("name", .text, .none("The trailer's key, as written."))
            Column("value", .text, .personal("The trailer's value; mostly names people."))
            Column("strict", .integer, .none("1 when git itself reads the line as a trailer."))
            Column("lenient", .integer, .none("1 when a tolerant reader takes it for one."))
        },
        Table("commit_credits", primaryKey: ["commit_id", "account_id", "role"]) {
            Column("commit_id", .integer, .none("The commit."))
            Column("account_id", .integer, .pseudonymous("Who is credited."))
            Column("role", .integer, .none("For what: see CreditRole."))
            Column("strict", .integer, .none("1 when git itself reads the line as a trailer."))
        },
        Table("paths", primaryKey: ["id"], unique: [["path"]]) {
            Column("id", .integer, Entry.key)
            Column("path", .text, .none("A file's path in its repository."))
        },
        Table("commit_files", primaryKey: ["commit_id", "path_id"]) {
            Column("commit_id", .integer, .none("The commit."))
            Column("path_id", .integer, .none("The file."))
            Column("status", .text, .none("A added, D deleted, M modified, T type changed."))
            Column("added", .integer, optional: true, .none("Lines added; empty for a binary file."))
            Column("removed", .integer, optional: true, .none("Lines removed; empty for a binary file."))
            Column("renamed_from", .integer, optional: true, .none("The path that an added file had before."))
        },
        Table("head_files", primaryKey: ["repository_id", "path_id", "recorded_at"]) {
            Column("repository_id", .integer, .none("The repository."))
            Column("path_id", .integer, .none("A file on its default branch."))
            Column("recorded_at", .integer, Entry.recordedAt)
            Column("ended_at", .integer, optional: true, Entry.endedAt)
        },
    ]
}
