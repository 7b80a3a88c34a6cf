import Cryptography
import Foundation
public import Store
public import Transport

/// A person's own feed of what they are told, in Atom (RFC 4287), at an address that only they know.
public struct NotificationFeed: Sendable {
    public let recipient: String
    public let entries: [NotificationEvent]

    public init(recipient: String, entries: [NotificationEvent]) {
        self.recipient = recipient
        self.entries = entries
    }

    /// The most entries that are shown.
    public static let longest = 100

    /// The feed as XML in UTF-8.
    ///
    /// - Parameters:
    ///   - site: the address by which people reach this site.
    ///   - made: shown as the time of an empty feed. UTC, in seconds since 1970.
    public func xml(site: WebAddress, made: Int64) -> [UInt8] {
        let base = Site.address("", on: site)
        let items = entries.map { event in
            """
            <entry>
            <id>\(Self.escaped(base))/notifications/event/\(Self.escaped(String(event.at)))/\(Self.escaped(Self.path(event.key)))</id>
            <title>\(Self.escaped(event.title))</title>
            <updated>\(Self.stamp(event.at))</updated>
            <link href="\(Self.escaped(base + event.link))"/>
            <content type="text">\(Self.escaped(event.text.isEmpty ? event.title : event.text))</content>
            </entry>
            """
        }
        let text = """
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom">
            <id>\(Self.escaped(base))/notifications/feed/\(Self.escaped(Self.path(recipient)))</id>
            <title>Steward: what you are told</title>
            <author><name>Steward</name></author>
            <updated>\(Self.stamp(entries.first?.at ?? made))</updated>
            \(items.joined(separator: "\n"))
            </feed>

            """
        return Array(text.utf8)
    }

    private static func stamp(_ seconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }

    /// Letters, digits and hyphens, so that the name stands in an address.
    private static func path(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : "-"
        }.joined()
    }

    /// XML has no place for control characters, however they are spelled.
    private static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "\n", "\t": out.unicodeScalars.append(scalar)
            case "\u{FFFE}", "\u{FFFF}": out += "\u{FFFD}"
            default: if scalar.properties.generalCategory != .control { out.unicodeScalars.append(scalar) }
            }
        }
        return out
    }
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
