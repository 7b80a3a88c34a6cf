public import Ledger
public import Store

/// Brings a GitHub metadata backup into the ledger: a folder with `pulls/N.json` and `issues/N.json` that hold each item,
/// its timeline and its review comments, as 0xB10C/github-metadata-backup writes them.
///
/// The files of a hundred numbers are stored in one transaction with their fingerprint, so files that did not change are
/// only looked at. What is missing is named: files that cannot be read, items that the backup's own state calls
/// failed, and numbers that other items mention and no file has.
public struct BackupCollector: Sendable {
    let store: any SQLStore
    let limits: JSONLimits
    let clock: @Sendable () -> Instant

    static let madeBy = "GitHub backup collector"

    /// - Parameter limits: for each file.
    public init(
        store: any SQLStore, limits: JSONLimits = JSONLimits(bytes: 32 << 20), clock: @escaping @Sendable () -> Instant = { .now }
    ) {
        self.store = store
        self.limits = limits
        self.clock = clock
    }

    /// Whether a path is a folder that holds a backup.
    public static func isBackup(_ path: String) -> Bool { BackupFolder.isBackup(path) }

    /// Collects one backup; the repository's location is its folder.
    ///
    /// What cannot be read is no error of this call: the summary and the ledger say so. Thrown are only errors of
    /// the store, and the cancellation of the task.
    public func collect(
        _ repository: Repository, title: String,
        progress: @escaping @Sendable (CollectionProgress) -> Void = { _ in }
    ) async throws -> CollectionSummary {
        try await ItemCollection.run(repository, in: store, madeBy: Self.madeBy, clock: clock, progress: progress) { run in
            try await read(run)
        }
    }

    private func read(_ run: ItemCollection) async throws {
        let (path, limits) = (run.repository.location, limits)
        let (folder, failures) = try await blocking { _ in
            let folder = try BackupFolder(path)
            return (folder, folder.failures(limits: limits))
        }
        run.report(failures)
        let reader = BackupReader(folder: folder, limits: limits)
        var project = try await run.project()
        var newest: BackupReader.Project?
        var mentions = Mentions(held: Set(folder.files.map(\.number)))
        var done = 0
        for (name, files) in folder.hundreds {
            try Task.checkCancellation()
            let known = try await run.cursor(name)
            let (host, before) = (project?.host, mentions)
            let hundred = try await blocking { _ in reader.read(files, known: known, host: host, mentions: before) }
            mentions = hundred.mentions
            run.report(hundred.problems)
            done += files.count
            run.show("items", unit: "files", done: done, total: folder.files.count)
            guard !hundred.isKnown else { continue }
            if let seen = hundred.project, newest.map({ seen.updatedAt > $0.updatedAt }) ?? true {
                newest = seen
                project = ForgeProject(
                    repository: run.repository.id, forge: .github, host: seen.address.host, path: seen.address.path,
                    number: seen.number ?? project?.number)
            }
            try await run.record(
                hundred.facts, cursors: [name: hundred.fingerprint ?? "to be read again"], project: project)
        }
        guard let project else { return }
        for problem in mentions.problems(of: "\(project.host)/\(project.path)") { run.report(problem) }
    }
}
