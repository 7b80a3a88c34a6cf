import Audit
public import Ledger
public import Store

/// The cases of an installation: each change is one transaction with its history, its waits and its entry in the audit log.
///
/// So a program that is killed leaves all of a change or nothing of it, and of two people who act on the same revision one is refused.
public struct Cases: Sendable {
    public let store: any SQLStore
    public let directory: any CaseDirectory
    /// The processes that new cases may begin under, the newest version of each.
    public let processes: [CaseProcess]
    let shelf: ProcessShelf
    let clock: @Sendable () -> Int64
    let followers: [Follower]

    /// What somebody else stores because of a change, in the transaction of the change; when it throws, nothing is changed.
    public typealias Follower = @Sendable (_ change: Change, _ writer: any SQLWriter) throws -> Void

    /// - Parameters:
    ///   - followers: told of each action, in their order.
    ///   - clock: tells the time, UTC seconds; the system's clock unless a test brings its own.
    public init(
        store: any SQLStore, directory: any CaseDirectory, processes: [CaseProcess], followers: [Follower] = [],
        clock: @escaping @Sendable () -> Int64 = { Instant.now.seconds }
    ) {
        (self.store, self.directory, self.processes, self.clock) = (store, directory, processes, clock)
        self.followers = followers
        shelf = ProcessShelf(processes)
    }

    /// What a change led to.
    public struct Change: Sendable, Hashable {
        public let aCase: Case
        public let events: [CaseEvent]
        /// For a first secret ballot: what its voter needs to change it, and to find it after the count. It is shown once
        /// and stored nowhere.
        public let receipt: String?
    }

    /// Begins a case under the newest version of a process.
    ///
    /// - Throws: ``CaseRefusal``, or `StoreError`.
    public func begin(
        _ process: String, title: String, fields: [String: FieldValue] = [:], by actor: CaseActor
    ) async throws -> Change {
        try await store.write { try begin(process, title: title, fields: fields, by: actor, in: $0) }
    }

    /// Does one action.
    ///
    /// - Parameter revision: the revision that the actor saw; nil when any will do, such as for what the program does.
    /// - Throws: ``CaseRefusal`` of kind `stale` when somebody else changed the case since; other refusals; `StoreError`.
    public func apply(
        _ action: CaseAction, to id: Int64, by actor: CaseActor, revision: Int64? = nil
    ) async throws -> Change {
        try await store.write { try apply(action, to: id, by: actor, revision: revision, in: $0) }
    }

    /// The same within the caller's transaction, for what must happen together with it.
    public func begin(
        _ process: String, title: String, fields: [String: FieldValue] = [:], by actor: CaseActor, in writer: any SQLWriter
    ) throws -> Change {
        guard let process = processes.first(where: { $0.id == process }) else {
            throw CaseRefusal(.unknown, "There is no process called “\(process)”.")
        }
        try mustHaveFiles(fields.values.map { $0 }, of: nil, in: writer)
        let now = clock()
        try shelf.keep(process, at: now, in: writer)
        let id = try writer.takeCaseNumber()
        let engine = CaseEngine(process: process, roster: try roster(for: process, at: now, in: writer), now: now)
        let step = try engine.begin(id: id, title: title, fields: fields, by: actor)
        try writer.insert(step.aCase, dueAt: engine.dueAt(step.aCase), nextAt: engine.nextAt(step.aCase))
        try writer.append(step.events, to: id)
        try writer.setWaits(of: id, to: engine.waits(in: step.aCase))
        try AuditLog.append(Self.entry(ofNew: step.aCase, by: actor), in: writer)
        return Change(aCase: step.aCase, events: step.events, receipt: nil)
    }

    /// The same within the caller's transaction, for what must happen together with it.
    public func apply(
        _ action: CaseAction, to id: Int64, by actor: CaseActor, revision: Int64? = nil, in writer: any SQLWriter
    ) throws -> Change {
        let before = try writer.requiredCase(id)
        if let revision, revision != before.revision {
            throw CaseRefusal(
                .stale, "Somebody else changed the case after you opened it (you saw revision \(revision), it is at \(before.revision)).",
                "Look at it again, then repeat what you wanted to do.")
        }
        let now = clock()
        let process = try shelf.process(before.process, before.version, in: writer)
        let engine = CaseEngine(process: process, roster: try roster(for: process, at: now, in: writer), now: now)
        if case .edit(_, let fields) = action { try mustHaveFiles(fields.values, of: id, in: writer) }
        let (action, receipt) = try withReceipt(action, by: actor, in: before)
        let urns = try writer.urns(of: before)
        let step = try engine.apply(action, by: actor, to: before, urns: urns)
        guard step.aCase != before || step.urns != urns || !step.events.isEmpty else {
            // Time may have made a step possible without changing anything: then somebody is waited for whom nothing waited before.
            try writer.setWaits(of: id, to: engine.waits(in: before))
            try writer.setTimes(of: id, dueAt: engine.dueAt(before), nextAt: engine.nextAt(before))
            return Change(aCase: before, events: [], receipt: nil)
        }
        try writer.replaceUrns(of: id, urns, with: step.urns)
        try write(step, over: before, by: actor, action: action.name, reason: action.reason, engine, in: writer)
        let change = Change(aCase: step.aCase, events: step.events, receipt: receipt)
        for follower in followers { try follower(change, writer) }
        return change
    }

    /// Does what has come due in all cases, one transaction each; for a timer.
    ///
    /// A case that cannot go on, such as one whose process is not stored any more, goes to `failed` and stops no other.
    ///
    /// - Returns: the changes, in the order in which they were due.
    /// - Throws: `StoreError`.
    public func advanceAll(
        limit: Int = 1000, failed: @Sendable (Int64, any Error) -> Void = { _, _ in }
    ) async throws -> [Change] {
        let numbers = try await store.read { try due(limit: limit, in: $0) }
        var changes: [Change] = []
        for id in numbers {
            do {
                changes.append(try await apply(.advance, to: id, by: .program))
            } catch let error as StoreError {
                throw error
            } catch {
                failed(id, error)
            }
        }
        return changes.filter { !$0.events.isEmpty }
    }

    /// The cases in which something has come due, the oldest first.
    public func due(limit: Int = 1000, in reader: any SQLReader) throws -> [Int64] {
        try reader.rows(
            "SELECT id FROM cases WHERE next_at IS NOT NULL AND next_at <= ? ORDER BY next_at, id LIMIT ?",
            [.integer(clock()), .int(limit)]
        ) { $0.integer(0) }
    }

    /// Who is where and who is away, now.
    func roster(for process: CaseProcess, at now: Int64, in reader: any SQLReader) throws -> Roster {
        Roster(groups: try directory.members(of: process.groups, at: now, in: reader), absences: try reader.absences(at: now))
    }

    /// The engine for a case as it stands; for pages, which ask it what may be done.
    public func engine(for aCase: Case, in reader: any SQLReader) throws -> CaseEngine {
        let now = clock()
        let process = try shelf.process(aCase.process, aCase.version, in: reader)
        return CaseEngine(process: process, roster: try roster(for: process, at: now, in: reader), now: now)
    }

    /// Whoever casts a first secret ballot is given a receipt.
    func withReceipt(_ action: CaseAction, by actor: CaseActor, in aCase: Case) throws -> (CaseAction, String?) {
        guard case .cast(let id, let choice, let reason, nil) = action, let vote = aCase.votes[id], vote.settings.isSecret,
            !vote.roll.contains(actor.id)
        else { return (action, nil) }
        guard let receipt = Urn.newReceipt() else {
            throw CaseRefusal(.notNow, "The machine has no randomness to give, so no secret ballot can be cast.")
        }
        return (.cast(vote: id, choice, reason: reason, receipt: receipt), receipt)
    }
}

extension Cases {
    /// What the audit log says of a new case.
    static func entry(ofNew aCase: Case, by actor: CaseActor) -> AuditEntry {
        AuditEntry(
            at: aCase.createdAt, actor: actor.id, action: "case.create", subject: "case:\(aCase.id)", reason: nil, before: nil,
            after: CaseText.summary(of: aCase))
    }

    /// What the audit log says of a change.
    static func entry(of step: CaseEngine.Step, over before: Case, by actor: CaseActor, action: String, reason: String?) -> AuditEntry {
        AuditEntry(
            at: step.aCase.updatedAt, actor: actor.id, action: action, subject: "case:\(step.aCase.id)", reason: reason,
            before: CaseText.summary(of: before), after: CaseText.summary(of: step.aCase, after: step.events))
    }
}

extension CaseAction {
    /// What the audit log records as the reason. What is said in a ballot is never recorded there.
    var reason: String? {
        let text: String? =
            switch self {
            case .take(_, let reason): reason
            case .approve(_, _, let reason, _), .waiveCheck(_, let reason), .leaveEmpty(_, let reason), .settleConcern(_, _, let reason),
                .judge(_, let reason):
                reason
            default: nil
            }
        return text.flatMap { $0.isEmpty ? nil : $0 }
    }
}
