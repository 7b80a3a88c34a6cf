import Foundation
import Glibc
import Ledger
import Store
import Synchronization
import TestSupport
import Testing
import Transport

@testable import Collectors

@Suite("Kills of a live collection")
struct KillTests {
    /// Kills by random points until there were `kills` of them: the forge goes on living between the collections, and
    /// after each of its days the ledger must be the one of a collector that nobody killed. A kill comes after at most
    /// `latest` questions and steps of transactions.
    private func survive(_ kind: ForgeKind, kills wanted: Int, upTo latest: Int, seed: UInt64, on engine: TestEngine) async throws {
        let clock = FakeClock()
        let forge = try FakeForge(kind == .gitlab ? .gitlab : .github, FakeModel(seed: seed, changes: 30, issues: 20), clock: clock)
        defer { forge.stop() }
        forge.setPageSize(10)
        try await ForgeScene.with(kind, forge, clock, on: engine) { (calm: ForgeScene) async throws in
            try await ForgeScene.with(kind, forge, clock, on: engine) { (killed: ForgeScene) async throws in
                var random = SeededNumbers(seed &+ 1)
                var kills = 0
                var asked = 0
                var calmAsked = 0
                while kills < wanted {
                    forge.forgetCounts()
                    try await calm.collect()
                    calmAsked += forge.told.count { ForgeScene.isAboutItem($0) }
                    forge.forgetCounts()
                    while true {
                        let point = kills < wanted ? Int.random(in: 1...latest, using: &random) : .max
                        if try await killed.collect(killedAt: point) { break }
                        kills += 1
                        if Bool.random(using: &random) { try killed.tearArchive(Int.random(in: 1...40, using: &random)) }
                    }
                    asked += forge.told.count { ForgeScene.isAboutItem($0) }
                    #expect(try await killed.dump() == calm.dump())
                    forge.change { model in
                        model.passDay(actions: 40, new: 4)
                        model.renameUser(103, to: "person3-\(model.now)")
                    }
                }
                #expect(kills >= wanted)
                // A kill may cost the answers that were on their way, and nothing else is told twice.
                let onTheirWay = killed.settings.parallel
                #expect(asked >= calmAsked)
                #expect(asked <= calmAsked + kills * onTheirWay)
                let hashes = (try await LedgerDump.hash(of: killed.store), try await LedgerDump.hash(of: calm.store))
                #expect(hashes.0 == hashes.1)
                print(
                    "kill test \(kind) \(engine): \(kills) kills, \(asked) answers about items, \(calmAsked) without kills, hash \(hashes.0)"
                )
            }
        }
    }

    @Test("200 random kills of a collection from GitLab leave the same ledger")
    func gitlab() async throws { try await survive(.gitlab, kills: 200, upTo: 200, seed: 31, on: .sqlite) }

    @Test("200 random kills of a collection from GitHub leave the same ledger")
    func github() async throws { try await survive(.github, kills: 200, upTo: 60, seed: 32, on: .sqlite) }

    @Test("random kills leave the same ledger on PostgreSQL as well", arguments: [ForgeKind.gitlab, .github])
    func postgres(_ kind: ForgeKind) async throws { try await survive(kind, kills: 25, upTo: 200, seed: 33, on: .postgres) }

    @Test("a process that the system kills leaves a ledger that the next run completes")
    func systemKills() async throws {
        try await ForgeScene.with(.gitlab, FakeModel(seed: 34, changes: 12, issues: 8)) { (calm: ForgeScene) async throws in
            try await calm.collect()
            let wanted = try await calm.dump()
            try await withTemporaryFolder { (folder: String) async throws in
                let api = calm.forge.api
                for questions in [4, 9, 30, 55] {
                    await #expect(processExitsWith: .signal(SIGKILL)) {
                        [folder = folder as String, api = api as String, questions = questions as Int] in
                        try await KilledProcess.collect(folder: folder, api: api, killedAfter: questions)
                    }
                }
                try await KilledProcess.collect(folder: folder, api: api, killedAfter: .max)
                let store = try SQLiteStore.open(path: "\(folder)/test.sqlite")
                #expect(try await LedgerDump.text(of: store) == wanted)
                try await store.close()
            }
        }
    }
}

/// A collection in a process of its own.
enum KilledProcess {
    private struct Counting: HTTPTransport {
        let transport = HTTPClient()
        let count: Counter

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            if count.next() { kill(getpid(), SIGKILL) }
            return try await transport.send(request)
        }
    }

    private final class Counter: Sendable {
        private let left: Mutex<Int>

        init(_ count: Int) { left = Mutex(count) }

        /// Whether the last question that is allowed was sent before.
        func next() -> Bool {
            left.withLock { left in
                left -= 1
                return left < 0
            }
        }
    }

    static func collect(folder: String, api: String, killedAfter questions: Int) async throws {
        let store = try SQLiteStore.open(path: "\(folder)/test.sqlite")
        try await store.migrate([LedgerSchema.schema])
        let now = Instant(seconds: FakeClock().now)
        let repository = try await store.write { writer in
            let project = try writer.projects().first ?? writer.addProject(slug: "alpha", title: "alpha", at: now)
            return try writer.repository(at: "https://forge.example/invented/alpha", kind: "gitlab", project: project, at: now)
        }
        let collector = ForgeCollector(
            store: store, folder: "\(folder)/forge",
            endpoint: try ForgeEndpoint(.gitlab, at: "https://forge.example", api: api, token: Secret("open-sesame")),
            transport: Counting(count: Counter(questions)), clock: ForgeClock(now: { now }, sleep: { _ in }))
        _ = try await collector.collect(repository)
        try await store.close()
    }
}
