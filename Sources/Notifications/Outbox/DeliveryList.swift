public import Store

/// A message as its recipient and administrators see it: what it told, by which rule, and what became of it.
public struct Delivery: Sendable {
    public let id: Int64
    public let recipient: String
    public let channel: Channel
    public let state: DeliveryState
    /// The rule's short name; `digest` for a digest.
    public let rule: String
    /// The part that the recipient has in the event.
    public let audience: String
    /// Why it was not sent, or not yet; empty otherwise.
    public let reason: String
    public let attempts: Int
    /// When it is tried next.
    public let dueAt: Int64?
    public let madeAt: Int64
    public let doneAt: Int64?
    /// The digest in which it went out.
    public let digest: Int64?
    /// Nil for a digest.
    public let event: NotificationEvent?

    static let columns = """
        d.id, d.recipient, d.channel, d.state, d.rule, d.audience, d.reason, d.attempts, d.due_at, d.made_at, d.done_at, d.digest_id, \
        \(RecordedEvent.columns)
        """

    init(_ row: any SQLRow) throws {
        (id, recipient, rule, audience, reason) = (row.integer(0), row.text(1), row.text(4), row.text(5), row.text(6))
        channel = Channel(rawValue: row.text(2)) ?? .mail
        state = DeliveryState(rawValue: row.text(3)) ?? .dead
        (attempts, dueAt, madeAt, doneAt) = (row.int(7), row.optionalInteger(8), row.integer(9), row.optionalInteger(10))
        digest = row.optionalInteger(11)
        event = row.isNull(12) ? nil : try RecordedEvent(row, from: 12).event
    }

    /// Whether its recipient may not see what it is about, so that it does not exist for them.
    public var isHiddenFromRecipient: Bool {
        state == .withheld && [PlannedDelivery.hidden, PlannedDelivery.hiddenSince].contains(reason)
    }

    /// Why its recipient gets it, and what became of it: sentences for people.
    public var explanation: String {
        explained(part: audience.isEmpty ? "" : audience == "named" ? ", which names them" : ", as they are \(audience) there", reason)
    }

    /// The same, said to the recipient.
    public var ownExplanation: String {
        let own =
            reason == PlannedDelivery.ownDeed
            ? "You did it yourself." : reason.hasPrefix("They ") ? "You " + reason.dropFirst("They ".count) : reason
        let parts = [
            "": "", "named": ", which names you", "waiting": ", as it waits for you", "requester": ", as you asked for it",
            "participants": ", as you take part in it", "escalated": ", as it is late and you look after it",
        ]
        return explained(part: parts[audience] ?? ", as you are \(audience) there", own)
    }

    private func explained(part: String, _ reason: String) -> String {
        let cause = event == nil ? "It holds what was gathered for the day." : "The rule “\(rule)” asks for it\(part)."
        let fate =
            switch state {
            case .waiting:
                attempts == 0
                    ? "It is waiting to be sent." : "It was tried \(attempts == 1 ? "once" : "\(attempts) times") and will be tried again."
            case .sending: "It is being sent."
            case .sent: channel == .feed ? "It stands in the feed." : "It was sent."
            case .gathered: "It waits for the next digest."
            case .digested: "It went out in digest \(digest.map(String.init) ?? "")."
            case .withheld: "It was not sent."
            case .dead: "It was given up."
            }
        return [cause, fate, reason].filter { !$0.isEmpty }.joined(separator: " ")
    }
}

/// Which messages a list shows.
public struct DeliveryFilter: Sendable, Hashable {
    public var recipient: String?
    /// All states when empty.
    public var states: Set<DeliveryState>
    /// Only those with smaller numbers: the next page of a list that begins with the newest.
    public var before: Int64?
    /// Leaves out what nobody asks about: that they were not told of what they did themselves, or may not see.
    public var leavesOutObvious: Bool

    public init(recipient: String? = nil, states: Set<DeliveryState> = [], before: Int64? = nil, leavesOutObvious: Bool = false) {
        (self.recipient, self.states, self.before, self.leavesOutObvious) = (recipient, states, before, leavesOutObvious)
    }

    /// What was not sent, or not yet.
    public static let notSent: Set<DeliveryState> = [.waiting, .gathered, .withheld, .dead]
}

extension SQLReader {
    /// Messages, newest first.
    public func deliveries(_ filter: DeliveryFilter = DeliveryFilter(), limit: Int) throws -> [Delivery] {
        var conditions: [String] = []
        var arguments: [SQLValue] = []
        if let recipient = filter.recipient {
            conditions.append("d.recipient = ?")
            arguments.append(.text(recipient))
        }
        if !filter.states.isEmpty {
            conditions.append("d.state IN (\(filter.states.map { _ in "?" }.joined(separator: ", ")))")
            arguments += filter.states.map { .text($0.rawValue) }
        }
        if filter.leavesOutObvious {
            conditions.append("NOT (d.state = ? AND d.reason IN (?, ?, ?))")
            arguments += [
                .text(DeliveryState.withheld.rawValue), .text(PlannedDelivery.ownDeed), .text(PlannedDelivery.hidden),
                .text(PlannedDelivery.hiddenSince),
            ]
        }
        if let before = filter.before {
            conditions.append("d.id < ?")
            arguments.append(.integer(before))
        }
        let condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        return try rows(
            """
            SELECT \(Delivery.columns) FROM notification_deliveries d LEFT JOIN notification_events e ON e.id = d.event_id
            \(condition) ORDER BY d.id DESC LIMIT ?
            """, arguments + [.int(limit)]
        ) { try Delivery($0) }
    }

    /// One message; nil when there is none with that number.
    public func delivery(_ id: Int64) throws -> Delivery? {
        try first(
            """
            SELECT \(Delivery.columns) FROM notification_deliveries d LEFT JOIN notification_events e ON e.id = d.event_id WHERE d.id = ?
            """, [.integer(id)]
        ) { try Delivery($0) }
    }

    /// How many messages stand in each state.
    public func deliveryCounts() throws -> [DeliveryState: Int] {
        let counts = try rows("SELECT state, COUNT(*) FROM notification_deliveries GROUP BY state") { ($0.text(0), $0.int(1)) }
        return Dictionary(uniqueKeysWithValues: counts.compactMap { state, count in DeliveryState(rawValue: state).map { ($0, count) } })
    }
}
