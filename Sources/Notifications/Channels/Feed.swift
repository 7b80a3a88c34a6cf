import Cryptography
public import Store

/// What a person is told, as their own feed shows it at an address that only they know.
public struct NotificationFeed: Sendable {
    public let recipient: String
    /// The newest first.
    public let entries: [NotificationEvent]

    /// The most entries that are shown.
    public static let longest = 100
}

extension SQLReader {
    /// The feed at a secret address; nil when nobody has that address.
    public func notificationFeed(secret: String) throws -> NotificationFeed? {
        guard let digest = FeedSecret.digest(secret),
            let recipient = try first("SELECT recipient FROM notification_feeds WHERE digest = ?", [.text(digest)], { $0.text(0) })
        else { return nil }
        let events = try rows(
            """
            SELECT \(RecordedEvent.columns) FROM notification_deliveries d JOIN notification_events e ON e.id = d.event_id
            WHERE d.recipient = ? AND d.channel = 'feed' AND d.state = 'sent' ORDER BY d.id DESC LIMIT ?
            """, [.text(recipient), .int(NotificationFeed.longest)]
        ) { try RecordedEvent($0).event }
        return NotificationFeed(recipient: recipient, entries: events)
    }

    /// When somebody's feed got its address, in seconds since 1970; nil when it has none.
    public func feedMade(for recipient: String) throws -> Int64? {
        try integer("SELECT made_at FROM notification_feeds WHERE recipient = ?", [.text(recipient)])
    }
}

extension SQLWriter {
    /// Makes a new secret address for somebody's feed; the one before is no longer answered.
    ///
    /// - Returns: the secret, which is not kept: it is shown once.
    public func makeFeedSecret(for recipient: String, at now: Int64) throws -> String {
        guard let bytes = RandomBytes.make(24) else { throw NotificationError("feed", "This machine has no randomness for a secret.") }
        let secret = Digest.hexadecimal(bytes)
        guard let digest = FeedSecret.digest(secret) else { throw NotificationError("feed", "This machine has no memory for a digest.") }
        try execute(
            """
            INSERT INTO notification_feeds (recipient, digest, made_at) VALUES (?, ?, ?)
            ON CONFLICT (recipient) DO UPDATE SET digest = excluded.digest, made_at = excluded.made_at
            """, [.text(recipient), .text(digest), .integer(now)])
        return secret
    }
}

enum FeedSecret {
    /// Nil for what cannot be a secret.
    static func digest(_ secret: String) -> String? {
        guard secret.utf8.count == 48 else { return nil }
        return Digest.sha256(Array(secret.utf8)).map(Digest.hexadecimal)
    }
}
