public import Store
import Synchronization

/// What an event did to a case, without what was said: enough for figures, and quick to read for a hundred thousand cases.
public struct CaseStep: Sendable, Hashable {
    public let caseID: Int64
    public let kind: CaseEvent.Kind
    /// UTC, in seconds since 1970.
    public let at: Int64
    /// Steward did it, and no person.
    public let isAutomatic: Bool
    /// What it is about: a transition, a check, an approval, a clock.
    public let subject: String
    /// For a move, the state that was entered; otherwise a result.
    public let to: String?

    public init(caseID: Int64, _ kind: CaseEvent.Kind, at: Int64, isAutomatic: Bool = false, subject: String = "", to: String? = nil) {
        (self.caseID, self.kind, self.at, self.isAutomatic, self.subject, self.to) = (caseID, kind, at, isAutomatic, subject, to)
    }
}

extension [CaseStep] {
    /// Calls `body` with what happened in one case after the other.
    public func forEachCase(_ body: (ArraySlice<CaseStep>) -> Void) {
        var rest = self[...]
        while let number = rest.first?.caseID {
            let own = rest.prefix { $0.caseID == number }
            body(own)
            rest = self[own.endIndex...]
        }
    }
}

/// What all cases of a process went through together, made from what happened in them and from nothing else.
public protocol ProcessHistory: Sendable {
    /// The kinds of events that it is made from.
    static var kinds: Set<CaseEvent.Kind> { get }

    /// - Parameter steps: of these kinds; those of a case stand together, in the order in which they happened.
    init(_ steps: [CaseStep], of process: CaseProcess)
}

/// Reads histories, and keeps each until something happens in a case.
public final class ProcessHistoryReader<History: ProcessHistory>: Sendable {
    private let store: any SQLStore
    private let kept = Mutex<[String: (mark: Int64, history: History)]>([:])

    public init(_ store: any SQLStore) { self.store = store }

    public func history(of process: CaseProcess) async throws -> History {
        let mark = try await store.read { try Cases.changes(in: $0) }
        if let kept = kept.withLock({ $0[process.id] }), kept.mark == mark { return kept.history }
        let steps = try await store.read { try $0.steps(ofProcess: process.id, History.kinds) }
        let history = History(steps, of: process)
        kept.withLock { $0[process.id] = (mark, history) }
        return history
    }
}

extension SQLReader {
    func steps(ofProcess process: String, _ kinds: Set<CaseEvent.Kind>) throws -> [CaseStep] {
        let byName = Dictionary(uniqueKeysWithValues: kinds.map { ($0.rawValue, $0) })
        let names = byName.keys.sorted()
        var steps: [CaseStep] = []
        // In the order of the index that finds the cases, so that nothing needs to be sorted (SQLite).
        try scan(
            """
            SELECT e.case_id, e.kind, e.at, e.actor, e.subject, e.to_state FROM cases c JOIN case_events e ON e.case_id = c.id
            WHERE c.process = ? AND e.kind IN (\(names.map { _ in "?" }.joined(separator: ", "))) ORDER BY c.updated_at, c.id, e.number
            """, [.text(process)] + names.map(SQLValue.text)
        ) { row in
            guard let kind = byName[row.text(1)] else { return }
            steps.append(
                CaseStep(
                    caseID: row.integer(0), kind, at: row.integer(2), isAutomatic: row.text(3) == CaseActor.program.id,
                    subject: row.text(4), to: row.optionalText(5)))
        }
        return steps
    }
}
