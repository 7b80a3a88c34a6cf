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

    /// By title.
    let cards: [Card]
    let places: [Int64: Int]
    let vocabulary: Vocabulary

    init(_ cards: [Card], _ vocabulary: Vocabulary) {
        self.cards = cards
        self.vocabulary = vocabulary
        places = Dictionary(cards.enumerated().map { ($1.entry.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    static func load(_ reader: any SQLReader) throws -> CatalogueShelf {
        let departments = try reader.departments()
        let entries = try reader.catalogueEntries().sorted { ($0.title.lowercased(), $0.id) < ($1.title.lowercased(), $1.id) }
        let cards = entries.map { entry in
            Card(entry: entry, department: entry.departmentID.flatMap { departments[$0] }, licences: entry.licenceIDs)
        }
        return CatalogueShelf(cards, try Vocabulary.load(reader))
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
        return try await kept.value("shelf", revision: revision) { try await store.read { try CatalogueShelf.load($0) } }
    }
}
