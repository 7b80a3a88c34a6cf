import Audit
public import Store

/// Many actions that are stored together: ``Cases`` needs a dozen statements for each action, this needs one load for each table.
///
/// It is for filling a store, and writes all that the same actions one by one would write. Nothing of it is stored before ``store()``.
/// It belongs to one transaction, which must be given up when ``store()`` throws.
public final class CaseBatch {
    private let cases: Cases
    private let writer: any SQLWriter
    private var held: [Int64: Held] = [:]
    private var entries: [AuditEntry] = []
    private var changes: [Cases.Change] = []
    private var kept: Set<String> = []
    private var roster: (process: String, at: Int64, roster: Roster)?

    /// A case of the batch, with what is stored of it.
    private struct Held {
        let storedCase: Case?
        let storedUrns: [String: Urn]
        var step: CaseEngine.Step
        var events: [CaseEvent]
        var engine: CaseEngine
    }

    public init(_ cases: Cases, in writer: any SQLWriter) {
        (self.cases, self.writer) = (cases, writer)
    }

    /// Begins a case under the newest version of a process.
    ///
    /// - Throws: ``CaseRefusal``, or `StoreError`.
    public func begin(_ process: String, title: String, fields: [String: FieldValue] = [:], by actor: CaseActor) throws -> Case {
        guard let process = cases.processes.first(where: { $0.id == process }) else {
            throw CaseRefusal(.unknown, "There is no process called “\(process)”.")
        }
        try cases.mustHaveFiles(fields.values.map { $0 }, of: nil, in: writer)
        let now = cases.clock()
        if kept.insert(process.id).inserted { try cases.shelf.keep(process, at: now, in: writer) }
        let engine = CaseEngine(process: process, roster: try roster(for: process, at: now), now: now)
        let step = try engine.begin(id: try writer.takeCaseNumber(), title: title, fields: fields, by: actor)
        held[step.aCase.id] = Held(storedCase: nil, storedUrns: [:], step: step, events: step.events, engine: engine)
        entries.append(Cases.entry(ofNew: step.aCase, by: actor))
        return step.aCase
    }

    /// Does one action.
    ///
    /// - Throws: ``CaseRefusal``, or `StoreError`.
    @discardableResult
    public func apply(_ action: CaseAction, to id: Int64, by actor: CaseActor) throws -> Cases.Change {
        let before = try held[id]?.step ?? stored(id)
        let now = cases.clock()
        let process = try cases.shelf.process(before.aCase.process, before.aCase.version, in: writer)
        let engine = CaseEngine(process: process, roster: try roster(for: process, at: now), now: now)
        if case .edit(_, let fields) = action { try cases.mustHaveFiles(fields.values, of: id, in: writer) }
        let (action, receipt) = try cases.withReceipt(action, by: actor, in: before.aCase)
        let step = try engine.apply(action, by: actor, to: before.aCase, urns: before.urns)
        let isChanged = step.aCase != before.aCase || step.urns != before.urns || !step.events.isEmpty
        var after =
            held[id]
            ?? Held(storedCase: before.aCase, storedUrns: before.urns, step: before, events: [], engine: engine)
        after.engine = engine
        if isChanged {
            after.step = step
            after.events += step.events
            entries.append(Cases.entry(of: step, over: before.aCase, by: actor, action: action.name, reason: action.reason))
        }
        held[id] = after
        let change = Cases.Change(aCase: after.step.aCase, events: isChanged ? step.events : [], receipt: isChanged ? receipt : nil)
        if isChanged, !cases.followers.isEmpty { changes.append(change) }
        return change
    }

    /// Stores everything, and leaves the batch empty.
    ///
    /// - Throws: ``CaseRefusal`` of kind `stale` when a case was changed past the batch; `StoreError`; what a follower throws.
    public func store() throws {
        let all = held.sorted { $0.key < $1.key }.map(\.value)
        if all.contains(where: { !$0.events.isEmpty }) { try writer.countChange() }
        try loadCases(all.filter { $0.storedCase == nil })
        for one in all {
            guard let before = one.storedCase else { continue }
            let after = one.step.aCase
            try writer.update(after, over: before, dueAt: one.engine.dueAt(after), nextAt: one.engine.nextAt(after))
            try writer.setWaits(of: after.id, to: one.engine.waits(in: after))
        }
        try loadEvents(all)
        for one in all { try writer.replaceUrns(of: one.step.aCase.id, one.storedUrns, with: one.step.urns) }
        try AuditLog.append(entries, in: writer)
        for change in changes { for follower in cases.followers { try follower(change, writer) } }
        (held, entries, changes) = ([:], [], [])
    }

    private func stored(_ id: Int64) throws -> CaseEngine.Step {
        let aCase = try writer.requiredCase(id)
        return CaseEngine.Step(aCase: aCase, urns: try writer.urns(of: aCase), events: [])
    }

    /// Who is where and away at an instant; actions at the same instant share the answer.
    private func roster(for process: CaseProcess, at now: Int64) throws -> Roster {
        if let roster, roster.process == process.id, roster.at == now { return roster.roster }
        let found = try cases.roster(for: process, at: now, in: writer)
        roster = (process.id, now, found)
        return found
    }

    private func loadCases(_ new: [Held]) throws {
        guard !new.isEmpty else { return }
        let columns = [
            "id", "process", "version", "title", "state", "revision", "requester", "created_at", "updated_at", "entered_at", "closed_at",
            "due_at", "next_at", "document",
        ]
        _ = try writer.bulkLoad(into: "cases", columns: columns, onConflict: .fail) { loader in
            for one in new {
                let aCase = one.step.aCase
                loader.integer(aCase.id)
                loader.text(aCase.process)
                loader.integer(aCase.version)
                loader.text(aCase.title)
                loader.text(aCase.state)
                loader.integer(aCase.revision)
                loader.text(aCase.requester.id)
                for time in [aCase.createdAt, aCase.updatedAt, aCase.enteredAt] { loader.integer(time) }
                for time in [aCase.closedAt, one.engine.dueAt(aCase), one.engine.nextAt(aCase)] { loader.integer(time) }
                loader.text(try CaseText.json(aCase))
                try loader.endRow()
            }
        }
        for (state, new) in Dictionary(grouping: new, by: { [$0.step.aCase.process, $0.step.aCase.state] }) {
            try writer.count(new.count, state[0], in: state[1])
        }
        try writer.load(new.flatMap { one in one.engine.waits(in: one.step.aCase).map { (one.step.aCase.id, $0) } })
    }

    private func loadEvents(_ all: [Held]) throws {
        let last = try all.map { $0.storedCase == nil ? 0 : try writer.lastEvent(of: $0.step.aCase.id) }
        let columns = [
            "case_id", "number", "kind", "at", "actor", "actor_name", "subject", "from_state", "to_state", "text", "roles",
        ]
        _ = try writer.bulkLoad(into: "case_events", columns: columns, onConflict: .fail) { loader in
            for (one, last) in zip(all, last) {
                for (offset, event) in one.events.enumerated() {
                    loader.integer(one.step.aCase.id)
                    loader.integer(last + Int64(offset) + 1)
                    loader.text(event.kind.rawValue)
                    loader.integer(event.at)
                    for text in [event.actor.id, event.actor.name, event.subject, event.from, event.to, event.text] { loader.text(text) }
                    loader.text(event.roles.joined(separator: "\n"))
                    try loader.endRow()
                }
            }
        }
    }
}
