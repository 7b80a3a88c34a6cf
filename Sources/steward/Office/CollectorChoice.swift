import Collectors
import Ledger

/// Picks the collector of a repository by its kind and by where it is.
struct CollectorChoice: Sendable {
    private let git: GitCollector
    private let backups: BackupCollector
    private let exports: GitLabExportCollector
    private let forges: Forges

    init(_ office: Office, for places: [Place.Key]) throws {
        let settings = office.configuration.collection
        git = GitCollector(
            store: office.store, folder: "\(office.configuration.dataFolder)/git", excludedRefs: settings.excludedRefs,
            lines: settings.reader)
        backups = BackupCollector(store: office.store)
        exports = GitLabExportCollector(store: office.store)
        forges = try Forges(office, for: places)
    }

    /// The kind of a repository on this machine, or at an address for git, that is new to the ledger.
    static func kind(of location: String) -> String {
        if BackupCollector.isBackup(location) { return ForgeKind.github.rawValue }
        return GitLabExportCollector.isExport(location) ? ForgeKind.gitlab.rawValue : "git"
    }

    func collect(
        _ entry: CollectionPlan.Entry, fromArchive: Bool = false, progress: @escaping @Sendable (CollectionProgress) -> Void
    ) async throws -> CollectionSummary {
        if let live = forges.collector(of: entry.repository.place) {
            return try await fromArchive
                ? live.remap(entry.repository, progress: progress) : live.collect(entry.repository, progress: progress)
        }
        return switch entry.repository.kind {
        case ForgeKind.github.rawValue:
            try await backups.collect(entry.repository, title: entry.title, progress: progress)
        case ForgeKind.gitlab.rawValue:
            try await exports.collect(entry.repository, title: entry.title, progress: progress)
        default:
            try await git.collect(entry.repository, title: entry.title, from: entry.address, progress: progress)
        }
    }

    /// What the collector of a repository counts.
    static func unit(of repository: Repository) -> String { repository.kind == "git" ? "commits" : "items" }
}
