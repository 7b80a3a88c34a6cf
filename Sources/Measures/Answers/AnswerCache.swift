import Synchronization

/// Keeps answers that were worked out, as long as the ledger does not change.
///
/// The oldest half goes when it is full: answers are cheap to work out again, so nothing finer is needed.
public final class AnswerCache<Value: Sendable>: Sendable {
    private struct State {
        var revision: Int64 = -1
        var values: [String: Value] = [:]
        var order: [String] = []
        /// What is being worked out, so that everyone who asks meanwhile waits for the same answer.
        var running: [String: Task<Value, any Error>] = [:]
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
            if revision > state.revision { state = State(revision: revision, running: state.running) }
            if state.values.updateValue(value, forKey: key) == nil { state.order.append(key) }
            guard state.order.count > capacity else { return }
            for old in state.order.prefix(capacity / 2) { state.values[old] = nil }
            state.order.removeFirst(capacity / 2)
        }
    }

    /// The value kept under `key`, or else what `make` works out, once for all who ask at the same time.
    public func value(
        _ key: String, revision: Int64, make: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        if let known = value(key, revision: revision) { return known }
        let name = "\(revision) \(key)"
        let task = state.withLock { state in
            let task = state.running[name] ?? Task(operation: make)
            state.running[name] = task
            return task
        }
        let result = await task.result
        state.withLock { $0.running[name] = nil }
        let made = try result.get()
        keep(made, key, revision: revision)
        return made
    }
}
