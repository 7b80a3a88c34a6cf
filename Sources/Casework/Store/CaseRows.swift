import Foundation
public import Store

/// Cases as texts.
enum CaseText {
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        // In the order of the keys: a text that says the same is the same, and an urn keeps nothing of the order in which it was filled.
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func value<T: Decodable>(_ type: T.Type, from text: String) throws -> T {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }

    /// What the audit log says of a case: where it stands, and what happened. Ballots are not in it.
    static func summary(of aCase: Case, after events: [CaseEvent] = []) -> String {
        struct Summary: Encodable {
            let state: String
            let revision: Int64
            let title: String
            let events: [String]?
        }
        let words = events.map { event in
            [event.kind.rawValue, event.subject, event.to ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
        }
        let summary = Summary(state: aCase.state, revision: aCase.revision, title: aCase.title, events: words.isEmpty ? nil : words)
        return (try? json(summary)) ?? "{}"
    }
}

/// What `case_numbers` counts, by its row.
private enum CaseCounter: Int {
    case lastCase = 1
    case changes = 2
}

extension Cases {
    /// Counts the changes of all cases: another figure than before means that something happened in one. The times of events do not
    /// tell, as several happen within a second.
    public static func changes(in reader: any SQLReader) throws -> Int64 {
        try reader.integer("SELECT value FROM case_numbers WHERE id = ?", [.int(CaseCounter.changes.rawValue)]) ?? 0
    }
}

extension SQLReader {
    /// Nil when there is no such case.
    func storedCase(_ id: Int64) throws -> Case? {
        try first("SELECT document FROM cases WHERE id = ?", [.integer(id)]) { try CaseText.value(Case.self, from: $0.text(0)) }
    }

    func requiredCase(_ id: Int64) throws -> Case {
        guard let found = try storedCase(id) else { throw CaseRefusal(.unknown, "There is no case number \(id).") }
        return found
    }

    /// The secret ballots of a case; nothing is asked for when it never had any.
    func urns(of aCase: Case) throws -> [String: Urn] {
        guard aCase.votes.values.contains(where: { $0.settings.isSecret }) else { return [:] }
        let rows = try rows("SELECT vote, ballots FROM case_urns WHERE case_id = ?", [.integer(aCase.id)]) {
            ($0.text(0), try CaseText.value(Urn.self, from: $0.text(1)))
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    func absences(at instant: Int64) throws -> [Absence] {
        try rows(
            "SELECT who, from_at, until_at, delegate FROM case_absences WHERE until_at > ? AND from_at <= ? ORDER BY who, from_at",
            [.integer(instant), .integer(instant)]
        ) { Absence(who: $0.text(0), from: $0.integer(1), until: $0.integer(2), delegate: $0.optionalText(3)) }
    }
}

extension SQLWriter {
    func takeCaseNumber() throws -> Int64 { try advance(.lastCase) }

    @discardableResult
    private func advance(_ counter: CaseCounter) throws -> Int64 {
        try integer(
            """
            INSERT INTO case_numbers (id, value) VALUES (?, 1)
            ON CONFLICT (id) DO UPDATE SET value = case_numbers.value + 1 RETURNING value
            """, [.int(counter.rawValue)]) ?? 1
    }

    /// Counts cases that come into a state, or, with a negative number, leave it.
    func count(_ number: Int, _ process: String, in state: String) throws {
        try execute(
            """
            INSERT INTO case_counts (process, state, cases) VALUES (?, ?, ?)
            ON CONFLICT (process, state) DO UPDATE SET cases = case_counts.cases + excluded.cases
            """, [.text(process), .text(state), .int(number)])
    }

    func insert(_ aCase: Case, dueAt: Int64?, nextAt: Int64?) throws {
        try count(1, aCase.process, in: aCase.state)
        try execute(
            """
            INSERT INTO cases (id, process, version, title, state, revision, requester, created_at, updated_at, entered_at, closed_at, due_at,
                next_at, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(aCase.id), .text(aCase.process), .int(aCase.version), .text(aCase.title), .text(aCase.state),
                .integer(aCase.revision),
                .text(aCase.requester.id), .integer(aCase.createdAt), .integer(aCase.updatedAt), .integer(aCase.enteredAt),
                .optional(aCase.closedAt), .optional(dueAt), .optional(nextAt), .text(try CaseText.json(aCase)),
            ])
    }

    /// Stores a case over what it was made from.
    func update(_ aCase: Case, over before: Case, dueAt: Int64?, nextAt: Int64?) throws {
        let changed = try execute(
            """
            UPDATE cases SET version = ?, title = ?, state = ?, revision = ?, updated_at = ?, entered_at = ?, closed_at = ?, due_at = ?,
                next_at = ?, document = ? WHERE id = ? AND revision = ?
            """,
            [
                .int(aCase.version), .text(aCase.title), .text(aCase.state), .integer(aCase.revision), .integer(aCase.updatedAt),
                .integer(aCase.enteredAt), .optional(aCase.closedAt), .optional(dueAt), .optional(nextAt), .text(try CaseText.json(aCase)),
                .integer(aCase.id), .integer(before.revision),
            ])
        guard changed == 1 else { throw CaseRefusal(.stale, "Somebody else changed the case at the same moment. Look at it again.") }
        guard aCase.state != before.state else { return }
        try count(-1, before.process, in: before.state)
        try count(1, aCase.process, in: aCase.state)
    }

    func setTimes(of id: Int64, dueAt: Int64?, nextAt: Int64?) throws {
        try execute("UPDATE cases SET due_at = ?, next_at = ? WHERE id = ?", [.optional(dueAt), .optional(nextAt), .integer(id)])
    }

    /// Counts changes of cases that are stored together as one.
    func countChange() throws { try advance(.changes) }

    func append(_ events: [CaseEvent], to id: Int64) throws {
        guard !events.isEmpty else { return }
        try countChange()
        let last = try lastEvent(of: id)
        for (offset, event) in events.enumerated() {
            try execute(
                """
                INSERT INTO case_events (case_id, number, kind, at, actor, actor_name, subject, from_state, to_state, text, roles)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .integer(id), .integer(last + Int64(offset) + 1), .text(event.kind.rawValue), .integer(event.at), .text(event.actor.id),
                    .text(event.actor.name), .text(event.subject), .optional(event.from), .optional(event.to), .text(event.text),
                    .text(event.roles.joined(separator: "\n")),
                ])
        }
    }

    /// The number of the last event of a case; 0 for a case without any.
    func lastEvent(of id: Int64) throws -> Int64 {
        try integer("SELECT MAX(number) FROM case_events WHERE case_id = ?", [.integer(id)]) ?? 0
    }

    /// Writes only what differs from what is stored, as an open vote waits for each of its voters; and them all at once, when it is
    /// opened and when it is over.
    func setWaits(of id: Int64, to after: [CaseWait]) throws {
        let stored = try rows("SELECT who, kind, subject, due_at FROM case_waits WHERE case_id = ?", [.integer(id)]) { row in
            CaseWait.Kind(rawValue: row.text(1)).map {
                CaseWait(who: row.text(0), kind: $0, subject: row.text(2), due: row.optionalInteger(3))
            }
        }
        let (old, new) = (Set(stored.compactMap(\.self)), Set(after))
        if new.isDisjoint(with: old), !old.isEmpty {
            try execute("DELETE FROM case_waits WHERE case_id = ?", [.integer(id)])
        } else {
            for wait in old where !new.contains(wait) {
                try execute(
                    "DELETE FROM case_waits WHERE case_id = ? AND who = ? AND kind = ? AND subject = ?",
                    [.integer(id), .text(wait.who), .text(wait.kind.rawValue), .text(wait.subject)])
            }
        }
        let added = after.filter { !old.contains($0) }
        if added.count > 3 { return try load(added.map { (id, $0) }) }
        for wait in added {
            try execute(
                "INSERT INTO case_waits (case_id, who, kind, subject, due_at) VALUES (?, ?, ?, ?, ?)",
                [.integer(id), .text(wait.who), .text(wait.kind.rawValue), .text(wait.subject), .optional(wait.due)])
        }
    }

    /// Stores what cases wait for, where nothing of it is stored yet.
    func load(_ waits: [(id: Int64, wait: CaseWait)]) throws {
        let columns = ["case_id", "who", "kind", "subject", "due_at"]
        _ = try bulkLoad(into: "case_waits", columns: columns, onConflict: .fail) { loader in
            for (id, wait) in waits {
                loader.integer(id)
                for text in [wait.who, wait.kind.rawValue, wait.subject] { loader.text(text) }
                loader.integer(wait.due)
                try loader.endRow()
            }
        }
    }

    func replaceUrns(of id: Int64, _ before: [String: Urn], with after: [String: Urn]) throws {
        for vote in Set(before.keys).union(after.keys).sorted() where before[vote] != after[vote] {
            try execute("DELETE FROM case_urns WHERE case_id = ? AND vote = ?", [.integer(id), .text(vote)])
            guard let urn = after[vote] else { continue }
            try execute(
                "INSERT INTO case_urns (case_id, vote, ballots) VALUES (?, ?, ?)",
                [.integer(id), .text(vote), .text(try CaseText.json(urn))])
        }
    }
}
