import Access
import Ledger
public import Measures
public import Pages
public import Store

/// The public catalogue of released projects: search, pages, feeds, badges, and the formats of other catalogues.
public struct CatalogueFeature: Feature {
    let settings: CatalogueSettings
    private let reuse: ReuseLookup

    /// - Parameter reuse: where code of entries was found.
    public init(_ settings: CatalogueSettings, reuse: ReuseLookup = .none) { (self.settings, self.reuse) = (settings, reuse) }

    public var schemas: [Store.Schema] { [CatalogueSchema.schema] }
    public var measures: [any Measure] { [] }
    public var navigation: [Frame.Entry] { [Frame.Entry("Catalogue", "/catalogue", in: .projects)] }

    public func routes(_ desk: MeasureDesk, examples: ScopeExamples) -> [Route] {
        let catalogue = CatalogueDesk(settings, measures: desk, reuse: reuse)
        let example = settings.projects.first?.project ?? examples.released
        return CataloguePage(desk: catalogue, example: examples.organisation).routes + EntryPage(desk: catalogue, example: example).routes
            + CatalogueFiles(desk: catalogue, example: example).routes + CatalogueAPI(desk: catalogue, example: example).routes
    }
}

/// Where pages, API and commands ask the catalogue.
struct CatalogueDesk: Sendable {
    let settings: CatalogueSettings
    let measures: MeasureDesk
    let search: CatalogueSearch
    let figures: ProjectFigures
    let labels: IssueLabels
    private let reuse: ReuseLookup

    init(_ settings: CatalogueSettings, measures: MeasureDesk, reuse: ReuseLookup = .none) {
        self.reuse = reuse
        self.settings = settings
        self.measures = measures
        search = CatalogueSearch(measures.store)
        figures = ProjectFigures(desk: measures)
        labels = IssueLabels(settings)
    }

    var store: any SQLStore { measures.store }

    /// Changes whenever a page about the catalogue may.
    func revision() async throws -> String {
        let catalogue = try await store.read { try $0.catalogueRevision() }
        return "\(catalogue) \(try await measures.revision())"
    }

    /// Changes whenever the page of an entry may, which also tells where its code was found.
    func entryRevision() async throws -> String { "\(try await revision()) \(try await reuse.revision())" }

    /// Who reuses an entry.
    ///
    /// - Parameter tellsFound: whether whoever asks may see what was found.
    func users(of sheet: CatalogueSheet, tellsFound: Bool) async throws -> EntryUsers {
        var found: [FoundReuse] = []
        if tellsFound, let project = sheet.project { found = try await reuse.found(project) }
        let organisations = try await store.read { try $0.departments() }.sorted { $0.key < $1.key }.map(\.value)
        return EntryUsers(stated: sheet.metadata[all: .usedBy], found: found, organisations: organisations)
    }

    /// The department of that name, also one that has released nothing; nil when there is none.
    func department(_ slug: String, on shelf: CatalogueShelf) async throws -> CatalogueEntry.Department? {
        if let department = shelf.cards.lazy.compactMap(\.department).first(where: { $0.slug == slug }) { return department }
        return try await store.read { try $0.departments() }.values.first { $0.slug == slug }
    }

    /// - Throws: a problem that names what is near, when there is no such entry.
    func sheet(_ slug: String) async throws -> CatalogueSheet {
        if let sheet = try await store.read({ try $0.catalogueSheet(slug) }) { return sheet }
        let near = Nearest.word(to: slug, among: try await search.shelf().cards.map(\.entry.slug))
        let suggestions =
            (near.map { [Problem.Suggested("Perhaps \($0)", "/catalogue/\($0)")] } ?? []) + [
                Problem.Suggested("The catalogue", "/catalogue")
            ]
        throw Problem.notFound("The catalogue has no project “\(slug.prefix(80))”.", suggestions: suggestions)
    }
}
