import Access
import Contributions
import Ledger
import Logging
import Measures
import Store
import TestSupport

@testable import Catalogue
@testable import Pages

/// An office with a few projects of which some were released, on 30 June 2026.
struct CatalogueFixture {
    static let now = Instant("2026-06-30T12:00:00Z")!

    let store: any SQLStore
    let ledger: SmallLedger
    let desk: MeasureDesk
    var settings: CatalogueSettings

    init(_ store: any SQLStore) async throws {
        self.store = store
        let contributions = ContributionsFeature(store: store, calendar: .utc)
        ledger = try await SmallLedger(store, recordedAt: Self.now)
        try await store.migrate([LedgerSchema.schema, CatalogueSchema.schema])
        desk = MeasureDesk(store: store, catalogue: Measures.Catalogue(contributions.measures), calendar: .utc, clock: { Self.now })
        settings = CatalogueSettings(organisation: "Example Council", site: "https://office.example", copies: "/nowhere")
    }

    func site(reuse: ReuseLookup = .none, door: Door = Door()) async throws -> Site {
        let feature = CatalogueFeature(settings, reuse: reuse)
        return try Site(
            frame: Frame(version: "test", navigation: feature.navigation),
            routes: feature.routes(desk, examples: try await ScopeExamples.load(store)),
            logger: Logger(label: "test"), door: door)
    }

    @discardableResult
    func refresh() async throws -> CatalogueRefresh.Summary { try await CatalogueRefresh(settings, desk: desk).run() }

    /// Decides that a project's repository is open, or closed.
    func decide(
        _ project: String, _ visibility: Publication.Visibility = .open, licence: String? = "MIT", department: Int64? = nil,
        released: Bool = true
    ) async throws {
        try await store.write { writer in
            let id = try writer.projects().first { $0.slug == project }?.id
            try Publications.record(
                Publication(
                    location: "https://forge.example/\(project)", title: project, projectID: id, organisationID: department,
                    visibility: visibility,
                    licence: licence, decidedAt: Instant("2026-06-01")!,
                    releasedAt: released && visibility == .open ? Instant("2026-06-02")! : nil),
                at: Self.now, in: writer)
        }
    }

    /// Stores entries as they are, with these texts in their files.
    func put(_ records: [EntryRecord]) async throws {
        let index = store.fullText
        try await store.write { try $0.replaceCatalogue(records, index: index) }
    }

    static func record(_ slug: String, _ title: String, summary: String = "", description: String? = nil, tags: [String] = [])
        -> EntryRecord
    {
        var entry = CatalogueEntry(slug: slug, title: title, origin: .imported)
        entry.summary = summary
        var metadata = Metadata([.title: [title], .tags: tags])
        metadata[.description] = description
        return EntryRecord(entry, sources: ["publiccode.yml": metadata])
    }
}
