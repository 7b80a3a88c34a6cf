import Ledger
import Store
import TestSupport
import Testing

@testable import Catalogue

@Suite("Searching the catalogue")
struct SearchTests {
    /// Five projects; what each holds is plain to see.
    private static func fill(_ store: any SQLStore) async throws -> CatalogueSearch {
        let fixture = try await CatalogueFixture(store)
        var records = [
            CatalogueFixture.record(
                "bins", "Bin Day", summary: "When bins are emptied", description: "Calendars for streets.", tags: ["waste"]),
            CatalogueFixture.record("tax", "Tax forms", summary: "Forms for local taxes", description: "Mentions bin collection once."),
            CatalogueFixture.record("maps", "Karten für Müll", summary: "Maps of waste containers", tags: ["waste", "maps"]),
            CatalogueFixture.record("core", "C++ toolkit", summary: "A library"),
            CatalogueFixture.record("empty", "Nothing else"),
        ]
        records[0].entry.licence = "MIT"
        records[1].entry.licence = "MIT OR Apache-2.0"
        records[2].entry.licence = "EUPL-1.2"
        for index in 0..<3 { records[index].entry.languages = ["Swift"] }
        records[0].entry.status = .stable
        records[1].entry.status = .beta
        records[0].entry.helpWanted = 2
        (records[1].entry.version, records[1].entry.versionAt) = ("v2", Instant("2026-05-01"))
        (records[0].entry.version, records[0].entry.versionAt) = ("v1", Instant("2026-04-01"))
        try await fixture.put(records)
        return CatalogueSearch(store)
    }

    private static func found(_ search: CatalogueSearch, _ text: String, _ change: (inout CatalogueQuery) -> Void = { _ in }) async throws
        -> [String]
    {
        var query = CatalogueQuery()
        query.text = text
        change(&query)
        return try await search.find(query).entries.map(\.entry.slug)
    }

    @Test("every word must be found, the beginning of one is enough, and a match in the title comes first", arguments: TestEngine.allCases)
    func words(engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let search = try await Self.fill(store)
            #expect(try await Self.found(search, "bin") == ["bins", "tax"])
            #expect(try await Self.found(search, "BIN coll") == ["tax"])
            #expect(try await Self.found(search, "waste").sorted() == ["bins", "maps"])
            #expect(try await Self.found(search, "mull") == ["maps"])
            #expect(try await Self.found(search, "für") == ["maps"])
            #expect(try await Self.found(search, "C++") == ["core"])
            #expect(try await Self.found(search, "mit bin") == ["bins", "tax"])
            #expect(try await Self.found(search, "").count == 5)
        }
    }

    @Test(
        "a whole word in the title goes before its beginning there, that before the summary, that before the description",
        arguments: TestEngine.allCases)
    func ranks(engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let fixture = try await CatalogueFixture(store)
            // By title, none of these is where it must be.
            try await fixture.put([
                CatalogueFixture.record("description", "A", description: "Park and park and park, all in parks."),
                CatalogueFixture.record("beginning", "B", summary: "Of parking"),
                CatalogueFixture.record("summary", "C", summary: "In the park"),
                CatalogueFixture.record("inside", "Parking"),
                CatalogueFixture.record("whole", "The park"),
                CatalogueFixture.record("none", "Tax"),
            ])
            let search = CatalogueSearch(store)
            #expect(try await Self.found(search, "park") == ["whole", "inside", "summary", "beginning", "description"])
            // Asked again, it answers from what it found before, in whatever order it is asked for.
            #expect(
                try await Self.found(search, "park") { $0.order = .title } == ["description", "beginning", "summary", "inside", "whole"])
            // Each word counts where it stands best; what is worth the same stays in the order of titles.
            #expect(try await Self.found(search, "park the") == ["whole", "summary"])
            #expect(try await Self.found(search, "parking") == ["inside", "beginning"])
        }
    }

    @Test("no text means anything to the engine", arguments: TestEngine.allCases)
    func hostileText(engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let search = try await Self.fill(store)
            for text in [
                "\"", "'", "bin OR tax", "bin' | 'tax", "NEAR(bin tax)", "title:bin", "bin*)", "-bin", "!bin", "a & b", "<->", "\\", "%",
                "\0", "½", "🦊", "::tsquery", "*",
            ] {
                _ = try await Self.found(search, text)
            }
            // Words stay words.
            #expect(try await Self.found(search, "bin OR tax") == [])
            #expect(try await Self.found(search, "title:bin") == [])
            #expect(try await Self.found(search, "\"") == [])
            #expect(try await Self.found(search, "***") == [])
        }
    }

    @Test("a misspelled word is replaced by the nearest, and the result says so", arguments: TestEngine.allCases)
    func spelling(engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let search = try await Self.fill(store)
            for (typed, meant) in [("calendrs", "calendars"), ("contianers", "containers"), ("libary", "library")] {
                var query = CatalogueQuery()
                query.text = typed
                let result = try await search.find(query)
                #expect(result.corrected == meant && result.total == 1, "\(typed)")
            }
            var query = CatalogueQuery()
            query.text = "xyzzyplugh"
            let nothing = try await search.find(query)
            #expect(nothing.total == 0 && nothing.corrected == nil && nothing.byWords == 0 && nothing.all == 5)
        }
    }

    @Test("each choice is counted as if it were chosen beside all others", arguments: TestEngine.allCases)
    func facets(engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let search = try await Self.fill(store)
            var query = CatalogueQuery()
            query.licence = "MIT"
            let result = try await search.find(query)
            #expect(result.entries.map(\.entry.slug) == ["bins", "tax"])
            // Another licence is counted without the one that is chosen, another status with it.
            #expect(result.facets[.licence]?.map { "\($0.value) \($0.count)" } == ["MIT 2", "Apache-2.0 1", "EUPL-1.2 1"])
            #expect(result.facets[.status]?.map { "\($0.value) \($0.count)" } == ["beta 1", "stable 1"])
            #expect(result.facets[.language]?.map { "\($0.value) \($0.count)" } == ["Swift 2"])
            #expect(result.facets[.help]?.map(\.count) == [1])
            query.wantsHelp = true
            #expect(try await search.find(query).entries.map(\.entry.slug) == ["bins"])
            query.status = .beta
            let none = try await search.find(query)
            #expect(none.total == 0 && none.byWords == 5)
        }
    }

    @Test("the order is the one that was asked for")
    func order() async throws {
        try await withStore(on: .sqlite) { store in
            let search = try await Self.fill(store)
            #expect(try await Self.found(search, "bin") { $0.order = .newest } == ["tax", "bins"])
            #expect(try await Self.found(search, "") { $0.order = .title } == ["bins", "core", "maps", "empty", "tax"])
            #expect(try await Self.found(search, "") { $0.order = .help }.first == "bins")
        }
    }

    @Test("a changed catalogue is searched as it is now", arguments: TestEngine.allCases)
    func changes(engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let search = try await Self.fill(store)
            #expect(try await Self.found(search, "bin") == ["bins", "tax"])
            let fixture = try await CatalogueFixture(store)
            try await fixture.put([CatalogueFixture.record("new", "Bin lorries")])
            #expect(try await Self.found(search, "bin") == ["new"])
            #expect(try await Self.found(search, "tax") == [])
        }
    }

    @Test("the distance of words counts slips, and stops where there are too many")
    func distance() {
        func between(_ a: String, _ b: String, _ most: Int = 2) -> Int? { EditDistance.between(Array(a.utf8), Array(b.utf8), atMost: most) }
        #expect(between("data", "data") == 0 && between("data", "dta") == 1 && between("data", "dtaa") == 1 && between("data", "date") == 1)
        #expect(between("kitten", "sitting") == nil && between("kitten", "sitting", 3) == 3)
        // The look at letters alone never misses what the distance finds.
        for (a, b) in [("data", "dtaa"), ("data", "xdatay"), ("für", "fur"), ("abcd", "badc"), ("ab", "cd")] {
            guard let far = between(a, b) else { continue }
            #expect((Vocabulary.signs(of: Array(a.utf8)) ^ Vocabulary.signs(of: Array(b.utf8))).nonzeroBitCount <= 2 * far, "\(a) \(b)")
        }
        #expect(between("ab", "ba") == 1 && between("abcd", "badc") == 2 && between("a", "abcdef") == nil)
    }
}
