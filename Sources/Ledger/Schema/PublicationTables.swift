import Store

extension LedgerSchema {
    /// What the organisation decided about its own repositories: which are open, which are closed, and until when.
    static let publications = [
        Table("publications", primaryKey: ["id"], indexes: [Index("publications_by_location", on: ["location"])]) {
            Column("id", .integer, Entry.key)
            Column("location", .text, .none("The repository's address, without credentials."))
            Column("title", .text, .none("What the repository is called."))
            Column("project_id", .integer, optional: true, .none("The project that it belongs to, when the ledger has one."))
            Column("organisation_id", .integer, optional: true, .none("The department or organisation that answers for it."))
            Column("visibility", .text, .none("open or closed: see Publication.Visibility."))
            Column("licence", .text, optional: true, .none("Its licence as an SPDX expression."))
            Column("reason", .text, .personal("Why it is open or closed, in words; may name people.", retention: .installation))
            Column("case_number", .integer, optional: true, .none("The case in which it was decided."))
            Column("decided_at", .integer, .none("When it was decided; UTC seconds."))
            Column("released_at", .integer, optional: true, .none("When it was published."))
            Column("review_at", .integer, optional: true, .none("When the decision is looked at again, or runs out."))
            Column("recorded_at", .integer, Entry.recordedAt)
            Column("ended_at", .integer, optional: true, .none("When another decision took its place, or it was taken back."))
        }
    ]
}
