import Access
import Audit
import Cryptography
import FoundationEssentials
import Store
import Synchronization
import TestSupport
import Testing

/// An installation with an administrator, and a clock that a test moves.
final class AccessScene: Sendable {
    static let password = "correct horse battery"
    static let origin = Origin(address: "192.0.2.7", browser: "Test/1")

    let store: any SQLStore
    let desk: AccessDesk
    let time: Time

    final class Time: Sendable {
        private let seconds = Mutex<Int64>(1_780_000_000)
        var now: Int64 { seconds.withLock { $0 } }
        func pass(_ more: Int64) { seconds.withLock { $0 += more } }
    }

    private init(_ store: any SQLStore, _ settings: AccessSettings) throws {
        let time = Time()
        self.store = store
        self.time = time
        desk = try AccessDesk(store: store, settings: settings, clock: { time.now })
    }

    /// Settings with a password digest that costs next to nothing.
    static var settings: AccessSettings { AccessSettings(passwordCost: Scrypt.Cost(rounds: 16, blocks: 1, lanes: 1)) }

    static func with(
        _ engine: TestEngine, settings: AccessSettings = settings, _ body: (AccessScene) async throws -> Void
    ) async throws {
        try await withStore(on: engine) { store in
            try await store.migrate([AuditSchema.schema, AccessSchema.schema])
            let scene = try AccessScene(store, settings)
            try await body(scene)
            let found = try await store.read { try AuditLog.verify(in: $0) }
            #expect(found.fault == nil)
        }
    }

    /// Makes a user who signs in with ``password``.
    @discardableResult
    func user(_ name: String, _ roles: String...) async throws -> User {
        try await desk.makeUser(name: name, displayName: name.capitalized, password: Self.password, roles: roles, actor: "test")
    }

    func signIn(_ name: String, _ password: String = password, from origin: Origin = origin) async throws -> NewSession {
        try await desk.signIn(name: name, password: password, from: origin)
    }

    /// The actions of the audit log, oldest first.
    func actions() async throws -> [String] {
        try await store.read {
            try AuditLog.entries(limit: nil, in: $0).map { "\($0.entry.actor) \($0.entry.action) \($0.entry.subject)" }.reversed()
        }
    }
}
