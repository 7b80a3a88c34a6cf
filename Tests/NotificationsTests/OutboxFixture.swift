import Store
import Synchronization
import TestSupport
import Transport

@testable import Notifications

/// A clock that a test turns. UTC, in seconds since 1970.
final class TestClock: Sendable {
    private let time: Mutex<Int64>

    /// 2026-11-23, a Monday, 12:00 UTC.
    static let monday: Int64 = 1_795_435_200

    init(_ time: Int64 = TestClock.monday) { self.time = Mutex(time) }

    var now: Int64 { time.withLock { $0 } }

    func pass(_ seconds: Int64) { time.withLock { $0 += seconds } }

    func set(_ seconds: Int64) { time.withLock { $0 = seconds } }
}

/// People by their keys; some may not see a subject.
final class TestDirectory: RecipientDirectory {
    private let people: Mutex<[String: RecipientAddress]>
    private let hidden = Mutex<Set<String>>([])

    init(_ people: [String: RecipientAddress]) { self.people = Mutex(people) }

    static func of(_ names: String...) -> TestDirectory {
        TestDirectory(
            Dictionary(
                uniqueKeysWithValues: names.map { ("user:\($0)", RecipientAddress(name: $0, mail: MailAddress("\($0)@example.org"))) }))
    }

    func remove(_ recipient: String) { people.withLock { $0[recipient] = nil } }

    func hide(_ subject: String, from recipient: String) { hidden.withLock { _ = $0.insert("\(recipient) \(subject)") } }

    func addresses(of recipients: Set<String>) async throws -> [String: RecipientAddress] {
        people.withLock { $0.filter { recipients.contains($0.key) } }
    }

    func maySee(_ recipient: String, subject: String) async throws -> Bool {
        hidden.withLock { !$0.contains("\(recipient) \(subject)") }
    }
}

/// Keeps what it is given to carry, and fails as often as it is told.
final class TestCourier: Courier {
    private let state = Mutex<(parcels: [Parcel], failures: [CourierFailure])>(([], []))

    var parcels: [Parcel] { state.withLock { $0.parcels } }

    func fail(_ reason: String, mayPass: Bool, times: Int = 1) {
        state.withLock { $0.failures += Array(repeating: CourierFailure(reason, mayPass: mayPass), count: times) }
    }

    func send(_ parcel: Parcel) async throws {
        try state.withLock { state throws(CourierFailure) in
            if !state.failures.isEmpty { throw state.failures.removeFirst() }
            state.parcels.append(parcel)
        }
    }
}

/// An empty outbox with Ada and Ben, and a courier for mail.
struct OutboxFixture {
    let store: any SQLStore
    let clock = TestClock()
    let directory: TestDirectory
    let mail = TestCourier()

    init(_ store: any SQLStore, _ directory: TestDirectory = .of("ada", "ben")) async throws {
        (self.store, self.directory) = (store, directory)
        try await store.migrate([NotificationSchema.schema])
    }

    var dispatcher: Dispatcher {
        Dispatcher(store: store, directory: directory, couriers: [.mail: mail], clock: { [clock] in clock.now })
    }

    static func event(
        _ number: Int = 1, kind: String = "case.waiting", waiting: [String] = ["user:ada"], actor: String = "user:zoe",
        at: Int64 = TestClock.monday
    ) -> NotificationEvent {
        NotificationEvent(
            key: "case:\(number)/\(kind)", kind: kind, subject: "case:\(number)", title: "Case \(number) waits", text: "Please decide.",
            link: "/cases/\(number)",
            actor: actor, attributes: ["process": "release", "state": "review"],
            audiences: ["waiting": waiting, "requester": ["user:ben"]], at: at)
    }

    @discardableResult
    func record(_ event: NotificationEvent) async throws -> Bool { try await store.write { try $0.record(event) } }

    func deliveries(_ filter: DeliveryFilter = DeliveryFilter()) async throws -> [Delivery] {
        try await store.read { try $0.deliveries(filter, limit: 1000) }
    }

    /// `ada mail sent`, in the order in which they were made.
    func states() async throws -> [String] {
        try await deliveries().reversed().map { "\($0.recipient.dropFirst(5)) \($0.channel) \($0.state)" }
    }

    func prefer(_ recipient: String, _ preferences: NotificationPreferences) async throws {
        try await store.write { try $0.setNotificationPreferences(preferences, of: recipient) }
    }
}
