public import Store

/// Which entries of the log of changes are wanted.
public struct OperationFilter: Sendable, Hashable {
    /// The kind of operation, as the log spells it.
    public var kind: String?
    /// Who or what made it.
    public var madeBy: String?
    /// Only those that recorded or ended something about one of these accounts; nil for all.
    public var accounts: Set<Int64>?
    /// Only those recorded in this half-open range.
    public var recorded: Range<Instant>?

    public init(kind: String? = nil, madeBy: String? = nil, accounts: Set<Int64>? = nil, recorded: Range<Instant>? = nil) {
        self.kind = kind
        self.madeBy = madeBy
        self.accounts = accounts
        self.recorded = recorded
    }

    /// The most accounts that one filter names.
    static let mostAccounts = 500
}

/// How much an operation changed, and whether it was taken back.
public struct OperationEffect: Sendable, Hashable {
    public var recorded = 0
    public var ended = 0
    /// The operation that took it back.
    public var undoneBy: Int64?

    public init() {}
}

extension SQLReader {
    /// The newest operations first, those before `cursor` when it is given.
    public func operations(_ filter: OperationFilter, before cursor: Int64? = nil, limit: Int) throws -> [Operation] {
        var conditions = ["id < ?"]
        var arguments: [SQLValue] = [.integer(cursor ?? .max)]
        if let kind = filter.kind {
            conditions.append("kind = ?")
            arguments.append(.text(kind))
        }
        if let madeBy = filter.madeBy {
            conditions.append("made_by = ?")
            arguments.append(.text(madeBy))
        }
        if let range = filter.recorded {
            conditions.append("recorded_at >= ? AND recorded_at < ?")
            arguments += [.integer(range.lowerBound.seconds), .integer(range.upperBound.seconds)]
        }
        if let accounts = filter.accounts {
            let touched = try operations(touching: accounts)
            guard !touched.isEmpty else { return [] }
            // The newest suffice: a page holds far fewer, and databases bound the length of a statement.
            let some = touched.filter { $0 < cursor ?? .max }.sorted(by: >).prefix(5000)
            guard !some.isEmpty else { return [] }
            conditions.append("id IN (\(some.map { _ in "?" }.joined(separator: ", ")))")
            arguments += some.map(SQLValue.integer)
        }
        return try rows(
            """
            SELECT id, kind, made_by, summary, recorded_at, undoes FROM operations
            WHERE \(conditions.joined(separator: " AND ")) ORDER BY id DESC LIMIT ?
            """, arguments + [.int(limit)], Operation.init(row:))
    }

    /// The operations that recorded or ended something about some accounts.
    private func operations(touching accounts: Set<Int64>) throws -> Set<Int64> {
        let some = accounts.sorted().prefix(OperationFilter.mostAccounts)
        guard !some.isEmpty else { return [] }
        let marks = some.map { _ in "?" }.joined(separator: ", ")
        let predicates = Assertion.Predicate.allCases.filter { $0.isAboutAccounts }
        let pairs = predicates.filter { $0.namesTwoAccounts }
        func list(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }
        var found: Set<Int64> = []
        try forEachRow(
            """
            SELECT DISTINCT operation, ended_by FROM assertions WHERE subject IN (\(marks)) AND predicate IN (\(list(predicates.count)))
            UNION SELECT operation, ended_by FROM assertions WHERE object IN (\(marks)) AND predicate IN (\(list(pairs.count)))
            """,
            some.map(SQLValue.integer) + predicates.map { .text($0.rawValue) } + some.map(SQLValue.integer)
                + pairs.map { .text($0.rawValue) }
        ) { row in
            found.insert(row.integer(0))
            if let ended = row.optionalInteger(1) { found.insert(ended) }
        }
        return found
    }

    public func operation(_ id: Int64) throws -> Operation? {
        try first(
            "SELECT id, kind, made_by, summary, recorded_at, undoes FROM operations WHERE id = ?", [.integer(id)], Operation.init(row:))
    }

    /// The kinds of operations that the log holds, and who made them: the commonest first, at most `limit` of each.
    public func operationChoices(limit: Int = 100) throws -> (kinds: [String], makers: [String]) {
        func values(_ column: String) throws -> [String] {
            try rows("SELECT \(column) FROM operations GROUP BY \(column) ORDER BY COUNT(*) DESC, \(column) LIMIT ?", [.int(limit)]) {
                $0.text(0)
            }
        }
        return (try values("kind"), try values("made_by"))
    }

    /// What operations changed, by their number.
    public func effects(ofOperations ids: [Int64]) throws -> [Int64: OperationEffect] {
        guard !ids.isEmpty else { return [:] }
        let marks = ids.map { _ in "?" }.joined(separator: ", ")
        let numbers = ids.map(SQLValue.integer)
        var effects = Dictionary(ids.map { ($0, OperationEffect()) }, uniquingKeysWith: { first, _ in first })
        try forEachRow(
            """
            SELECT 0, operation, COUNT(*) FROM assertions WHERE operation IN (\(marks)) GROUP BY operation
            UNION ALL SELECT 1, ended_by, COUNT(*) FROM assertions WHERE ended_by IN (\(marks)) GROUP BY ended_by
            UNION ALL SELECT 2, undoes, id FROM operations WHERE undoes IN (\(marks))
            """, numbers + numbers + numbers
        ) { row in
            switch row.int(0) {
            case 0: effects[row.integer(1)]?.recorded = row.int(2)
            case 1: effects[row.integer(1)]?.ended = row.int(2)
            default: effects[row.integer(1)]?.undoneBy = row.integer(2)
            }
        }
        return effects
    }

    /// The first assertions that an operation recorded, and the first that it ended.
    public func changes(ofOperation id: Int64, limit: Int) throws -> (recorded: [RecordedAssertion], ended: [RecordedAssertion]) {
        func assertions(_ column: String) throws -> [RecordedAssertion] {
            try rows(
                "SELECT \(RecordedAssertion.columns) FROM assertions WHERE \(column) = ? ORDER BY id LIMIT ?", [.integer(id), .int(limit)]
            ) { try RecordedAssertion($0) }
        }
        return (try assertions("operation"), try assertions("ended_by"))
    }

    /// Why an operation cannot be taken back now; nil when it can.
    public func undoObstacle(ofOperation id: Int64) throws -> LedgerError? {
        guard try integer("SELECT id FROM operations WHERE id = ?", [.integer(id)]) != nil else { return .unknownOperation(id) }
        if try integer("SELECT id FROM operations WHERE undoes = ?", [.integer(id)]) != nil { return .alreadyUndone(operation: id) }
        return try standing(ofOperation: id).endedBy.map { .changedSince(operation: id, by: $0) }
    }

    /// What stands in the ledger now of what an operation recorded: each assertion itself or, where a later operation ended
    /// it and was undone, the one that undoing recorded in its place.
    ///
    /// - Returns: also the operation that ended one of them and stands; then there is no telling what undoing would restore.
    func standing(ofOperation id: Int64) throws -> (assertions: [RecordedAssertion], endedBy: Int64?) {
        typealias Entry = (held: RecordedAssertion, endedBy: Int64?)
        func entries(_ operation: Int64) throws -> [Entry] {
            try rows(
                "SELECT \(RecordedAssertion.columns), ended_by FROM assertions WHERE operation = ? ORDER BY id", [.integer(operation)]
            ) { (try RecordedAssertion($0), $0.optionalInteger(13)) }
        }
        var restored: [Int64: [Assertion: [Entry]]] = [:]
        var standing: [RecordedAssertion] = []
        for entry in try entries(id) {
            var entry = entry
            while let later = entry.endedBy {
                guard let undoing = try integer("SELECT id FROM operations WHERE undoes = ?", [.integer(later)]) else { return ([], later) }
                if restored[undoing] == nil { restored[undoing] = Dictionary(grouping: try entries(undoing)) { $0.held.assertion } }
                guard let next = restored[undoing]?[entry.held.assertion]?.popLast() else { return ([], later) }
                entry = next
            }
            standing.append(entry.held)
        }
        return (standing, nil)
    }
}

extension Operation {
    init(row: any SQLRow) {
        self.init(
            id: row.integer(0), kind: row.text(1), madeBy: row.text(2), summary: row.text(3),
            recordedAt: Instant(seconds: row.integer(4)), undoes: row.optionalInteger(5))
    }
}

extension Assertion.Predicate {
    /// Whether the subject is an account.
    public var isAboutAccounts: Bool { rawValue.hasPrefix("account ") }

    /// Whether the object is an account too.
    public var namesTwoAccounts: Bool {
        switch self {
        case .accountSame, .accountDistinct, .accountPostponed, .accountSpelling, .accountManager: true
        default: false
        }
    }
}
