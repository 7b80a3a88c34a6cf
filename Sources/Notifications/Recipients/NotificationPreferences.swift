import Foundation
public import Store

/// What somebody wants to hear of, how and when.
public struct NotificationPreferences: Sendable, Hashable {
    /// What becomes of messages that a rule sends by mail.
    public enum Mail: String, Sendable, CaseIterable {
        case each, digest, off
    }

    public var mail: Mail
    public var quiet: QuietHours
    /// When the daily digest is sent, in minutes of the day.
    public var digestAt: Int
    /// Rules (`rule:moved`) and subjects (`subject:case:17`) of which they do not want to hear.
    public var mutes: Set<String>

    /// - Parameter quiet: no quiet hours, in UTC, when nothing is given.
    public init(mail: Mail = .each, quiet: QuietHours = QuietHours(), digestAt: Int = 8 * 60, mutes: Set<String> = []) {
        (self.mail, self.quiet, self.digestAt, self.mutes) = (mail, quiet, digestAt, mutes)
    }

    /// - Throws: ``NotificationError`` naming the field at fault.
    public func check() throws(NotificationError) {
        guard quiet.isZoneKnown else {
            throw NotificationError("time-zone", "There is no time zone “\(quiet.zone.prefix(60))”. Name one such as Europe/Berlin.")
        }
        let minutes = [quiet.from, quiet.to, digestAt].compactMap { $0 }
        guard minutes.allSatisfy({ (0..<1440).contains($0) }) else {
            throw NotificationError("quiet-from", "A time of day is from 00:00 to 23:59.")
        }
        guard (quiet.from == nil) == (quiet.to == nil) else {
            throw NotificationError("quiet-to", "Quiet hours need a beginning and an end.")
        }
    }
}

extension SQLReader {
    /// The preferences of some recipients; who has set none is left out.
    public func notificationPreferences(of recipients: Set<String>) throws -> [String: NotificationPreferences] {
        var found: [String: NotificationPreferences] = [:]
        for recipient in recipients.sorted() {
            let stored = try first(
                "SELECT mail, quiet_from, quiet_to, quiet_weekends, time_zone, digest_at FROM notification_preferences WHERE recipient = ?",
                [.text(recipient)]
            ) { row in
                NotificationPreferences(
                    mail: NotificationPreferences.Mail(rawValue: row.text(0)) ?? .each,
                    quiet: QuietHours(
                        from: row.optionalInteger(1).map { Int($0) }, to: row.optionalInteger(2).map { Int($0) }, weekends: row.bool(3),
                        zone: row.text(4)),
                    digestAt: row.int(5))
            }
            let mutes = try rows("SELECT what FROM notification_mutes WHERE recipient = ?", [.text(recipient)]) { $0.text(0) }
            guard stored != nil || !mutes.isEmpty else { continue }
            var preferences = stored ?? NotificationPreferences()
            preferences.mutes = Set(mutes)
            found[recipient] = preferences
        }
        return found
    }
}

extension SQLWriter {
    /// Keeps what somebody wants. What they muted is kept by ``mute(_:for:isMuted:at:)``.
    ///
    /// - Throws: ``NotificationError`` naming the field at fault.
    public func setNotificationPreferences(_ preferences: NotificationPreferences, of recipient: String) throws {
        try preferences.check()
        try execute(
            """
            INSERT INTO notification_preferences (recipient, mail, quiet_from, quiet_to, quiet_weekends, time_zone, digest_at)
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (recipient) DO UPDATE SET mail = excluded.mail, quiet_from = excluded.quiet_from,
            quiet_to = excluded.quiet_to, quiet_weekends = excluded.quiet_weekends, time_zone = excluded.time_zone, digest_at = excluded.digest_at
            """,
            [
                .text(recipient), .text(preferences.mail.rawValue), .optional(preferences.quiet.from), .optional(preferences.quiet.to),
                .bool(preferences.quiet.weekends), .text(preferences.quiet.zone), .int(preferences.digestAt),
            ])
    }

    /// Leaves somebody in peace about a rule (`rule:moved`) or a subject (`subject:case:17`), or no longer.
    public func mute(_ what: String, for recipient: String, isMuted: Bool, at now: Int64) throws {
        guard what.utf8.count <= 200 else { throw NotificationError("what", "What is muted has at most 200 bytes.") }
        if isMuted {
            try execute(
                "INSERT INTO notification_mutes (recipient, what, muted_at) VALUES (?, ?, ?) ON CONFLICT (recipient, what) DO NOTHING",
                [.text(recipient), .text(what), .integer(now)])
        } else {
            try execute("DELETE FROM notification_mutes WHERE recipient = ? AND what = ?", [.text(recipient), .text(what)])
        }
    }
}
