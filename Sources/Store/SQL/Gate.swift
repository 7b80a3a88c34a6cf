import Synchronization

/// Lets work into a store until it is closed, and tells when the last of it has left.
final class Gate: Sendable {
    private struct State {
        var inside = 0
        var closed = false
        var waiting: [CheckedContinuation<Void, Never>] = []

        mutating func takeWaiting() -> [CheckedContinuation<Void, Never>] {
            defer { waiting = [] }
            return waiting
        }
    }

    private let state = Mutex(State())

    /// Counts one piece of work in; each successful call is followed by one ``leave()``.
    ///
    /// - Throws: ``StoreError/Reason/closed`` once ``close()`` was called.
    func enter() throws {
        let open = state.withLock { state in
            if !state.closed { state.inside += 1 }
            return !state.closed
        }
        guard open else {
            throw StoreError(
                .closed, doing: "using the database", detail: "the store was closed",
                hint: "Open it again before using it.")
        }
    }

    func leave() {
        let waiting = state.withLock { state in
            state.inside -= 1
            return state.inside == 0 ? state.takeWaiting() : []
        }
        waiting.forEach { $0.resume() }
    }

    /// Lets nothing in any more and waits until everything inside has left.
    ///
    /// - Returns: whether this call was the one that closed the gate.
    func close() async -> Bool {
        let first = state.withLock { state in
            defer { state.closed = true }
            return !state.closed
        }
        await withCheckedContinuation { continuation in
            let empty = state.withLock { state in
                if state.inside > 0 { state.waiting.append(continuation) }
                return state.inside == 0
            }
            if empty { continuation.resume() }
        }
        return first
    }
}
