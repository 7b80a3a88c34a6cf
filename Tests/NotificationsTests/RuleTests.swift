import Store
import TestSupport
import Testing

@testable import Notifications

@Suite("Rules of notifications")
struct RuleTests {
    private func rule(
        _ id: String = "x", events: [String] = ["case.waiting"], conditions: [String: [String]] = [:], audience: [String] = ["waiting"],
        channels: [Channel] = [.mail], urgent: Bool = false
    ) -> NotificationRule {
        NotificationRule(
            id: id, title: "X", events: events, conditions: conditions, audience: audience, channels: channels, isUrgent: urgent)
    }

    @Test(
        "a rule speaks of its kinds of events, when all its conditions hold",
        arguments: [
            (["case.waiting"], [:], true), (["case.*"], [:], true), (["case.decided"], [:], false), (["cas.*"], [:], false),
            (["case.*"], ["process": ["release"]], true), (["case.*"], ["process": ["award", "release"], "state": ["review"]], true),
            (["case.*"], ["process": ["release"], "state": ["draft"]], false), (["case.*"], ["unknown": ["x"]], false),
        ] as [([String], [String: [String]], Bool)])
    func matching(_ events: [String], _ conditions: [String: [String]], _ matches: Bool) {
        #expect(rule(events: events, conditions: conditions).matches(OutboxFixture.event()) == matches)
    }

    @Test("two rules for the same person and channel make one message")
    func merged() async throws {
        try await withStore(on: .sqlite) { store in
            let outbox = try await OutboxFixture(store)
            try await store.write { try $0.setNotificationRule(rule("also", audience: ["waiting", "requester"]), at: 0) }
            try await outbox.record(OutboxFixture.event())
            _ = try await outbox.dispatcher.run()
            #expect(
                try await outbox.deliveries().reversed().map { "\($0.recipient) \($0.channel) \($0.rule) \($0.audience)" } == [
                    "user:ada mail also waiting", "user:ben mail also requester", "user:ada feed waiting waiting",
                ])
        }
    }

    @Test("who did it is not told, and the list says why")
    func actor() async throws {
        try await withStore(on: .sqlite) { store in
            let outbox = try await OutboxFixture(store)
            try await outbox.record(OutboxFixture.event(actor: "user:ada"))
            _ = try await outbox.dispatcher.run()
            #expect(outbox.mail.parcels.isEmpty)
            #expect(
                try await outbox.deliveries().map(\.explanation)
                    == Array(
                        repeating: "The rule “waiting” asks for it, as they are waiting there. It was not sent. They did it themselves.",
                        count: 2))
        }
    }

    @Test("a list for people leaves out what they did themselves and what they may not see, and tells the rest in the second person")
    func obvious() async throws {
        try await withStore(on: .sqlite) { store in
            let outbox = try await OutboxFixture(store)
            try await outbox.record(OutboxFixture.event(actor: "user:ada"))
            _ = try await outbox.dispatcher.run()
            let filter = DeliveryFilter(recipient: "user:ada", leavesOutObvious: true)
            #expect(try await store.read { try $0.deliveries(filter, limit: 10) }.isEmpty)
            let all = try await outbox.deliveries().filter { $0.recipient == "user:ada" }
            #expect(all.count == 2 && all.allSatisfy { !$0.isHiddenFromRecipient })
            #expect(
                all.first?.ownExplanation == "The rule “waiting” asks for it, as it waits for you. It was not sent. You did it yourself.")
        }
    }

    @Test("a mute of a rule or a subject is kept, and ends when it is taken back")
    func mutes() async throws {
        try await withStore(on: .sqlite) { store in
            let outbox = try await OutboxFixture(store)
            try await store.write { try $0.mute("subject:case:1", for: "user:ada", isMuted: true, at: 0) }
            for number in 1...2 { try await outbox.record(OutboxFixture.event(number)) }
            _ = try await outbox.dispatcher.run()
            #expect(outbox.mail.parcels.map(\.title) == ["Case 2 waits"])
            try await store.write { writer in
                try writer.mute("subject:case:1", for: "user:ada", isMuted: false, at: 0)
                try writer.mute("rule:waiting", for: "user:ada", isMuted: true, at: 0)
            }
            try await outbox.record(OutboxFixture.event(3))
            _ = try await outbox.dispatcher.run()
            #expect(outbox.mail.parcels.count == 1)
            #expect(
                try await outbox.deliveries(DeliveryFilter(states: [.withheld])).map(\.reason) == [
                    "They muted this rule.", "They muted this rule.", "They muted case:1.", "They muted case:1.",
                ])
        }
    }

    @Test("a rule that is switched off tells nobody; switched on again it does not tell the past")
    func switching() async throws {
        try await withStore(on: .sqlite) { store in
            let outbox = try await OutboxFixture(store)
            var changed = NotificationRule.standard[0]
            changed.isOn = false
            let off = changed
            try await store.write { try $0.setNotificationRule(off, at: 0) }
            try await outbox.record(OutboxFixture.event())
            _ = try await outbox.dispatcher.run()
            changed.isOn = true
            let on = changed
            try await store.write { try $0.setNotificationRule(on, at: 0) }
            _ = try await outbox.dispatcher.run()
            #expect(try await outbox.states().isEmpty)
        }
    }

    @Test("a simulation says what a rule would have done, stores nothing and sends nothing", arguments: TestEngine.allCases)
    func simulation(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let outbox = try await OutboxFixture(store)
            for number in 1...3 { try await outbox.record(OutboxFixture.event(number, at: TestClock.monday + Int64(number))) }
            try await outbox.record(OutboxFixture.event(4, kind: "case.said", at: TestClock.monday + 4))
            let tried = rule("tried", audience: ["waiting", "requester", "user:nobody"])
            let result = try await RuleSimulation.run(
                tried, from: TestClock.monday, to: TestClock.monday + 4, store: store, directory: outbox.directory)
            #expect(result.events == 3)
            #expect(result.matched == 3)
            // Ada hears of each by the rule “waiting” already; Ben would be new; nobody is nobody.
            #expect(
                result.lines.map { "\($0.delivery.recipient) \($0.alreadyBy ?? "new")" }
                    == Array(repeating: ["user:ada waiting", "user:ben new", "user:nobody new"], count: 3).flatMap { $0 })
            #expect(result.added == 3)
            #expect(result.busiest?.recipient == "user:ben")
            #expect(result.busiest?.count == 3)
            #expect(try await store.read { try $0.notificationRules() } == NotificationRule.standard.sorted { $0.id < $1.id })
            #expect(try await outbox.deliveries().isEmpty)
            #expect(outbox.mail.parcels.isEmpty)
        }
    }

    @Test(
        "a rule at fault is refused with the name of its field",
        arguments: [
            ("id", NotificationRule(id: "Not good", title: "x", events: ["a.b"], audience: ["x"], channels: [.mail])),
            ("title", NotificationRule(id: "x", title: "", events: ["a.b"], audience: ["x"], channels: [.mail])),
            ("events", NotificationRule(id: "x", title: "x", events: ["*"], audience: ["x"], channels: [.mail])),
            ("events", NotificationRule(id: "x", title: "x", events: [], audience: ["x"], channels: [.mail])),
            (
                "conditions",
                NotificationRule(id: "x", title: "x", events: ["a.b"], conditions: ["state": []], audience: ["x"], channels: [.mail])
            ),
            ("audience", NotificationRule(id: "x", title: "x", events: ["a.b"], audience: [], channels: [.mail])),
            ("channels", NotificationRule(id: "x", title: "x", events: ["a.b"], audience: ["x"], channels: [.mail, .mail])),
        ])
    func faults(_ field: String, _ rule: NotificationRule) {
        #expect(#expect(throws: NotificationError.self) { try rule.check() }?.field == field)
    }

    @Test("the rules of a new installation are without fault")
    func standard() throws {
        for rule in NotificationRule.standard { try rule.check() }
    }
}
