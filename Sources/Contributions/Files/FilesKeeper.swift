import Store

/// Keeps ``FileFacts`` beside the contribution facts that they belong to, loading them when first asked for.
actor FilesKeeper {
    private let store: any SQLStore
    private var kept: (history: ContributionFacts.HistoryToken, task: Task<FileFacts, any Error>)?

    init(store: any SQLStore) { self.store = store }

    func files(of facts: ContributionFacts) async throws -> FileFacts {
        if let kept, kept.history === facts.history { return try await kept.task.value }
        let store = store
        let task = Task { try await store.read { try FileFacts(facts, from: $0) } }
        kept = (facts.history, task)
        do {
            return try await task.value
        } catch {
            if kept?.task == task { kept = nil }
            throw error
        }
    }
}
