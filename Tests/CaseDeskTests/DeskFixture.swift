import Access
import Audit
import Casework
import Foundation
import Ledger
import Logging
import Measures
import Notifications
import Store
import Synchronization
import TestSupport
import Testing
import Transport

@testable import CaseDesk
@testable import Pages

/// A site with nothing but cases, and users who sign in with tokens.
struct DeskFixture {
    let store: any SQLStore
    let site: Site
    let desk: CaseDesk
    let clock: SharedClock
    let access: AccessDesk
    private let secrets: [String: String]

    /// A clock that a test turns. UTC, in seconds since 1970.
    final class SharedClock: Sendable {
        private let time = Mutex<Int64>(1_795_435_200)
        var now: Int64 { time.withLock { $0 } }
        func pass(_ seconds: Int64) { time.withLock { $0 += seconds } }
    }

    static let users: [(name: String, roles: [String])] = [
        ("ada", ["member"]), ("ben", ["member"]), ("mara", ["member", "programme-manager"]), ("max", ["member", "programme-manager"]),
        ("dana", ["director"]), ("pia", ["privacy-officer"]), ("cole", ["member", "coach"]),
    ]

    /// - Parameters:
    ///   - more: processes besides those that come with Steward.
    ///   - checks: the functions that features offer.
    init(_ store: any SQLStore, _ more: [String] = [], checks: CheckRegistry = CheckRegistry()) async throws {
        let clock = SharedClock()
        let options = try Self.options(more, checks)
        let feature = CaseDeskFeature(options, store: store, calendar: .utc)
        try await store.migrate([Store.Schema.store, AuditSchema.schema, AccessSchema.schema, LedgerSchema.schema] + feature.schemas)
        let access = try AccessDesk(store: store, clock: { clock.now })
        var secrets: [String: String] = [:]
        for (name, roles) in Self.users {
            let user = try await access.makeUser(
                name: name, displayName: name.capitalized, email: "\(name)@example.org", roles: roles, actor: "test")
            let token = try await access.makeToken(
                "test", of: user.id, scopes: Set(Permission.allCases.filter(\.isForTokens)), days: 300, actor: "test")
            secrets[name] = token.secret.text
        }
        try await self.init(store, feature, clock, access, secrets)
    }

    private init(
        _ store: any SQLStore, _ feature: CaseDeskFeature, _ clock: SharedClock, _ access: AccessDesk, _ secrets: [String: String]
    ) async throws {
        let measures = MeasureDesk(
            store: store, catalogue: Catalogue(feature.measures), calendar: .utc, marks: feature.marks,
            clock: { Instant(seconds: clock.now) })
        let examples = try await ScopeExamples.load(store)
        site = try Site(
            frame: Frame(version: "test", navigation: feature.navigation, hasSignIn: true),
            routes: feature.routes(measures, examples: examples)
                // Some of these pages have no figure to show without the measures of other features.
                + MeasurePages(desk: measures).routes.filter { !$0.examples.isEmpty }, logger: Logger(label: "test"), door: Door(access))
        desk = CaseDesk(feature.options, measures: measures)
        (self.store, self.clock, self.access, self.secrets) = (store, clock, access, secrets)
    }

    /// The same site after its processes were changed.
    func restarted(with more: [String]) async throws -> DeskFixture {
        try await DeskFixture(
            store, CaseDeskFeature(try Self.options(more, desk.checks), store: store, calendar: .utc), clock, access, secrets)
    }

    private static func options(_ more: [String], _ checks: CheckRegistry) throws -> CaseDeskFeature.Options {
        CaseDeskFeature.Options(
            processes: try ShippedProcesses.all() + more.map { try CaseProcess(reading: $0) },
            site: try WebAddress("https://office.example"),
            checks: checks)
    }

    /// Asks for an address as somebody; nil for a visitor.
    func get(_ address: String, as user: String?) async -> Outgoing {
        await site.respond(to: Incoming(address, headers: headers(user), peer: "127.0.0.1"))
    }

    /// Sends a form as somebody.
    func post(_ address: String, _ fields: [String: String], as user: String?) async -> Outgoing {
        await post(address, fields, headers(user))
    }

    /// Sends a form with a token of somebody that has these scopes only.
    func post(_ address: String, _ fields: [String: String], as user: String, scopes: Set<Permission>) async throws -> Outgoing {
        let owner = try #require(try await access.user(named: user))
        let token = try await access.makeToken("narrow", of: owner.id, scopes: scopes, days: 1, actor: "test")
        return await post(address, fields, [("Host", "localhost"), ("Authorization", "Bearer \(token.secret.text)")])
    }

    private func post(_ address: String, _ fields: [String: String], _ headers: [(name: String, value: String)]) async -> Outgoing {
        let text = fields.map { "\(SafeURL.encoded($0.key))=\(SafeURL.encoded($0.value))" }.sorted().joined(separator: "&")
        return await site.respond(
            to: Incoming(
                address, method: "POST", headers: headers + [("Content-Type", "application/x-www-form-urlencoded")],
                peer: "127.0.0.1",
                body: .bytes(Array(text.utf8))))
    }

    /// Sends a file as somebody.
    func upload(_ address: String, name: String, bytes: [UInt8], fields: [String: String] = [:], as user: String?) async -> Outgoing {
        var body: [UInt8] = []
        for (field, value) in fields { body += Array("--xx\r\nContent-Disposition: form-data; name=\"\(field)\"\r\n\r\n\(value)\r\n".utf8) }
        body += Array("--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\nContent-Type: text/html\r\n\r\n".utf8)
        body += bytes + Array("\r\n--xx--\r\n".utf8)
        return await site.respond(
            to: Incoming(
                address, method: "POST", headers: headers(user) + [("Content-Type", "multipart/form-data; boundary=xx")], peer: "127.0.0.1",
                body: .bytes(body)))
    }

    private func headers(_ user: String?) -> [(name: String, value: String)] {
        let secret = user.flatMap { secrets[$0] }
        return [("Host", "localhost")] + (secret.map { [("Authorization", "Bearer \($0)")] } ?? [])
    }

    /// Begins a case through its form and says its number.
    func begin(_ process: String, _ fields: [String: String], as user: String) async throws -> Int64 {
        let sent = Dictionary(uniqueKeysWithValues: fields.map { ("f-" + $0.key.replacing("_", with: "-"), $0.value) })
        let answer = await post("/cases/new/\(process)", sent.merging(["title": "A case of \(process)"]) { $1 }, as: user)
        #expect(answer.status == 303, "\(answer.text.prefix(3000))")
        return try #require(answer.header("Location").flatMap { Int64($0.dropFirst("/cases/".count)) })
    }

    /// What the command line can do.
    var commands: CaseCommands { CaseCommands(desk, keyboard: "command line (test)") }

    func state(_ number: Int64) async throws -> String {
        let cases = desk.cases
        return try #require(try await cases.aCase(number)).state
    }

    static let request = ["wish": "access", "person": "Ada Example", "accounts": "gitlab.example/ada", "reach": "ada@example.org"]
}

/// Runs `body` with a site in a store of its own.
///
/// - Parameters:
///   - processes: files of processes besides those that come with Steward.
///   - checks: the functions that features offer.
func withDesk(
    on engine: TestEngine = .sqlite, with processes: [String] = [], checks: CheckRegistry = CheckRegistry(),
    _ body: (DeskFixture) async throws -> Void
) async throws {
    try await withStore(on: engine) { store in try await body(try await DeskFixture(store, processes, checks: checks)) }
}

/// What somebody is told who may not do something.
func complaint(_ body: () async throws -> Void) async -> String {
    do {
        try await body()
        return "It was done."
    } catch {
        return "\(error)"
    }
}
