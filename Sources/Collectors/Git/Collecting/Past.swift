import Ledger
import Store

/// What the ledger held of a repository when a run began.
struct Past: Sendable {
    var refs: [RefFact] = []
    /// The run before read everything that there was to read.
    var wasComplete = false
    var hasPending = false
    var hasAbsences = false
    /// The commits that were cut off from their parents then.
    var cuts: [String] = []
    var headRef: String?
    var headCommit: String?

    /// The commits that refs led to.
    var tips: Set<String> { Set(refs.compactMap(\.commit) + [headCommit].compactMap(\.self)) }

    /// The refs that need not be looked up again while they name the same objects.
    var knownRefs: [RefFact] { wasComplete ? refs : [] }

    /// The tips whose whole history is stored; none when there is doubt about it.
    func knownTips(in state: HistoryState) -> [String] { wasComplete && !hasHealedCuts(in: state) ? tips.sorted() : [] }

    func isUpToDate(with state: HistoryState) -> Bool {
        wasComplete && !hasPending && !hasHealedCuts(in: state) && state.report.isComplete && headRef == state.headRef
            && headCommit == state.headCommit && (refs == state.refs || Set(refs) == Set(state.refs))
    }

    /// Whether commits were cut off from their parents then and no longer are.
    private func hasHealedCuts(in state: HistoryState) -> Bool { cuts.contains { !state.shallow.contains($0) } }

    static func load(_ repository: Repository, _ store: any SQLStore) async throws -> Past {
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
            past.cuts = try reader.rows(
                """
                SELECT c.sha FROM commits c JOIN repository_commits r ON r.commit_id = c.id
                WHERE c.lines_state = 3 AND c.notes / 4 % 2 = 1 AND r.repository_id = ?
                """, [.integer(repository.id)]
            ) { $0.text(0) }
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
