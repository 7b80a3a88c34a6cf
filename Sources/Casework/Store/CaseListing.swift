public import Store

/// A case as lists show it.
public struct CaseLine: Sendable, Hashable {
    public let id: Int64
    public let process: String
    public let title: String
    public let state: String
    public let requester: String
    public let updatedAt: Int64
    public let enteredAt: Int64
    public let closedAt: Int64?
    public let dueAt: Int64?

    fileprivate static let columns = "c.id, c.process, c.title, c.state, c.requester, c.updated_at, c.entered_at, c.closed_at, c.due_at"

    fileprivate init(_ row: any SQLRow) {
        (id, process, title, state, requester) = (row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4))
        (updatedAt, enteredAt, closedAt, dueAt) = (row.integer(5), row.integer(6), row.optionalInteger(7), row.optionalInteger(8))
    }
}

/// Whose cases a list may hold.
public enum CaseScope: Sendable, Hashable {
    case all
    /// Those that somebody asked for and those that wait for them or for a group of theirs.
    case of(requester: String, waitingFor: [String])

    fileprivate var condition: (sql: String, arguments: [SQLValue]) {
        switch self {
        case .all: return ("", [])
        case .of(let requester, let keys):
            let marks = keys.map { _ in "?" }.joined(separator: ", ")
            // By their numbers, so that both engines begin with the few that are theirs and do not read every case.
            let waits = keys.isEmpty ? "" : " UNION SELECT w.case_id FROM case_waits w WHERE w.who IN (\(marks))"
            return (
                " AND c.id IN (SELECT r.id FROM cases r WHERE r.requester = ?\(waits))", [.text(requester)] + keys.map { .text($0) }
            )
        }
    }
}

/// Which cases of a process a table shows.
public struct CaseFilter: Sendable {
    public enum Which: String, Sendable, CaseIterable { case open, closed, late, all }

    public var which: Which
    public var state: String?
    /// Only those that somebody asked for.
    public var requester: String?
    /// The last case of the page before: the time by which the list is ordered, and its number.
    public var after: (time: Int64, id: Int64)?

    public init(_ which: Which = .open, state: String? = nil) { (self.which, self.state) = (which, state) }

    /// Names the page after a case.
    public func cursor(after line: CaseLine) -> String { "\((which == .late ? line.dueAt : nil) ?? line.updatedAt).\(line.id)" }
}

extension SQLReader {
    /// How many cases of a process stand in each state.
    public func caseCounts(of process: String, scope: CaseScope) throws -> [String: Int] {
        let (condition, arguments) = scope.condition
        let sql =
            scope == .all
            ? "SELECT state, cases FROM case_counts WHERE process = ? AND cases > 0"
            : "SELECT c.state, COUNT(*) FROM cases c WHERE c.process = ?\(condition) GROUP BY c.state"
        let counts = try rows(sql, [.text(process)] + arguments) { ($0.text(0), $0.int(1)) }
        return Dictionary(uniqueKeysWithValues: counts)
    }

    /// How many cases of each process are open.
    public func openCaseCounts(of processes: [CaseProcess]) throws -> [String: Int] {
        var open: [String: Int] = [:]
        try forEachRow("SELECT process, state, cases FROM case_counts", []) { row in
            let state = processes.first { $0.id == row.text(0) }?.state(row.text(1))
            if state?.end == nil { open[row.text(0), default: 0] += row.int(2) }
        }
        return open
    }

    /// Of how many cases of a process the time has run out; no further than to a limit is counted.
    public func lateCases(of process: String, scope: CaseScope, at now: Int64, limit: Int) throws -> Int {
        let (condition, arguments) = scope.condition
        return Int(
            try integer(
                """
                SELECT COUNT(*) FROM (
                    SELECT c.id FROM cases c WHERE c.process = ? AND c.due_at IS NOT NULL AND c.due_at < ?\(condition)
                    ORDER BY c.due_at LIMIT ?
                ) late
                """, [.text(process), .integer(now)] + arguments + [.int(limit)]) ?? 0)
    }

    /// The cases in a state that were changed last.
    public func cases(of process: String, in state: String, scope: CaseScope, limit: Int) throws -> [CaseLine] {
        let (condition, arguments) = scope.condition
        return try rows(
            """
            SELECT \(CaseLine.columns) FROM cases c WHERE c.process = ? AND c.state = ?\(condition)
            ORDER BY c.updated_at DESC, c.id DESC LIMIT ?
            """, [.text(process), .text(state)] + arguments + [.int(limit)]
        ) { CaseLine($0) }
    }

    /// The cases of a process that a filter lets through: those that were changed last first, late ones by what is due first.
    public func cases(of process: String, _ filter: CaseFilter, scope: CaseScope, at now: Int64, limit: Int) throws -> [CaseLine] {
        let (condition, scopeArguments) = scope.condition
        var conditions = ["c.process = ?"]
        var arguments: [SQLValue] = [.text(process)]
        if let state = filter.state {
            conditions.append("c.state = ?")
            arguments.append(.text(state))
        }
        switch filter.which {
        case .open: conditions.append("c.closed_at IS NULL")
        case .closed: conditions.append("c.closed_at IS NOT NULL")
        case .late:
            conditions.append("c.due_at IS NOT NULL AND c.due_at < ?")
            arguments.append(.integer(now))
        case .all: break
        }
        if let requester = filter.requester {
            conditions.append("c.requester = ?")
            arguments.append(.text(requester))
        }
        // Late ones by what was due first, which its index has in order; the others by what was changed last.
        let (time, comparison, order) = filter.which == .late ? ("c.due_at", ">", "") : ("c.updated_at", "<", " DESC")
        if let after = filter.after {
            conditions.append("(\(time) \(comparison) ? OR \(time) = ? AND c.id \(comparison) ?)")
            arguments += [.integer(after.time), .integer(after.time), .integer(after.id)]
        }
        return try rows(
            """
            SELECT \(CaseLine.columns) FROM cases c WHERE \(conditions.joined(separator: " AND "))\(condition)
            ORDER BY \(time)\(order), c.id\(order) LIMIT ?
            """, arguments + scopeArguments + [.int(limit)]
        ) { CaseLine($0) }
    }

    /// What waits for any of some people and groups, what is due first first.
    public func waits(for keys: [String], limit: Int) throws -> [(line: CaseLine, wait: CaseWait)] {
        var found: [(line: CaseLine, wait: CaseWait)] = []
        for key in keys {
            // Two questions, as the engines disagree about where what is never due stands in an order.
            for (condition, order) in [("w.due_at IS NOT NULL", "w.due_at, w.case_id"), ("w.due_at IS NULL", "w.case_id")] {
                found += try rows(
                    """
                    SELECT \(CaseLine.columns), w.who, w.kind, w.subject, w.due_at FROM case_waits w JOIN cases c ON c.id = w.case_id
                    WHERE w.who = ? AND \(condition) ORDER BY \(order) LIMIT ?
                    """, [.text(key), .int(limit)]
                ) { row -> (line: CaseLine, wait: CaseWait)? in
                    guard let kind = CaseWait.Kind(rawValue: row.text(10)) else { return nil }
                    return (CaseLine(row), CaseWait(who: row.text(9), kind: kind, subject: row.text(11), due: row.optionalInteger(12)))
                }.compactMap { $0 }
            }
        }
        let sorted = found.sorted { a, b in
            (a.wait.due ?? .max, a.line.id, a.wait.kind.rawValue, a.wait.subject) < (
                b.wait.due ?? .max, b.line.id, b.wait.kind.rawValue, b.wait.subject
            )
        }
        return Array(sorted.prefix(limit))
    }

    /// Everything that somebody asked for and that is not over, and what was changed last of the rest.
    public func cases(askedBy requester: String, limit: Int) throws -> [CaseLine] {
        try rows(
            "SELECT \(CaseLine.columns) FROM cases c WHERE c.requester = ? ORDER BY c.updated_at DESC, c.id DESC LIMIT ?",
            [.text(requester), .int(limit)]
        ) { CaseLine($0) }
    }
}
