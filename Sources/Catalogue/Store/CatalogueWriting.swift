public import Ledger
public import Store

/// An entry as a refresh leaves it.
public struct EntryRecord: Sendable {
    public var entry: CatalogueEntry
    /// What each file says, or last said when it was sound.
    public var sources: [String: Metadata]
    public var problems: [FieldProblem]
    public var readAt: Instant?

    public init(_ entry: CatalogueEntry, sources: [String: Metadata] = [:], problems: [FieldProblem] = [], readAt: Instant? = nil) {
        (self.entry, self.sources, self.problems, self.readAt) = (entry, sources, problems, readAt)
    }
}

extension SQLWriter {
    /// Puts these entries in the place of the whole catalogue, with the words by which they are found.
    ///
    /// An entry keeps its number as long as its slug is the same.
    public func replaceCatalogue(_ records: [EntryRecord], for store: any SQLStore) throws {
        try replaceCatalogue(records, index: store.fullText)
    }

    func replaceCatalogue(_ records: [EntryRecord], index: any FullText) throws {
        let known = Dictionary(uniqueKeysWithValues: try rows("SELECT slug, id FROM catalogue_entries") { ($0.text(0), $0.integer(1)) })
        let missing = records.count { known[$0.entry.slug] == nil }
        var next = try missing > 0 ? takeNumbers("catalogue_entries", missing) : 0
        var records = records
        for place in records.indices {
            if let id = known[records[place].entry.slug] {
                records[place].entry.id = id
            } else {
                records[place].entry.id = next
                next += 1
            }
        }
        for table in ["catalogue_problems", "catalogue_fields", "catalogue_entries"] { try execute("DELETE FROM \(table)") }
        try load(records)
        let texts = records.map { EntryText($0.entry, Metadata(sources: $0.sources)) }
        try index.replaceAll(texts, in: self)
        try Vocabulary.replace(texts, in: self)
        _ = try takeNumbers("catalogue_revision")
    }

    private func load(_ records: [EntryRecord]) throws {
        try bulkLoad(
            into: "catalogue_entries",
            columns: [
                "id", "slug", "origin", "title", "summary", "url", "licence", "status", "languages", "department_id", "owner_role",
                "project_id",
                "publication_id", "released_at", "version", "version_at", "help_wanted", "first_issues", "head", "read_at",
            ], onConflict: .fail
        ) { rows in
            for record in records {
                let entry = record.entry
                rows.integer(entry.id)
                for text in [entry.slug, entry.origin.rawValue, entry.title, entry.summary] { rows.text(text) }
                for text in [entry.url, entry.licence, entry.status?.rawValue] { rows.text(text) }
                rows.text(entry.languages.joined(separator: "\n"))
                rows.integer(entry.departmentID)
                rows.text(entry.ownerRole)
                rows.integer(entry.projectID)
                rows.integer(entry.publicationID)
                rows.integer(entry.releasedAt?.seconds)
                rows.text(entry.version)
                rows.integer(entry.versionAt?.seconds)
                rows.integer(Int64(entry.helpWanted))
                rows.integer(Int64(entry.firstIssues))
                rows.text(entry.head)
                rows.integer(record.readAt?.seconds)
                try rows.endRow()
            }
        }
        try bulkLoad(into: "catalogue_fields", columns: ["entry_id", "source", "field", "position", "value"], onConflict: .fail) { rows in
            for record in records {
                for (source, metadata) in record.sources {
                    for (field, values) in metadata.values {
                        for (position, value) in values.enumerated() {
                            rows.integer(record.entry.id)
                            rows.text(source)
                            rows.text(field.rawValue)
                            rows.integer(Int64(position))
                            rows.text(value)
                            try rows.endRow()
                        }
                    }
                }
            }
        }
        try bulkLoad(
            into: "catalogue_problems", columns: ["entry_id", "position", "file", "line", "field", "message", "severity"], onConflict: .fail
        ) { rows in
            for record in records {
                for (position, problem) in record.problems.enumerated() {
                    rows.integer(record.entry.id)
                    rows.integer(Int64(position))
                    rows.text(problem.file)
                    rows.integer(problem.line.map { Int64($0) })
                    for text in [problem.field, problem.message, problem.severity.rawValue] { rows.text(text) }
                    try rows.endRow()
                }
            }
        }
    }
}
