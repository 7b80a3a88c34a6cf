import Synchronization

/// Keeps answers that were worked out, as long as the ledger does not change.
///
/// The oldest half goes when it is full: answers are cheap to work out again, so nothing finer is needed.
public final class AnswerCache<Value: Sendable>: Sendable {
    private struct State {
        var revision: Int64 = -1
        var values: [String: Value] = [:]
        var order: [String] = []
    }

    private let state = Mutex(State())
    private let capacity: Int

    public init(capacity: Int) { self.capacity = max(2, capacity) }

    /// The value kept under `key` for this revision; nil when there is none.
    public func value(_ key: String, revision: Int64) -> Value? {
        state.withLock { $0.revision == revision ? $0.values[key] : nil }
    }

    /// Keeps a value; one for an older revision than the newest seen is not kept.
    public func keep(_ value: Value, _ key: String, revision: Int64) {
        state.withLock { state in
            guard revision >= state.revision else { return }
            if revision > state.revision { state = State(revision: revision) }
            if state.values.updateValue(value, forKey: key) == nil { state.order.append(key) }
            guard state.order.count > capacity else { return }
            for old in state.order.prefix(capacity / 2) { state.values[old] = nil }
            state.order.removeFirst(capacity / 2)
        }
    }
}
