import Ledger
import Measures
import Store

/// What searches need of every entry, kept in memory as long as the catalogue does not change.
struct CatalogueShelf: Sendable {
    /// One entry, without what only its page shows.
    struct Card: Sendable {
        let entry: CatalogueEntry
        let department: CatalogueEntry.Department?
        let licences: [String]
    }

    /// The state of the catalogue that this is.
    let revision: Int64
    /// By title.
    let cards: [Card]
    let places: [Int64: Int]
    let vocabulary: Vocabulary
    let facets: FacetIndex
    let ranks: WordRanks
    /// By place: when the newest version was tagged, in seconds since 1970; the smallest number for none.
    let versionTimes: [Int64]
    /// By place: issues with which somebody else could help.
    let openings: [Int]

    /// - Parameter heads: the words of title, and of summary and terms, by the number of the entry.
    init(_ cards: [Card], _ heads: [Int64: (title: String, rest: String)], _ vocabulary: Vocabulary, revision: Int64) {
        self.cards = cards
        self.vocabulary = vocabulary
        self.revision = revision
        places = Dictionary(cards.enumerated().map { ($1.entry.id, $0) }, uniquingKeysWith: { first, _ in first })
        facets = FacetIndex(cards)
        ranks = WordRanks(cards.map { heads[$0.entry.id] ?? ("", "") })
        versionTimes = cards.map { $0.entry.versionAt?.seconds ?? .min }
        openings = cards.map(\.entry.openings)
    }

    /// - Parameter index: where the words of entries are.
    static func load(_ reader: any SQLReader, _ index: any FullText) throws -> CatalogueShelf {
        let departments = try reader.departments()
        let entries = try reader.catalogueEntries().sorted { ($0.title.lowercased(), $0.id) < ($1.title.lowercased(), $1.id) }
        let cards = entries.map { entry in
            Card(entry: entry, department: entry.departmentID.flatMap { departments[$0] }, licences: entry.licenceIDs)
        }
        return CatalogueShelf(cards, try index.heads(in: reader), try Vocabulary.load(reader), revision: try reader.catalogueRevision())
    }
}

/// Keeps one shelf for each state of the catalogue.
final class ShelfKeeper: Sendable {
    private let kept = AnswerCache<CatalogueShelf>(capacity: 2)
    private let store: any SQLStore

    init(_ store: any SQLStore) { self.store = store }

    func shelf() async throws -> CatalogueShelf {
        let store = store
        let revision = try await store.read { try $0.catalogueRevision() }
        return try await kept.value("shelf", revision: revision) { try await store.read { try CatalogueShelf.load($0, store.fullText) } }
    }
}
