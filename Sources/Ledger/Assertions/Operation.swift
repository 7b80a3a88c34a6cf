public import Store

/// One entry of the log of changes: who changed which beliefs, when, and whether it was taken back.
public struct Operation: Sendable, Hashable {
    public let id: Int64
    public let kind: String
    public let madeBy: String
    public let summary: String
    public let recordedAt: Instant
    /// The operation that this one takes back.
    public let undoes: Int64?
}

/// Records and ends assertions in the name of one operation, inside one transaction.
///
/// The operation is written with the first change, so that a pass that changes nothing leaves no trace.
public final class OperationRecorder {
    private let writer: any SQLWriter
    private let kind: String
    private let madeBy: String
    private let summary: String
    private let undoes: Int64?
    private let now: Instant
    private var opened: Int64?

    /// Assertions recorded and ended so far.
    public private(set) var changes = 0

    public init(
        _ writer: any SQLWriter, kind: String, madeBy: String, summary: String, at now: Instant,
        undoes: Int64? = nil
    ) {
        self.writer = writer
        self.kind = kind
        self.madeBy = madeBy
        self.summary = summary
        self.now = now
        self.undoes = undoes
    }

    /// The operation's number; nil as long as nothing was changed.
    public var operation: Int64? { opened }

    public func record(_ assertions: [Assertion]) throws {
        guard !assertions.isEmpty else { return }
        let operation = try open()
        var id = try writer.takeNumbers("assertions", assertions.count)
        try writer.bulkLoad(
            into: "assertions",
            columns: [
                "id", "predicate", "subject", "object", "context", "valid_from", "valid_to", "share", "rule", "evidence",
                "operation", "recorded_at", "ended_at", "ended_by",
            ], onConflict: .fail
        ) { loader in
            for assertion in assertions {
                loader.integer(id)
                loader.text(assertion.predicate.rawValue)
                loader.integer(assertion.subject)
                loader.integer(assertion.object)
                loader.integer(assertion.context)
                loader.integer(assertion.validFrom?.seconds)
                loader.integer(assertion.validTo?.seconds)
                loader.integer(assertion.share)
                loader.text(assertion.rule)
                loader.text(assertion.evidence)
                loader.integer(operation)
                loader.integer(now.seconds)
                loader.null()
                loader.null()
                try loader.endRow()
                id += 1
            }
        }
        changes += assertions.count
        try queue(assertions)
    }

    /// Ends assertions that are in force; one that has ended already is left as it is.
    public func end(_ ids: [Int64]) throws {
        try close(ids)
        guard !ids.isEmpty, let opened else { return }
        try queue(writer.joiningAssertions("ended_by = ?", [.integer(opened)]))
    }

    /// Ends assertions that decide nothing about who is who.
    func close(_ ids: [Int64]) throws {
        guard !ids.isEmpty else { return }
        let operation = try open()
        for id in ids {
            changes += try writer.execute(
                "UPDATE assertions SET ended_at = ?, ended_by = ? WHERE id = ? AND ended_at IS NULL",
                [.integer(now.seconds), .integer(operation), .integer(id)])
        }
    }

    /// Has the accounts placed anew that these assertions join or keep apart.
    private func queue(_ assertions: [Assertion]) throws {
        let accounts = assertions.filter { $0.predicate != .accountPerson }.flatMap(PlacementQueue.accounts)
        if !accounts.isEmpty { try PlacementQueue.add(accounts, in: writer) }
    }

    private func open() throws -> Int64 {
        if let opened { return opened }
        let id = try writer.takeNumbers("operations")
        try writer.execute(
            "INSERT INTO operations (id, kind, made_by, summary, recorded_at, undoes) VALUES (?, ?, ?, ?, ?, ?)",
            [.integer(id), .text(kind), .text(madeBy), .text(summary), .integer(now.seconds), .optional(undoes)])
        try writer.advanceRevision()
        opened = id
        return id
    }
}

extension SQLReader {
    /// The newest operations first, those before `cursor` when it is given.
    public func operations(before cursor: Int64? = nil, limit: Int) throws -> [Operation] {
        try rows(
            """
            SELECT id, kind, made_by, summary, recorded_at, undoes FROM operations
            WHERE id < ? ORDER BY id DESC LIMIT ?
            """, [.integer(cursor ?? .max), .int(limit)], Operation.init(row:))
    }
}

extension SQLWriter {
    /// Takes an operation back: what it recorded ends, what it ended holds again. Both stay in the log. Accounts that the
    /// operation joined or parted are placed anew, as an operation of its own when there is anything to do.
    ///
    /// - Parameter reason: why, for the log.
    /// - Returns: the operation that did so; nil when the operation had changed no assertion.
    /// - Throws: ``LedgerError`` when there is no such operation, it was undone before, or a later operation
    ///   ended what it recorded.
    @discardableResult
    public func undo(_ operation: Int64, madeBy: String, reason: String? = nil, at now: Instant) throws -> Int64? {
        if let obstacle = try undoObstacle(ofOperation: operation) { throw obstacle }
        let kind = try first("SELECT kind FROM operations WHERE id = ?", [.integer(operation)], { $0.text(0) }) ?? ""
        let recorded = try standing(ofOperation: operation).assertions
        let ended = try rows(
            "SELECT \(RecordedAssertion.columns) FROM assertions WHERE ended_by = ? ORDER BY id", [.integer(operation)],
            { try RecordedAssertion($0) })
        let recorder = OperationRecorder(
            self, kind: "undo", madeBy: madeBy, summary: "Undid operation \(operation) (\(kind))" + (reason.map { ": \($0)" } ?? "."),
            at: now,
            undoes: operation)
        try recorder.end(recorded.map(\.id))
        try recorder.record(ended.map(\.assertion))
        let touched = (recorded + ended).map(\.assertion)
        try PlacementQueue.add(touched.flatMap(PlacementQueue.accounts), in: self)
        // Accounts that came since the operation follow those that it moved; otherwise this finds nothing to do. A placement
        // that is undone is not done again at once.
        if touched.contains(where: { $0.predicate != .accountPerson && !PlacementQueue.accounts(in: $0).isEmpty }) {
            try placeAccounts(madeBy: madeBy, at: now)
        }
        return recorder.operation
    }
}

extension SQLReader {
    /// The assertions that meet a condition and that decide which accounts are one person's.
    fileprivate func joiningAssertions(_ condition: String, _ arguments: [SQLValue]) throws -> [Assertion] {
        try rows(
            """
            SELECT \(RecordedAssertion.columns) FROM assertions WHERE predicate IN (?, ?, ?) AND \(condition)
            """,
            [Assertion.Predicate.accountSame, .accountDistinct, .accountSpelling].map { .text($0.rawValue) } + arguments
        ) { try RecordedAssertion($0).assertion }
    }
}
