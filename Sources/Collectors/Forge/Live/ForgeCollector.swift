public import Ledger
public import Store
public import Transport

/// Collects the change requests and issues of a project from a live forge.
///
/// What changed since the last run is asked for, with some overlap, and each page is stored in one transaction with the
/// place where the next run goes on. Every answer is kept in an archive, so a run that was killed does not ask again for
/// what it had read, and everything can be mapped again without asking.
public struct ForgeCollector: Sendable {
    /// What to collect.
    public enum Scope: Sendable {
        case everything
        /// Only what webhooks announced.
        case announced
    }

    public struct Settings: Sendable {
        /// Days for which answers are kept; nil for ever.
        public var archiveDays: Int?
        /// Seconds before the last change seen from which a run asks again: a forge may store changes a little out of order.
        public var overlap: Int64 = 300
        /// Items that are read side by side. GitHub asks for one question at a time.
        public var parallel: Int
        public var patience = ForgePatience()

        public init(for forge: ForgeKind) { parallel = forge == .gitlab ? 4 : 1 }
    }

    let store: any SQLStore
    let folder: String
    let endpoint: ForgeEndpoint
    let settings: Settings
    let transport: any HTTPTransport
    let clock: ForgeClock
    let gate: RateGate

    /// - Parameters:
    ///   - folder: where archives are kept, such as `<data>/forge`; each repository has a folder in it.
    ///   - transport: speaks HTTP. One transport may serve all collectors.
    public init(
        store: any SQLStore, folder: String, endpoint: ForgeEndpoint, settings: Settings? = nil,
        transport: any HTTPTransport = HTTPClient(), clock: ForgeClock = .system
    ) {
        self.store = store
        self.folder = folder
        self.endpoint = endpoint
        self.settings = settings ?? Settings(for: endpoint.forge)
        self.transport = transport
        self.clock = clock
        gate = RateGate()
    }

    /// Collects one repository, whose location is the project's web address.
    ///
    /// What could not be read is in the summary and in the ledger. Thrown are only errors of the store, and the
    /// cancellation of the task.
    public func collect(
        _ repository: Repository, _ scope: Scope = .everything,
        progress: @escaping @Sendable (CollectionProgress) -> Void = { _ in }
    ) async throws -> CollectionSummary {
        let settings = settings
        return try await ItemCollection.run(
            repository, in: store, madeBy: "\(endpoint.forge.rawValue) collector", clock: clock.now, progress: progress
        ) { run in
            let archive = try ForgeArchive(folder: archiveFolder(repository), keptFor: settings.archiveDays, now: clock.now())
            let client = ForgeClient(
                endpoint, transport: transport, archive: archive, patience: settings.patience, clock: clock, gate: gate,
                onWait: progress)
            switch endpoint.forge {
            case .gitlab: try await ForgeRun(self, GitLabForge(host: endpoint.host), run, client, archive).collect(scope)
            case .github: try await ForgeRun(self, GitHubForge(host: endpoint.host), run, client, archive).collect(scope)
            }
        }
    }

    /// Maps the newest answers of every item again, without asking the forge: after the mapping was mended.
    public func remap(
        _ repository: Repository, progress: @escaping @Sendable (CollectionProgress) -> Void = { _ in }
    ) async throws -> CollectionSummary {
        try await ItemCollection.run(
            repository, in: store, madeBy: "\(endpoint.forge.rawValue) collector", clock: clock.now, progress: progress
        ) { run in
            let archive = try ForgeArchive(folder: archiveFolder(repository), now: clock.now())
            switch endpoint.forge {
            case .gitlab: try await Remapping.run(GitLabForge(host: endpoint.host), run, archive)
            case .github: try await Remapping.run(GitHubForge(host: endpoint.host), run, archive)
            }
        }
    }

    private func archiveFolder(_ repository: Repository) -> String { "\(folder)/\(repository.id)" }
}

extension ForgeFailure: SourceFailure {}
extension ForgeArchiveFailure: SourceFailure {}
extension HTTPFailure: SourceFailure {}
