public import Store

/// What the catalogue keeps. All of it can be made again from decisions, configuration, the ledger and the files of repositories, but
/// for what a broken file said before it broke.
public enum CatalogueSchema {
    public static let schema = Schema(
        module: "catalogue", tables: plain + [texts],
        migrations: [Migration(1, "the catalogue", plain.map(Migration.Step.create) + textSteps)])

    private static let key = PrivacyEntry.none("Numbers the entry.")

    private static let plain = [
        Store.Table("catalogue_entries", primaryKey: ["id"], unique: [["slug"]]) {
            Column("id", .integer, key)
            Column("slug", .text, .none("Names the entry in addresses."))
            Column("origin", .text, .none("Decided, configured or imported."))
            Column("title", .text, .none("The project's title."))
            Column("summary", .text, .none("What it is, in a sentence."))
            Column("url", .text, optional: true, .none("Where the repository is."))
            Column("licence", .text, optional: true, .none("The licence as an SPDX expression."))
            Column("status", .text, optional: true, .none("How far it is."))
            Column("languages", .text, .none("Programming languages, one a line."))
            Column("department_id", .integer, optional: true, .none("The department that answers for it."))
            Column("owner_role", .text, optional: true, .none("The role that answers for it."))
            Column("project_id", .integer, optional: true, .none("The project of the ledger."))
            Column("publication_id", .integer, optional: true, .none("The decision that it is open."))
            Column("released_at", .integer, optional: true, .none("When it was published."))
            Column("version", .text, optional: true, .none("Its newest version, by its tags."))
            Column("version_at", .integer, optional: true, .none("When the newest version was tagged."))
            Column("help_wanted", .integer, .none("Open issues that ask for help."))
            Column("first_issues", .integer, .none("Open issues that are good to begin with."))
            Column("head", .text, optional: true, .none("The state of the repository whose files were read."))
            Column("read_at", .integer, optional: true, .none("When its files were last read."))
        },
        Store.Table("catalogue_fields", primaryKey: ["entry_id", "source", "field", "position"]) {
            Column("entry_id", .integer, key)
            Column("source", .text, .none("The file that says so."))
            Column("field", .text, .none("Which field."))
            Column("position", .integer, .none("The place in a field of several texts."))
            Column("value", .text, .none("What the file says; contacts of people are not taken over."))
        },
        Store.Table("catalogue_problems", primaryKey: ["entry_id", "position"]) {
            Column("entry_id", .integer, key)
            Column("position", .integer, .none("The place in the list."))
            Column("file", .text, .none("The file at fault."))
            Column("line", .integer, optional: true, .none("The line at fault."))
            Column("field", .text, .none("The field at fault."))
            Column("message", .text, .none("What is wrong with it."))
            Column("severity", .text, .none("Mistake or advice."))
        },
        Store.Table("catalogue_words", primaryKey: ["word"]) {
            Column("word", .text, .none("A word that entries use, for finding what was meant."))
            Column("entries", .integer, .none("How many entries use it."))
        },
    ]

    /// The words of each entry, as ``SearchText`` spells them; each engine keeps its own index over them.
    private static let texts = Store.Table("catalogue_texts", primaryKey: ["entry_id"]) {
        Column("entry_id", .integer, key)
        Column("title", .text, .none("The words of the title."))
        Column("summary", .text, .none("The words of the sentence that says what it is."))
        Column("terms", .text, .none("Tags, categories, features and names."))
        Column("description", .text, .none("The words of the description."))
        Column("document", .text, .none("PostgreSQL's form of these words."))
    }

    private static let textSteps: [Migration.Step] = [
        .engine(
            .sqlite,
            """
            CREATE VIRTUAL TABLE catalogue_texts USING fts5(\
            title, summary, terms, description, tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3')
            """
        ),
        .engine(
            .postgres,
            """
            CREATE TABLE catalogue_texts (
              entry_id BIGINT PRIMARY KEY, title TEXT NOT NULL, summary TEXT NOT NULL, terms TEXT NOT NULL, description TEXT NOT NULL,
              document TSVECTOR GENERATED ALWAYS AS (
                setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', summary), 'B')
                || setweight(to_tsvector('simple', terms), 'C') || setweight(to_tsvector('simple', description), 'D')) STORED
            )
            """),
        .engine(.postgres, "CREATE INDEX catalogue_texts_by_word ON catalogue_texts USING GIN (document)"),
    ]
}
