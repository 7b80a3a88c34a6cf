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
        let past = try await Past.load(repository, store)
        let state = try await reader.state(knowing: past.knownRefs)
        report.add(state.report)
        guard !past.isUpToDate(with: state) else {
            isUnchanged = true
            return
        }
        let ancestry = try await readCommits(reader, state, past)
        // Lines are counted from here on, and stored after what keeps only one processor busy.
        var lines = LineStage(store, recorder, progress)
        defer { report.add(lines.report) }
        let counting = try await lines.begin(reader)
        // People come first: with them most figures are there.
        try await readPeople(reader, state)
        try await readDefaultBranch(reader, state, past, ancestry)
        try await readUnreachable(reader, state, past)
        try await finishFirstStage(state)
        try await lines.storeLines(of: counting, reader)
        try await lines.storeRenames(reader)
    }

    /// - Returns: who descends from whom, when the whole history was read.
    private mutating func readCommits(
        _ reader: some HistoryReader, _ state: HistoryState, _ past: Past
    ) async throws -> Ancestry? {
        let known = past.knownTips(in: state)
        var ancestry = known.isEmpty ? Ancestry() : nil
        let stream = reader.commits(from: state.tips, excluding: known)
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
}
