import Inspection
import Ledger
import Store

/// Why something is in the catalogue: what was decided, what the configuration lists, what was imported.
struct CatalogueSources: Sendable {
    /// Something that will be an entry.
    struct Candidate: Sendable {
        var entry: CatalogueEntry
        var projectSlug: String?
        /// The repository's address as decisions spell it; nil where the project alone is known.
        var location: String?
        /// What goes before the files.
        var title: String?
        var summary: String?
        var status: ProjectStatus?
        var owner: String?
        /// What goes after the files.
        var purpose: String?

        /// The git repository whose files tell about it: the one at its address, or else the first of its project.
        func repository(among repositories: [Int64: [Repository]]) -> Repository? {
            guard let project = entry.projectID, let all = repositories[project] else { return nil }
            return all.first { $0.location.hasPrefix("/") == false && PublicationLocation.key($0.location) == location }
                ?? all.first { PublicationLocation.key($0.location) == location } ?? all.first
        }
    }

    private(set) var candidates: [Candidate] = []
    private(set) var remarks: [String] = []
    /// The names that entries have, and those that other pages have where entries are.
    private var slugs: Set<String> = ["departments", "releases.atom"]

    private struct Ground {
        let projects: [Project]
        let organisations: [Organisation]
        /// The web addresses of projects at their forges, by the number of the project.
        let addresses: [Int64: String]
        /// Projects by the addresses of their repositories.
        let byLocation: [String: Int64]
        let closed: Set<Int64>
    }

    init(_ settings: CatalogueSettings, _ reader: any SQLReader, at now: Instant) throws {
        let decisions = try Publications.current(reader).filter { $0.holds(at: now) }
        let ground = try Self.ground(reader, decisions)
        let listed = Dictionary(settings.projects.map { ($0.project, $0) }, uniquingKeysWith: { first, _ in first })
        for decision in decisions where decision.visibility == .open && decision.releasedAt.map({ $0 <= now }) == true {
            add(decision, listed, ground)
        }
        let purposes = try settings.purposes(reader)
        for (index, candidate) in candidates.enumerated() {
            let decision = decisions.first { $0.id == candidate.entry.publicationID }
            candidates[index].purpose = decision?.caseNumber.flatMap { purposes[$0] }
        }
        for project in settings.projects { add(project, ground) }
        let urls = Set(candidates.compactMap { $0.entry.url.flatMap(PublicationLocation.key) })
        for record in try reader.catalogueRecords().values.sorted(by: { $0.entry.id < $1.entry.id }) where record.entry.origin == .imported
        {
            let isKnown = record.entry.url.flatMap(PublicationLocation.key).map(urls.contains) == true
            guard !isKnown, slugs.insert(record.entry.slug).inserted else { continue }
            // All but its address is worked out anew from what the file said.
            var entry = CatalogueEntry(slug: record.entry.slug, title: record.entry.title, origin: .imported)
            entry.url = record.entry.url
            candidates.append(Candidate(entry: entry))
        }
    }

    private static func ground(_ reader: any SQLReader, _ decisions: [Publication]) throws -> Ground {
        var byLocation: [String: Int64] = [:]
        var addresses: [Int64: String] = [:]
        for repository in try reader.repositories() {
            if let key = PublicationLocation.key(repository.location) { byLocation[key] = repository.projectID }
            if addresses[repository.projectID] == nil, Address.isWeb(repository.location) {
                addresses[repository.projectID] = PublicationLocation.key(repository.location)
            }
        }
        let projects = try reader.projects()
        let closed = decisions.filter { $0.visibility == .closed }.compactMap { $0.projectID ?? byLocation[$0.location] }
        return Ground(
            projects: projects, organisations: try reader.organisations(), addresses: addresses, byLocation: byLocation, closed: Set(closed)
        )
    }

    private mutating func add(_ decision: Publication, _ listed: [String: CatalogueSettings.Listed], _ ground: Ground) {
        let project = (decision.projectID ?? ground.byLocation[decision.location]).flatMap { id in ground.projects.first { $0.id == id } }
        let name = project?.slug ?? Slug.made(from: decision.location)
        var entry = CatalogueEntry(
            slug: free(name), title: decision.title.isEmpty ? project?.title ?? name : decision.title.onOneLine.cleaned, origin: .decided)
        entry.url = Address.isWeb(decision.location) ? decision.location : project.flatMap { ground.addresses[$0.id] }
        entry.licence = decision.licence.flatMap { (try? LicenceExpression($0))?.description }
        entry.departmentID = decision.organisationID
        entry.projectID = project?.id
        entry.publicationID = decision.id
        entry.releasedAt = decision.releasedAt
        var candidate = Candidate(entry: entry, projectSlug: project?.slug, location: decision.location)
        if let project, let said = listed[project.slug] { complete(&candidate, by: said, ground) }
        candidates.append(candidate)
    }

    private mutating func add(_ said: CatalogueSettings.Listed, _ ground: Ground) {
        guard let project = ground.projects.first(where: { $0.slug == said.project }) else {
            remarks.append("catalogue.projects names the project `\(said.project)`, which is not there; collect it first.")
            return
        }
        guard !candidates.contains(where: { $0.entry.projectID == project.id }) else { return }
        guard !ground.closed.contains(project.id) else {
            remarks.append("catalogue.projects names the project `\(said.project)`, which was decided to be closed; it is not shown.")
            return
        }
        var entry = CatalogueEntry(slug: free(project.slug), title: project.title, origin: .configured)
        entry.url = ground.addresses[project.id]
        entry.projectID = project.id
        var candidate = Candidate(entry: entry, projectSlug: project.slug)
        complete(&candidate, by: said, ground)
        candidates.append(candidate)
    }

    private mutating func complete(_ candidate: inout Candidate, by said: CatalogueSettings.Listed, _ ground: Ground) {
        (candidate.summary, candidate.status, candidate.owner) = (said.summary, said.status, said.owner)
        if let title = said.title { candidate.title = title }
        if candidate.entry.licence == nil { candidate.entry.licence = said.licence }
        guard candidate.entry.departmentID == nil, let department = said.department else { return }
        if let found = ground.organisations.first(where: { $0.slug == department }) {
            candidate.entry.departmentID = found.id
        } else {
            remarks.append("catalogue.projects names the department `\(department)`, which is no organisation.")
        }
    }

    /// The name, with a number when another entry has it.
    private mutating func free(_ name: String) -> String {
        let slug = slugs.contains(name) ? (2...).lazy.map { "\(name.prefix(74))-\($0)" }.first { !slugs.contains($0) } ?? name : name
        slugs.insert(slug)
        return slug
    }
}

/// The same terms said in one way.
func normalisedLicence(_ text: String) throws(LicenceExpressionError) -> String { try LicenceExpression(text).normalised().description }

extension SQLReader {
    /// All entries with what each file said of them and what was wrong with it, by their slugs.
    func catalogueRecords() throws -> [String: EntryRecord] {
        let read = Dictionary(
            uniqueKeysWithValues: try rows("SELECT id, read_at FROM catalogue_entries") { ($0.integer(0), $0.optionalInteger(1)) })
        let fields = try allCatalogueFields(), problems = try allCatalogueProblems()
        let records = try catalogueEntries().map { entry in
            EntryRecord(
                entry, sources: fields[entry.id] ?? [:], problems: problems[entry.id] ?? [],
                readAt: read[entry.id]?.map(Instant.init(seconds:)))
        }
        return Dictionary(records.map { ($0.entry.slug, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
