import Foundation
import Ledger
import Store
import Synchronization
import TestSupport
import Transport

@testable import Collectors

/// A fake forge, a ledger and a collector between them.
struct ForgeScene {
    let forge: FakeForge
    let clock: FakeClock
    let store: any SQLStore
    let folder: String
    let repository: Repository
    let kind: ForgeKind
    var settings: ForgeCollector.Settings
    var token = Secret("open-sesame")
    var limits = HTTPLimits()

    static func with(
        _ kind: ForgeKind, _ model: FakeModel, on engine: TestEngine = .sqlite, _ body: (ForgeScene) async throws -> Void
    ) async throws {
        let clock = FakeClock()
        let forge = try FakeForge(kind == .gitlab ? .gitlab : .github, model, clock: clock)
        defer { forge.stop() }
        try await with(kind, forge, clock, on: engine, body)
    }

    /// A ledger of its own for a forge that others use as well.
    static func with(
        _ kind: ForgeKind, _ forge: FakeForge, _ clock: FakeClock, on engine: TestEngine = .sqlite,
        _ body: (ForgeScene) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            try await withStore(on: engine) { store in
                try await store.migrate([LedgerSchema.schema])
                let now = Instant(seconds: clock.now)
                let repository = try await store.write { writer in
                    let project = try writer.addProject(slug: "alpha", title: "alpha", at: now)
                    return try writer.repository(
                        at: "https://forge.example/invented/alpha", kind: kind.rawValue, project: project, at: now)
                }
                try await body(
                    ForgeScene(
                        forge: forge, clock: clock, store: store, folder: folder, repository: repository, kind: kind,
                        settings: ForgeCollector.Settings(for: kind)))
            }
        }
    }

    func collector(_ store: (any SQLStore)? = nil, _ transport: (any HTTPTransport)? = nil) throws -> ForgeCollector {
        let clock = clock
        return ForgeCollector(
            store: store ?? self.store, folder: "\(folder)/forge",
            endpoint: try ForgeEndpoint(kind, at: "https://forge.example", api: forge.api, token: token), settings: settings,
            transport: transport ?? HTTPClient(limits: limits),
            clock: ForgeClock(now: { Instant(seconds: clock.now) }, sleep: { seconds in clock.sleep(seconds) }))
    }

    @discardableResult
    func collect(_ scope: ForgeCollector.Scope = .everything) async throws -> CollectionSummary {
        try await collector().collect(repository, scope)
    }

    func dump() async throws -> String { try await LedgerDump.text(of: store) }

    func count(_ sql: String) async throws -> Int64 { try await store.read { try $0.integer(sql) ?? 0 } }

    /// What a ledger holds that collects the forge as it is now from the beginning, without the history of states and
    /// the cursors.
    func freshItems() async throws -> [String] {
        var lines: [String] = []
        try await Self.with(kind, forge, clock) { (other: ForgeScene) async throws in
            var other = other
            other.token = token
            try await other.collect()
            lines = try await other.items()
        }
        return lines
    }

    func items() async throws -> [String] {
        try await dump().split(separator: "\n").map(String.init).filter { line in
            line.hasPrefix("item|") || (line.hasPrefix("event|") && line.hasSuffix("in force"))
        }
    }

    /// Requests for parts of items, not for the project, its members and its lists.
    static func isAboutItem(_ target: String) -> Bool {
        target.prefix { $0 != "?" }.split(separator: "/").contains { Int($0).map { $0 < 4000 } ?? false }
    }
}

extension FakeModel {
    /// What collecting an item costs beside the lists.
    func questions(_ kind: ForgeKind) -> Int {
        items.reduce(0) { sum, item in
            switch kind {
            case .gitlab: sum + (item.isChange ? 7 : 4)
            case .github:
                sum + (item.isChange ? 2 + (item.activities.contains { $0.kind == .lineComment } ? 1 : 0) : 1)
            }
        }
    }
}
