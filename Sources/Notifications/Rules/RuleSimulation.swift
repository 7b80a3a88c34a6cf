public import Store

/// What a rule would have done with what happened in the past: nothing is sent and nothing is stored.
public struct RuleSimulation: Sendable {
    /// One message that would have been made.
    public struct Line: Sendable {
        public let event: NotificationEvent
        public let delivery: PlannedDelivery
        /// The rule by which the same person hears of the same event on the same channel already; nil when there is none.
        public let alreadyBy: String?
    }

    public let rule: NotificationRule
    /// Of how many events it was asked.
    public let events: Int
    /// Of how many it speaks.
    public let matched: Int
    /// Newest first.
    public let lines: [Line]

    /// Messages that would have been made beside those that the other rules make.
    public var added: Int { lines.count { $0.alreadyBy == nil && !$0.isWithheld } }

    /// The most messages that one person would have got within one day (UTC), and who.
    public var busiest: (recipient: String, count: Int)? {
        var counts: [String: [Int64: Int]] = [:]
        for line in lines where line.alreadyBy == nil && !line.isWithheld {
            counts[line.delivery.recipient, default: [:]][line.event.at / 86_400, default: 0] += 1
        }
        return counts.map { ($0.key, $0.value.values.max() ?? 0) }.max { ($0.1, $1.0) < ($1.1, $0.0) }
    }

    /// The most events that are looked at: the newest ones of the time.
    public static let mostEvents = 5_000

    /// Asks a rule, switched on or not, what it would have done. Quiet hours, mutes and addresses are those of today.
    ///
    /// - Throws: ``NotificationError`` for a rule that is at fault.
    public static func run(
        _ rule: NotificationRule, from: Int64, to: Int64, store: any SQLStore, directory: any RecipientDirectory
    ) async throws -> RuleSimulation {
        try rule.check()
        var tried = rule
        tried.isOn = true
        let (events, others) = try await store.read { reader in
            (
                try reader.events(from: from, to: to, limit: mostEvents).map(\.event),
                try reader.notificationRules().filter { $0.id != rule.id }
            )
        }
        let planner = Planner(store: store, directory: directory)
        let matched = events.filter(tried.matches)
        var lines: [Line] = []
        for event in matched {
            let own = try await planner.prepare([event], rules: [tried], at: event.at)[0]
            let rest = try await planner.prepare([event], rules: others, at: event.at)[0].filter { !$0.isWithheld }
            for delivery in own {
                let other = rest.first { $0.recipient == delivery.recipient && $0.channel == delivery.channel }
                lines.append(Line(event: event, delivery: delivery, alreadyBy: other?.rule))
            }
        }
        return RuleSimulation(rule: rule, events: events.count, matched: matched.count, lines: lines)
    }
}

extension PlannedDelivery {
    /// Whether it would not go out.
    public var isWithheld: Bool { if case .withhold = outcome { true } else { false } }
}

extension RuleSimulation.Line {
    var isWithheld: Bool { delivery.isWithheld }
}
