import Store

/// Turns events into deliveries: each event once, whatever happens in between.
struct Planner {
    let store: any SQLStore
    let directory: any RecipientDirectory

    /// - Returns: how many deliveries were put into the outbox.
    func plan(at now: Int64, batch: Int = 200) async throws -> Int {
        var made = 0
        while true {
            let (events, rules) = try await store.read { (try $0.unplannedEvents(limit: batch), try $0.notificationRules()) }
            guard !events.isEmpty else { return made }
            let planned = try await prepare(events.map(\.event), rules: rules, at: now)
            made += try await store.write { writer in
                var count = 0
                for (event, deliveries) in zip(events, planned) {
                    // Another sender may have planned it in the meantime.
                    let isOurs =
                        try writer.execute(
                            "UPDATE notification_events SET planned_at = ? WHERE id = ? AND planned_at IS NULL",
                            [.integer(now), .integer(event.id)]) == 1
                    guard isOurs else { continue }
                    for delivery in deliveries { count += try writer.insert(delivery, of: event, at: now) }
                }
                return count
            }
            if events.count < batch { return made }
        }
    }

    /// What the rules make of events. Nothing is stored.
    func prepare(_ events: [NotificationEvent], rules: [NotificationRule], at now: Int64) async throws -> [[PlannedDelivery]] {
        let meant = events.map { event in
            Set(rules.filter { $0.isOn && $0.matches(event) }.flatMap { $0.recipients(of: event).map(\.recipient) })
        }
        let recipients = try await load(meant.reduce(into: Set()) { $0.formUnion($1) })
        var planned: [[PlannedDelivery]] = []
        for (event, ids) in zip(events, meant) {
            var hidden: Set<String> = []
            for id in ids where recipients[id] != nil {
                if try await !directory.maySee(id, subject: event.subject) { hidden.insert(id) }
            }
            planned.append(DeliveryPlan(rules: rules, recipients: recipients, hidden: hidden).deliveries(of: event, at: now))
        }
        return planned
    }

    private func load(_ ids: Set<String>) async throws -> [String: Recipient] {
        guard !ids.isEmpty else { return [:] }
        let addresses = try await directory.addresses(of: ids)
        let preferences = try await store.read { try $0.notificationPreferences(of: ids) }
        return Dictionary(
            uniqueKeysWithValues: addresses.map { id, address in
                (id, Recipient(id: id, address: address, preferences: preferences[id] ?? NotificationPreferences()))
            })
    }
}

extension SQLWriter {
    fileprivate func insert(_ delivery: PlannedDelivery, of event: RecordedEvent, at now: Int64) throws -> Int {
        let (state, due, done): (DeliveryState, Int64?, Int64?) =
            switch delivery.outcome {
            case .send(let time): (.waiting, time, nil)
            case .gather: (.gathered, nil, nil)
            case .publish: (.sent, nil, now)
            case .withhold: (.withheld, nil, now)
            }
        return try insertDelivery(
            key: delivery.key(of: event.event), event: event.id, rule: delivery.rule, audience: delivery.audience, to: delivery.recipient,
            channel: delivery.channel, state: state, reason: delivery.reason, due: due, done: done, at: now) == nil ? 0 : 1
    }

    /// - Returns: the number of the delivery; nil when one with its key is in the outbox already.
    func insertDelivery(
        key: String, event: Int64?, rule: String, audience: String, to recipient: String, channel: Channel, state: DeliveryState,
        reason: String,
        due: Int64?, done: Int64?, at now: Int64
    ) throws -> Int64? {
        let id = (try integer("SELECT MAX(id) FROM notification_deliveries") ?? 0) + 1
        let count = try execute(
            """
            INSERT INTO notification_deliveries
            (id, key, event_id, rule, audience, recipient, channel, state, reason, due_at, attempts, claim, made_at, done_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', ?, ?) ON CONFLICT (key) DO NOTHING
            """,
            [
                .integer(id), .text(key), .optional(event), .text(rule), .text(audience), .text(recipient), .text(channel.rawValue),
                .text(state.rawValue), .text(reason), .optional(due), .integer(now), .optional(done),
            ])
        return count == 1 ? id : nil
    }
}
