import Ledger
import Measures
import Store

/// Keeps facts in memory and loads them anew when the ledger has changed.
///
/// While a load is under way everyone who wants the same facts waits for it. Facts as they were known on other
/// days are kept too, a few at a time.
actor FactsKeeper<Key: Hashable & Sendable, Facts: Sendable> {
    private let store: any SQLStore
    private let mostKept: Int
    /// Reads the facts of a key; it is given those of an earlier revision where they are kept.
    private let load: @Sendable (any SQLReader, Key, Facts?) throws -> Facts
    private var loads: [Key: (revision: Int64, task: Task<Facts, any Error>)] = [:]
    private var order: [Key] = []

    init(
        store: any SQLStore, mostKept: Int = 4, load: @escaping @Sendable (any SQLReader, Key, Facts?) throws -> Facts
    ) {
        self.store = store
        self.mostKept = mostKept
        self.load = load
    }

    /// The facts at a moment, or newer.
    func facts(at moment: Moment, _ key: Key) async throws -> Facts {
        if let load = loads[key], load.revision >= moment.revision { return try await load.task.value }
        let earlier = loads[key]?.task
        let (store, load) = (store, load)
        let task = Task {
            let previous = try? await earlier?.value
            return try await store.read { try load($0, key, previous) }
        }
        loads[key] = (moment.revision, task)
        order.removeAll { $0 == key }
        order.append(key)
        if order.count > mostKept { loads[order.removeFirst()] = nil }
        do {
            return try await task.value
        } catch {
            // A load that failed must not answer the next one who asks.
            if loads[key]?.task == task { loads[key] = nil }
            throw error
        }
    }
}

/// Which facts of commits are wanted: known when, and in the order of which of a commit's two times.
struct CommitFactsKey: Hashable {
    let asKnown: Instant?
    let dates: ContributionFacts.DateKind
}

typealias CommitFactsKeeper = FactsKeeper<CommitFactsKey, ContributionFacts>
typealias ItemFactsKeeper = FactsKeeper<Instant?, ItemFacts>

extension FactsKeeper where Key == CommitFactsKey, Facts == ContributionFacts {
    static func commits(of store: any SQLStore) -> CommitFactsKeeper {
        CommitFactsKeeper(store: store) { reader, key, previous in
            try FactsLoader(reader: reader, asKnown: key.asKnown, dates: key.dates).load(since: previous)
        }
    }
}

extension FactsKeeper where Key == Instant?, Facts == ItemFacts {
    /// By the day as of which things were known; nil for now.
    static func items(of store: any SQLStore) -> ItemFactsKeeper {
        ItemFactsKeeper(store: store, mostKept: 3) { reader, asKnown, previous in
            try ItemLoader(reader: reader, asKnown: asKnown).load(since: previous)
        }
    }
}
