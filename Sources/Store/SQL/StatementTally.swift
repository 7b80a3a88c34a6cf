import Synchronization

/// Counts the statements that one task sends to the store, so that a page can prove its budget.
///
/// ```swift
/// let tally = StatementTally()
/// try await StatementTally.$current.withValue(tally) { try await page() }
/// tally.count  // statements sent by the page
/// ```
public final class StatementTally: Sendable {
    @TaskLocal public static var current: StatementTally?

    private let statements = Atomic<Int>(0)

    public init() {}

    /// Statements sent so far.
    public var count: Int { statements.load(ordering: .relaxed) }

    /// Drivers call this once for each statement, from any thread.
    public func add() { statements.add(1, ordering: .relaxed) }
}
