import Access
import Audit
import Foundation
import Ledger
import Store
import TestSupport
import Testing

@testable import Catalogue
@testable import Pages

@Suite("Pages of the catalogue")
struct CataloguePageTests {
    private static let script = "<script>alert(1)</script>"

    @Test("HTML in any field of a file is text on every page, badge and feed", arguments: TestEngine.allCases)
    func escaping(engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let fixture = try await CatalogueFixture(store)
            let hostile = "\(Self.script)\"'><img src=x onerror=alert(2)>&amp;"
            var entry = CatalogueEntry(slug: "alpha", title: hostile, origin: .imported)
            (entry.summary, entry.url, entry.licence, entry.ownerRole, entry.version) = (hostile, hostile, hostile, hostile, hostile)
            entry.languages = [hostile.replacing("\n", with: "")]
            entry.status = .stable
            entry.versionAt = CatalogueFixture.now
            let fields = Dictionary(uniqueKeysWithValues: Metadata.Field.allCases.map { ($0, [hostile]) })
            let problem = FieldProblem(hostile, line: 1, field: hostile, hostile)
            try await fixture.put([
                EntryRecord(entry, sources: ["publiccode.yml": Metadata(fields)], problems: [problem], readAt: CatalogueFixture.now)
            ])
            let site = try await fixture.site()
            for address in ["/catalogue", "/catalogue?q=alert", "/catalogue/alpha"] {
                let answer = await site.respond(to: Incoming(address))
                #expect(answer.status == 200, "\(address)")
                #expect(MarkupCheck.faults(in: answer.text) == [], "\(address)")
                #expect(
                    !answer.text.contains("<script") && !answer.text.contains("<img src=x") && answer.text.contains("&lt;script"),
                    "\(address)")
            }
            for address in ["/catalogue/alpha/badge.svg", "/catalogue/alpha/badge.svg?show=licence", "/catalogue/releases.atom"] {
                let answer = await site.respond(to: Incoming(address))
                #expect(answer.status == 200 && !answer.text.contains("<script"), "\(address)")
                let markup = answer.text.split(separator: "\n").filter { !$0.hasPrefix("<?xml") }.joined(separator: "\n")
                #expect(MarkupCheck.faults(in: markup, isWholePage: false) == [], "\(address)")
            }
            for address in ["/catalogue/alpha/publiccode.yml", "/catalogue/alpha/catalog-info.yaml"] {
                let answer = await site.respond(to: Incoming(address))
                #expect(
                    answer.header("Content-Disposition")?.hasPrefix("attachment") == true
                        && (try? DocumentSamples.value(answer.text)) != nil, "\(address)")
            }
            for address in [
                "/api/v1/catalogue", "/api/v1/catalogue/alpha", "/api/v1/catalogue/alpha/code.json", "/api/v1/catalogue-files/code.json",
                "/api/v1/catalogue-files/repos.json",
            ] {
                let answer = await site.respond(to: Incoming(address))
                #expect(answer.status == 200 && (try? JSONSerialization.jsonObject(with: Data(answer.body))) != nil, "\(address)")
            }
        }
    }

    @Test("no address that a file gives becomes a link unless it leads to the web")
    func links() async throws {
        try await withStore(on: .sqlite) { store in
            let fixture = try await CatalogueFixture(store)
            for address in [
                "javascript:alert(1)", "JavaScript://x%0aalert(1)", "data:text/html,x", "//evil.example", "/account", "https:// a",
                "mailto:a@example.org",
            ] {
                var record = CatalogueFixture.record("alpha", "Alpha")
                record.entry.url = address
                for field: Metadata.Field in [.landing, .documentation, .apiDocumentation, .roadmap, .feedback] {
                    record.sources["publiccode.yml"]?[field] = address
                }
                try await fixture.put([record])
                let site = try await fixture.site()
                let text = await site.respond(to: Incoming("/catalogue/alpha")).text
                let main = text.components(separatedBy: "<main").last ?? ""
                #expect(!main.contains("href=\"\(address)"), "\(address)")
                #expect(!main.lowercased().contains("href=\"javascript"), "\(address)")
            }
        }
    }

    @Test("the pages need no sign-in, and figures are shown to those only who may see figures")
    func visitors() async throws {
        try await withStore(on: .sqlite) { store in
            let fixture = try await CatalogueFixture(store)
            try await fixture.ledger.commit("ada", "2026-05-01", email: "ada@secret.example")
            try await fixture.ledger.place()
            try await fixture.decide("alpha")
            try await fixture.refresh()
            let site = try await fixture.site()
            try await store.migrate([AuditSchema.schema, AccessSchema.schema])
            #expect(site.routes.filter { $0.pattern.description.contains("catalogue") }.allSatisfy { $0.access == .everybody })
            let page = await site.respond(to: Incoming("/catalogue/alpha"))
            #expect(page.text.contains("How it is looked after") && !page.text.contains("ada@secret.example"))
            let hidden = try Site(
                frame: site.frame,
                routes: CatalogueFeature(fixture.settings).routes(fixture.desk, examples: try await ScopeExamples.load(store)),
                logger: site.logger,
                door: Door(try AccessDesk(store: store, settings: AccessSettings(visitors: []), clock: { CatalogueFixture.now.seconds })))
            let closed = await hidden.respond(to: Incoming("/catalogue/alpha", peer: "192.0.2.1"))
            #expect(closed.status == 200 && !closed.text.contains("How it is looked after"))
        }
    }

    @Test("a misspelled address, an empty result and an empty catalogue lead on")
    func nothing() async throws {
        try await withStore(on: .sqlite) { store in
            let fixture = try await CatalogueFixture(store)
            let first = try await fixture.site()
            let empty = await first.respond(to: Incoming("/catalogue"))
            #expect(empty.text.contains("Nothing has been released yet") && MarkupCheck.faults(in: empty.text) == [])
            var record = CatalogueFixture.record("hammer", "Hammer", summary: "Drives nails")
            record.entry.status = .stable
            try await fixture.put([record])
            let site = try await fixture.site()
            let missing = await site.respond(to: Incoming("/catalogue/hamer"))
            #expect(missing.status == 404 && missing.text.contains("/catalogue/hammer"))
            let corrected = await site.respond(to: Incoming("/catalogue?q=nials"))
            #expect(corrected.text.contains("Nothing has “nials”") && corrected.text.contains("Hammer"))
            let narrowed = await site.respond(to: Incoming("/catalogue?q=nails&status=beta"))
            #expect(narrowed.text.contains("No project is all of this") && MarkupCheck.faults(in: narrowed.text) == [])
            let unknown = await site.respond(to: Incoming("/catalogue?q=zzzzzz"))
            #expect(unknown.text.contains("Nothing matches “zzzzzz”"))
            #expect(await site.respond(to: Incoming("/catalogue?page=400")).text.contains("There is no such page"))
            #expect(await site.respond(to: Incoming("/catalogue?status=done")).status == 400)
        }
    }

    @Test("a badge may be shown by other sites, and nothing else may")
    func badges() async throws {
        try await withStore(on: .sqlite) { store in
            let fixture = try await CatalogueFixture(store)
            try await fixture.put([CatalogueFixture.record("hammer", "Hammer")])
            let site = try await fixture.site()
            let badge = await site.respond(to: Incoming("/catalogue/hammer/badge.svg"))
            #expect(badge.header("Content-Type") == "image/svg+xml" && badge.header("Cross-Origin-Resource-Policy") == "cross-origin")
            let again = await site.respond(to: Incoming("/catalogue/hammer/badge.svg", ifNoneMatch: badge.header("ETag")))
            #expect(again.status == 304 && again.header("Cross-Origin-Resource-Policy") == "cross-origin")
            #expect(await site.respond(to: Incoming("/catalogue/hammer")).header("Cross-Origin-Resource-Policy") == "same-origin")
        }
    }
}
