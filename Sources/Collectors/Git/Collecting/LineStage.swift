import Ledger
import Store

/// The second stage of a run: the files and lines of commits, and which files were renamed.
struct LineStage {
    private let store: any SQLStore
    private let recorder: CommitRecorder
    private let progress: @Sendable (CollectionProgress) -> Void

    /// What could not be read.
    private(set) var report = ReadReport()

    /// Commits that are asked for at a time: their names then take a few megabytes.
    private static let chunk = 50_000

    init(_ store: any SQLStore, _ recorder: CommitRecorder, _ progress: @escaping @Sendable (CollectionProgress) -> Void) {
        self.store = store
        self.recorder = recorder
        self.progress = progress
    }

    /// Commits whose lines are being counted.
    struct Counting {
        fileprivate let stream: HistoryStream<[CommitFiles]>
        fileprivate let batches: HistoryStream<[CommitFiles]>.Iterator
        fileprivate let numbers: [String: Int64]
        fileprivate let last: Int64
    }

    /// Begins to count the lines of the commits that wait for it, while the caller does other things; nil when none do.
    func begin(_ reader: some HistoryReader) async throws -> Counting? { try await begin(reader, after: 0) }

    private func begin(_ reader: some HistoryReader, after cursor: Int64) async throws -> Counting? {
        guard let chunk = try await next(after: cursor, CommitRecorder.pendingLines) else { return nil }
        let stream = reader.files(of: chunk.names)
        return Counting(stream: stream, batches: stream.makeAsyncIterator(), numbers: chunk.numbers, last: chunk.last)
    }

    /// Stores the lines of the commits that `begin` gave, and then those of all others that wait for it.
    mutating func storeLines(of first: Counting?, _ reader: some HistoryReader) async throws {
        let total = try await count(of: .pending)
        var done = 0
        var next = first
        while let counting = next {
            let (recorder, numbers) = (recorder, counting.numbers)
            while let batch = try await counting.batches.next() {
                try await store.write { try recorder.record(batch, numbered: numbers, in: $0) }
                done += batch.count
                progress(CollectionProgress(stage: "line counts", unit: "commits", done: done, total: total))
            }
            try await finish(counting.stream.report)
            next = try await begin(reader, after: counting.last)
        }
    }

    /// Looks for renames in the commits that both add and delete files.
    mutating func storeRenames(_ reader: some HistoryReader) async throws {
        let total = try await count(of: .renamesPending)
        var done = 0
        var cursor: Int64 = 0
        while let chunk = try await next(after: cursor, CommitRecorder.pendingRenames) {
            cursor = chunk.last
            let stream = reader.renames(of: chunk.names)
            let recorder = recorder
            for try await batch in stream {
                let commits = batch.compactMap { chunk.numbers[$0.sha] }
                let renames = batch.flatMap { $0.renames ?? [] }
                try await store.write { try recorder.record(renames, of: commits, in: $0) }
                done += batch.count
                progress(CollectionProgress(stage: "renames", unit: "commits", done: done, total: total))
            }
            try await finish(stream.report)
        }
    }

    private mutating func finish(_ report: ReadReport) async throws {
        self.report.add(report)
        try await store.write { try $0.advanceRevision() }
    }

    // MARK: What waits

    private typealias Listing =
        @Sendable (_ repository: Int64, _ cursor: Int64, _ limit: Int, _ reader: any SQLReader) throws -> [(id: Int64, sha: String)]

    /// Some of the commits that wait, with their numbers by name.
    private struct Chunk: Sendable {
        let names: [String]
        let numbers: [String: Int64]
        let last: Int64
    }

    /// The next chunk after a number; nil when nothing waits.
    private func next(after cursor: Int64, _ listing: @escaping Listing) async throws -> Chunk? {
        let repository = recorder.repository
        let waiting = try await store.read { try listing(repository, cursor, Self.chunk, $0) }
        guard let last = waiting.last else { return nil }
        let numbers = Dictionary(waiting.map { ($0.sha, $0.id) }, uniquingKeysWith: { first, _ in first })
        return Chunk(names: waiting.map(\.sha), numbers: numbers, last: last.id)
    }

    private func count(of state: LinesState) async throws -> Int {
        let repository = recorder.repository
        return try await store.read { try CommitRecorder.count(of: state, ofRepository: repository, in: $0) }
    }
}
