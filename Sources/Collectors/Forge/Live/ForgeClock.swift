public import Ledger

/// The time of the collectors that wait for a forge; tests give one that does not really wait.
public struct ForgeClock: Sendable {
    public var now: @Sendable () -> Instant
    /// Waits; throws `CancellationError` when the task was cancelled.
    public var sleep: @Sendable (_ seconds: Int64) async throws -> Void

    public init(
        now: @escaping @Sendable () -> Instant, sleep: @escaping @Sendable (_ seconds: Int64) async throws -> Void
    ) {
        self.now = now
        self.sleep = sleep
    }

    public static let system = ForgeClock(now: { .now }, sleep: { try await Task.sleep(for: .seconds($0)) })
}
