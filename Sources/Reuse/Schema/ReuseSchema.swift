import Store

/// What is kept to find code that was written twice. All but refusals can be made anew from the repositories.
enum ReuseSchema {
    static let schema = Store.Schema(
        module: "reuse", tables: index + findings + refusals, migrations: [Migration(1, "reuse", creating: index + findings + refusals)])

    private static let key = PrivacyEntry.none("Numbers the row.")
    private static let blob = PrivacyEntry.none("The contents of a file, by the beginning of their name in git.")
    private static let repository = PrivacyEntry.none("The repository that holds it.")

    private static let index = [
        Table("reuse_repositories", primaryKey: ["repository_id"]) {
            Column("repository_id", .integer, repository)
            Column("commit_sha", .text, .none("The commit whose files were read."))
            Column("rules", .text, .none("How they were read: other rules read them anew."))
            Column("read_at", .integer, .none("When they were read."))
            Column("files", .integer, .none("How many files of code it has."))
            Column("problem", .text, optional: true, .none("What could not be read, in words."))
        },
        Table("reuse_files", primaryKey: ["repository_id", "number"], indexes: [Index("reuse_files_by_blob", on: ["blob"])]) {
            Column("repository_id", .integer, repository)
            Column("number", .integer, key)
            Column("path", .text, .none("Where the file is."))
            Column("blob", .integer, blob)
        },
        Table("reuse_blobs", primaryKey: ["id"]) {
            Column("id", .integer, blob)
            Column("name", .text, .none("The whole name of the contents in git."))
            Column("home", .integer, .none("The first repository that was seen to hold it."))
            Column("lines", .integer, .none("How many lines it has."))
            Column("size", .integer, .none("How many bytes it has."))
            Column("fingerprints", .integer, .none("How many fingerprints are kept of it; -1 when it is no code after all."))
        },
        Table("reuse_fingerprints", primaryKey: ["hash", "blob"]) {
            Column("hash", .integer, .none("A number made of a run of words in code."))
            Column("blob", .integer, blob)
            Column("home", .integer, .none("The first repository that was seen to hold the file."))
            Column("line", .integer, .none("The line on which the run begins."))
        },
        Table("reuse_terms", primaryKey: ["repository_id", "kind", "term"]) {
            Column("repository_id", .integer, repository)
            Column("kind", .text, .none("Whether it is a word of the README or the name of a package."))
            Column("term", .text, .none("The word or the name."))
            Column("weight", .integer, .none("How often it occurs."))
        },
        Table("reuse_pairs", primaryKey: ["a", "b"], indexes: [Index("reuse_pairs_by_b", on: ["b"])]) {
            Column("a", .integer, blob)
            Column("b", .integer, blob)
            Column("shared", .integer, .none("How many fingerprints both have that few others have."))
        },
    ]

    private static let findings = [
        Table("reuse_findings", primaryKey: ["id"], unique: [["key"]]) {
            Column("id", .integer, key)
            Column("key", .text, .none("Names the finding by the projects that it is about."))
            Column("kind", .text, .none("Whether code is shared, or READMEs and packages are alike."))
            Column("files", .integer, .none("How many files are shared."))
            Column("same", .integer, .none("How many of them are the same byte by byte."))
            Column("lines", .integer, .none("How many lines are shared, about."))
            Column("likeness", .real, .none("The largest share that a file has in common with another."))
            Column("words", .real, optional: true, .none("How alike the READMEs are."))
            Column("packages", .real, optional: true, .none("How alike the direct dependencies are."))
            Column("terms", .text, .none("The words and packages that make them alike."))
            Column("found_at", .integer, .none("When it was first found."))
            Column("refusal_id", .integer, optional: true, .none("The refusal that sets it aside."))
        },
        Table("reuse_finding_projects", primaryKey: ["finding_id", "project_id"]) {
            Column("finding_id", .integer, key)
            Column("project_id", .integer, .none("A project that it is about."))
        },
        Table("reuse_evidence", primaryKey: ["finding_id", "number", "member"]) {
            Column("finding_id", .integer, key)
            Column("number", .integer, .none("Numbers what was written once."))
            Column("member", .integer, .none("Numbers its places."))
            Column("repository_id", .integer, repository)
            Column("path", .text, .none("Where the file is."))
            Column("blob", .integer, blob)
            Column("name", .text, .none("The whole name of the contents in git."))
            Column("lines", .integer, .none("How many lines are shared, about."))
            Column("likeness", .real, .none("The share of the smaller file that is shared."))
        },
    ]

    private static let refusals = [
        Table("reuse_refusals", primaryKey: ["id"]) {
            Column("id", .integer, key)
            Column("reason", .text, .none("Why a finding was set aside: template, known, chance."))
            Column("note", .text, optional: true, .personal("Why, in the words of whoever did it.", retention: .installation))
            Column(
                "projects", .text, optional: true,
                .none("The projects between which everything is set aside; empty when certain contents are."))
            Column("made_by", .text, .pseudonymous("Who set it aside.", retention: .installation))
            Column("made_at", .integer, .none("When it was set aside."))
            Column("undone_by", .text, optional: true, .pseudonymous("Who took it back.", retention: .installation))
            Column("undone_at", .integer, optional: true, .none("When it was taken back."))
        },
        Table("reuse_refused_blobs", primaryKey: ["refusal_id", "blob"]) {
            Column("refusal_id", .integer, key)
            Column("blob", .integer, blob)
        },
    ]
}
