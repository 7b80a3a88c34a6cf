import Store

/// Makes the daily digests that are due: one message per person and day, with everything that was gathered until then.
struct DigestMaker {
    let store: any SQLStore

    /// The digest and the mark on each message in it are stored together, so a message is in one digest, never in two.
    func make(at now: Int64) async throws {
        let waiting = try await store.read { reader in
            let recipients = Set(
                try reader.rows("SELECT DISTINCT recipient FROM notification_deliveries WHERE state = 'gathered'") { $0.text(0) })
            return (recipients, try reader.notificationPreferences(of: recipients))
        }
        for recipient in waiting.0.sorted() {
            let preferences = waiting.1[recipient] ?? NotificationPreferences()
            let (day, minute) = preferences.quiet.localTime(now)
            guard minute >= preferences.digestAt else { continue }
            let due = preferences.quiet.end(after: now)
            try await store.write { writer in
                let id = try writer.insertDelivery(
                    key: "digest/\(recipient)/\(day)", event: nil, rule: "digest", audience: "", to: recipient, channel: .mail,
                    state: .waiting,
                    reason: due > now ? "It waits for the end of quiet hours." : "", due: due, done: nil, at: now)
                guard let id else { return }
                try writer.execute(
                    """
                    UPDATE notification_deliveries SET state = 'digested', digest_id = ?, done_at = ?, reason = ''
                    WHERE recipient = ? AND state = 'gathered'
                    """, [.integer(id), .integer(now), .text(recipient)])
            }
        }
    }
}

extension SQLReader {
    /// The events in a digest, oldest first.
    func eventsOfDigest(_ id: Int64) throws -> [NotificationEvent] {
        try rows(
            """
            SELECT \(RecordedEvent.columns) FROM notification_deliveries d JOIN notification_events e ON e.id = d.event_id
            WHERE d.digest_id = ? ORDER BY e.at, e.id LIMIT 500
            """, [.integer(id)]
        ) { try RecordedEvent($0).event }
    }
}
