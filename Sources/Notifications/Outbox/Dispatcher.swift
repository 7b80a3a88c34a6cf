public import Store

/// Empties the outbox: plans events, gathers digests, sends what is due, and writes down what became of it.
///
/// Several may run at once, in one program or in several. A message is in the hand of one sender at a time, and only that one
/// may mark it. When a program is killed between sending and marking, the lease ends and the message is sent again: with SMTP
/// nobody can know whether the server took it. It carries the same `Message-ID` then, by which mailboxes and people tell.
public struct Dispatcher: Sendable {
    let store: any SQLStore
    let directory: any RecipientDirectory
    let couriers: [Channel: any Courier]
    let policy: DeliveryPolicy
    let clock: @Sendable () -> Int64

    /// - Parameters:
    ///   - couriers: by channel. Messages for a channel that has none wait: nothing is lost while mail is not configured yet.
    ///   - clock: UTC, in seconds since 1970.
    public init(
        store: any SQLStore, directory: any RecipientDirectory, couriers: [Channel: any Courier], policy: DeliveryPolicy = DeliveryPolicy(),
        clock: @escaping @Sendable () -> Int64
    ) {
        (self.store, self.directory, self.couriers, self.policy, self.clock) = (store, directory, couriers, policy, clock)
    }

    /// What one run did.
    public struct Summary: Sendable, Hashable {
        public var planned = 0
        public var sent = 0
        public var putOff = 0
        public var dead = 0
        /// Whose lease had ended when they came back.
        public var late = 0
    }

    /// Works until nothing is due. What cannot be sent is put off or given up; only a store that fails is thrown.
    ///
    /// A server that says nothing in time is asked once in a run: the other messages of its channel keep their place and wait for the
    /// next run.
    public func run() async throws -> Summary {
        var summary = Summary()
        summary.planned = try await Planner(store: store, directory: directory).plan(at: clock())
        try await DigestMaker(store: store).make(at: clock())
        var open = Set(couriers.keys)
        while !Task.isCancelled {
            let (now, claim, channels, lease) = (clock(), Self.claim(), open, policy.lease)
            let claimed = try await store.write { try $0.claimDeliveries(for: channels, limit: 1, claim: claim, lease: lease, at: now) }
            guard let delivery = claimed.first else { break }
            let outcome = try await attempt(delivery)
            try await settle(delivery, claim, outcome, &summary)
            guard case .failed(let reason, mayPass: _, isSilence: true) = outcome else { continue }
            open.remove(delivery.channel)
            let (later, words) = (clock(), "Not tried, as the message before it got no answer. \(reason)")
            let channel = delivery.channel
            let kept = try await store.write { try $0.leaveWaiting(on: channel, reason: words, at: later) }
            summary.putOff += kept
        }
        return summary
    }

    private static func claim() -> String {
        var random = SystemRandomNumberGenerator()
        return String(random.next(), radix: 36)
    }

    private enum Outcome {
        case sent
        case withheld(String)
        case failed(String, mayPass: Bool, isSilence: Bool)
    }

    private func attempt(_ delivery: ClaimedDelivery) async throws -> Outcome {
        guard let courier = couriers[delivery.channel] else {
            return .failed("This channel is not configured.", mayPass: true, isSilence: false)
        }
        guard let address = try await directory.addresses(of: [delivery.recipient])[delivery.recipient] else {
            return .withheld("Nobody is known by “\(delivery.recipient)” who can be told something.")
        }
        if let event = delivery.event?.event, try await !directory.maySee(delivery.recipient, subject: event.subject) {
            return .withheld(PlannedDelivery.hiddenSince)
        }
        guard let parcel = try await parcel(delivery, to: address) else { return .withheld("Nothing was left to say.") }
        do {
            try await courier.send(parcel)
            return .sent
        } catch let failure as CourierFailure {
            return .failed(failure.reason, mayPass: failure.mayPass, isSilence: failure.isSilence)
        } catch {
            return .failed("\(error)", mayPass: true, isSilence: false)
        }
    }

    private func parcel(_ delivery: ClaimedDelivery, to address: RecipientAddress) async throws -> Parcel? {
        guard let event = delivery.event?.event else {
            let (store, id) = (store, delivery.id)
            var visible: [NotificationEvent] = []
            for event in try await store.read({ try $0.eventsOfDigest(id) }) {
                if try await directory.maySee(delivery.recipient, subject: event.subject) { visible.append(event) }
            }
            return visible.isEmpty ? nil : Parcel(digest: visible, delivery: delivery, to: address, at: clock())
        }
        let title = try await store.read { try $0.notificationRules() }.first { $0.id == delivery.rule }?.title
        return Parcel(event, delivery: delivery, ruleTitle: title ?? delivery.rule, to: address)
    }

    private func settle(_ delivery: ClaimedDelivery, _ claim: String, _ outcome: Outcome, _ summary: inout Summary) async throws {
        let (now, policy) = (clock(), policy)
        let settled = try await store.write { writer -> (DeliveryState, isOurs: Bool) in
            switch outcome {
            case .sent: return (.sent, try writer.settle(delivery, claim: claim, as: .sent, reason: "", due: nil, at: now))
            case .withheld(let reason):
                return (.withheld, try writer.settle(delivery, claim: claim, as: .withheld, reason: reason, due: nil, at: now))
            case .failed(let reason, let mayPass, _) where mayPass && delivery.attempts < policy.attempts:
                let due = now + policy.pauses[min(max(delivery.attempts - 1, 0), policy.pauses.count - 1)]
                return (.waiting, try writer.settle(delivery, claim: claim, as: .waiting, reason: reason, due: due, at: now))
            case .failed(let reason, _, _):
                let words = "Given up after \(delivery.attempts == 1 ? "one attempt" : "\(delivery.attempts) attempts"): \(reason)"
                return (.dead, try writer.settle(delivery, claim: claim, as: .dead, reason: words, due: nil, at: now))
            }
        }
        guard settled.isOurs else {
            summary.late += 1
            return
        }
        switch settled.0 {
        case .sent: summary.sent += 1
        case .waiting: summary.putOff += 1
        case .dead: summary.dead += 1
        default: break
        }
    }
}
