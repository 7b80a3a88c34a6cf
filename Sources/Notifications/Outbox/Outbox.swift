public import Store

/// Where a message stands.
public enum DeliveryState: String, Sendable, CaseIterable {
    /// Waits for its time, or for another try.
    case waiting
    /// A sender has it in hand. When it does not come back before its lease ends, another takes it over.
    case sending
    /// The server took it, or it stands in the feed.
    case sent
    /// Waits for the daily digest.
    case gathered
    /// Went out in a digest.
    case digested
    /// Was not sent on purpose; the reason says why.
    case withheld
    /// Was given up; the reason says why.
    case dead
}

/// The rules of sending: how long a sender may take, when to try again, when to give up.
public struct DeliveryPolicy: Sendable, Hashable {
    /// Seconds after which a sender that did not come back is believed to be gone. Longer than any attempt takes.
    public var lease: Int64
    /// Seconds from one attempt to the next; there is one attempt more than pauses.
    public var pauses: [Int64]

    public init(lease: Int64 = 300, pauses: [Int64] = [60, 300, 900, 3_600, 4 * 3_600, 12 * 3_600, 24 * 3_600]) {
        (self.lease, self.pauses) = (lease, pauses)
    }

    /// How often a message is tried before it is given up.
    public var attempts: Int { pauses.count + 1 }
}

/// A message that a sender has in hand.
struct ClaimedDelivery: Sendable {
    let id: Int64
    let key: String
    let recipient: String
    let channel: Channel
    let rule: String
    let audience: String
    /// With this one.
    let attempts: Int
    /// Nil for a digest.
    let event: RecordedEvent?
}

extension SQLWriter {
    /// Takes messages for some channels that are due into hand, oldest first. Nobody else gets them until the lease ends.
    func claimDeliveries(for channels: Set<Channel>, limit: Int, claim: String, lease: Int64, at now: Int64) throws -> [ClaimedDelivery] {
        guard !channels.isEmpty else { return [] }
        let marks = channels.map { _ in "?" }.joined(separator: ", ")
        let ids = try rows(
            """
            SELECT id FROM notification_deliveries WHERE due_at IS NOT NULL AND due_at <= ? AND channel IN (\(marks))
            ORDER BY due_at, id LIMIT ?
            """, [.integer(now)] + channels.map { .text($0.rawValue) } + [.int(limit)]
        ) { $0.integer(0) }
        var claimed: [ClaimedDelivery] = []
        for id in ids {
            try execute(
                "UPDATE notification_deliveries SET state = 'sending', claim = ?, due_at = ?, attempts = attempts + 1 WHERE id = ?",
                [.text(claim), .integer(now + lease), .integer(id)])
            let found = try first(
                """
                SELECT d.id, d.key, d.recipient, d.channel, d.rule, d.audience, d.attempts, \(RecordedEvent.columns)
                FROM notification_deliveries d LEFT JOIN notification_events e ON e.id = d.event_id WHERE d.id = ?
                """, [.integer(id)]
            ) { row in
                ClaimedDelivery(
                    id: row.integer(0), key: row.text(1), recipient: row.text(2), channel: Channel(rawValue: row.text(3)) ?? .mail,
                    rule: row.text(4),
                    audience: row.text(5), attempts: row.int(6), event: row.isNull(7) ? nil : try RecordedEvent(row, from: 7))
            }
            if let found { claimed.append(found) }
        }
        return claimed
    }

    /// Writes down what became of a message. Only the sender that has it in hand can.
    ///
    /// - Returns: false when the lease had ended and another sender took it over.
    @discardableResult
    func settle(_ delivery: ClaimedDelivery, claim: String, as state: DeliveryState, reason: String, due: Int64?, at now: Int64) throws
        -> Bool
    {
        try execute(
            """
            UPDATE notification_deliveries SET state = ?, reason = ?, due_at = ?, done_at = ?, claim = ''
            WHERE id = ? AND state = 'sending' AND claim = ?
            """,
            [
                .text(state.rawValue), .text(String(reason.prefix(500))), .optional(due), state == .waiting ? .null : .integer(now),
                .integer(delivery.id),
                .text(claim),
            ]) == 1
    }

    /// Says of all messages of a channel that are due why they were not tried. They keep their place, and no attempt is counted.
    ///
    /// - Returns: how many there are.
    func leaveWaiting(on channel: Channel, reason: String, at now: Int64) throws -> Int {
        try execute(
            "UPDATE notification_deliveries SET reason = ? WHERE state = 'waiting' AND channel = ? AND due_at IS NOT NULL AND due_at <= ?",
            [.text(String(reason.prefix(500))), .text(channel.rawValue), .integer(now)])
    }

    /// Tries a message again that was given up.
    ///
    /// - Returns: false when there is no such message, or it was not given up.
    public func retryDelivery(_ id: Int64, at now: Int64) throws -> Bool {
        try execute(
            "UPDATE notification_deliveries SET state = 'waiting', due_at = ?, attempts = 0, done_at = NULL WHERE id = ? AND state = 'dead'",
            [.integer(now), .integer(id)]) == 1
    }

    /// Forgets messages that were settled before a time, and the events of which nothing is left.
    ///
    /// - Returns: how many messages were forgotten.
    @discardableResult
    public func forgetDeliveries(before time: Int64) throws -> Int {
        let count = try execute(
            "DELETE FROM notification_deliveries WHERE done_at IS NOT NULL AND done_at < ? AND due_at IS NULL AND state <> 'gathered'",
            [.integer(time)])
        try execute(
            """
            DELETE FROM notification_events WHERE at < ? AND planned_at IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM notification_deliveries d WHERE d.event_id = notification_events.id)
            """, [.integer(time)])
        return count
    }
}
