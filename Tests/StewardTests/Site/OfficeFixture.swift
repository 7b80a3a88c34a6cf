import Contributions
import Ledger
import Pages
import Store
import TestSupport

@testable import steward

/// Offices that do not exist, with everything that the program composes, on 30 June 2026.
enum OfficeFixture {
    static let now = Instant("2026-06-30T12:00:00Z")!

    /// Runs `body` with the site of an invented office.
    static func withInvented<T>(on engine: TestEngine, _ body: (Site, Office) async throws -> T) async throws -> T {
        try await withStore(on: engine) { store in
            let office = try await open(store)
            try await InventedOffice(commits: 600, items: 300, people: 40, projects: 6, until: CivilDate("2026-06-30")!)
                .write(into: store, calendar: office.desk.calendar, at: now)
            try await office.refreshCatalogue()
            return try await body(office.site(), office)
        }
    }

    /// Runs `body` with the site of an office that has collected commits alone.
    static func withCommits<T>(on engine: TestEngine, _ body: (Site, Office) async throws -> T) async throws -> T {
        try await withStore(on: engine) { store in
            let office = try await open(store)
            try await InventedOffice(commits: 60, people: 8, projects: 2, until: CivilDate("2026-06-30")!)
                .write(into: store, calendar: office.desk.calendar, at: now)
            try await office.refreshCatalogue()
            return try await body(office.site(), office)
        }
    }

    /// What hostile text would do if a page believed it.
    static let script = "<script>alert(1)</script>"
    static let image = "\"><img src=x onerror=alert(2)>"
    static let formula = "=HYPERLINK(\"https://example.org\")"

    /// The title and a label of a confidential change request.
    static let secret = "Secret plan"
    /// What a customer pays in a year.
    static let revenue: Int64 = 7_654_321

    /// Runs `body` with the site of an office in which everything that has a name is named to do harm.
    static func withHostile<T>(on engine: TestEngine, _ body: (Site, Office) async throws -> T) async throws -> T {
        try await withStore(on: engine) { store in
            let office = try await open(store)
            let ledger = try await SmallLedger(store, recordedAt: now)
            try await store.write { writer in
                let project = try writer.addProject(slug: "alpha", title: script, at: now)
                let group = try writer.group(slug: "group", title: image, at: now)
                try writer.setMembership(of: project, in: group, to: true, madeBy: script, at: now)
            }
            for (number, author) in [script, image, formula].enumerated() {
                for month in ["2026-04", "2026-05", "2026-06"] {
                    try await ledger.commit(
                        author, "\(month)-0\(number + 2)", email: "person\(number)@works.example",
                        trailers: [Trailer(name: "Reviewed-by", value: "\(script) <reviewer@example.org>", strict: true, lenient: true)],
                        files: ["A folder/<script>alert(1)</script>.c 10 0"])
                }
            }
            let forge = SmallForge(ledger, .github)
            try await forge.change(
                1, by: script, "2026-06-01", "2026-06-02 eva labels \(script)", "2026-06-03 eva comments", labels: [image], title: script)
            try await forge.change(2, by: image, "2026-05-01", "2026-05-02 eva reviews", "2026-05-03 eva merges", title: formula)
            try await forge.change(3, by: formula, "2026-06-05", "2026-06-06 eva labels \(secret)", title: secret, confidential: true)
            try await forge.issue(4, by: script, "2026-06-07", title: image)
            try await forge.customer(script, revenue)
            try await forge.employ(image, at: script)
            try await forge.coach(image)
            try await ledger.place()
            try await ledger.affiliate([image: [OrganisationSetting.Domain("works.example")]])
            try await store.write { writer in
                let project = try writer.projects().first { $0.slug == "alpha" }
                try Publications.record(
                    Publication(
                        location: "https://forge.example/alpha", title: script, projectID: project?.id, visibility: .open, licence: image,
                        decidedAt: now,
                        releasedAt: now), at: now, in: writer)
            }
            try await office.refreshCatalogue()
            return try await body(office.site(), office)
        }
    }

    private static func open(_ store: any SQLStore) async throws -> Office {
        let sources = ConfigurationSources(file: nil, flags: [:], environment: [:], currentFolder: "/invented")
        return try await Office(ConfigurationLoader.load(sources).configuration, over: store, clock: { now })
    }
}

extension Site {
    /// The addresses that the routes name as examples and that visitors may ask for, by kind.
    func addresses(_ kinds: Route.Kind...) -> [String] {
        routes.filter { kinds.contains($0.kind) && ($0.access == .everybody || $0.access == Route.standardAccess) }
            .flatMap { $0.examples.map(\.text) }
    }
}
