public import Store

/// Which entries of the log are asked for; what is nil does not narrow.
public struct AuditFilter: Sendable, Hashable {
    public var actor: String?
    /// An action, or, when it ends with a dot, all actions that begin like that: `case.`.
    public var action: String?
    public var subject: String?
    /// From this second (UTC) on.
    public var from: Int64?
    /// Before this second (UTC).
    public var until: Int64?

    public init(
        actor: String? = nil, action: String? = nil, subject: String? = nil, from: Int64? = nil, until: Int64? = nil
    ) {
        self.actor = actor
        self.action = action
        self.subject = subject
        self.from = from
        self.until = until
    }
}

extension AuditLog {
    /// Entries that match, newest first.
    ///
    /// - Parameter before: only entries with a smaller number: the way to the next page.
    /// - Parameter limit: the most entries to give; nil for all.
    public static func entries(
        _ filter: AuditFilter = AuditFilter(), before: Int64? = nil, limit: Int?, in reader: any SQLReader
    ) throws -> [AuditRecord] {
        var found: [AuditRecord] = []
        try forEach(filter, before: before, limit: limit, in: reader) { found.append($0) }
        return found
    }

    /// Calls `body` with each entry that matches, newest first, without gathering them in memory.
    public static func forEach(
        _ filter: AuditFilter = AuditFilter(), before: Int64? = nil, limit: Int? = nil, in reader: any SQLReader,
        _ body: (AuditRecord) throws -> Void
    ) throws {
        var (conditions, arguments) = filter.conditions
        if let before {
            conditions.append("number < ?")
            arguments.append(.integer(before))
        }
        let narrowing = conditions.isEmpty ? "" : " WHERE \(conditions.joined(separator: " AND "))"
        var sql = "SELECT \(columns) FROM audit_entries\(narrowing) ORDER BY number DESC"
        if let limit {
            sql += " LIMIT ?"
            arguments.append(.int(limit))
        }
        try reader.forEachRow(sql, arguments) { try body(AuditRecord($0)) }
    }

    /// How many entries match.
    public static func count(_ filter: AuditFilter = AuditFilter(), in reader: any SQLReader) throws -> Int64 {
        let (conditions, arguments) = filter.conditions
        let narrowing = conditions.isEmpty ? "" : " WHERE \(conditions.joined(separator: " AND "))"
        return try reader.integer("SELECT COUNT(*) FROM audit_entries\(narrowing)", arguments) ?? 0
    }

    static let columns = "number, at, actor, action, subject, reason, state_before, state_after, salt, content_hash, hash, erased"
}

extension AuditRecord {
    /// From a row with ``AuditLog/columns``.
    init(_ row: any SQLRow) {
        self.init(
            number: row.integer(0),
            entry: AuditEntry(
                at: row.integer(1), actor: row.text(2), action: row.text(3), subject: row.text(4), reason: row.optionalText(5),
                before: row.optionalText(6), after: row.optionalText(7)),
            hash: row.text(10), isErased: row.bool(11))
    }
}

extension AuditFilter {
    fileprivate var conditions: ([String], [SQLValue]) {
        var conditions: [String] = []
        var arguments: [SQLValue] = []
        func add(_ condition: String, _ values: SQLValue...) {
            conditions.append(condition)
            arguments += values
        }
        if let actor { add("actor = ?", .text(actor)) }
        if let action {
            if action.hasSuffix(".") {
                add("SUBSTR(action, 1, \(action.unicodeScalars.count)) = ?", .text(action))
            } else {
                add("action = ?", .text(action))
            }
        }
        if let subject { add("subject = ?", .text(subject)) }
        if let from { add("at >= ?", .integer(from)) }
        if let until { add("at < ?", .integer(until)) }
        return (conditions, arguments)
    }
}
