import Foundation
import Store
import Synchronization
import TestSupport
import Testing
import Transport

@testable import Notifications

@Suite("Channels of notifications")
struct ChannelTests {
    private let evil = "<!channel> & \"quotes\" \\ \u{7}\nsecond | line @here"

    private func parcel(_ address: RecipientAddress, title: String = "T", text: String = "B") -> Parcel {
        Parcel(
            identifier: "delivery.1", thread: "subject.1", address: address, title: title,
            items: [.init(title: title, text: text, link: "/cases/1")],
            why: "You get this by a rule.", at: TestClock.monday)
    }

    @Test("a mail says what, where and why, and how to change it")
    func mail() async throws {
        let server = try LoopbackMailServer()
        defer { server.stop() }
        let courier = MailCourier(
            try MailServer(host: "127.0.0.1", port: server.port, protection: .none),
            sender: try #require(MailAddress("steward@office.example")),
            senderName: "Steward", site: try WebAddress("https://office.example/"))
        try await courier.send(parcel(RecipientAddress(name: "Ada", mail: MailAddress("ada@example.org"))))
        let body = try #require(server.messages.first).body.replacingOccurrences(of: "=\r\n", with: "")
        #expect(
            body
                == "B\r\nhttps://office.example/cases/1\r\n\r\n--=20\r\nYou get this by a rule.\r\nWhat you are told of, and when: https://office.example/notifications/settings\r\n\r\n"
        )
    }

    @Test("a channel gets JSON in which a title can neither call everybody nor break out")
    func hook() async throws {
        let bodies = Mutex<[(body: [UInt8], key: String?)]>([])
        let server = try LoopbackServer { question in
            bodies.withLock { $0.append((question.body, question.headers["idempotency-key"])) }
            return .init(200, text: "ok")
        }
        defer { server.stop() }
        let courier = HookCourier(HTTPClient(), site: try WebAddress("https://office.example"))
        try await courier.send(
            parcel(RecipientAddress(name: "team", hook: try WebAddress("\(server.address)/hooks/secret")), title: evil, text: evil))
        let sent = try #require(bodies.withLock { $0.first })
        #expect(sent.key == "delivery.1")
        let text = try #require((JSONSerialization.jsonObject(with: Data(sent.body)) as? [String: String])?["text"])
        let escaped = "&lt;!channel&gt; &amp; \"quotes\" \\ \u{7}\nsecond ¦ line @\u{200B}here"
        #expect(text == "<https://office.example/cases/1|\(escaped)>\n\(escaped)")
    }

    @Test(
        "a channel's answer decides whether it is tried again, and no failure tells its address",
        arguments: [
            (200, nil), (404, false), (400, false), (429, true), (500, true), (302, false),
        ] as [(Int, Bool?)])
    func answers(_ status: Int, _ mayPass: Bool?) async throws {
        let server = try LoopbackServer { _ in .init(status, headers: [], text: "") }
        defer { server.stop() }
        let courier = HookCourier(HTTPClient(), site: try WebAddress("https://office.example"))
        let address = RecipientAddress(name: "team", hook: try WebAddress("\(server.address)/hooks/very-secret"))
        var failure: CourierFailure?
        do { try await courier.send(parcel(address)) } catch let error as CourierFailure { failure = error }
        #expect(failure?.mayPass == mayPass)
        #expect(failure?.reason.contains("very-secret") != true)
    }

    @Test("a feed is found only by its secret, which is not kept, and a new one ends the old", arguments: TestEngine.allCases)
    func feed(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let outbox = try await OutboxFixture(store)
            let old = try await store.write { try $0.makeFeedSecret(for: "user:ada", at: 1) }
            let new = try await store.write { try $0.makeFeedSecret(for: "user:ada", at: 2) }
            try await outbox.record(OutboxFixture.event())
            _ = try await outbox.dispatcher.run()
            #expect(try await store.read { try $0.notificationFeed(secret: old) } == nil)
            #expect(try await store.read { try $0.notificationFeed(secret: "") } == nil)
            let feed = try #require(try await store.read { try $0.notificationFeed(secret: new) })
            #expect(feed.recipient == "user:ada")
            #expect(feed.entries.map(\.title) == ["Case 1 waits"])
            let kept = try await store.read { try $0.rows("SELECT digest FROM notification_feeds") { $0.text(0) } }
            #expect(kept.allSatisfy { $0 != new && !$0.contains(new) })
        }
    }
}
