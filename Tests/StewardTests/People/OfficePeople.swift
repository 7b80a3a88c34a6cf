import Ledger
import Store
import TestSupport

@testable import steward

extension OfficeFixture {
    /// Ada writes commits by two addresses that no rule joins, and change requests; Ben is somebody else.
    static func withPeople<T>(_ engine: TestEngine, _ body: (LocalReader, Office, [String: String]) async throws -> T) async throws -> T {
        try await withStore(on: engine) { store in
            let sources = ConfigurationSources(file: nil, flags: [:], environment: [:], currentFolder: "/invented")
            let office = try await Office(ConfigurationLoader.load(sources).configuration, over: store, clock: { now })
            let ledger = try await SmallLedger(store, recordedAt: now)
            let forge = SmallForge(ledger, .gitlab)
            for month in ["2026-04", "2026-05"] {
                try await ledger.commit("Ada", "\(month)-03", email: "ada@one.example")
                try await ledger.commit("Ada L", "\(month)-04", email: "ada@two.example")
                try await ledger.commit("Ben", "\(month)-05", email: "ben@three.example")
            }
            try await forge.change(1, by: "ada-at-forge", "2026-05-01", "2026-05-02 ben-at-forge merges")
            _ = try await forge.organisation("Example Works")
            try await store.write { writer in
                let team = OrganisationSetting(slug: "platform", name: "Platform", kind: .team, domains: [])
                _ = try writer.organisation(team, at: now)
            }
            try await ledger.place()
            let people = try await store.read { reader in
                try reader.rows(
                    "SELECT a.name, p.object FROM accounts a JOIN assertions p ON p.subject = a.id WHERE p.predicate = 'account is person' AND p.ended_at IS NULL"
                ) { ($0.text(0), PersonID(number: $0.integer(1)).description) }
            }
            return try await body(LocalReader(site: office.site()), office, Dictionary(people, uniquingKeysWith: { first, _ in first }))
        }
    }
}
