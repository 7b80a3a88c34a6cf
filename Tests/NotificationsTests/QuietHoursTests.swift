import Foundation
import Store
import TestSupport
import Testing

@testable import Notifications

@Suite("Quiet hours and digests")
struct QuietHoursTests {
    private func instant(_ text: String) throws -> Int64 {
        Int64(try #require(try? Date(text, strategy: .iso8601)).timeIntervalSince1970)
    }

    @Test(
        "quiet hours end where the person lives",
        arguments: [
            // Nights from 22:00 to 07:00.
            ("Europe/Berlin", false, "2026-11-23T12:00:00Z", "2026-11-23T12:00:00Z"),
            ("Europe/Berlin", false, "2026-11-23T21:00:00Z", "2026-11-24T06:00:00Z"),
            ("Europe/Berlin", false, "2026-11-24T05:59:59Z", "2026-11-24T06:00:00Z"),
            ("Europe/Berlin", false, "2026-11-24T06:00:00Z", "2026-11-24T06:00:00Z"),
            ("America/New_York", false, "2026-11-24T06:00:00Z", "2026-11-24T12:00:00Z"),
            ("Asia/Kolkata", false, "2026-11-23T17:00:00Z", "2026-11-24T01:30:00Z"),
            // The night in which the clocks go back is an hour longer, the one in which they go forward an hour shorter.
            ("Europe/Berlin", false, "2026-10-24T21:00:00Z", "2026-10-25T06:00:00Z"),
            ("Europe/Berlin", false, "2026-03-28T22:00:00Z", "2026-03-29T05:00:00Z"),
            // Friday night with a quiet weekend ends on Monday at seven.
            ("Europe/Berlin", true, "2026-11-20T21:30:00Z", "2026-11-23T06:00:00Z"),
            ("Europe/Berlin", true, "2026-11-22T12:00:00Z", "2026-11-23T06:00:00Z"),
        ])
    func nights(_ zone: String, _ weekends: Bool, _ at: String, _ end: String) throws {
        let quiet = QuietHours(from: 22 * 60, to: 7 * 60, weekends: weekends, zone: zone)
        #expect(quiet.end(after: try instant(at)) == (try instant(end)))
    }

    @Test("without quiet hours nothing waits, and a quiet weekend alone ends at midnight")
    func none() throws {
        let now = try instant("2026-11-22T12:00:00Z")
        #expect(QuietHours().end(after: now) == now)
        #expect(QuietHours(from: 60, to: 60).end(after: now) == now)
        #expect(QuietHours(weekends: true, zone: "UTC").end(after: now) == (try instant("2026-11-23T00:00:00Z")))
    }

    @Test("an end that the clocks pass over is the first time after it")
    func gap() throws {
        let quiet = QuietHours(from: 0, to: 150, zone: "Europe/Berlin")
        #expect(quiet.end(after: try instant("2026-03-29T00:00:00Z")) == (try instant("2026-03-29T01:00:00Z")))
    }

    @Test("a message waits for the end of quiet hours, an urgent one does not")
    func waits() async throws {
        try await withStore(on: .sqlite) { store in
            let outbox = try await OutboxFixture(store)
            try await outbox.prefer("user:ada", NotificationPreferences(quiet: QuietHours(from: 11 * 60, to: 13 * 60)))
            try await outbox.record(OutboxFixture.event(1))
            try await outbox.record(OutboxFixture.event(2, kind: "case.breached"))
            #expect(try await outbox.dispatcher.run().sent == 1)
            #expect(
                try await outbox.deliveries(DeliveryFilter(states: [.waiting])).map(\.reason) == ["It waits for the end of quiet hours."])
            outbox.clock.pass(3599)
            #expect(try await outbox.dispatcher.run().sent == 0)
            outbox.clock.pass(1)
            #expect(try await outbox.dispatcher.run().sent == 1)
        }
    }

    @Test("a digest goes out once a day at its hour and holds each message once", arguments: TestEngine.allCases)
    func digest(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let outbox = try await OutboxFixture(store)
            try await outbox.prefer("user:ada", NotificationPreferences(mail: .digest, digestAt: 14 * 60))
            for number in 1...2 { try await outbox.record(OutboxFixture.event(number)) }
            #expect(try await outbox.dispatcher.run().sent == 0)
            outbox.clock.pass(2 * 3600)
            #expect(try await outbox.dispatcher.run().sent == 1)
            #expect(outbox.mail.parcels.map { $0.items.map(\.title) } == [["Case 1 waits", "Case 2 waits"]])
            try await outbox.record(OutboxFixture.event(3))
            outbox.clock.pass(3600)
            #expect(try await outbox.dispatcher.run().sent == 0)
            outbox.clock.pass(86_400)
            #expect(try await outbox.dispatcher.run().sent == 1)
            #expect(outbox.mail.parcels.last?.items.map(\.title) == ["Case 3 waits"])
            #expect(try await outbox.deliveries(DeliveryFilter(states: [.gathered])).isEmpty)
        }
    }

    @Test("who wants no mail gets none, and still has the feed")
    func off() async throws {
        try await withStore(on: .sqlite) { store in
            let outbox = try await OutboxFixture(store)
            try await outbox.prefer("user:ada", NotificationPreferences(mail: .off))
            try await outbox.record(OutboxFixture.event())
            _ = try await outbox.dispatcher.run()
            #expect(try await outbox.states() == ["ada mail withheld", "ada feed sent"])
        }
    }

    @Test("a time zone that nobody knows and half a stretch of hours are refused")
    func refused() {
        #expect(
            #expect(throws: NotificationError.self) { try NotificationPreferences(quiet: QuietHours(zone: "Mars/Base")).check() }?.field
                == "time-zone")
        #expect(
            #expect(throws: NotificationError.self) { try NotificationPreferences(quiet: QuietHours(from: 60)).check() }?.field
                == "quiet-to")
        #expect(#expect(throws: NotificationError.self) { try NotificationPreferences(digestAt: 1440).check() }?.field == "quiet-from")
    }
}
