import Ledger
import Measures
public import Store

/// What somebody looks for.
public struct CatalogueQuery: Sendable, Hashable {
    public enum Order: String, Sendable, CaseIterable {
        /// The best match first; by title where nothing is looked for.
        case relevance
        case title
        /// What was tagged last first.
        case newest
        /// What has the most issues for newcomers first.
        case help

        var title: String {
            switch self {
            case .relevance: "Best match"
            case .title: "Title"
            case .newest: "Newest version"
            case .help: "Help wanted"
            }
        }
    }

    public var text = ""
    public var licence: String?
    public var language: String?
    /// The slug of an organisation.
    public var department: String?
    public var status: ProjectStatus?
    /// Only those with open issues that ask for help or are good to begin with.
    public var wantsHelp = false
    public var order = Order.relevance
    /// From 1.
    public var page = 1

    public init() {}

    /// Entries on a page.
    public static let pageSize = 20
    /// More words than these change nothing any more.
    static let mostWords = 8
}

/// What was found.
public struct CatalogueResult: Sendable {
    /// A value of a facet with how many entries have it, of those that all other choices leave.
    public struct Choice: Sendable, Hashable {
        public let value: String
        public let title: String
        public let count: Int
    }

    public enum Facet: String, Sendable, CaseIterable {
        case status, licence, language, department, help
    }

    /// An entry with the name of its department.
    public struct Found: Sendable {
        public let entry: CatalogueEntry
        public let department: CatalogueEntry.Department?
    }

    /// The entries of the page.
    public let entries: [Found]
    public let total: Int
    public let facets: [Facet: [Choice]]
    /// What was searched for in place of misspelled words; nil when the words were found as they are.
    public let corrected: String?
    /// How many entries the words alone find, whatever else is chosen.
    public let byWords: Int
    /// How many entries there are at all.
    public let all: Int
}

/// Searches the entries: the database's index tells which hold the words, everything else is done in memory.
public struct CatalogueSearch: Sendable {
    private let store: any SQLStore
    private let keeper: ShelfKeeper
    /// What words were found in, so that turning pages and narrowing ask the database nothing.
    private let matches = AnswerCache<Match>(capacity: 64)

    public init(_ store: any SQLStore) {
        self.store = store
        keeper = ShelfKeeper(store)
    }

    private struct Match: Sendable {
        /// The words that were searched for, which are not always those that were asked for.
        let meant: [String]
        /// Upwards.
        let places: [Int32]
    }

    func shelf() async throws -> CatalogueShelf { try await keeper.shelf() }

    public func find(_ query: CatalogueQuery) async throws -> CatalogueResult {
        let shelf = try await keeper.shelf()
        let words = Array(SearchText.words(of: String(query.text.prefix(500))).prefix(CatalogueQuery.mostWords))
        var match = Match(meant: [], places: [])
        if !words.isEmpty {
            match = try await matches.value(words.joined(separator: " "), revision: shelf.revision) { [store] in
                try await Self.match(words, shelf, store)
            }
        } else if query.text.allSatisfy(\.isWhitespace) {
            match = Match(meant: [], places: shelf.cards.indices.map { Int32(truncatingIfNeeded: $0) })
        }
        // Else it is signs alone, which are in no entry.
        let (found, facets) = shelf.facets.narrow(match.places, to: query)
        let entries = ordered(found, query, match.meant, shelf).dropFirst((query.page - 1) * CatalogueQuery.pageSize).prefix(
            CatalogueQuery.pageSize)
        return CatalogueResult(
            entries: entries.map { CatalogueResult.Found(entry: shelf.cards[$0].entry, department: shelf.cards[$0].department) },
            total: found.count,
            facets: facets, corrected: match.meant != words && !match.places.isEmpty ? match.meant.joined(separator: " ") : nil,
            byWords: match.places.count, all: shelf.cards.count)
    }

    private static func match(_ words: [String], _ shelf: CatalogueShelf, _ store: any SQLStore) async throws -> Match {
        let meant = words.map { shelf.vocabulary.holds(prefix: $0) ? $0 : shelf.vocabulary.nearest(to: $0) ?? $0 }
        let index = store.fullText
        let places = try await store.read { reader in
            var places: [Int32] = []
            try index.search(meant, in: reader) { entry in
                if let place = shelf.places[entry] { places.append(Int32(truncatingIfNeeded: place)) }
            }
            return places
        }
        return Match(meant: meant, places: places.sorted())
    }

    private func ordered(_ places: [Int], _ query: CatalogueQuery, _ meant: [String], _ shelf: CatalogueShelf) -> [Int] {
        // Cards, and so the places, are in the order of their titles.
        switch query.order {
        case .title: return places
        case .relevance: return meant.isEmpty ? places : shelf.ranks.ranked(places, by: meant)
        case .newest:
            return places.sorted { a, b in
                let (first, second) = (shelf.versionTimes[a], shelf.versionTimes[b])
                return first == second ? a < b : first > second
            }
        case .help:
            return places.sorted { a, b in
                let (first, second) = (shelf.openings[a], shelf.openings[b])
                return first == second ? a < b : first > second
            }
        }
    }
}

extension CatalogueEntry {
    /// Issues with which somebody else could help.
    var openings: Int { helpWanted + firstIssues }
}
