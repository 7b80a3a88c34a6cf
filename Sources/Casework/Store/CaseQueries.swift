public import Store

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

    /// The history of a case in its order; its discussion is the events of kind `posted`.
    public func events(of id: Int64, in reader: any SQLReader) throws -> [CaseEntry] {
        try reader.rows("SELECT \(CaseEntry.columns) FROM case_events WHERE case_id = ? ORDER BY number", [.integer(id)], CaseEntry.read)
            .compactMap(\.self)
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
    static let columns = "case_id, number, kind, at, actor, actor_name, subject, from_state, to_state, text, roles"

    /// Nil for a kind of event that a newer program wrote.
    static func read(_ row: any SQLRow) -> CaseEntry? {
        guard let kind = CaseEvent.Kind(rawValue: row.text(2)) else { return nil }
        let event = CaseEvent(
            kind, at: row.integer(3), actor: CaseActor(id: row.text(4), name: row.text(5)), subject: row.text(6), from: row.optionalText(7),
            to: row.optionalText(8), text: row.text(9), roles: row.text(10).split(separator: "\n").map(String.init))
        return CaseEntry(caseID: row.integer(0), number: row.integer(1), event: event)
    }
}
