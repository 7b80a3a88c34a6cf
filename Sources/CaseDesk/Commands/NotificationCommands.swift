import Foundation
import Ledger
import Notifications
import Pages
import Store
public import Transport

/// What the commands about notifications do.
public struct NotificationCommands: Sendable {
    let desk: CaseDesk
    let keyboard: String

    public init(_ desk: CaseDesk, keyboard: String) { (self.desk, self.keyboard) = (desk, keyboard) }

    /// What was told to whom, and what was not, newest first.
    ///
    /// - Throws: ``CaseCommands/Refusal`` for a state that there is not.
    public func list(state: String?, limit: Int) async throws -> CaseCommands.Listing {
        var filter = DeliveryFilter()
        if let state {
            guard let known = DeliveryState(rawValue: state) else {
                throw CaseCommands.Refusal([
                    "“\(state)” is no state; there are \(DeliveryState.allCases.map(\.rawValue).joined(separator: ", "))."
                ])
            }
            filter.states = [known]
        }
        let (asked, names) = (filter, try await desk.names())
        let found = try await desk.store.read { try $0.deliveries(asked, limit: limit) }
        let rows = found.map { delivery in
            [
                "\(delivery.id)", Instant(seconds: delivery.madeAt).description, names[delivery.recipient] ?? delivery.recipient,
                delivery.channel.rawValue,
                delivery.state.rawValue, delivery.event?.title ?? "Daily digest", delivery.reason,
            ]
        }
        let json = found.map { delivery -> JSON in
            [
                "id": .integer(Int(delivery.id)), "made": CaseJSON.time(delivery.madeAt), "recipient": .string(delivery.recipient),
                "channel": .string(delivery.channel.rawValue), "state": .string(delivery.state.rawValue), "rule": .string(delivery.rule),
                "title": JSON(delivery.event?.title), "explanation": .string(delivery.explanation),
            ]
        }
        return CaseCommands.Listing(headings: ["No.", "Made", "Who", "By", "State", "What", "Why"], rows: rows, json: .array(json))
    }

    /// All rules.
    public func rules() async throws -> CaseCommands.Listing {
        let rules = try await desk.store.read { try $0.notificationRules() }
        let rows = rules.map { rule in
            [
                rule.id, rule.isOn ? "on" : "off", rule.title, rule.events.joined(separator: " "), rule.audience.joined(separator: " "),
                rule.channels.map(\.rawValue).joined(separator: " "),
            ]
        }
        let json = rules.map { rule -> JSON in
            [
                "id": .string(rule.id), "on": .bool(rule.isOn), "urgent": .bool(rule.isUrgent), "title": .string(rule.title),
                "events": .array(rule.events.map(JSON.string)), "audience": .array(rule.audience.map(JSON.string)),
                "channels": .array(rule.channels.map { .string($0.rawValue) }),
                "conditions": .object(
                    rule.conditions.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .array($0.value.map(JSON.string))) }),
            ]
        }
        return CaseCommands.Listing(headings: ["Rule", "", "Title", "Events", "Who", "By"], rows: rows, json: .array(json))
    }

    /// Reads a rule as JSON, in the shape in which ``rules()`` writes it.
    ///
    /// - Throws: ``CaseCommands/Refusal`` naming the field at fault.
    static func rule(_ text: String) throws -> NotificationRule {
        struct Written: Decodable {
            let id: String
            let title: String
            let events: [String]
            let conditions: [String: [String]]?
            let audience: [String]
            let channels: [String]
            let urgent: Bool?
            let on: Bool?
        }
        guard text.utf8.count <= 100_000 else { throw CaseCommands.Refusal(["The rule is longer than 100,000 bytes."]) }
        let written: Written
        do { written = try JSONDecoder().decode(Written.self, from: Data(text.utf8)) } catch {
            throw CaseCommands.Refusal(["The file holds no rule: JSON with id, title, events, audience and channels is needed."])
        }
        let channels = try written.channels.map { name in
            guard let channel = Channel(rawValue: name) else {
                throw CaseCommands.Refusal([
                    "“\(name)” is no channel; there are \(Channel.allCases.map(\.rawValue).joined(separator: ", "))."
                ])
            }
            return channel
        }
        let rule = NotificationRule(
            id: written.id, title: written.title, events: written.events, conditions: written.conditions ?? [:], audience: written.audience,
            channels: channels, isUrgent: written.urgent ?? false, isOn: written.on ?? true)
        do { try rule.check() } catch { throw CaseCommands.Refusal([error.description]) }
        return rule
    }

    /// Adds a rule or changes one.
    public func set(_ text: String) async throws -> String {
        let rule = try Self.rule(text)
        try await desk.setRule(rule, actor: keyboard, at: desk.now())
        return rule.id
    }

    public func turn(_ rule: String, isOn: Bool) async throws {
        do {
            try await desk.switchRule(rule, isOn: isOn, actor: keyboard, at: desk.now())
        } catch let refusal as FormRefusal {
            throw CaseCommands.Refusal(refusal.problems.map(\.message))
        }
    }

    /// What a rule would have done over the last days: nothing is sent and nothing is stored.
    ///
    /// - Parameter rule: the short name of a rule, or a rule as JSON.
    public func trial(_ rule: String, days: Int) async throws -> [String] {
        let known = try await desk.store.read { try $0.notificationRules() }.first { $0.id == rule }
        let tried = try known ?? Self.rule(rule)
        let now = desk.now()
        let result = try await RuleSimulation.run(
            tried, from: now - Int64(days) * 86_400, to: now + 1, store: desk.store, directory: desk.directory)
        let names = try await desk.names()
        var lines = [
            "\(result.events) events, of which it speaks of \(result.matched); \(result.added) messages beside those of other rules."
        ]
        if let busiest = result.busiest {
            lines.append("Most for one person: \(names[busiest.recipient] ?? busiest.recipient), \(busiest.count) in one day.")
        }
        for line in result.lines.prefix(50) {
            let fate = line.alreadyBy.map { "hears of it by “\($0)” already" } ?? NotificationPages.words(line.delivery.outcome)
            let (delivery, recipient) = (line.delivery, names[line.delivery.recipient] ?? line.delivery.recipient)
            let when = Instant(seconds: line.event.at)
            lines.append("\(when)  \(recipient)  \(delivery.channel.rawValue)  \(line.event.title): \(fate)")
        }
        return lines
    }

    /// Sends what is due, once.
    ///
    /// - Parameter mail: nil where no mail server is configured: messages wait then.
    public func send(mail: (any MailTransport)?, sender: Transport.MailAddress?, senderName: String) async throws -> String {
        let summary = try await desk.dispatcher(mail: mail, sender: sender, senderName: senderName).run()
        return "\(summary.planned) put into the outbox, \(summary.sent) sent, \(summary.putOff) put off, \(summary.dead) given up."
    }

    /// Tries a message again that was given up.
    public func retry(_ number: Int64) async throws {
        let now = desk.now()
        guard try await desk.store.write({ try $0.retryDelivery(number, at: now) }) else {
            throw CaseCommands.Refusal(["There is no message \(number) that was given up."])
        }
    }
}

extension CaseDesk {
    /// Sends what is due, once; for a timer.
    ///
    /// - Parameter mail: nil where no mail server is configured: messages wait then.
    public func sendDue(mail: (any MailTransport)?, sender: Transport.MailAddress?, senderName: String) async throws {
        _ = try await dispatcher(mail: mail, sender: sender, senderName: senderName).run()
    }

    /// What empties the outbox.
    func dispatcher(mail: (any MailTransport)?, sender: Transport.MailAddress?, senderName: String) -> Dispatcher {
        var couriers: [Channel: any Courier] = [:]
        if let mail, let sender { couriers[.mail] = MailCourier(mail, sender: sender, senderName: senderName, site: site) }
        if !directory.hooks.isEmpty { couriers[.hook] = HookCourier(HTTPClient(), site: site) }
        let clock = measures.clock
        return Dispatcher(store: store, directory: directory, couriers: couriers, clock: { clock().seconds })
    }
}
