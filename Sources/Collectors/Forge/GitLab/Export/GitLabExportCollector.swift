import Dispatch
public import Ledger
public import Store

/// Brings a project export of GitLab into the ledger: the archive that *Settings, General, Export project* gives, or a
/// folder that it was unpacked to.
///
/// Nothing is unpacked to the disk, and no network is needed. An export says neither on which GitLab it was made nor
/// more of most people than their numbers: their accounts are placeholders, to be matched by hand, and belong to this
/// repository alone unless the host is given.
public struct GitLabExportCollector: Sendable {
    let store: any SQLStore
    let host: String?
    let limits: JSONLimits
    let archiveLimits: ArchiveLimits
    let clock: @Sendable () -> Instant

    static let madeBy = "GitLab export collector"

    /// - Parameters:
    ///   - host: the host name of the GitLab that the exports come from, such as `gitlab.com`.
    ///   - limits: for one line of an export, which holds one merge request or issue.
    public init(
        store: any SQLStore, host: String? = nil, limits: JSONLimits = JSONLimits(),
        archiveLimits: ArchiveLimits = ArchiveLimits(), clock: @escaping @Sendable () -> Instant = { .now }
    ) {
        self.store = store
        self.host = host
        self.limits = limits
        self.archiveLimits = archiveLimits
        self.clock = clock
    }

    /// Whether a path looks like a project export: by its name, or as a folder that holds `tree/project`.
    public static func isExport(_ path: String) -> Bool {
        guard !path.contains("://") else { return false }
        if ExportPlace.isFolder(path) { return ExportPlace.isFolder("\(path)/tree/project") }
        let name = path.lowercased()
        return name.hasSuffix(".tar.gz") || name.hasSuffix(".tgz")
    }

    /// Collects one export. Collecting it twice, or a newer one of the same project at the same place, adds only what
    /// is new.
    ///
    /// An export that cannot be read, wholly or in part, is no error of this call: the summary and the ledger say so.
    /// Thrown are only errors of the store, and the cancellation of the task.
    public func collect(
        _ repository: Repository, title: String, from address: String? = nil,
        progress: @escaping @Sendable (CollectionProgress) -> Void = { _ in }
    ) async throws -> CollectionSummary {
        let host = host ?? "gitlab-export-\(repository.id)"
        let path = address ?? repository.location
        let reader = ExportReader(place: ExportPlace(path), host: host, limits: limits, archiveLimits: archiveLimits)
        return try await ItemCollection.run(repository, in: store, madeBy: Self.madeBy, clock: clock, progress: progress) { run in
            let batches = Handover<ExportReader.Batch>(capacity: 2)
            DispatchQueue(label: "steward.export").async {
                batches.end(Result { try reader.read { if !batches.give($0) { throw CancellationError() } } })
            }
            defer { batches.abandon() }
            var project = try await run.project()
            while let batch = try await next(of: batches) {
                if let number = batch.project, project?.number != number || project?.host != host {
                    project = ForgeProject(
                        repository: repository.id, forge: .gitlab, host: host, path: Self.name(of: path), number: number)
                }
                try await run.record(batch.facts, project: project)
                run.report(batch.problems)
                run.show("merge requests and issues", done: batch.done)
            }
        }
    }

    private func next(of batches: Handover<ExportReader.Batch>) async throws -> ExportReader.Batch? {
        try await withTaskCancellationHandler {
            try await batches.take()
        } onCancel: {
            batches.abandon()
        }
    }

    /// The file's name without its endings: the export does not say what the project is called.
    private static func name(of path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        for ending in [".tar.gz", ".tgz"] where name.lowercased().hasSuffix(ending) { return String(name.dropLast(ending.count)) }
        return name
    }
}
