public import Store

/// A case as a list shows it.
public struct CaseRow: Sendable, Hashable {
    public let id: Int64
    public let process: String
    public let title: String
    public let state: String
    public let requester: String
    public let createdAt: Int64
    public let updatedAt: Int64
    public let enteredAt: Int64
    public let closedAt: Int64?
    public let dueAt: Int64?

    static let columns = "c.id, c.process, c.title, c.state, c.requester, c.created_at, c.updated_at, c.entered_at, c.closed_at, c.due_at"

    init(_ row: any SQLRow) {
        (id, process, title, state, requester) = (row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4))
        (createdAt, updatedAt, enteredAt) = (row.integer(5), row.integer(6), row.integer(7))
        (closedAt, dueAt) = (row.optionalInteger(8), row.optionalInteger(9))
    }
}

/// A case that waits for somebody.
public struct CaseTask: Sendable, Hashable {
    public let row: CaseRow
    public let wait: CaseWait
}

/// An event with its number in its case.
public struct CaseEntry: Sendable, Hashable {
    public let caseID: Int64
    public let number: Int64
    public let event: CaseEvent
}

extension Cases {
    /// Nil when there is no such case. Whether somebody may see it is for ``CaseEngine/maySee(_:_:isOfProgramme:)`` to say.
    public func aCase(_ id: Int64, in reader: any SQLReader) throws -> Case? { try reader.storedCase(id) }

    public func aCase(_ id: Int64) async throws -> Case? { try await store.read { try $0.storedCase(id) } }

    /// The process that a case follows, in its version.
    public func process(of aCase: Case, in reader: any SQLReader) throws -> CaseProcess {
        try shelf.process(aCase.process, aCase.version, in: reader)
    }

    /// How many cases of a process are in each state.
    public func counts(of process: String, in reader: any SQLReader) throws -> [String: Int] {
        let rows = try reader.rows("SELECT state, cases FROM case_counts WHERE process = ? AND cases > 0", [.text(process)]) { row in
            (row.text(0), row.int(1))
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// The cases of a process in a state, the last changed first: a column of its board.
    ///
    /// - Parameter after: the last row of the page before; nil for the first page.
    public func cases(
        of process: String, state: String? = nil, limit: Int = 50, after: CaseRow? = nil, in reader: any SQLReader
    ) throws -> [CaseRow] {
        var conditions = ["c.process = ?"]
        var arguments: [SQLValue] = [.text(process)]
        if let state {
            conditions.append("c.state = ?")
            arguments.append(.text(state))
        }
        if let after {
            conditions.append("c.updated_at <= ? AND (c.updated_at < ? OR c.id < ?)")
            arguments += [.integer(after.updatedAt), .integer(after.updatedAt), .integer(after.id)]
        }
        return try reader.rows(
            "SELECT \(CaseRow.columns) FROM cases c WHERE \(conditions.joined(separator: " AND ")) ORDER BY c.updated_at DESC, c.id DESC LIMIT ?",
            arguments + [.int(limit)]
        ) { CaseRow($0) }
    }

    /// The cases that somebody made, the last changed first.
    public func cases(requestedBy requester: String, limit: Int = 50, in reader: any SQLReader) throws -> [CaseRow] {
        try reader.rows(
            "SELECT \(CaseRow.columns) FROM cases c WHERE c.requester = ? ORDER BY c.updated_at DESC, c.id DESC LIMIT ?",
            [.text(requester), .int(limit)]
        ) { CaseRow($0) }
    }

    /// What waits for somebody or for a group of theirs, what is due first at the top; what nothing presses comes last.
    public func tasks(of actor: String, groups: [String], limit: Int = 200, in reader: any SQLReader) throws -> [CaseTask] {
        let who = [actor] + groups.map { "group:\($0)" }
        let marks = who.map { _ in "?" }.joined(separator: ", ")
        return try reader.rows(
            """
            SELECT \(CaseRow.columns), w.who, w.kind, w.subject, w.due_at FROM case_waits w JOIN cases c ON c.id = w.case_id
            WHERE w.who IN (\(marks)) ORDER BY CASE WHEN w.due_at IS NULL THEN 1 ELSE 0 END, w.due_at, c.id, w.kind, w.subject LIMIT ?
            """, who.map(SQLValue.text) + [.int(limit)]
        ) { row in
            CaseWait.Kind(rawValue: row.text(11)).map { kind in
                CaseTask(
                    row: CaseRow(row), wait: CaseWait(who: row.text(10), kind: kind, subject: row.text(12), due: row.optionalInteger(13)))
            }
        }.compactMap(\.self)
    }

    /// The history of a case in its order; its discussion is the events of kind `posted`.
    public func events(of id: Int64, in reader: any SQLReader) throws -> [CaseEntry] {
        try reader.rows("SELECT \(CaseEntry.columns) FROM case_events WHERE case_id = ? ORDER BY number", [.integer(id)], CaseEntry.read)
            .compactMap(\.self)
    }

    /// What happened in all cases of a process, in the order of time.
    public func events(
        ofProcess process: String, kinds: Set<CaseEvent.Kind>, from: Int64, until: Int64, in reader: any SQLReader
    ) throws -> [CaseEntry] {
        let names = kinds.map(\.rawValue).sorted()
        guard !names.isEmpty else { return [] }
        return try reader.rows(
            """
            SELECT \(CaseEntry.columns(of: "e")) FROM case_events e JOIN cases c ON c.id = e.case_id
            WHERE c.process = ? AND e.at >= ? AND e.at < ? AND e.kind IN (\(names.map { _ in "?" }.joined(separator: ", ")))
            ORDER BY e.at, e.case_id, e.number
            """, [.text(process), .integer(from), .integer(until)] + names.map(SQLValue.text), CaseEntry.read
        ).compactMap(\.self)
    }

    // MARK: Absences

    /// Says that somebody is away, and who acts for them.
    public func set(_ absence: Absence, in writer: any SQLWriter) throws {
        guard absence.from < absence.until else { throw CaseRefusal(.invalid, "An absence must end after it begins.") }
        guard absence.delegate != absence.who else { throw CaseRefusal(.invalid, "Nobody is their own delegate.") }
        try writer.execute(
            """
            INSERT INTO case_absences (who, from_at, until_at, delegate) VALUES (?, ?, ?, ?)
            ON CONFLICT (who, from_at) DO UPDATE SET until_at = excluded.until_at, delegate = excluded.delegate
            """, [.text(absence.who), .integer(absence.from), .integer(absence.until), .optional(absence.delegate)])
    }

    public func removeAbsence(of who: String, from: Int64, in writer: any SQLWriter) throws {
        try writer.execute("DELETE FROM case_absences WHERE who = ? AND from_at = ?", [.text(who), .integer(from)])
    }

    /// The absences of somebody that are not over, or of everybody.
    public func absences(of who: String? = nil, in reader: any SQLReader) throws -> [Absence] {
        let now = clock()
        let (condition, arguments): (String, [SQLValue]) = who.map { (" AND who = ?", [.text($0)]) } ?? ("", [])
        return try reader.rows(
            "SELECT who, from_at, until_at, delegate FROM case_absences WHERE until_at > ?\(condition) ORDER BY who, from_at",
            [.integer(now)] + arguments
        ) { Absence(who: $0.text(0), from: $0.integer(1), until: $0.integer(2), delegate: $0.optionalText(3)) }
    }

    /// The secret ballots that were counted, each with the key that its voter makes of the receipt; nothing before the vote is closed.
    public func countedBallots(of vote: String, in aCase: Case, _ reader: any SQLReader) throws -> [String: Ballot] {
        guard let held = aCase.votes[vote], held.status == .closed, held.settings.isSecret else { return [:] }
        return try reader.urns(of: aCase)[vote]?.ballots ?? [:]
    }
}

extension CaseEntry {
    private static let names = [
        "case_id", "number", "kind", "at", "actor", "actor_name", "subject", "from_state", "to_state", "text", "roles",
    ]

    static let columns = names.joined(separator: ", ")
    static func columns(of table: String) -> String { names.map { "\(table).\($0)" }.joined(separator: ", ") }

    /// Nil for a kind of event that a newer program wrote.
    static func read(_ row: any SQLRow) -> CaseEntry? {
        guard let kind = CaseEvent.Kind(rawValue: row.text(2)) else { return nil }
        let event = CaseEvent(
            kind, at: row.integer(3), actor: CaseActor(id: row.text(4), name: row.text(5)), subject: row.text(6), from: row.optionalText(7),
            to: row.optionalText(8), text: row.text(9), roles: row.text(10).split(separator: "\n").map(String.init))
        return CaseEntry(caseID: row.integer(0), number: row.integer(1), event: event)
    }
}
