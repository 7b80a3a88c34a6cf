import Foundation
public import Store

extension SQLWriter {
    /// Records that something happened, in the caller's own transaction: the message is in the outbox exactly when what it
    /// tells of is stored.
    ///
    /// - Returns: false when the event is known already; then nothing changes.
    /// - Throws: ``NotificationError`` for an event that is out of bounds.
    @discardableResult
    public func record(_ event: NotificationEvent) throws -> Bool {
        try event.check()
        let id = (try integer("SELECT MAX(id) FROM notification_events") ?? 0) + 1
        return try execute(
            """
            INSERT INTO notification_events (id, key, kind, subject, title, body, link, actor, attributes, audiences, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING
            """,
            [
                .integer(id), .text(event.key), .text(event.kind), .text(event.subject), .text(event.title), .text(event.text),
                .text(event.link), .text(event.actor), .text(try Stored.text(event.attributes)), .text(try Stored.text(event.audiences)),
                .integer(event.at),
            ]) == 1
    }
}

/// An event with its number in the outbox.
struct RecordedEvent: Sendable {
    let id: Int64
    let event: NotificationEvent

    static let columns = "e.id, e.key, e.kind, e.subject, e.title, e.body, e.link, e.actor, e.attributes, e.audiences, e.at"

    init(_ row: any SQLRow, from first: Int = 0) throws {
        id = row.integer(first)
        event = NotificationEvent(
            key: row.text(first + 1), kind: row.text(first + 2), subject: row.text(first + 3), title: row.text(first + 4),
            text: row.text(first + 5), link: row.text(first + 6), actor: row.text(first + 7),
            attributes: try Stored.value(row.text(first + 8)), audiences: try Stored.value(row.text(first + 9)), at: row.integer(first + 10)
        )
    }
}

extension SQLReader {
    /// Events for which no rule was asked yet, oldest first.
    func unplannedEvents(limit: Int) throws -> [RecordedEvent] {
        try rows(
            "SELECT \(RecordedEvent.columns) FROM notification_events e WHERE e.planned_at IS NULL ORDER BY e.id LIMIT ?", [.int(limit)]
        ) { try RecordedEvent($0) }
    }

    /// Events from a time on, newest first.
    func events(from: Int64, to: Int64, limit: Int) throws -> [RecordedEvent] {
        try rows(
            "SELECT \(RecordedEvent.columns) FROM notification_events e WHERE e.at >= ? AND e.at < ? ORDER BY e.at DESC, e.id DESC LIMIT ?",
            [.integer(from), .integer(to), .int(limit)]
        ) { try RecordedEvent($0) }
    }
}

/// Values in a column of text, as JSON with names in order.
enum Stored {
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ text: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }
}
