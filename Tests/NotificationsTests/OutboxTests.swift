import Store
import TestSupport
import Testing
import Transport

@testable import Notifications

@Suite("Outbox")
struct OutboxTests {
    @Test("an event is told once, however often it is recorded and the outbox is emptied", arguments: TestEngine.allCases)
    func once(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let outbox = try await OutboxFixture(store)
            #expect(try await outbox.record(OutboxFixture.event()))
            #expect(try await !outbox.record(OutboxFixture.event()))
            #expect(try await outbox.dispatcher.run().sent == 1)
            #expect(try await !outbox.record(OutboxFixture.event()))
            #expect(try await outbox.dispatcher.run() == Dispatcher.Summary())
            #expect(outbox.mail.parcels.map(\.title) == ["Case 1 waits"])
            #expect(try await outbox.states() == ["ada mail sent", "ada feed sent"])
        }
    }

    @Test("an event is in the outbox exactly when the transaction that made it was stored")
    func transaction() async throws {
        struct Stop: Error {}
        try await withStore(on: .sqlite) { store in
            let outbox = try await OutboxFixture(store)
            await #expect(throws: Stop.self) {
                try await store.write { writer in
                    try writer.record(OutboxFixture.event())
                    throw Stop()
                }
            }
            #expect(try await outbox.dispatcher.run().planned == 0)
        }
    }

    @Test("several senders at once send each message once", arguments: TestEngine.allCases)
    func together(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let outbox = try await OutboxFixture(store)
            for number in 1...30 { try await outbox.record(OutboxFixture.event(number, waiting: ["user:ada", "user:ben"])) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 { group.addTask { _ = try await outbox.dispatcher.run() } }
                try await group.waitForAll()
            }
            let sent = outbox.mail.parcels.map(\.identifier)
            #expect(sent.count == 60)
            #expect(Set(sent).count == 60)
            #expect(try await outbox.deliveries().allSatisfy { $0.state == .sent && $0.attempts == ($0.channel == .mail ? 1 : 0) })
        }
    }

    @Test(
        "a sender that is killed between sending and marking: sent again under the same Message-ID, marked once",
        arguments: TestEngine.allCases)
    func killed(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let server = try LoopbackMailServer()
            defer { server.stop() }
            let outbox = try await OutboxFixture(store)
            let sender = try #require(MailAddress("steward@office.example"))
            let courier = MailCourier(
                try MailServer(host: "127.0.0.1", port: server.port, protection: .none), sender: sender, senderName: "Steward",
                site: try WebAddress("https://office.example"))
            try await outbox.record(OutboxFixture.event())
            _ = try await Planner(store: store, directory: outbox.directory).plan(at: outbox.clock.now)

            // The first sender takes the message into hand, sends it, and is gone before it can say so.
            let now = outbox.clock.now
            let claimed = try await store.write { try $0.claimDeliveries(for: [.mail], limit: 1, claim: "first", lease: 300, at: now) }
            let delivery = try #require(claimed.first)
            let address = try #require(try await outbox.directory.addresses(of: ["user:ada"])["user:ada"])
            try await courier.send(
                Parcel(try #require(delivery.event).event, delivery: delivery, ruleTitle: "A case waits for you", to: address))

            let second = Dispatcher(store: store, directory: outbox.directory, couriers: [.mail: courier], clock: { outbox.clock.now })
            #expect(try await second.run().sent == 0)
            outbox.clock.pass(300)
            #expect(try await second.run().sent == 1)
            #expect(server.messages.count == 2)
            #expect(Set(server.messages.compactMap { $0.header("Message-ID") }).count == 1)

            // Should the first one only have been slow, its mark comes too late to count.
            let later = outbox.clock.now
            #expect(try await store.write { try !$0.settle(delivery, claim: "first", as: .waiting, reason: "", due: later, at: later) })
            #expect(try await outbox.deliveries().filter { $0.channel == .mail }.map(\.state) == [.sent])
            #expect(try await second.run() == Dispatcher.Summary())
        }
    }

    @Test("what may pass is tried again after each pause and given up after the last, with its reason", arguments: TestEngine.allCases)
    func retries(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let outbox = try await OutboxFixture(store)
            try await outbox.record(OutboxFixture.event())
            outbox.mail.fail("The server is away.", mayPass: true, times: 8)
            #expect(try await outbox.dispatcher.run().putOff == 1)
            for pause in DeliveryPolicy().pauses {
                outbox.clock.pass(pause - 1)
                #expect(try await outbox.dispatcher.run() == Dispatcher.Summary())
                outbox.clock.pass(1)
                let summary = try await outbox.dispatcher.run()
                #expect(summary.putOff + summary.dead == 1)
            }
            let dead = try #require(try await outbox.deliveries(DeliveryFilter(states: [.dead])).first)
            #expect(dead.attempts == 8)
            #expect(dead.reason == "Given up after 8 attempts: The server is away.")
            #expect(outbox.mail.parcels.isEmpty)

            let now = outbox.clock.now
            #expect(try await store.write { try $0.retryDelivery(dead.id, at: now) })
            #expect(try await store.write { try !$0.retryDelivery(dead.id, at: now) })
            #expect(try await outbox.dispatcher.run().sent == 1)
        }
    }

    @Test("what cannot pass is given up at once")
    func permanent() async throws {
        try await withStore(on: .sqlite) { store in
            let outbox = try await OutboxFixture(store)
            try await outbox.record(OutboxFixture.event())
            outbox.mail.fail("No such mailbox.", mayPass: false)
            #expect(try await outbox.dispatcher.run().dead == 1)
            #expect(
                try await outbox.deliveries(DeliveryFilter(states: [.dead])).map(\.reason) == [
                    "Given up after one attempt: No such mailbox."
                ])
        }
    }

    @Test("messages wait while their channel is not configured, and nothing is lost")
    func unconfigured() async throws {
        try await withStore(on: .sqlite) { store in
            let outbox = try await OutboxFixture(store)
            try await outbox.record(OutboxFixture.event())
            let without = Dispatcher(store: store, directory: outbox.directory, couriers: [:], clock: { outbox.clock.now })
            for _ in 0..<20 {
                _ = try await without.run()
                outbox.clock.pass(86_400)
            }
            #expect(try await outbox.dispatcher.run().sent == 1)
        }
    }

    @Test("who may no longer see a thing, or is gone, is told nothing of it; the list says so")
    func visibility() async throws {
        try await withStore(on: .sqlite) { store in
            let outbox = try await OutboxFixture(store)
            try await outbox.record(OutboxFixture.event(1, waiting: ["user:ada", "user:ben"]))
            outbox.directory.hide("case:1", from: "user:ada")
            _ = try await Planner(store: store, directory: outbox.directory).plan(at: outbox.clock.now)
            outbox.directory.remove("user:ben")
            _ = try await outbox.dispatcher.run()
            #expect(outbox.mail.parcels.isEmpty)
            let reasons = try await outbox.deliveries(DeliveryFilter(states: [.withheld])).map(\.reason)
            #expect(reasons.contains("They may not see what it is about."))
            #expect(reasons.contains("Nobody is known by “user:ben” who can be told something."))
        }
    }

    @Test("settled messages are forgotten after their time, waiting ones never")
    func forgetting() async throws {
        try await withStore(on: .sqlite) { store in
            let outbox = try await OutboxFixture(store)
            try await outbox.record(OutboxFixture.event(1))
            _ = try await outbox.dispatcher.run()
            try await outbox.record(OutboxFixture.event(2))
            outbox.mail.fail("away", mayPass: true)
            _ = try await outbox.dispatcher.run()
            let end = outbox.clock.now + 1
            _ = try await store.write { try $0.forgetDeliveries(before: end) }
            #expect(try await outbox.states() == ["ada mail waiting"])
        }
    }
}
