import Synchronization

/// Lends out a fixed number of things; who finds none free waits, first come first served.
final class Lender<Item: Sendable>: Sendable {
    private struct State {
        var free: [Item]
        var waiting: [CheckedContinuation<Item, Never>] = []
    }

    private let state: Mutex<State>

    init(_ items: [Item]) {
        state = Mutex(State(free: items))
    }

    /// Runs `body` with one of the things, preferring the one that was used last.
    func lend<T>(_ body: (Item) async throws -> T) async throws -> T {
        let item = await take()
        defer { giveBack(item) }
        // Whoever asked may have gone away while waiting.
        try Task.checkCancellation()
        return try await body(item)
    }

    private func take() async -> Item {
        await withCheckedContinuation { continuation in
            let item = state.withLock { state in
                let item = state.free.popLast()
                if item == nil { state.waiting.append(continuation) }
                return item
            }
            if let item { continuation.resume(returning: item) }
        }
    }

    private func giveBack(_ item: Item) {
        let next = state.withLock { state -> CheckedContinuation<Item, Never>? in
            if state.waiting.isEmpty {
                state.free.append(item)
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume(returning: item)
    }
}
