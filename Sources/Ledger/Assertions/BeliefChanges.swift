public import Store

/// How far the ledger had come when something was read from it.
public struct LedgerMark: Sendable, Hashable {
    /// The number that grows with each change.
    public let revision: Int64
    /// The last operation.
    public let operation: Int64

    public init(revision: Int64, operation: Int64) {
        self.revision = revision
        self.operation = operation
    }

    /// Whether nothing but beliefs changed since `older`: then all steps of the revision are those of operations, as who
    /// stores facts takes a step of their own.
    public func differsOnlyInBeliefs(from older: LedgerMark) -> Bool {
        revision - older.revision == operation - older.operation && operation >= older.operation
    }
}

extension SQLReader {
    public func mark() throws -> LedgerMark {
        LedgerMark(
            revision: try revision(), operation: try integer("SELECT value FROM counters WHERE name = 'operations'") ?? 0)
    }

    /// Of whom something else is believed since `mark`: the subjects of the assertions recorded or ended since.
    public func beliefsChanged(since mark: LedgerMark) throws -> [Assertion.Predicate: Set<Int64>] {
        var changed: [Assertion.Predicate: Set<Int64>] = [:]
        for column in ["operation", "ended_by"] {
            try forEachRow("SELECT predicate, subject FROM assertions WHERE \(column) > ?", [.integer(mark.operation)]) { row in
                guard let predicate = Assertion.Predicate(rawValue: row.text(0)) else { throw LedgerError.unknownPredicate(row.text(0)) }
                changed[predicate, default: []].insert(row.integer(1))
            }
        }
        return changed
    }

    /// The assertions of one kind about some subjects that Steward holds now, in the order in which they were recorded.
    public func assertions(_ predicate: Assertion.Predicate, of subjects: Set<Int64>) throws -> [RecordedAssertion] {
        var found: [RecordedAssertion] = []
        try forEachRow(
            """
            SELECT \(RecordedAssertion.columns) FROM assertions
            WHERE predicate = ? AND ended_at IS NULL AND subject IN
            """, of: subjects.sorted().map { .integer($0) }, [.text(predicate.rawValue)]
        ) { found.append(try RecordedAssertion($0)) }
        return found.sorted { $0.id < $1.id }
    }

    /// Whether nothing that was known at `instant` changed since `mark`: operations told of later times only, and none of what
    /// people chose about being shown, which holds for the past too.
    public func isSettled(at instant: Instant, since mark: LedgerMark) throws -> Bool {
        guard try self.mark().differsOnlyInBeliefs(from: mark) else { return false }
        let changed = try beliefsChanged(since: mark)
        guard changed[.accountOptOut] == nil, changed[.accountDisplayName] == nil else { return false }
        let first = try integer("SELECT MIN(recorded_at) FROM operations WHERE id > ?", [.integer(mark.operation)])
        return first.map { $0 > instant.seconds } ?? true
    }
}
