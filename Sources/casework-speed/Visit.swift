import Access
import Audit
import CaseDesk
import Casework
import FoundationEssentials
import Ledger
import Logging
import Measures
import Pages
import Store
import Transport

/// The site of an invented office, and the people who visit it.
struct Visit: Sendable {
    /// The members of each group of the processes.
    let groups: [String: Set<String>]
    private let members: [String: [CaseActor]]
    private let secrets: [String: String]
    private let site: Site

    /// A page was refused.
    struct Refused: Error, CustomStringConvertible {
        let description: String
    }

    init(_ store: any SQLStore, _ processes: [CaseProcess], _ time: CaseworkSpeed.InventedTime) async throws {
        let feature = CaseDeskFeature(
            .init(processes: processes, site: try WebAddress("https://office.example")), store: store, calendar: .utc)
        try await store.migrate([Store.Schema.store, AuditSchema.schema, AccessSchema.schema, LedgerSchema.schema] + feature.schemas)
        let access = try AccessDesk(store: store, clock: { time.now })
        var members: [String: [CaseActor]] = [:]
        var secrets: [String: String] = [:]
        for (group, count) in [("ospo", 5), ("finance", 5), ("council", 25)] {
            try await access.putRole(name: group, title: group.capitalized, actor: "benchmark")
            for number in 0..<count {
                let user = try await access.makeUser(
                    name: "\(group)-\(number)", displayName: "\(group.capitalized) \(number)", roles: [group], actor: "benchmark")
                let scopes = Set(Permission.allCases.filter(\.isForTokens))
                let token = try await access.makeToken("benchmark", of: user.id, scopes: scopes, days: 300, actor: "benchmark")
                members[group, default: []].append(CaseActor(id: user.actor, name: user.displayName))
                secrets[user.actor] = token.secret.text
            }
        }
        let measures = MeasureDesk(
            store: store, catalogue: Catalogue(feature.measures), calendar: .utc, marks: feature.marks,
            clock: { Instant(seconds: time.now) })
        site = try Site(
            frame: Frame(version: "benchmark", navigation: feature.navigation, hasSignIn: true),
            routes: feature.routes(measures, examples: try await ScopeExamples.load(store))
                // Some of these pages have no figure to show without the measures of other features.
                + MeasurePages(desk: measures).routes.filter { !$0.examples.isEmpty },
            logger: Logger(label: "benchmark"),
            door: Door(access))
        groups = members.mapValues { Set($0.map(\.id)) }
        (self.members, self.secrets) = (members, secrets)
    }

    func member(_ group: String, _ number: Int) -> CaseActor {
        let all = members[group] ?? []
        return all.isEmpty ? .program : all[number % all.count]
    }

    func get(_ address: String, as who: (group: String, number: Int)) async throws {
        try await send(Incoming(address, headers: headers(who), peer: "127.0.0.1"))
    }

    func post(_ address: String, _ fields: String, as who: (group: String, number: Int)) async throws {
        let type = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        try await send(
            Incoming(address, method: "POST", headers: headers(who) + type, peer: "127.0.0.1", body: .bytes(Array(fields.utf8))))
    }

    private func headers(_ who: (group: String, number: Int)) -> [(name: String, value: String)] {
        let secret = secrets[member(who.group, who.number).id] ?? ""
        return [(name: "Host", value: "localhost"), (name: "Authorization", value: "Bearer \(secret)")]
    }

    private func send(_ incoming: Incoming) async throws {
        let answer = await site.respond(to: incoming)
        guard answer.status == 200 else { throw Refused(description: "\(incoming.target): \(answer.status)") }
    }
}
