public import Ledger
public import Store
import Synchronization

/// One run of a collector of change requests and issues over one repository.
///
/// It notes in the ledger how the run begins and ends, stores batches with the cursors that tell how far they reach,
/// gathers problems, and places the accounts with people at the end. Each batch is one transaction, so a run that is
/// killed at any moment and run again leaves the same ledger.
///
/// ```swift
/// try await ItemCollection.run(repository, in: store, madeBy: "GitHub collector") { run in
///     for try await page in pages {
///         try await run.record(page.items, cursors: ["pulls": page.next])
///     }
/// }
/// ```
public final class ItemCollection: Sendable {
    private struct State {
        var outcome = ItemRecorder.Outcome()
        /// Accounts that were linked with identities in git.
        var links = 0
        var problems = ProblemList()
        var remarks = ProblemList()
        var failure: String?
    }

    public let repository: Repository
    public let store: any SQLStore
    private let recorder: ItemRecorder
    private let madeBy: String
    private let clock: @Sendable () -> Instant
    private let progress: @Sendable (CollectionProgress) -> Void
    private let state = Mutex(State())

    private init(
        _ repository: Repository, _ store: any SQLStore, _ madeBy: String, _ clock: @escaping @Sendable () -> Instant,
        _ progress: @escaping @Sendable (CollectionProgress) -> Void
    ) {
        self.repository = repository
        self.store = store
        self.madeBy = madeBy
        self.clock = clock
        self.progress = progress
        recorder = ItemRecorder(repository: repository.id)
    }

    /// Runs `body` between the beginning and the end of a collection.
    ///
    /// A ``SourceFailure`` that `body` throws ends the reading and stands in the summary; what was stored before stays.
    /// Thrown on are only other errors, those of the store and the cancellation of the task: the collection then
    /// counts as one that did not finish.
    ///
    /// - Parameter madeBy: the collector's name, for the log of changes.
    public static func run(
        _ repository: Repository, in store: any SQLStore, madeBy: String,
        clock: @escaping @Sendable () -> Instant = { .now },
        progress: @escaping @Sendable (CollectionProgress) -> Void = { _ in },
        _ body: (ItemCollection) async throws -> Void
    ) async throws -> CollectionSummary {
        let began = clock()
        let (collection, wasFinished) = try await store.write { writer in
            let last = try writer.collectionStates().first { $0.repositoryID == repository.id }
            return (try writer.beginCollection(of: repository.id, at: began), last?.finishedAt != nil)
        }
        let run = ItemCollection(repository, store, madeBy, clock, progress)
        do {
            try await body(run)
        } catch let failure as any SourceFailure {
            run.state.withLock { $0.failure = failure.description }
        }
        let summary = run.summary
        let ended = clock()
        let hasNews = run.hasNews
        try await store.write { writer in
            // Also when nothing seems new: a run that was killed may have stored accounts without coming this far.
            if hasNews || !wasFinished {
                try writer.placeAccounts(madeBy: madeBy, at: ended)
                try writer.markBots(madeBy: madeBy, at: ended)
            }
            try writer.endCollection(
                collection, outcome: summary.outcome.stored, added: summary.added, missing: summary.missing,
                problem: summary.problems.first, at: ended)
        }
        return summary
    }

    /// Stores a batch in one transaction with the cursors that tell how far it reaches.
    ///
    /// - Parameters:
    ///   - project: how the forge names the project, when that was learned.
    ///   - also: more to store in the same transaction.
    @discardableResult
    public func record(
        _ items: [ItemFact], cursors: [String: String] = [:], project: ForgeProject? = nil,
        also: @escaping @Sendable (any SQLWriter) throws -> Void = { _ in }
    ) async throws -> ItemRecorder.Outcome {
        let (recorder, now) = (recorder, clock())
        let outcome = try await store.write { writer in
            let outcome = try recorder.record(items, in: writer, at: now)
            for (name, value) in cursors.sorted(by: { $0.key < $1.key }) {
                try writer.setCursor(name, to: value, ofRepository: recorder.repository, at: now)
            }
            if let project { try Self.set(project, in: writer, at: now) }
            try also(writer)
            return outcome
        }
        state.withLock { $0.outcome += outcome }
        return outcome
    }

    /// Stores which accounts the forge names as the authors of commits, with how far the commits were read.
    public func record(_ authors: [ForgeAuthor], observed: Instant, cursor: (name: String, value: String)) async throws {
        let (id, madeBy, now) = (repository.id, madeBy, clock())
        let links = try await store.write { writer in
            if try writer.cursor(cursor.name, ofRepository: id) != cursor.value {
                try writer.setCursor(cursor.name, to: cursor.value, ofRepository: id, at: now)
            }
            return try writer.recordForgeAuthors(authors, observed: observed, madeBy: madeBy, at: now)
        }
        state.withLock { $0.links += links }
    }

    /// Whether commits of the project are collected too.
    public func hasHistory() async throws -> Bool {
        let project = repository.projectID
        return try await store.read { try $0.repositories().contains { $0.projectID == project && $0.kind == "git" } }
    }

    /// Notes that the forge no longer has an item.
    public func remove(_ kind: ItemKind, number: Int64) async throws {
        let (recorder, now) = (recorder, clock())
        let removed = try await store.write { try recorder.remove(kind, number: number, in: $0, at: now) }
        if removed { state.withLock { $0.outcome.changed += 1 } }
    }

    /// How the forge names the project; nil until a collection learned it.
    public func project() async throws -> ForgeProject? {
        let id = repository.id
        return try await store.read { try $0.forgeProjects().first { $0.repository == id } }
    }

    private static func set(_ project: ForgeProject, in writer: any SQLWriter, at now: Instant) throws {
        guard try writer.forgeProjects().first(where: { $0.repository == project.repository }) != project else { return }
        try writer.setForgeProject(project, at: now)
    }

    /// Where this part of the collection goes on; nil when it never began.
    public func cursor(_ name: String) async throws -> String? {
        let id = repository.id
        return try await store.read { try $0.cursor(name, ofRepository: id) }
    }

    /// Notes something that could not be read.
    public func report(_ problem: String) { state.withLock { $0.problems.add(problem) } }

    public func report(_ problems: ProblemList) { state.withLock { $0.problems.add(problems) } }

    /// Notes something that this source never tells, so that a collection without it is complete.
    public func remark(_ text: String) { state.withLock { $0.remarks.add(text) } }

    /// Shows how far the run has come.
    public func show(_ stage: String, unit: String = "items", done: Int, total: Int? = nil) {
        progress(CollectionProgress(stage: stage, unit: unit, done: done, total: total))
    }

    private var hasNews: Bool {
        state.withLock { $0.outcome.added + $0.outcome.changed + $0.outcome.events + $0.links > 0 }
    }

    private var summary: CollectionSummary {
        let hasNews = hasNews
        return state.withLock { state in
            let outcome: CollectionSummary.Outcome =
                state.failure != nil
                ? (hasNews ? .incomplete : .failed)
                : !state.problems.isEmpty ? .incomplete : hasNews ? .complete : .unchanged
            return CollectionSummary(
                repository: repository.id, outcome: outcome, added: state.outcome.added,
                problems: [state.failure].compactMap(\.self) + state.problems.texts + state.remarks.texts,
                missing: state.problems.count + (state.failure == nil ? 0 : 1))
        }
    }
}
