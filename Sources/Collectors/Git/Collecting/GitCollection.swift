import Ledger
import Store

/// One run over one repository.
struct GitCollection {
    private let collector: GitCollector
    private var repository: Repository
    private let title: String
    private let progress: @Sendable (CollectionProgress) -> Void
    private let recorder: CommitRecorder

    private var report = ReadReport()
    private var failure: GitFailure?
    private var added = 0
    private var isUnchanged = false

    /// Commits whose lines are listed at a time: their names then take a few megabytes.
    private static let chunk = 50_000

    init(
        _ collector: GitCollector, _ repository: Repository, title: String,
        progress: @escaping @Sendable (CollectionProgress) -> Void
    ) {
        self.collector = collector
        self.repository = repository
        self.title = title
        self.progress = progress
        recorder = CommitRecorder(repository: repository.id, book: AccountBook(source: "git"))
    }

    private var store: any SQLStore { collector.store }

    mutating func fail(_ failure: GitFailure) { self.failure = failure }

    var summary: CollectionSummary {
        let problems = [failure?.description].compactMap(\.self) + report.descriptions
        let outcome: CollectionSummary.Outcome =
            failure != nil
            ? (added > 0 ? .incomplete : .failed)
            : !report.isComplete ? .incomplete : isUnchanged ? .unchanged : .complete
        return CollectionSummary(
            repository: repository.id, outcome: outcome, added: added, problems: problems,
            missing: report.count + (failure == nil ? 0 : 1))
    }

    /// Reads everything that the ledger does not hold yet.
    mutating func read(from reader: some HistoryReader) async throws {
        let state = try await reader.state()
        report.add(state.report)
        let past = try await Past.load(repository, state, store)
        guard !past.isUpToDate(with: state) else {
            isUnchanged = true
            return
        }
        let ancestry = try await readCommits(reader, state, past)
        // Lines are counted from here on, and stored after what keeps only one processor busy.
        let lines = try await beginLines(reader, after: 0)
        // People come first: with them most figures are there.
        try await readPeople(reader, state)
        try await readDefaultBranch(reader, state, past, ancestry)
        try await readUnreachable(reader, state, past)
        try await finishFirstStage(state)
        try await storeLines(reader, beginning: lines)
        try await readRenames(reader)
    }

    // MARK: First stage

    /// - Returns: who descends from whom, when the whole history was read.
    private mutating func readCommits(
        _ reader: some HistoryReader, _ state: HistoryState, _ past: Past
    ) async throws -> Ancestry? {
        var ancestry = past.knownTips.isEmpty ? Ancestry() : nil
        let stream = reader.commits(from: state.tips, excluding: past.knownTips)
        let batches = stream.makeAsyncIterator()
        // Git walks the whole history before it gives the first commit.
        let unlisted = try await readHeadFiles(reader, state, past)
        let recorder = recorder
        var read = 0
        while let batch = try await batches.next() {
            let now = collector.clock()
            added += try await store.write { writer in
                let added = try recorder.record(batch, in: writer, at: now)
                if added > 0 { try writer.advanceRevision() }
                return added
            }
            ancestry?.add(batch)
            read += batch.count
            progress(CollectionProgress(stage: "commits", unit: "commits", done: read, total: nil))
        }
        report.add(stream.report)
        if let unlisted { report.add(unlisted) }
        return ancestry
    }

    /// Marks the commits of the default branch: the new ones, or all of them when its history was rewritten.
    private func readDefaultBranch(
        _ reader: some HistoryReader, _ state: HistoryState, _ past: Past, _ ancestry: Ancestry?
    ) async throws {
        guard let head = state.headCommit, head != repository.headCommit || !past.wasComplete else { return }
        var known = [repository.headCommit].compactMap(\.self)
        if !past.wasComplete {
            known = []
        } else if try await holdsAny(reader.reachable(from: known, excluding: [head])) {
            known = []
        }
        let recorder = recorder
        if known.isEmpty, let lineage = ancestry?.lineage(of: head) {
            return try await store.write { try recorder.recordDefaultBranch(lineage, replacing: true, in: $0) }
        }
        var replacing = known.isEmpty
        for try await batch in reader.reachable(from: [head], excluding: known) {
            let replaces = replacing
            try await store.write { try recorder.recordDefaultBranch(batch, replacing: replaces, in: $0) }
            replacing = false
        }
    }

    /// - Returns: what is missing when the files cannot be listed.
    private func readHeadFiles(
        _ reader: some HistoryReader, _ state: HistoryState, _ past: Past
    ) async throws -> ReadReport.Gap? {
        guard let head = state.headCommit, head != repository.headCommit || !past.wasComplete else { return nil }
        let recorder = recorder
        do {
            let files = try await reader.paths(at: head)
            let now = collector.clock()
            try await store.write { try recorder.recordHeadFiles(files, in: $0, at: now) }
            return nil
        } catch let failure as GitFailure {
            return .init(.lines, head, object: failure.detail)
        }
    }

    /// Finds the commits that refs led to and lead to no longer, after a ref was rewritten or deleted.
    private func readUnreachable(_ reader: some HistoryReader, _ state: HistoryState, _ past: Past) async throws {
        let gone = past.tips.subtracting(state.tips).sorted()
        guard !gone.isEmpty || past.hasAbsences else { return }
        if !past.hasAbsences, try await !holdsAny(reader.reachable(from: gone, excluding: state.tips)) { return }
        var reachable: Set<String> = []
        let stream = reader.reachable(from: state.tips, excluding: [])
        for try await batch in stream { reachable.formUnion(batch) }
        // Damage hides commits from this walk: it must not be taken for a rewrite.
        guard stream.report.isComplete else { return }
        let (recorder, now, all) = (recorder, collector.clock(), reachable)
        try await store.write { try recorder.recordReachable(all, in: $0, at: now) }
    }

    /// Whether a walk finds anything; a start that is gone counts, for its commits are gone as well.
    private func holdsAny(_ stream: HistoryStream<[String]>) async throws -> Bool {
        for try await batch in stream where !batch.isEmpty { return true }
        return !stream.report.isComplete
    }

    private mutating func readPeople(_ reader: some HistoryReader, _ state: HistoryState) async throws {
        var mailmap = Mailmap([])
        var object: String?
        if let head = state.headCommit {
            do {
                if let file = try await reader.mailmap(at: head) {
                    mailmap = Mailmap(file.bytes)
                    object = file.object
                }
            } catch let failure as GitFailure {
                report.add(.init(.commit, head, object: failure.detail))
            }
        }
        repository.mailmapObject = object
        // Also when nothing seems new: a run that was killed may have stored commits without coming this far.
        let (recorder, now, title, spell) = (recorder, collector.clock(), title, mailmap)
        try await store.write { writer in
            try writer.recordSpellings(
                ofRepository: recorder.repository, title: title, madeBy: GitCollector.madeBy, at: now,
                book: recorder.book, spell.resolve)
            try writer.placeAccounts(madeBy: GitCollector.madeBy, at: now)
            try writer.markBots(madeBy: GitCollector.madeBy, at: now)
        }
    }

    /// Only now do the refs count as read: a run that ended earlier reads their commits again.
    private mutating func finishFirstStage(_ state: HistoryState) async throws {
        repository.headRef = state.headRef
        repository.headCommit = state.headCommit
        let (repository, recorder, now) = (repository, recorder, collector.clock())
        try await store.write { writer in
            try recorder.recordRefs(state.refs, in: writer, at: now)
            try writer.update(repository)
            try writer.advanceRevision()
        }
    }

    // MARK: Second stage

    /// Commits whose lines are being counted.
    private struct CountedLines {
        let stream: HistoryStream<[CommitFiles]>
        let batches: HistoryStream<[CommitFiles]>.Iterator
        /// Their numbers by name.
        let numbers: [String: Int64]
        /// The highest of these.
        let last: Int64
    }

    /// Begins to count the lines of the next commits that wait for it; nil when none do.
    private func beginLines(_ reader: some HistoryReader, after cursor: Int64) async throws -> CountedLines? {
        let id = repository.id
        let pending = try await store.read {
            try CommitRecorder.pendingLines(ofRepository: id, after: cursor, limit: Self.chunk, in: $0)
        }
        guard let last = pending.last else { return nil }
        let stream = reader.files(of: pending.map(\.sha))
        return CountedLines(stream: stream, batches: stream.makeAsyncIterator(), numbers: Self.numbers(of: pending), last: last.id)
    }

    private mutating func storeLines(_ reader: some HistoryReader, beginning first: CountedLines?) async throws {
        let total = try await count(of: .pending)
        let recorder = recorder
        var done = 0
        var next = first
        while let lines = next {
            let numbers = lines.numbers
            while let batch = try await lines.batches.next() {
                try await store.write { try recorder.record(batch, numbered: numbers, in: $0) }
                done += batch.count
                progress(CollectionProgress(stage: "line counts", unit: "commits", done: done, total: total))
            }
            report.add(lines.stream.report)
            try await store.write { try $0.advanceRevision() }
            next = try await beginLines(reader, after: lines.last)
        }
    }

    private mutating func readRenames(_ reader: some HistoryReader) async throws {
        let total = try await count(of: .renamesPending)
        var cursor: Int64 = 0
        var done = 0
        while true {
            let (id, after) = (repository.id, cursor)
            let pending = try await store.read {
                try CommitRecorder.pendingRenames(ofRepository: id, after: after, limit: Self.chunk, in: $0)
            }
            guard let last = pending.last else { return }
            cursor = last.id
            let numbers = Self.numbers(of: pending)
            let stream = reader.renames(of: pending.map(\.sha))
            let recorder = recorder
            for try await batch in stream {
                let commits = batch.compactMap { numbers[$0.sha] }
                let renames = batch.flatMap { $0.renames ?? [] }
                try await store.write { try recorder.record(renames, of: commits, in: $0) }
                done += batch.count
                progress(CollectionProgress(stage: "renames", unit: "commits", done: done, total: total))
            }
            report.add(stream.report)
            try await store.write { try $0.advanceRevision() }
        }
    }

    private static func numbers(of commits: [(id: Int64, sha: String)]) -> [String: Int64] {
        Dictionary(commits.map { ($0.sha, $0.id) }, uniquingKeysWith: { first, _ in first })
    }

    private func count(of state: LinesState) async throws -> Int {
        let id = repository.id
        return Int(
            try await store.read {
                try $0.integer(
                    """
                    SELECT COUNT(*) FROM commits c JOIN repository_commits r ON r.commit_id = c.id
                    WHERE c.lines_state = ? AND r.repository_id = ?
                    """, [.int(state.rawValue), .integer(id)])
            } ?? 0)
    }
}

/// What the ledger held of a repository when a run began.
private struct Past: Sendable {
    var refs: [RefFact] = []
    /// The run before read everything that there was to read.
    var wasComplete = false
    var hasPending = false
    var hasAbsences = false
    /// Commits that were cut off from their parents then and no longer are.
    var hasHealedCuts = false
    var headRef: String?
    var headCommit: String?

    /// The commits that refs led to.
    var tips: Set<String> { Set(refs.compactMap(\.commit) + [headCommit].compactMap(\.self)) }

    /// The tips whose whole history is stored; none when there is doubt about it.
    var knownTips: [String] { wasComplete && !hasHealedCuts ? tips.sorted() : [] }

    func isUpToDate(with state: HistoryState) -> Bool {
        wasComplete && !hasPending && !hasHealedCuts && state.report.isComplete && headRef == state.headRef
            && headCommit == state.headCommit && Set(refs) == Set(state.refs)
    }

    static func load(_ repository: Repository, _ state: HistoryState, _ store: any SQLStore) async throws -> Past {
        let past = try await store.read { reader in
            var past = Past()
            past.refs = try reader.refs(ofRepository: repository.id)
            past.headRef = repository.headRef
            past.headCommit = repository.headCommit
            past.wasComplete =
                try reader.first(
                    "SELECT outcome FROM collections WHERE repository_id = ? AND finished_at IS NOT NULL ORDER BY id DESC LIMIT 1",
                    [.integer(repository.id)], { $0.text(0) }) == CollectionState.Outcome.complete.rawValue
            past.hasPending =
                try reader.integer(
                    """
                    SELECT 1 FROM commits c JOIN repository_commits r ON r.commit_id = c.id
                    WHERE c.lines_state IN (0, 4) AND r.repository_id = ? LIMIT 1
                    """, [.integer(repository.id)]) != nil
            past.hasAbsences =
                try reader.integer(
                    "SELECT 1 FROM commit_absences WHERE repository_id = ? AND ended_at IS NULL LIMIT 1",
                    [.integer(repository.id)]) != nil
            let cuts = try reader.rows(
                """
                SELECT c.sha FROM commits c JOIN repository_commits r ON r.commit_id = c.id
                WHERE c.lines_state = 3 AND c.notes / 4 % 2 = 1 AND r.repository_id = ?
                """, [.integer(repository.id)]
            ) { $0.text(0) }
            past.hasHealedCuts = cuts.contains { !state.shallow.contains($0) }
            return past
        }
        if !past.wasComplete {
            // What was missing then may be there now.
            _ = try await store.write { writer in
                try writer.execute(
                    """
                    UPDATE commits SET lines_state = 0 WHERE lines_state = 3 AND parent_count < 2 AND notes / 4 % 2 = 0
                      AND id IN (SELECT commit_id FROM repository_commits WHERE repository_id = ?)
                    """, [.integer(repository.id)])
            }
        }
        return past
    }
}
