/// What becomes of one event for one person on one channel, before anything is sent.
public struct PlannedDelivery: Sendable, Hashable {
    /// How a message fares.
    public enum Outcome: Sendable, Hashable {
        /// Goes out at this time: at once, or when quiet hours end.
        case send(at: Int64)
        /// Waits for the next digest.
        case gather
        /// Stands in the person's feed.
        case publish
        /// Does not go out, and why.
        case withhold(String)
    }

    public let rule: String
    /// The part that the recipient has in the event.
    public let audience: String
    public let recipient: String
    public let channel: Channel
    public let outcome: Outcome
    /// Why it waits or does not go out; empty otherwise.
    public let reason: String

    /// Reasons that lists leave out: nobody asks why they were not told of what they did, and nobody learns of what they may not see.
    static let ownDeed = "They did it themselves."
    static let hidden = "They may not see what it is about."
    static let hiddenSince = "They may not see what it is about any more."

    /// The same for the same event, recipient and channel, whichever rule said so: one message.
    func key(of event: NotificationEvent) -> String { "\(event.key)/\(recipient)/\(channel.rawValue)" }
}

/// Asks rules who is told of an event, and how. It stores nothing, so that a rule can be tried out.
struct DeliveryPlan {
    let rules: [NotificationRule]
    let recipients: [String: Recipient]
    /// Who may not see a subject, by recipient; asked only of those whom a rule means.
    let hidden: Set<String>

    func deliveries(of event: NotificationEvent, at now: Int64) -> [PlannedDelivery] {
        var taken: Set<String> = []
        var planned: [PlannedDelivery] = []
        for rule in rules where rule.isOn && rule.matches(event) {
            for (recipient, audience) in rule.recipients(of: event) {
                for channel in rule.channels {
                    let delivery = delivery(of: event, by: rule, to: recipient, as: audience, on: channel, at: now)
                    guard taken.insert("\(recipient)/\(delivery.channel.rawValue)").inserted else { continue }
                    planned.append(delivery)
                }
            }
        }
        return planned
    }

    private func delivery(
        of event: NotificationEvent, by rule: NotificationRule, to id: String, as audience: String, on channel: Channel, at now: Int64
    ) -> PlannedDelivery {
        func planned(_ channel: Channel, _ outcome: PlannedDelivery.Outcome, _ reason: String = "") -> PlannedDelivery {
            PlannedDelivery(rule: rule.id, audience: audience, recipient: id, channel: channel, outcome: outcome, reason: reason)
        }
        func withheld(_ reason: String) -> PlannedDelivery { planned(channel, .withhold(reason), reason) }

        guard let recipient = recipients[id] else { return withheld("Nobody is known by “\(id)” who can be told something.") }
        let preferences = recipient.preferences
        if id == event.actor { return withheld(PlannedDelivery.ownDeed) }
        if hidden.contains(id) { return withheld(PlannedDelivery.hidden) }
        if preferences.mutes.contains("rule:\(rule.id)") { return withheld("They muted this rule.") }
        if preferences.mutes.contains("subject:\(event.subject)") { return withheld("They muted \(event.subject).") }
        switch channel {
        case .feed: return planned(.feed, .publish)
        case .hook:
            guard recipient.address.hook != nil else { return withheld("No address of a channel is configured.") }
            return planned(.hook, .send(at: now))
        case .mail, .digest:
            guard recipient.address.mail != nil else { return withheld("No e-mail address is known.") }
            if preferences.mail == .off { return withheld("They want no e-mail.") }
            if channel == .digest || preferences.mail == .digest && !rule.isUrgent {
                return planned(.digest, .gather, "It waits for the daily digest.")
            }
            let time = rule.isUrgent ? now : preferences.quiet.end(after: now)
            return planned(.mail, .send(at: time), time > now ? "It waits for the end of quiet hours." : "")
        }
    }
}
