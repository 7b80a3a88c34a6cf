import Ledger
public import Store

private let entryColumns = """
    id, slug, origin, title, summary, url, licence, status, languages, department_id, owner_role, project_id, publication_id, released_at, \
    version, version_at, help_wanted, first_issues, head
    """

extension SQLReader {
    /// A number that grows with each change of the catalogue; 0 before the first.
    public func catalogueRevision() throws -> Int64 { try integer("SELECT value FROM counters WHERE name = 'catalogue_revision'") ?? 0 }

    /// All entries in the order of their numbers.
    public func catalogueEntries() throws -> [CatalogueEntry] {
        try rows("SELECT \(entryColumns) FROM catalogue_entries ORDER BY id") { CatalogueEntry($0) }
    }

    /// The departments of entries, by their numbers.
    func departments() throws -> [Int64: CatalogueEntry.Department] {
        let all = try organisations().map { ($0.id, CatalogueEntry.Department(slug: $0.slug, name: $0.name)) }
        return Dictionary(all, uniquingKeysWith: { first, _ in first })
    }

    /// An entry with all that its page shows; nil when there is none of that name.
    public func catalogueSheet(_ slug: String) throws -> CatalogueSheet? {
        guard
            let found = try first(
                "SELECT \(entryColumns), read_at FROM catalogue_entries WHERE slug = ?", [.text(slug)],
                { row in
                    (CatalogueEntry(row), row.optionalInteger(19))
                })
        else { return nil }
        return try sheet(found.0, readAt: found.1, departments: departments())
    }

    /// All entries with all that their pages show, by their numbers.
    public func catalogueSheets() throws -> [CatalogueSheet] {
        let departments = try departments()
        let entries = try rows("SELECT \(entryColumns), read_at FROM catalogue_entries ORDER BY id") {
            (CatalogueEntry($0), $0.optionalInteger(19))
        }
        let fields = try allCatalogueFields()
        let projects = Dictionary(uniqueKeysWithValues: try projects().map { ($0.id, $0.slug) })
        return entries.map { entry, readAt in
            CatalogueSheet(
                entry: entry, department: entry.departmentID.flatMap { departments[$0] }, project: entry.projectID.flatMap { projects[$0] },
                metadata: Metadata(sources: fields[entry.id] ?? [:]), problems: [], readAt: readAt.map(Instant.init(seconds:)))
        }
    }

    private func sheet(_ entry: CatalogueEntry, readAt: Int64?, departments: [Int64: CatalogueEntry.Department]) throws -> CatalogueSheet {
        let project = try entry.projectID.flatMap { id in try first("SELECT slug FROM projects WHERE id = ?", [.integer(id)]) { $0.text(0) }
        }
        return CatalogueSheet(
            entry: entry, department: entry.departmentID.flatMap { departments[$0] }, project: project,
            metadata: Metadata(sources: try catalogueFields(of: entry.id)), problems: try catalogueProblems(of: entry.id),
            readAt: readAt.map(Instant.init(seconds:)))
    }

    /// What is wrong with the files of one entry.
    private func catalogueProblems(of entry: Int64) throws -> [FieldProblem] {
        try rows(
            "SELECT entry_id, file, line, field, message, severity FROM catalogue_problems WHERE entry_id = ? ORDER BY position",
            [.integer(entry)]
        ) { FieldProblem($0) }
    }

    /// What is wrong with the files of each entry.
    func allCatalogueProblems() throws -> [Int64: [FieldProblem]] {
        var problems: [Int64: [FieldProblem]] = [:]
        try scan("SELECT entry_id, file, line, field, message, severity FROM catalogue_problems ORDER BY entry_id, position", []) { row in
            problems[row.integer(0), default: []].append(FieldProblem(row))
        }
        return problems
    }

    /// What each file said of an entry when it was last sound, by the name of the file.
    func catalogueFields(of entry: Int64) throws -> [String: Metadata] {
        var fields: [String: [Metadata.Field: [String]]] = [:]
        try forEachRow(
            "SELECT source, field, value FROM catalogue_fields WHERE entry_id = ? ORDER BY source, field, position", [.integer(entry)]
        ) { row in
            if let field = Metadata.Field(rawValue: row.text(1)) {
                fields[row.text(0), default: [:]][field, default: []].append(row.text(2))
            }
        }
        return fields.mapValues { Metadata($0) }
    }

    func allCatalogueFields() throws -> [Int64: [String: Metadata]] {
        var fields: [Int64: [String: [Metadata.Field: [String]]]] = [:]
        try scan("SELECT entry_id, source, field, value FROM catalogue_fields ORDER BY entry_id, source, field, position", []) { row in
            if let field = Metadata.Field(rawValue: row.text(2)) {
                fields[row.integer(0), default: [:]][row.text(1), default: [:]][field, default: []].append(row.text(3))
            }
        }
        return fields.mapValues { $0.mapValues { Metadata($0) } }
    }
}

extension Metadata {
    /// The files one after the other, in the order of ``MetadataFile``; any other after them by name.
    init(sources: [String: Metadata]) {
        let ranked = sources.sorted { (MetadataFile.rank($0.key), $0.key) < (MetadataFile.rank($1.key), $1.key) }
        self = ranked.reduce(Metadata()) { $0.completed(by: $1.value) }
    }
}

extension FieldProblem {
    init(_ row: any SQLRow) {
        self.init(
            row.text(1), line: row.optionalInteger(2).flatMap { Int(exactly: $0) }, field: row.text(3), row.text(4),
            severity: Severity(rawValue: row.text(5)) ?? .mistake)
    }
}

extension CatalogueEntry {
    init(_ row: any SQLRow) {
        self.init(slug: row.text(1), title: row.text(3), origin: Origin(rawValue: row.text(2)) ?? .imported)
        id = row.integer(0)
        summary = row.text(4)
        url = row.optionalText(5)
        licence = row.optionalText(6)
        status = row.optionalText(7).flatMap(ProjectStatus.init(rawValue:))
        languages = row.text(8).split(separator: "\n").map(String.init)
        departmentID = row.optionalInteger(9)
        ownerRole = row.optionalText(10)
        projectID = row.optionalInteger(11)
        publicationID = row.optionalInteger(12)
        releasedAt = row.optionalInteger(13).map(Instant.init(seconds:))
        version = row.optionalText(14)
        versionAt = row.optionalInteger(15).map(Instant.init(seconds:))
        helpWanted = row.int(16)
        firstIssues = row.int(17)
        head = row.optionalText(18)
    }
}
