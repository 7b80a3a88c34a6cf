import Glibc
import Store
import TestSupport
import Testing
import Transport

@testable import Notifications

@Suite("A mail server that says nothing")
struct SilentServerTests {
    @Test(
        "it costs one wait in a run; the other messages keep their place, say why, and go out when it speaks",
        arguments: TestEngine.allCases)
    func silence(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let silent = try SilentListener()
            defer { silent.close() }
            let outbox = try await OutboxFixture(store)
            for number in 1...20 { try await outbox.record(OutboxFixture.event(number)) }
            let sender = try #require(MailAddress("steward@office.example"))
            func dispatcher(port: Int) throws -> Dispatcher {
                let server = try MailServer(
                    host: "127.0.0.1", port: port, protection: .none, connect: .milliseconds(300), total: .milliseconds(300))
                let courier = MailCourier(server, sender: sender, senderName: "Steward", site: try WebAddress("https://office.example"))
                return Dispatcher(store: store, directory: outbox.directory, couriers: [.mail: courier], clock: { outbox.clock.now })
            }

            let summary = try await dispatcher(port: silent.port).run()
            #expect(summary.putOff == 20 && summary.sent == 0 && summary.dead == 0)
            #expect(silent.connections() == 1, "only the first message waited for an answer")
            let waiting = try await outbox.deliveries(DeliveryFilter(states: DeliveryState.notSentYet)).filter { $0.channel == .mail }
            #expect(waiting.count == 20)
            #expect(waiting.allSatisfy { $0.state == .waiting && $0.reason.contains("was too slow") })
            let untried = waiting.filter { $0.attempts == 0 }
            #expect(untried.count == 19)
            #expect(
                untried.allSatisfy {
                    $0.dueAt == TestClock.monday && $0.explanation.contains("Not tried, as the message before it got no answer.")
                })
            #expect(waiting.filter { $0.attempts == 1 }.map(\.dueAt) == [TestClock.monday + 60])

            // The next run asks again, once.
            outbox.clock.pass(30)
            #expect(try await dispatcher(port: silent.port).run().putOff == 19)
            #expect(silent.connections() == 1)

            let server = try LoopbackMailServer()
            defer { server.stop() }
            outbox.clock.pass(300)
            #expect(try await dispatcher(port: server.port).run().sent == 20)
            #expect(Set(server.messages.compactMap { $0.header("Message-ID") }).count == 20)
            #expect(try await outbox.deliveries(DeliveryFilter(states: [.sent])).allSatisfy { $0.reason.isEmpty })
        }
    }

    @Test("a failure that is no silence keeps no other message back")
    func others() async throws {
        try await withStore(on: .sqlite) { store in
            let outbox = try await OutboxFixture(store)
            for number in 1...3 { try await outbox.record(OutboxFixture.event(number)) }
            outbox.mail.fail("The server is away.", mayPass: true)
            let summary = try await outbox.dispatcher.run()
            #expect(summary.putOff == 1 && summary.sent == 2)
        }
    }
}

extension DeliveryState {
    fileprivate static let notSentYet: Set<DeliveryState> = [.waiting, .sending, .dead]
}

/// A socket that takes connections on a port of this machine and never says a word.
private struct SilentListener {
    let port: Int
    private let descriptor: Int32

    init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && listen(descriptor, 64) == 0 && getsockname(descriptor, address, &length) == 0
            }
        }
        self.descriptor = descriptor
        port = Int(UInt16(bigEndian: address.sin_port))
        try #require(isListening)
    }

    /// How many connections were made since the last time, all of them taken.
    func connections() -> Int {
        var count = 0
        while true {
            let taken = accept(descriptor, nil, nil)
            guard taken >= 0 else { return count }
            Glibc.close(taken)
            count += 1
        }
    }

    func close() { Glibc.close(descriptor) }
}
