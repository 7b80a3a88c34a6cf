import Dispatch
import Synchronization

/// Says to work that blocks a thread that nobody waits for it any more.
final class StopSign: Sendable {
    private let state = Atomic(false)

    var isSet: Bool { state.load(ordering: .acquiring) }

    func set() { state.store(true, ordering: .releasing) }
}

/// Runs work that blocks on a thread of its own, away from the threads that tasks share.
///
/// - Parameter body: gets a sign that cancelling the task sets.
func onOwnThread<T: Sendable>(_ body: @escaping @Sendable (StopSign) throws -> T) async throws -> T {
    let stop = StopSign()
    return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "steward.transport").async {
                continuation.resume(with: Result { try body(stop) })
            }
        }
    } onCancel: {
        stop.set()
    }
}
