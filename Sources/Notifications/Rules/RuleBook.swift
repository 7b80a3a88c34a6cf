public import Store

extension NotificationRule {
    /// The rules of a new installation.
    public static let standard = [
        NotificationRule(
            id: "waiting", title: "A case waits for you", events: ["case.waiting"], audience: ["waiting"], channels: [.mail, .feed]),
        NotificationRule(
            id: "due", title: "A case is due soon", events: ["case.due"], audience: ["waiting", "escalated"], channels: [.mail, .feed]),
        NotificationRule(
            id: "breached", title: "A case is late", events: ["case.breached"], audience: ["waiting", "escalated"],
            channels: [.mail, .feed],
            isUrgent: true),
        NotificationRule(
            id: "decided", title: "Your case was decided", events: ["case.decided"], audience: ["requester"], channels: [.mail, .feed]),
        NotificationRule(
            id: "moved", title: "Your case moved on", events: ["case.moved"], audience: ["requester"], channels: [.digest, .feed]),
        NotificationRule(
            id: "voted", title: "A vote is over", events: ["case.voted"], audience: ["requester", "participants"],
            channels: [.digest, .feed]),
        NotificationRule(
            id: "review", title: "The outcome of a decision is looked at", events: ["case.review"], audience: ["waiting", "requester"],
            channels: [.mail, .feed]),
        NotificationRule(
            id: "said", title: "Somebody wrote on a case in which you take part", events: ["case.said"],
            audience: ["requester", "participants"],
            channels: [.digest, .feed]),
    ]
}

extension SQLReader {
    /// All rules: those of a new installation, as they were changed since, and those that were added, in order of their short names.
    public func notificationRules() throws -> [NotificationRule] {
        var rules = Dictionary(NotificationRule.standard.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        try forEachRow("SELECT id, rule FROM notification_rules", []) {
            rules[$0.text(0)] = try Stored.value($0.text(1)) as NotificationRule
        }
        return rules.values.sorted { $0.id < $1.id }
    }
}

extension SQLWriter {
    /// Adds a rule or changes one. Events that happened before are not told of again.
    ///
    /// - Throws: ``NotificationError`` naming the field at fault.
    public func setNotificationRule(_ rule: NotificationRule, at now: Int64) throws {
        try rule.check()
        try execute(
            """
            INSERT INTO notification_rules (id, rule, changed_at) VALUES (?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET rule = excluded.rule, changed_at = excluded.changed_at
            """,
            [.text(rule.id), .text(try Stored.text(rule)), .integer(now)])
    }
}
