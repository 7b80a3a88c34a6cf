import Collectors
import Contributions
import Ledger
import Store

/// Which repositories a collection reads, after the configuration's projects and groups were brought into the ledger.
struct CollectionPlan: Sendable {
    struct Entry: Sendable {
        let repository: Repository
        let title: String
        /// As it was given, which may hold credentials that the ledger does not.
        let address: String
    }

    let entries: [Entry]
    /// Groups whose projects could not be listed, in words; what is known of them is collected.
    var problems: [String] = []

    /// - Parameter named: paths and addresses from the command line; when there are none, everything that is known.
    static func make(
        _ office: Office, named: [String], progress: @escaping @Sendable (CollectionProgress) -> Void = { _ in }
    ) async throws -> CollectionPlan {
        var listing = GroupListings(office: office, progress: progress)
        var configured = try office.configuration.collection.repositories.map { ConfiguredPlace($0, try Place(configured: $0.location)) }
        for setting in office.configuration.collection.forgeProjects {
            // Who names what to collect does not want whole groups listed first.
            guard !setting.location.isGroup || named.isEmpty else { continue }
            configured += try await listing.projects(of: setting.location).map { ConfiguredPlace(setting, $0) }
        }
        var wanted: [Place] = []
        for text in named {
            if let forge = ForgeLocation(text), forge.isGroup {
                wanted += try await listing.projects(of: forge).map { Place($0) }
            } else {
                wanted.append(try Place(named: text))
            }
        }
        let (settings, places, groups) = (configured, wanted, office.configuration.groups)
        let entries = try await office.store.write { writer in
            for group in groups { _ = try writer.group(slug: group.slug, title: group.title, at: .now) }
            var addresses: [Place.Key: String] = [:]
            for setting in settings {
                addresses[setting.place.key] = setting.place.given
                let project = try add(setting, in: writer)
                for slug in setting.groups {
                    let group = try writer.group(slug: slug, at: .now)
                    try writer.setMembership(of: project, in: group, to: true, madeBy: "steward.yml", at: .now)
                }
            }
            for place in places {
                addresses[place.key] = place.given
                try add(place, in: writer)
            }
            let titles = Dictionary(uniqueKeysWithValues: try writer.projects().map { ($0.id, $0.title) })
            let chosen = Set(places.map(\.key))
            return try writer.repositories().filter { named.isEmpty || chosen.contains($0.place) }.map { repository in
                Entry(
                    repository: repository, title: titles[repository.projectID] ?? repository.location,
                    address: addresses[repository.place] ?? repository.location)
            }
        }
        return CollectionPlan(entries: entries, problems: listing.problems)
    }

    private static func add(_ setting: ConfiguredPlace, in writer: any SQLWriter) throws -> Project {
        guard let slug = setting.project else { return try add(setting.place, in: writer) }
        let project = try project(slug, title: setting.title, in: writer)
        _ = try writer.repository(at: setting.place.key.location, kind: setting.place.key.kind, project: project, at: .now)
        return project
    }

    /// Adds what the ledger does not know to a project of its own, or to that whose repository is at the same address.
    @discardableResult
    private static func add(_ place: Place, in writer: any SQLWriter) throws -> Project {
        let sibling = try writer.repositories().first { $0.place.address == place.key.address }
        let project =
            try writer.projects().first { $0.id == sibling?.projectID }
            ?? project(freeSlug(for: place.given, in: writer), title: nil, in: writer)
        _ = try writer.repository(at: place.key.location, kind: place.key.kind, project: project, at: .now)
        return project
    }

    private static func project(_ slug: String, title: String?, in writer: any SQLWriter) throws -> Project {
        if let found = try writer.projects().first(where: { $0.slug == slug }) { return found }
        return try writer.addProject(slug: slug, title: title ?? slug, at: .now)
    }

    /// A slug from the end of the path, with a number when another project has it.
    private static func freeSlug(for location: String, in writer: any SQLWriter) throws -> String {
        let taken = Set(try writer.projects().map(\.slug))
        let slug = Slug.made(from: location)
        guard taken.contains(slug) else { return slug }
        return (2...).lazy.map { "\(slug.prefix(74))-\($0)" }.first { !taken.contains($0) } ?? slug
    }
}

/// A repository as the configuration names it, with where it is.
private struct ConfiguredPlace: Sendable {
    let place: Place
    /// Nil for one of a group, which is a project of its own.
    let project: String?
    let title: String?
    let groups: [String]

    init(_ setting: RepositorySetting, _ place: Place) {
        self.place = place
        (project, title, groups) = (setting.project, setting.title, setting.groups)
    }

    /// - Parameter location: the project itself, or one of the group that the setting names.
    init(_ setting: ForgeProjectSetting, _ location: ForgeLocation) {
        place = Place(location)
        groups = setting.groups
        project = setting.location.isGroup ? nil : setting.project
        title = setting.location.isGroup ? nil : setting.title
    }
}

/// Lists the projects of groups, and remembers what could not be listed.
private struct GroupListings {
    let office: Office
    let progress: @Sendable (CollectionProgress) -> Void
    private(set) var problems: [String] = []

    init(office: Office, progress: @escaping @Sendable (CollectionProgress) -> Void) {
        self.office = office
        self.progress = progress
    }

    /// The location itself when it is no group.
    mutating func projects(of location: ForgeLocation) async throws -> [ForgeLocation] {
        guard location.isGroup else { return [location] }
        do {
            return try await Forges.projects(of: location, office, progress: progress)
        } catch let error as any SourceFailure {
            problems.append("\(location.address)/*: \(error.description)")
            return []
        }
    }
}
