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
        var configured: [(setting: RepositorySetting, location: String)] = []
        for setting in office.configuration.collection.repositories {
            configured.append((setting, try RepositoryLocation.configured(setting.location)))
        }
        let wanted = try named.map { (given: $0, location: try RepositoryLocation.checked($0)) }
        let (settings, groups) = (configured, office.configuration.groups)
        return try await office.store.write { writer in
            for group in groups { _ = try writer.group(slug: group.slug, title: group.title, at: .now) }
            var addresses: [String: String] = [:]
            for (setting, location) in settings {
                let project = try project(setting.project, title: setting.title, in: writer)
                _ = try writer.repository(at: location, kind: CollectorChoice.kind(of: location), project: project, at: .now)
                addresses[location] = setting.location
                for slug in setting.groups {
                    let group = try writer.group(slug: slug, at: .now)
                    try writer.setMembership(of: project, in: group, to: true, madeBy: "steward.yml", at: .now)
                }
            }
            for (given, location) in wanted {
                addresses[location] = given
                guard try !writer.repositories().contains(where: { $0.location == location }) else { continue }
                let project = try project(freeSlug(for: location, in: writer), title: nil, in: writer)
                _ = try writer.repository(at: location, kind: CollectorChoice.kind(of: location), project: project, at: .now)
            }
            let titles = Dictionary(uniqueKeysWithValues: try writer.projects().map { ($0.id, $0.title) })
            let chosen = Set(wanted.map(\.location))
            return CollectionPlan(
                entries: try writer.repositories().filter { chosen.isEmpty || chosen.contains($0.location) }.map { repository in
                    Entry(
                        repository: repository, title: titles[repository.projectID] ?? repository.location,
                        address: addresses[repository.location] ?? repository.location)
                })
        }
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
