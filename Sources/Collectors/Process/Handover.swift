import Dispatch
import Synchronization

/// Passes batches from threads that block to one task that awaits, a few at a time.
///
/// A full hand-over makes the givers wait, so a slow taker bounds their memory.
final class Handover<Element: Sendable>: Sendable {
    private struct State {
        var ready: [Element] = []
        var taker: CheckedContinuation<Element?, any Error>?
        var ending: Result<Void, any Error>?
        var isAbandoned = false
    }

    private let state = Mutex(State())
    private let room: DispatchSemaphore

    init(capacity: Int) {
        // Counting up from nothing: a semaphore must not go while it is below its first value.
        room = DispatchSemaphore(value: 0)
        for _ in 0..<capacity { room.signal() }
    }

    /// Gives an element, waiting while there is no room.
    ///
    /// - Returns: false when nobody will take it any more.
    @discardableResult
    func give(_ element: Element) -> Bool {
        room.wait()
        let (taker, isAbandoned) = state.withLock { state -> (CheckedContinuation<Element?, any Error>?, Bool) in
            if state.isAbandoned { return (nil, true) }
            defer { state.taker = nil }
            if state.taker == nil { state.ready.append(element) }
            return (state.taker, false)
        }
        if isAbandoned || taker != nil { room.signal() }
        taker?.resume(returning: element)
        return !isAbandoned
    }

    /// Says that nothing more comes, because all is given or because of an error.
    func end(_ ending: Result<Void, any Error>) {
        let taker = state.withLock { state -> CheckedContinuation<Element?, any Error>? in
            state.ending = ending
            defer { state.taker = nil }
            return state.taker
        }
        taker?.resume(with: ending.map { nil })
    }

    /// Says that nobody takes any more; givers that wait go on.
    func abandon() {
        let held = state.withLock { state -> Int in
            state.isAbandoned = true
            defer { state.ready = [] }
            return state.ready.count
        }
        for _ in 0..<(held + 1) { room.signal() }
    }

    /// The next element; nil at the end. Only one task may ask at a time.
    func take() async throws -> Element? {
        try await withCheckedThrowingContinuation { continuation in
            let answer = state.withLock { state -> Result<Element?, any Error>? in
                if !state.ready.isEmpty { return .success(state.ready.removeFirst()) }
                if let ending = state.ending { return ending.map { nil } }
                state.taker = continuation
                return nil
            }
            guard let answer else { return }
            if case .success(.some) = answer { room.signal() }
            continuation.resume(with: answer)
        }
    }
}
