import Ledger
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

/// Searches the entries: words in the database's index, everything else in memory.
public struct CatalogueSearch: Sendable {
    private let store: any SQLStore
    private let keeper: ShelfKeeper

    public init(_ store: any SQLStore) {
        self.store = store
        keeper = ShelfKeeper(store)
    }

    func shelf() async throws -> CatalogueShelf { try await keeper.shelf() }

    public func find(_ query: CatalogueQuery) async throws -> CatalogueResult {
        let shelf = try await keeper.shelf()
        let words = Array(SearchText.words(of: String(query.text.prefix(500))).prefix(CatalogueQuery.mostWords))
        var places = Array(shelf.cards.indices)
        var corrected: String?
        if !words.isEmpty {
            let meant = words.map { shelf.vocabulary.holds(prefix: $0) ? $0 : shelf.vocabulary.nearest(to: $0) ?? $0 }
            let index = store.fullText
            places = try await store.read { try index.search(meant, in: $0) }.compactMap { shelf.places[$0] }
            if meant != words, !places.isEmpty { corrected = meant.joined(separator: " ") }
        } else if !query.text.isEmpty, query.text.contains(where: { !$0.isWhitespace }) {
            // Signs alone are in no entry.
            places = []
        }
        return Self.narrowed(places, query, shelf, corrected)
    }

    private static func narrowed(_ places: [Int], _ query: CatalogueQuery, _ shelf: CatalogueShelf, _ corrected: String?) -> CatalogueResult {
        let filter = FacetFilter(query)
        var tally = FacetTally()
        var found: [Int] = []
        for place in places {
            let card = shelf.cards[place]
            let misses = filter.misses(of: card)
            if misses.isEmpty { found.append(place) }
            tally.count(card, misses: misses)
        }
        let entries = ordered(found, query, shelf).dropFirst((query.page - 1) * CatalogueQuery.pageSize).prefix(CatalogueQuery.pageSize)
        return CatalogueResult(
            entries: entries.map { CatalogueResult.Found(entry: shelf.cards[$0].entry, department: shelf.cards[$0].department) }, total: found.count,
            facets: tally.facets, corrected: corrected, byWords: places.count, all: shelf.cards.count)
    }

    private static func ordered(_ places: [Int], _ query: CatalogueQuery, _ shelf: CatalogueShelf) -> [Int] {
        // Cards are in the order of their titles.
        switch query.order {
        case .relevance: return places
        case .title: return places.sorted()
        case .newest:
            return places.sorted { a, b in
                let (first, second) = (shelf.cards[a].entry.versionAt?.seconds ?? .min, shelf.cards[b].entry.versionAt?.seconds ?? .min)
                return first == second ? a < b : first > second
            }
        case .help:
            return places.sorted { a, b in
                let (first, second) = (shelf.cards[a].entry.openings, shelf.cards[b].entry.openings)
                return first == second ? a < b : first > second
            }
        }
    }
}

extension CatalogueEntry {
    /// Issues with which somebody else could help.
    var openings: Int { helpWanted + firstIssues }
}

/// Compares entries with what was chosen.
struct FacetFilter {
    private let query: CatalogueQuery

    init(_ query: CatalogueQuery) { self.query = query }

    /// The facets by which an entry is not what was chosen.
    func misses(of card: CatalogueShelf.Card) -> FacetSet {
        var misses: FacetSet = []
        if let status = query.status, card.entry.status != status { misses.insert(.status) }
        if let licence = query.licence, !card.licences.contains(licence) { misses.insert(.licence) }
        if let language = query.language, !card.entry.languages.contains(language) { misses.insert(.language) }
        if let department = query.department, card.department?.slug != department { misses.insert(.department) }
        if query.wantsHelp, card.entry.openings == 0 { misses.insert(.help) }
        return misses
    }
}

struct FacetSet: OptionSet {
    let rawValue: UInt8
    static let status = FacetSet(rawValue: 1)
    static let licence = FacetSet(rawValue: 2)
    static let language = FacetSet(rawValue: 4)
    static let department = FacetSet(rawValue: 8)
    static let help = FacetSet(rawValue: 16)
}

/// Counts what each value of a facet would find, were it chosen with all that is chosen in the other facets.
struct FacetTally {
    private var counts: [CatalogueResult.Facet: [String: Int]] = [:]
    private var titles: [String: String] = [:]

    mutating func count(_ card: CatalogueShelf.Card, misses: FacetSet) {
        if misses.isSubset(of: .status), let status = card.entry.status { counts[.status, default: [:]][status.rawValue, default: 0] += 1 }
        if misses.isSubset(of: .licence) { for id in card.licences { counts[.licence, default: [:]][id, default: 0] += 1 } }
        if misses.isSubset(of: .language) { for name in card.entry.languages { counts[.language, default: [:]][name, default: 0] += 1 } }
        if misses.isSubset(of: .department), let department = card.department {
            counts[.department, default: [:]][department.slug, default: 0] += 1
            titles[department.slug] = department.name
        }
        if misses.isSubset(of: .help), card.entry.openings > 0 { counts[.help, default: [:]]["yes", default: 0] += 1 }
    }

    /// The most frequent first.
    var facets: [CatalogueResult.Facet: [CatalogueResult.Choice]] {
        Dictionary(uniqueKeysWithValues: counts.map { facet, values in
            let choices = values.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { value, count in
                CatalogueResult.Choice(value: value, title: title(of: value, facet), count: count)
            }
            return (facet, choices)
        })
    }

    private func title(of value: String, _ facet: CatalogueResult.Facet) -> String {
        switch facet {
        case .status: ProjectStatus(rawValue: value)?.title ?? value
        case .department: titles[value] ?? value
        case .help: "With open issues for newcomers"
        case .licence, .language: value
        }
    }
}
