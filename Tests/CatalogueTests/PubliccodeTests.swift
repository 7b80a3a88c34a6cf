import Inspection
import Testing

@testable import Catalogue

@Suite("publiccode.yml")
struct PubliccodeTests {
    /// A file in which every field that is read has a value.
    static let whole = """
        publiccodeYmlVersion: "0"
        name: Bin Day
        url: "https://forge.example/council/bin-day"
        landingURL: "https://bins.example/"
        isBasedOn: "https://forge.example/other/bins.git"
        softwareVersion: "1.10"
        releaseDate: 2026-04-15
        platforms: [web]
        categories: [appointment-scheduling]
        usedBy:
          - City of Example
        roadmap: "https://bins.example/roadmap"
        developmentStatus: stable
        softwareType: "standalone/web"
        supports:
          - id: alias:gdpr
        intendedAudience:
          scope: [local-authorities]
          countries: [GB]
        organisation:
          name: Example Council
          uri: "https://council.example"
        description:
          en:
            shortDescription: >
              Tells people when their bins
              are emptied.
            longDescription: "\(String(repeating: "Bins are emptied on days that differ from street to street. ", count: 4))"
            features:
              - Calendars
            documentation: "https://bins.example/docs"
            apiDocumentation: "https://bins.example/api"
        legal:
          license: MIT OR Apache-2.0
        maintenance:
          type: contract
          contractors:
            - name: Works Ltd
              until: 2027-03-31
        localisation:
          localisationReady: true
          availableLanguages: [en, cy]
        dependsOn:
          open:
            - name: PostgreSQL
              versionMin: "15"

        """

    private static func read(_ text: String, tree: (any ProjectTree)? = nil) -> FileReading {
        PubliccodeFile.read(Array(text.utf8), name: "publiccode.yml", tree: tree)
    }

    /// The problem of a file in which one text stands for another.
    private static func problem(_ text: String, for other: String) -> FieldProblem? {
        let changed = whole.replacing(text, with: other)
        #expect(changed != whole, "\(text) is not in the file")
        return read(changed).problems.first { $0.severity == .mistake }
    }

    @Test("every field is read, and a file without fault has no problem")
    func everything() {
        let reading = Self.read(Self.whole)
        #expect(reading.problems.map(\.description) == [])
        let metadata = reading.metadata
        #expect(metadata[.title] == "Bin Day")
        #expect(metadata[.summary] == "Tells people when their bins are emptied.")
        #expect(metadata[.version] == "1.10")
        #expect(metadata[.status] == "stable")
        #expect(metadata[.licence] == "MIT OR Apache-2.0")
        #expect(metadata[all: .contractors] == ["Works Ltd"] && metadata[all: .contractorsUntil] == ["2027-03-31"])
        #expect(metadata[all: .interfaceLanguages] == ["en", "cy"])
        #expect(metadata[all: .standards] == ["alias:gdpr"] && metadata[all: .dependsOnOpen] == ["PostgreSQL"])
        #expect(metadata[.localisationReady] == "yes")
        #expect(reading.broken.isEmpty && !reading.isUnreadable)
    }

    @Test("a mistake is named by file, line and field, and what is right beside it is kept")
    func degradesByField() {
        let reading = Self.read(
            Self.whole.replacing("developmentStatus: stable", with: "developmentStatus: stabel").replacing(
                "MIT OR Apache-2.0", with: "MITT"))
        #expect(
            reading.problems.map(\.description) == [
                "publiccode.yml:13: developmentStatus: it must be one of concept, development, beta, stable, obsolete; is “stable” meant?",
                "publiccode.yml:34: legal.license: “MITT” is no licence of the SPDX list (character 1).",
            ])
        #expect(reading.broken == [.status, .licence])
        #expect(
            reading.metadata[.status] == nil && reading.metadata[.title] == "Bin Day" && reading.metadata[all: .features] == ["Calendars"])
    }

    @Test(
        "what the format forbids is told",
        arguments: [
            ("name: Bin Day", "nam: Bin Day", "nam"), ("\"0\"", "0.5", "publiccodeYmlVersion"), ("\"0\"", "\"2\"", "publiccodeYmlVersion"),
            ("platforms: [web]", "platforms: web", "platforms"), ("[appointment-scheduling]", "[bins]", "categories[0]"),
            ("2026-04-15", "2026-02-30", "releaseDate"), ("\"https://bins.example/\"", "\"javascript:alert(1)\"", "landingURL"),
            ("localisationReady: true", "localisationReady: yes", "localisation.localisationReady"),
            ("  en:\n", "  en_GB:\n", "description.en_GB"),
            ("[en, cy]", "[en, xxx]", "localisation.availableLanguages[1]"),
            ("type: contract", "type: community", "maintenance.contractors"),
            ("alias:gdpr", "alias:nothing", "supports[0].id"), ("countries: [GB]", "countries: [Gb]", "intendedAudience.countries[0]"),
            ("\"https://council.example\"", "council", "organisation.uri"), ("2027-03-31", "some day", "maintenance.contractors[0].until"),
        ])
    func mistakes(_ text: String, _ other: String, _ field: String) {
        #expect(Self.problem(text, for: other)?.field == field)
    }

    @Test("lengths are counted in letters as people see them")
    func letters() {
        // Each of these is one letter of three and more scalars.
        let family = "👩‍👩‍👧"
        #expect(
            Self.problem("Tells people when their bins\n      are emptied.", for: String(repeating: family, count: 151))?.field
                == "description.en.shortDescription")
        // The end of the line is a letter too.
        let short = Self.whole.replacing("Tells people when their bins\n      are emptied.", with: String(repeating: family, count: 149))
        #expect(Self.read(short).isValid)
    }

    @Test("a logo must be a file of the repository and an image, and no other file of this machine")
    func logo() {
        struct Tree: ProjectTree {
            func holds(_ path: String) -> Bool { path == "logo.png" || path == "true.png" }
            func content(of path: String, atMost limit: Int) -> [UInt8]? {
                path == "true.png" ? [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] : [0]
            }
        }
        for (logo, isValid) in [
            ("true.png", true), ("logo.png", false), ("none.png", false), ("/etc/passwd.png", false), ("file:///x.png", false),
            ("../x.png", false),
            ("logo.gif", false),
        ] {
            #expect(Self.read(Self.whole + "logo: \"\(logo)\"\n", tree: Tree()).isValid == isValid, "\(logo)")
        }
    }

    @Test("what is written is read back as the same fields, and says 0.5")
    func roundTrip() {
        let reading = Self.read(Self.whole)
        var entry = CatalogueEntry(slug: "bin-day", title: reading.metadata[.title] ?? "", origin: .configured)
        entry.summary = reading.metadata[.summary] ?? ""
        entry.url = reading.metadata[.url]
        entry.licence = reading.metadata[.licence]
        entry.status = reading.metadata[.status].flatMap(ProjectStatus.init(rawValue:))
        entry.version = reading.metadata[.version]
        let sheet = CatalogueSheet(entry: entry, department: nil, project: nil, metadata: reading.metadata, problems: [], readAt: nil)
        let text = PubliccodeWriter.text(of: sheet)
        let again = Self.read(text)
        #expect(again.problems.filter { $0.severity == .mistake }.map(\.description) == [], "\(text)")
        #expect(text.contains("publiccodeYmlVersion: \"0.5\""))
        var expected = reading.metadata
        // Days come from tags, of which this one has none, and 0.5 has no place for standards.
        expected[.releaseDate] = nil
        expected[.standards] = nil
        #expect(again.metadata == expected)
    }

    @Test("a draft says what is missing rather than making it up")
    func draft() {
        let entry = CatalogueEntry(slug: "x", title: "X", origin: .decided)
        let text = PubliccodeWriter.text(
            of: CatalogueSheet(entry: entry, department: nil, project: nil, metadata: Metadata(), problems: [], readAt: nil))
        #expect(text.hasPrefix("# A draft."))
        #expect(text.contains("# legal: it is missing") && text.contains("# url: it is missing"))
        #expect(!text.contains("\nlegal:"))
    }

    @Test("contacts of people are not taken over")
    func contacts() {
        let text = Self.whole.replacing(
            "type: contract\n  contractors:\n    - name: Works Ltd\n      until: 2027-03-31",
            with: "type: internal\n  contacts:\n    - name: Ada Example\n      email: ada@example.org\n      phone: \"1\"")
        let reading = Self.read(text)
        #expect(reading.isValid)
        #expect(!reading.metadata.values.values.joined().contains { $0.contains("Ada") || $0.contains("@") })
    }
}
