import Catalogue
import Ledger
import Logging
import Measures
import Pages
import Store

/// Fills a store with a catalogue of invented projects and measures its search page. See `Benchmarks/catalogue`.
@main
struct CatalogueSpeed {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let store = try openStore(at: StoreLocation(arguments.first ?? "catalogue.sqlite"))
        let count = arguments.dropFirst().first.flatMap { Int($0) } ?? 10_000
        let feature = CatalogueFeature(CatalogueSettings(organisation: "Invented office", site: "http://localhost", copies: "/nowhere"))
        try await store.migrate([LedgerSchema.schema] + feature.schemas)
        var inventor = Inventor()
        let records = (0..<count).map { inventor.record($0) }
        let start = ContinuousClock.now
        try await store.write { [store] in try $0.replaceCatalogue(records, for: store) }
        print("\(count) entries stored in \(ContinuousClock.now - start)")

        let desk = MeasureDesk(store: store, catalogue: Measures.Catalogue([]), calendar: .utc)
        let examples = try await ScopeExamples.load(store)
        let site = try Site(
            frame: Frame(version: "speed", navigation: feature.navigation), routes: feature.routes(desk, examples: examples),
            logger: Logger(label: "speed"))
        _ = await site.respond(to: Incoming("/catalogue"))
        var times: [Duration] = []
        for number in 0..<400 {
            let address = inventor.address(number)
            let start = ContinuousClock.now
            let answer = await site.respond(to: Incoming(address))
            times.append(ContinuousClock.now - start)
            guard answer.status == 200 else { fatalError("\(address): \(answer.status)") }
        }
        times.sort()
        print(
            "\(times.count) search pages: median \(times[times.count / 2]), p95 \(times[times.count * 95 / 100]), longest \(times[times.count - 1])"
        )
        try await store.close()
    }
}

/// Invents the same projects and questions on every run.
private struct Inventor {
    private var state: UInt64 = 7
    private static let syllables = [
        "bin", "tax", "park", "road", "vote", "data", "map", "form", "case", "note", "mail", "time", "plan", "work", "code", "file", "list",
        "sign",
        "view", "desk",
    ]
    private static let licences = ["MIT", "Apache-2.0", "EUPL-1.2", "GPL-3.0-or-later", "BSD-3-Clause", "MIT OR Apache-2.0"]
    private static let languages = ["Swift", "Python", "Java", "TypeScript", "Go", "Rust", "C++", "Ruby"]

    private mutating func one<Element>(of choices: [Element]) -> Element {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return choices[Int(state >> 33) % choices.count]
    }

    private mutating func word() -> String {
        one(of: Self.syllables) + one(of: Self.syllables) + (one(of: [true, false, false]) ? one(of: Self.syllables) : "")
    }

    private mutating func words(_ count: Int) -> String { (0..<count).map { _ in word() }.joined(separator: " ") }

    mutating func record(_ number: Int) -> EntryRecord {
        var entry = CatalogueEntry(slug: "project-\(number)", title: words(2), origin: .imported)
        entry.summary = words(10)
        entry.licence = one(of: Self.licences)
        entry.languages = [one(of: Self.languages), one(of: Self.languages)]
        entry.status = one(of: ProjectStatus.allCases)
        entry.helpWanted = one(of: [0, 1, 2, 3])
        return EntryRecord(entry, sources: ["publiccode.yml": Metadata([.description: [words(120)], .tags: [word(), word()]])])
    }

    /// Each is asked once, so that no answer is kept from before.
    mutating func address(_ number: Int) -> String {
        let (first, second, page) = (one(of: Self.syllables), one(of: Self.syllables), number / 5 + 1)
        return switch number % 5 {
        case 0: "/catalogue?q=\(first)\(second)&page=\(page)"
        case 1: "/catalogue?q=\(first)+\(second)&licence=MIT&page=\(page)"
        case 2: "/catalogue?q=\(first)\(second.dropLast())q+\(first)&sort=title"
        case 3: "/catalogue?language=Swift&status=stable&help=yes&page=\(page)"
        default: "/catalogue?q=\(first)&sort=newest&page=\(page)"
        }
    }
}
