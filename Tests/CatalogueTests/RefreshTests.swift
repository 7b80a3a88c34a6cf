import Ledger
import Pages
import Store
import TestSupport
import Testing

@testable import Catalogue

@Suite("What is in the catalogue")
struct RefreshTests {
    @Test("what was decided to be open and published is in it, and nothing else", arguments: TestEngine.allCases)
    func decisions(engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            var fixture = try await CatalogueFixture(store)
            for project in ["alpha", "beta", "gamma", "delta"] { try await fixture.ledger.commit("ada", "2026-05-01", in: project) }
            try await fixture.decide("alpha")
            try await fixture.decide("beta", .closed)
            try await fixture.decide("gamma", released: false)
            var listed = CatalogueSettings.Listed(project: "delta")
            listed.owner = "Web team"
            listed.status = .beta
            fixture.settings.projects = [listed, CatalogueSettings.Listed(project: "beta"), CatalogueSettings.Listed(project: "missing")]
            let summary = try await fixture.refresh()
            let entries = try await store.read { try $0.catalogueEntries() }
            #expect(entries.map(\.slug) == ["alpha", "delta"])
            #expect(entries[0].licence == "MIT" && entries[0].url == "https://forge.example/alpha" && entries[0].origin == .decided)
            #expect(entries[1].ownerRole == "Web team" && entries[1].status == .beta && entries[1].url == nil)
            #expect(
                summary.remarks.count == 2 && summary.remarks.contains { $0.contains("beta") }
                    && summary.remarks.contains { $0.contains("missing") })
            // A decision that ends takes the project out, and its number is not given to another.
            try await store.write { writer in try Publications.end(1, at: CatalogueFixture.now, in: writer) }
            try await fixture.refresh()
            #expect(try await store.read { try $0.catalogueEntries() }.map { "\($0.slug) \($0.id)" } == ["delta 2"])
        }
    }

    @Test("languages, versions and open issues come from the ledger", arguments: TestEngine.allCases)
    func figures(engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let fixture = try await CatalogueFixture(store)
            try await fixture.ledger.commit(
                "ada", "2026-05-01", files: ["A a.swift 90 0", "A b.py 10 0", "A README.md 500 0", "A c.sql 1 0"])
            let forge = SmallForge(fixture.ledger, .gitlab)
            try await forge.issue(1, by: "ben", "2026-05-02", labels: ["Help Wanted"], title: "First")
            try await forge.issue(2, by: "ben", "2026-05-03", labels: ["good-first-issue", "help_wanted"], title: "Second")
            try await forge.issue(3, by: "ben", "2026-05-04", labels: ["help wanted"], title: "Secret", confidential: true)
            try await forge.issue(4, by: "ben", "2026-05-04", "2026-05-05 ben closes", labels: ["help wanted"])
            try await forge.issue(5, by: "ben", "2026-05-04", labels: ["bug"])
            try await fixture.ledger.place()
            try await fixture.decide("alpha")
            try await fixture.refresh()
            let entry = try #require(try await store.read { try $0.catalogueEntries() }.first)
            #expect(entry.languages == ["Swift", "Python"])
            #expect(entry.helpWanted == 2 && entry.firstIssues == 1)
            let site = try await fixture.site()
            let page = await site.respond(to: Incoming("/catalogue/alpha"))
            #expect(page.status == 200)
            #expect(page.text.contains("First") && page.text.contains("Second") && !page.text.contains("Secret"))
        }
    }

    @Test("an imported project stays until it is removed, and gives way to a decision about the same repository")
    func imports() async throws {
        try await withStore(on: .sqlite) { store in
            let fixture = try await CatalogueFixture(store)
            let commands = CatalogueCommands(fixture.settings, desk: fixture.desk)
            let text = """
                [{"name": "earth", "html_url": "https://forge.example/sol/earth", "description": "The third", "language": "Swift"},
                {"name": "moon", "html_url": "https://forge.example/alpha"}, {"name": [7]}]
                """
            let file = CheckedFile(path: "repos.json", bytes: Array(text.utf8))
            #expect(file.format == "repos.json" && !file.isValid && file.readings.count == 3)
            let first = try await commands.take(file), again = try await commands.take(file)
            #expect(first.added == 2 && first.changed == 0 && again.added == 0 && again.changed == 2)
            #expect(try await commands.all().map(\.entry.languages) == [["Swift"], []])
            try await fixture.ledger.commit("ada", "2026-05-01")
            try await fixture.decide("alpha")
            try await fixture.refresh()
            #expect(
                try await store.read { try $0.catalogueEntries() }.map { "\($0.slug) \($0.origin.rawValue)" }.sorted() == [
                    "alpha decided", "earth imported",
                ])
            #expect(try await commands.remove("alpha").removed == 0)
            #expect(try await commands.remove("earth").removed == 1)
            #expect(try await commands.all().map(\.entry.slug) == ["alpha"])
        }
    }
}
