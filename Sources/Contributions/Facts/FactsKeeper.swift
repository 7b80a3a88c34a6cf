import Ledger
import Measures
import Store

/// Keeps ``ContributionFacts`` in memory and loads them anew when the ledger has changed.
///
/// While a load is under way everyone who wants the same facts waits for it. Facts as they were known on other
/// days are kept too, a few at a time.
actor FactsKeeper {
    private struct Key: Hashable {
        let asKnown: Instant?
        let dates: ContributionFacts.DateKind
    }

    private static let mostKept = 4

    private let store: any SQLStore
    private var loads: [Key: (revision: Int64, task: Task<ContributionFacts, any Error>)] = [:]
    private var order: [Key] = []

    init(store: any SQLStore) { self.store = store }

    /// The facts at a moment, or newer.
    func facts(
        at moment: Moment, asKnown: Instant?, dates: ContributionFacts.DateKind
    ) async throws -> ContributionFacts {
        let key = Key(asKnown: asKnown, dates: dates)
        if let load = loads[key], load.revision >= moment.revision { return try await load.task.value }
        let store = store
        let task = Task {
            try await store.read { try FactsLoader(reader: $0, asKnown: asKnown, dates: dates).load() }
        }
        loads[key] = (moment.revision, task)
        order.removeAll { $0 == key }
        order.append(key)
        if order.count > Self.mostKept { loads[order.removeFirst()] = nil }
        do {
            return try await task.value
        } catch {
            // A load that failed must not answer the next one who asks.
            if loads[key]?.task == task { loads[key] = nil }
            throw error
        }
    }
}
