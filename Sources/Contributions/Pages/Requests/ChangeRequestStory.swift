import Ledger
import Store

/// What happened to one change request, read from the ledger for its page.
struct ChangeRequestStory: Sendable {
    struct Event: Sendable {
        let kind: ItemEventKind
        let at: Instant
        /// Indexes of people; -1 when the source does not say.
        let actor: Int32
        let subject: Int32
        let term: String?
        let isByBot: Bool
    }

    /// A stretch of time in one stage; the last one of an open change request ends now.
    struct Stretch: Sendable {
        let stage: Stage
        let span: Span
    }

    let row: Int32
    let item: Item
    let title: String
    let targetBranch: String?
    /// Oldest first, at most ``mostEvents``.
    let events: [Event]
    let stretches: [Stretch]
    /// Events that were left out because there are too many.
    let isCut: Bool

    static let mostEvents = 2000

    /// Where a change request with a number may be: one for each repository of the project that has the number.
    struct Candidate: Sendable {
        let id: Int64
        let repository: Int64
        let createdAt: Instant
    }

    static func candidates(number: Int64, repositories: [Int64], from reader: any SQLReader) throws -> [Candidate] {
        guard !repositories.isEmpty else { return [] }
        let marks = repositories.map { _ in "?" }.joined(separator: ", ")
        return try reader.rows(
            "SELECT id, repository_id, created_at FROM items WHERE kind = ? AND number = ? AND repository_id IN (\(marks)) ORDER BY repository_id",
            [.integer(Int64(ItemKind.changeRequest.rawValue)), .integer(number)] + repositories.map(SQLValue.integer)
        ) { Candidate(id: $0.integer(0), repository: $0.integer(1), createdAt: Instant(seconds: $0.integer(2))) }
    }

    /// - Returns: nil when the forge no longer has it.
    static func load(_ candidate: Candidate, _ facts: ItemFacts, now: Instant, from reader: any SQLReader) throws -> ChangeRequestStory? {
        let near = facts.created(in: candidate.createdAt..<candidate.createdAt.advanced(by: 1))
        guard let index = near.first(where: { facts.items[$0].id == candidate.id }) else { return nil }
        let item = facts.items[index]
        let state = try reader.rows(
            "SELECT title, target_branch FROM item_states WHERE item_id = ? AND ended_at IS NULL", [.integer(item.id)]
        ) { ($0.text(0), $0.isNull(1) ? nil : $0.text(1)) }.first
        var rows: [EventRow] = []
        var terms: [Int32: String] = [:]
        let accounts = Int64(facts.actors.accountCount)
        func account(_ number: Int64?) -> Int32 { number.flatMap { (1..<accounts).contains($0) ? Int32($0) : nil } ?? 0 }
        try reader.forEachRow(
            """
            SELECT e.kind, e.at, e.number, e.actor, e.subject, e.term, t.text FROM item_events e LEFT JOIN terms t ON t.id = e.term
            WHERE e.item_id = ? AND e.ended_at IS NULL ORDER BY e.at, e.kind, e.number LIMIT ?
            """, [.integer(item.id), .integer(Int64(mostEvents + 1))]
        ) { row in
            guard let kind = ItemEventKind(rawValue: row.int(0)) else { return }
            let term = Int32(truncatingIfNeeded: row.optionalInteger(5) ?? 0)
            if !row.isNull(6) { terms[term] = row.text(6) }
            rows.append(
                EventRow(
                    kind: kind, at: max(row.integer(1), item.createdAt), number: row.integer(2), actor: account(row.optionalInteger(3)),
                    subject: account(row.optionalInteger(4)), term: term))
        }
        let isCut = rows.count > mostEvents
        rows = Array(rows.prefix(mostEvents))
        return ChangeRequestStory(
            row: Int32(index), item: item, title: state?.0 ?? "", targetBranch: state?.1,
            events: rows.map { event(of: $0, terms, facts) }, stretches: stretches(of: item, rows, facts, now: now), isCut: isCut)
    }

    private static func event(of row: EventRow, _ terms: [Int32: String], _ facts: ItemFacts) -> Event {
        Event(
            kind: row.kind, at: Instant(seconds: row.at), actor: row.actor > 0 ? facts.actors.person(of: row.actor) : -1,
            subject: row.subject > 0 ? facts.actors.person(of: row.subject) : -1, term: row.term > 0 ? terms[row.term] : nil,
            isByBot: row.actor > 0 && facts.actors.isBot(row.actor, at: row.at))
    }

    private static func stretches(of item: Item, _ events: [EventRow], _ facts: ItemFacts, now: Instant) -> [Stretch] {
        var walked = item
        var stretches: [Stretch] = []
        var stage = Stage.firstResponse
        var since = item.createdAt
        StageWalk(actors: facts.actors).walk(&walked, events) { next, time in
            stretches.append(Stretch(stage: stage, span: Span(start: since, end: time)))
            (stage, since) = (next, time)
        }
        let end = item.endedAt == Item.never ? max(now.seconds, since) : item.endedAt
        return (stretches + [Stretch(stage: stage, span: Span(start: since, end: max(end, since)))]).filter { $0.span.end > $0.span.start }
    }
}
