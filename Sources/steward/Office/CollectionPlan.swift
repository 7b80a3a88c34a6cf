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

    /// - Parameter named: paths and addresses from the command line; when there are none, everything that is known.
    static func make(_ office: Office, named: [String]) async throws -> CollectionPlan {
        let settings = office.configuration.collection
        let configured = try settings.repositories.map { ConfiguredPlace($0, try Place(configured: $0.location)) }
            + settings.forgeProjects.map(ConfiguredPlace.init)
        let wanted = try named.map(Place.init(named:))
        let groups = office.configuration.groups
        return try await office.store.write { writer in
            for group in groups { _ = try writer.group(slug: group.slug, title: group.title, at: .now) }
            var addresses: [Place.Key: String] = [:]
            for setting in configured {
                let project = try project(setting.project, title: setting.title, in: writer)
                _ = try writer.repository(at: setting.place.key.location, kind: setting.place.key.kind, project: project, at: .now)
                addresses[setting.place.key] = setting.place.given
                for slug in setting.groups {
                    let group = try writer.group(slug: slug, at: .now)
                    try writer.setMembership(of: project, in: group, to: true, madeBy: "steward.yml", at: .now)
                }
            }
            for place in wanted {
                addresses[place.key] = place.given
                try add(place, in: writer)
            }
            let titles = Dictionary(uniqueKeysWithValues: try writer.projects().map { ($0.id, $0.title) })
            let chosen = Set(wanted.map(\.key))
            return CollectionPlan(
                entries: try writer.repositories().filter { chosen.isEmpty || chosen.contains($0.place) }.map { repository in
                    Entry(
                        repository: repository, title: titles[repository.projectID] ?? repository.location,
                        address: addresses[repository.place] ?? repository.location)
                })
        }
    }

    /// Adds what the ledger does not know to a project of its own, or to that whose git repository is at the same address.
    private static func add(_ place: Place, in writer: any SQLWriter) throws {
        let repositories = try writer.repositories()
        guard !repositories.contains(where: { $0.place == place.key }) else { return }
        let sibling = repositories.first { $0.place.address == place.key.address }
        let project =
            try writer.projects().first { $0.id == sibling?.projectID }
            ?? project(freeSlug(for: place.given, in: writer), title: nil, in: writer)
        _ = try writer.repository(at: place.key.location, kind: place.key.kind, project: project, at: .now)
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
    let project: String
    let title: String?
    let groups: [String]

    init(_ setting: RepositorySetting, _ place: Place) {
        self.place = place
        (project, title, groups) = (setting.project, setting.title, setting.groups)
    }

    init(_ setting: ForgeProjectSetting) {
        place = Place(setting.location)
        (project, title, groups) = (setting.project, setting.title, setting.groups)
    }
}
