public import Store

/// The record of what is open and what is closed, and why: one decision in force for each repository, the earlier ones kept.
public enum Publications {
    private static let columns = """
        id, location, title, project_id, organisation_id, visibility, licence, reason, case_number, decided_at, released_at, review_at, \
        ended_at
        """

    /// Every decision in the order in which they were recorded, also those that another one replaced (``Publication/endedAt``).
    public static func all(_ reader: any SQLReader) throws -> [Publication] {
        try reader.rows("SELECT \(columns) FROM publications ORDER BY id", [], publication)
    }

    /// The decisions that nothing has replaced, by title.
    public static func current(_ reader: any SQLReader) throws -> [Publication] {
        try reader.rows("SELECT \(columns) FROM publications WHERE ended_at IS NULL ORDER BY title, id", [], publication)
    }

    /// The decision that holds for a repository; nil when none was ever made, or the last one was taken back.
    public static func current(at location: String, in reader: any SQLReader) throws -> Publication? {
        guard let key = PublicationLocation.key(location) else { return nil }
        return try reader.first(
            "SELECT \(columns) FROM publications WHERE location = ? AND ended_at IS NULL ORDER BY id DESC", [.text(key)], publication)
    }

    /// Records a decision. The one that held for the same repository ends when this one was decided.
    ///
    /// The same case recording the same repository again with the same visibility changes its record, so that a step that is
    /// repeated leaves one row.
    ///
    /// - Returns: the decision as it is stored.
    /// - Throws: ``LedgerError/invalidLocation(_:)`` when the address cannot be one of a repository.
    @discardableResult
    public static func record(_ publication: Publication, at now: Instant = .now, in writer: any SQLWriter) throws -> Publication {
        guard let key = PublicationLocation.key(publication.location) else {
            throw LedgerError.invalidLocation(String(publication.location.prefix(200)))
        }
        var stored = publication
        stored.location = key
        let before = try current(at: key, in: writer)
        if let before, before.caseNumber != nil, before.caseNumber == stored.caseNumber, before.visibility == stored.visibility {
            stored.id = before.id
            guard stored != before else { return before }
            try writer.execute("DELETE FROM publications WHERE id = ?", [.integer(before.id)])
        } else {
            if let before { try end(before.id, at: max(before.decidedAt, stored.decidedAt), in: writer) }
            stored.id = try writer.takeNumbers("publications")
        }
        try writer.execute(
            "INSERT INTO publications (\(columns), recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                .integer(stored.id), .text(key), .text(stored.title), .optional(stored.projectID), .optional(stored.organisationID),
                .text(stored.visibility.rawValue), .optional(stored.licence), .text(stored.reason), .optional(stored.caseNumber),
                .integer(stored.decidedAt.seconds), .optional(stored.releasedAt?.seconds), .optional(stored.reviewAt?.seconds),
                .optional(stored.endedAt?.seconds), .integer(now.seconds),
            ])
        try writer.advanceRevision()
        return stored
    }

    /// Ends a decision without putting another in its place, such as when a repository was retired.
    public static func end(_ id: Int64, at end: Instant, in writer: any SQLWriter) throws {
        let changed = try writer.execute(
            "UPDATE publications SET ended_at = ? WHERE id = ? AND ended_at IS NULL", [.integer(end.seconds), .integer(id)])
        if changed > 0 { try writer.advanceRevision() }
    }

    private static func publication(_ row: any SQLRow) -> Publication {
        let instant = { (column: Int) in row.optionalInteger(column).map(Instant.init(seconds:)) }
        return Publication(
            id: row.integer(0), location: row.text(1), title: row.text(2), projectID: row.optionalInteger(3),
            organisationID: row.optionalInteger(4),
            // What cannot be read as open is not shown as open.
            visibility: Publication.Visibility(rawValue: row.text(5)) ?? .closed,
            licence: row.optionalText(6), reason: row.text(7), caseNumber: row.optionalInteger(8),
            decidedAt: Instant(seconds: row.integer(9)), releasedAt: instant(10), reviewAt: instant(11), endedAt: instant(12))
    }
}
