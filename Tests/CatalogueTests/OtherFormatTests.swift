import Inspection
import Ledger
import Pages
import Testing

@testable import Catalogue

@Suite("Formats of other catalogues")
struct OtherFormatTests {
    private static let settings = CatalogueSettings(organisation: "Example Council", site: "https://office.example", copies: "/none")

    private static var sheet: CatalogueSheet {
        var entry = CatalogueEntry(slug: "bin-day", title: "Bin Day", origin: .decided)
        entry.id = 7
        entry.summary = "Tells people when their bins are emptied."
        entry.url = "https://forge.example/council/bin-day"
        entry.licence = "MIT OR Apache-2.0"
        entry.status = .beta
        entry.languages = ["Swift", "C++"]
        entry.version = "v1.10"
        entry.versionAt = Instant("2026-04-15")
        entry.ownerRole = "Waste services"
        let metadata = Metadata([
            .description: ["Long, with \"quotes\" and\nlines"], .tags: ["Waste Things"], .maintenance: ["community"], .skills: ["Swift"],
            .feedback: ["https://forge.example/council/bin-day/issues"], .basedOn: ["https://forge.example/other"],
        ])
        return CatalogueSheet(
            entry: entry, department: .init(slug: "waste", name: "Waste"), project: "bin-day", metadata: metadata, problems: [],
            readAt: Instant("2026-05-01"))
    }

    @Test("code.json is read back as it was written, and lacks nothing that the schema asks for")
    func codeJSON() {
        let text = CodeJSONWriter(settings: Self.settings).json(Self.sheet)
        let reading = CodeJSONFile.read(text.bytes, name: "code.json")
        #expect(reading.problems.map(\.description) == [])
        #expect(reading.metadata[.title] == "Bin Day" && reading.metadata[.status] == "beta")
        #expect(reading.metadata[.licence] == "MIT AND Apache-2.0")
        #expect(reading.metadata[all: .programmingLanguages] == ["Swift", "C++"])
        #expect(reading.metadata[.description] == "Long, with \"quotes\" and\nlines")
        #expect(reading.metadata[all: .usageType] == ["openSource"] && reading.metadata[.maintenance] == "community")
    }

    @Test("an agency's index holds each entry in the form of code.json")
    func index() {
        let text = CodeJSONWriter(settings: Self.settings).index([Self.sheet, Self.sheet])
        let (readings, problems) = AgencyIndexFile.read(text.bytes, name: "agency-index.json")
        #expect(problems == [] && readings.count == 2 && readings.allSatisfy(\.isValid))
        #expect(AgencyIndexFile.read(Array("{\"releases\": 3}".utf8), name: "x").problems.map(\.field) == ["releases"])
    }

    @Test("repos.json is read back as it was written")
    func portal() {
        let (readings, problems) = PortalFile.read(PortalWriter.json([Self.sheet]).bytes, name: "repos.json")
        #expect(problems == [] && readings.first?.problems == [])
        let metadata = readings.first?.metadata ?? Metadata()
        #expect(metadata[.title] == "Bin Day" && metadata[.url] == "https://forge.example/council/bin-day")
        #expect(metadata[all: .skills] == ["Swift"] && metadata[.licence] == "MIT" && metadata[.organisation] == "council")
    }

    @Test("catalog-info.yaml is read back as it was written")
    func backstage() {
        let text = BackstageWriter.text(of: Self.sheet, site: "https://office.example")
        let reading = BackstageFile.read(Array(text.utf8), name: "catalog-info.yaml")
        #expect(reading.problems.map(\.description) == [], "\(text)")
        #expect(reading.metadata[.title] == "Bin Day" && reading.metadata[.status] == "beta" && reading.metadata[.owner] == "waste")
        #expect(reading.metadata[all: .tags] == ["waste-things", "swift", "c++"])
    }

    @Test("of several things in one catalog-info.yaml the first is read, and nobody's address is an owner")
    func several() {
        let text = """
            ---
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata: {name: first}
            spec: {owner: ada@example.org, lifecycle: production, type: service}
            ---
            kind: Location
            """
        let reading = BackstageFile.read(Array(text.utf8), name: "catalog-info.yaml")
        #expect(reading.problems == [] && reading.metadata[.title] == "first" && reading.metadata[.owner] == nil)
        #expect(reading.metadata[.status] == "stable" && reading.metadata[.softwareType] == "standalone/backend")
    }

    @Test("code.json tells each field at fault and keeps the others")
    func mistakes() {
        let reading = CodeJSONFile.read(
            Array(
                """
                {"name": "X", "description": "Y", "status": "Done", \
                "permissions": {"licenses": [{"name": "WTFPL"}], "usageType": ["openSource"]}, \
                "repositoryURL": "javascript:alert(1)", "laborHours": -1, "ownKey": 1}
                """.utf8), name: "code.json")
        let fields = Set(reading.problems.map(\.field))
        #expect(fields.isSuperset(of: ["status", "permissions.licenses[0].name", "repositoryURL", "laborHours", "vcs", "tags"]))
        #expect(!fields.contains("ownKey"))
        #expect(reading.metadata[.title] == "X" && reading.metadata[.url] == nil && reading.metadata[.licence] == nil)
        #expect(reading.broken.isSuperset(of: [.status, .url]))
    }

    @Test("what an earlier file said stays for the fields that a newer one breaks, and goes for those that it drops")
    func lastGood() {
        let before = Metadata([.title: ["Old"], .licence: ["MIT"], .tags: ["a"]])
        let newer = Metadata([.title: ["New"]])
        let merged = before.replaced(by: newer, keeping: [.licence])
        #expect(merged == Metadata([.title: ["New"], .licence: ["MIT"]]))
    }
}
