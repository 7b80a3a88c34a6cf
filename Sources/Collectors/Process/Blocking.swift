import Dispatch

/// Runs work that blocks on a thread of its own, away from the threads that tasks share.
///
/// - Parameter body: gets an interruption that cancelling the task triggers.
func blocking<T: Sendable>(_ body: @escaping @Sendable (Interruption) throws -> T) async throws -> T {
    let interruption = Interruption()
    return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "steward.collector").async {
                continuation.resume(with: Result { try body(interruption) })
            }
        }
    } onCancel: {
        interruption.interrupt()
    }
}
