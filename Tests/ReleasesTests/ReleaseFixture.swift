import Access
import Audit
import CaseDesk
import Casework
import Foundation
import Ledger
import Logging
import Measures
import Store
import Synchronization
import Testing
import Transport

@testable import Pages
@testable import Releases

/// An office with cases and releases, users who act, and a clock that a test turns.
struct ReleaseFixture {
    let store: any SQLStore
    let releases: ReleasesFeature
    let desk: CaseDesk
    let commands: CaseCommands
    let clock = Clock()
    let measures: MeasureDesk
    let catalogue: Catalogue
    let site: Site
    private let secrets: [String: String]

    final class Clock: Sendable {
        /// 2026-11-23T12:00:00Z, a Monday.
        private let time = Mutex<Int64>(1_795_435_200)
        var now: Int64 { time.withLock { $0 } }
        func pass(days: Int64 = 0, seconds: Int64 = 0) { time.withLock { $0 += days * 86_400 + seconds } }
    }

    static let users: [(name: String, roles: [String])] = [
        ("ada", ["member"]), ("ben", ["member"]), ("mara", ["member", "programme-manager"]), ("lee", ["member", "legal"]),
        ("sue", ["member", "security"]), ("cleo", ["member"]),
    ]

    /// - Parameter folder: the installation's data.
    init(_ store: any SQLStore, folder: String) async throws {
        let clock = clock
        let processes = try ShippedProcesses.all()
        let releases = ReleasesFeature(
            store: store, dataFolder: folder, processes: processes, calendar: .utc, isManual: true, clock: { Instant(seconds: clock.now) })
        let options = CaseDeskFeature.Options(
            processes: processes, site: try WebAddress("https://office.example"), checks: releases.checks,
            followers: [{ try releases.follow($0, in: $1) }])
        let feature = CaseDeskFeature(options, store: store, calendar: .utc)
        try await store.migrate(
            [Store.Schema.store, AuditSchema.schema, AccessSchema.schema, LedgerSchema.schema] + feature.schemas + releases.schemas)
        catalogue = Catalogue(feature.measures + releases.measures)
        measures = MeasureDesk(store: store, catalogue: catalogue, calendar: .utc, clock: { Instant(seconds: clock.now) })
        desk = CaseDesk(options, measures: measures)
        commands = CaseCommands(desk, keyboard: "test")
        (self.store, self.releases) = (store, releases)
        let access = try AccessDesk(store: store, clock: { clock.now })
        for role in ["legal", "security"] {
            try await access.putRole(name: role, title: role, actor: "test")
        }
        var secrets: [String: String] = [:]
        for (name, roles) in Self.users {
            let user = try await access.makeUser(
                name: name, displayName: name.capitalized, email: "\(name)@example.org", roles: roles, actor: "test")
            let token = try await access.makeToken(
                "test", of: user.id, scopes: Set(Permission.allCases.filter(\.isForTokens)), days: 300, actor: "test")
            secrets[name] = token.secret.text
        }
        self.secrets = secrets
        let examples = try await ScopeExamples.load(store)
        site = try Site(
            frame: Frame(version: "test", navigation: releases.navigation, hasSignIn: true),
            routes: releases.routes(measures, examples: examples) + feature.routes(measures, examples: examples)
                + MeasurePages(desk: measures).routes.filter { !$0.examples.isEmpty }, logger: Logger(label: "test"), door: Door(access))
    }

    /// Asks for an address as somebody; nil for a visitor.
    func get(_ address: String, as user: String?) async -> Outgoing {
        let secret = user.flatMap { secrets[$0] }
        let headers = [("Host", "localhost")] + (secret.map { [("Authorization", "Bearer \($0)")] } ?? [])
        return await site.respond(to: Incoming(address, headers: headers.map { (name: $0.0, value: $0.1) }, peer: "127.0.0.1"))
    }

    /// Has the ledger know a repository, as if it had been collected.
    func collect(_ path: String) async throws {
        try await store.write { writer in
            let project = try writer.addProject(slug: "anvil", title: "Anvil", at: .now)
            _ = try writer.repository(at: path, kind: "git", project: project, at: .now)
        }
    }

    /// Answers that raise no risk.
    static func answers(_ repository: String) -> [String: String] {
        [
            "repository": repository, "public": "https://forge.example/office/anvil", "purpose": "It shapes iron.", "owner": "user:1",
            "second": "user:2",
            "licence": "mit", "origin": "no", "patents": "no", "data": "no", "telemetry": "no", "crypto": "no", "defence": "no",
            "brand": "no", "judgement": "no",
        ]
    }

    /// Acts as somebody, half a minute later.
    @discardableResult
    func act(
        _ number: Int64, _ action: String, _ subject: String = "", item: String = "", value: String = "", text: String = "", as user: String
    ) async throws -> String {
        clock.pass(seconds: 30)
        var deed = CaseCommands.Deed(action, subject)
        (deed.item, deed.value, deed.text) = (item, value, text)
        _ = try await commands.act(number, deed, as: user)
        return try await state(number)
    }

    /// What the server does in the background: clocks, inspections, checks.
    func pass(days: Int64 = 0, seconds: Int64 = 90) async throws {
        clock.pass(days: days, seconds: seconds)
        _ = try await desk.advance()
        for _ in 0..<3 {
            try await releases.upkeep.run(recheck: { try await desk.recheck($0) }) { number, error in
                Issue.record("case \(number): \(error)")
            }
            await releases.inspectAll()
        }
    }

    func aCase(_ number: Int64) async throws -> Case { try #require(try await releases.desk.cases.aCase(number)) }
    func state(_ number: Int64) async throws -> String { try await aCase(number).state }
    func publications() async throws -> [Publication] { try await store.read { try Publications.all($0) } }
}
