public import Ledger
public import Logging
public import Store

/// Brings a repository's history into the ledger, in two stages: first commits and people, so that most figures are
/// there at once, then files and lines, which cost git a hundred times as much and are kept for ever.
///
/// Every batch is stored in one transaction, and what was read is marked only after it was stored. A collection that
/// is killed at any moment and run again leaves the same ledger.
public struct GitCollector: Sendable {
    let store: any SQLStore
    let folder: String
    let excludedRefs: [String]
    let lines: LineReading
    let logger: Logger
    let clock: @Sendable () -> Instant

    static let madeBy = "git collector"

    /// - Parameters:
    ///   - folder: where mirrors and views are kept between runs.
    ///   - excludedRefs: refs, or folders of refs, that are not read.
    ///   - lines: who counts lines.
    ///   - logger: told when git counts lines in place of the pack reader, and why.
    public init(
        store: any SQLStore, folder: String, excludedRefs: [String] = GitCommandReader.defaultExcludedRefs,
        lines: LineReading = .pack, logger: Logger = Logger(label: "steward"),
        clock: @escaping @Sendable () -> Instant = { .now }
    ) {
        self.store = store
        self.folder = folder
        self.excludedRefs = excludedRefs
        self.lines = lines
        self.logger = logger
        self.clock = clock
    }

    /// Where the bare copy of a repository at an address is after its first collection.
    ///
    /// - Parameter folder: the folder in which mirrors are kept.
    public static func copy(of repository: Repository, in folder: String) -> String {
        "\(folder)/\(repository.id)/\(GitCommandReader.mirror)"
    }

    /// Collects one repository.
    ///
    /// A repository that cannot be read, wholly or in part, is no error of this call: the summary and the ledger say
    /// so. Thrown are only errors of the store, and the cancellation of the task.
    ///
    /// - Parameter address: where to read from when it is not the stored location, which holds no credentials.
    public func collect(
        _ repository: Repository, title: String, from address: String? = nil,
        progress: @escaping @Sendable (CollectionProgress) -> Void = { _ in }
    ) async throws -> CollectionSummary {
        let now = clock()
        let collection = try await store.write { try $0.beginCollection(of: repository.id, at: now) }
        var run = GitCollection(self, repository, title: title, progress: progress)
        do {
            let git = try await GitCommandReader.open(
                GitLocation(address ?? repository.location), workspace: "\(folder)/\(repository.id)", excludedRefs: excludedRefs)
            switch lines {
            case .pack: try await run.read(from: PackHistoryReader(git, logger: logger))
            case .git: try await run.read(from: git)
            }
        } catch let failure as GitFailure {
            run.fail(failure)
        }
        let summary = run.summary
        let ended = clock()
        try await store.write { writer in
            try writer.endCollection(
                collection, outcome: summary.outcome.stored, added: summary.added,
                missing: summary.missing, problem: summary.problems.first, at: ended)
        }
        return summary
    }
}

extension CollectionSummary.Outcome {
    var stored: CollectionState.Outcome {
        switch self {
        case .unchanged, .complete: .complete
        case .incomplete: .incomplete
        case .failed: .failed
        }
    }
}
