import Audit
import Store

extension CaseEngine {
    /// Moves a case to this engine's version of its process. Never by itself: somebody decides it, and the file says where each
    /// state leads.
    ///
    /// Clocks, approvals, ticks and checks that the new version does not have are dropped; a vote must not be open.
    public func migrate(_ aCase: Case, by actor: CaseActor) throws(CaseRefusal) -> Step {
        guard aCase.process == process.id else { throw CaseRefusal(.invalid, "The case follows another process.") }
        guard aCase.version < process.version else {
            throw CaseRefusal(.notNow, "The case follows version \(aCase.version) already; there is nothing newer to go to.")
        }
        guard let migration = process.migrations.first(where: { $0.fromVersion == aCase.version }) else {
            throw CaseRefusal(
                .notNow, "Version \(process.version) of “\(process.title)” does not say how a case of version \(aCase.version) goes on.")
        }
        guard !aCase.votes.values.contains(where: { $0.status == .open }) else {
            throw CaseRefusal(.notNow, "A vote is open; the case can move to a new version when it is over.")
        }
        let target = migration.states[aCase.state] ?? aCase.state
        guard process.state(target) != nil else {
            throw CaseRefusal(
                .notNow, "Version \(process.version) has no state “\(aCase.state)”, and its file does not say where such a case goes.")
        }
        var turn = Turn(process: process, roster: roster, now: max(now, aCase.updatedAt), actor: actor, aCase: aCase, urns: [:])
        turn.aCase.version = process.version
        func moved(_ answers: [String: FieldValue]) -> [String: FieldValue] {
            Dictionary(
                answers.map { (migration.fields[$0.key] ?? $0.key, $0.value) }.filter { id, value in
                    process.field(id).map { $0.problem(with: value) == nil } ?? false
                }, uniquingKeysWith: { first, _ in first })
        }
        turn.aCase.fields = moved(aCase.fields)
        turn.aCase.decision?.answers = aCase.decision?.answers.map(moved)
        turn.aCase.checks = aCase.checks.filter { process.check($0.key) != nil }
        turn.aCase.marks = aCase.marks.filter { process.checklist($0.key) != nil }
        turn.aCase.approvals = aCase.approvals.filter { process.approval($0.key) != nil }
        turn.aCase.sides = aCase.sides.filter { side in process.deliberation?.sides.contains { $0.id == side.key } == true }
        turn.aCase.clocks = aCase.clocks.filter { clock in process.clocks.contains { $0.id == clock.key } }
        turn.note(.migrated, subject: "\(aCase.version) → \(process.version)", from: aCase.state, to: target)
        if target == aCase.state {
            turn.setClocks()
        } else {
            turn.enter(target, from: aCase.state)
        }
        turn.advance()
        turn.join(actor)
        turn.aCase.revision += 1
        turn.aCase.updatedAt = turn.now
        return turn.step
    }
}

extension Cases {
    /// Moves a case to the newest version of its process, as that version's file says.
    public func migrate(_ id: Int64, by actor: CaseActor, revision: Int64? = nil) async throws -> Change {
        try await store.write { writer in
            let before = try writer.requiredCase(id)
            if let revision, revision != before.revision {
                throw CaseRefusal(.stale, "Somebody else changed the case after you opened it. Look at it again.")
            }
            guard let process = processes.first(where: { $0.id == before.process }) else {
                throw CaseRefusal(.unknown, "There is no process called “\(before.process)” any more.")
            }
            let now = clock()
            let engine = CaseEngine(process: process, roster: try roster(for: process, at: now, in: writer), now: now)
            let step = try engine.migrate(before, by: actor)
            try shelf.keep(process, at: now, in: writer)
            try write(step, over: before, by: actor, action: "case.migrate", reason: nil, engine, in: writer)
            return Change(aCase: step.aCase, events: step.events, receipt: nil)
        }
    }

    /// Stores a step with its history, its waits and its entry in the audit log.
    func write(
        _ step: CaseEngine.Step, over before: Case, by actor: CaseActor, action: String, reason: String?, _ engine: CaseEngine,
        in writer: any SQLWriter
    ) throws {
        let after = step.aCase
        try writer.update(after, from: before.revision, dueAt: engine.dueAt(after), nextAt: engine.nextAt(after))
        try writer.append(step.events, to: after.id)
        try writer.setWaits(of: after.id, to: engine.waits(in: after))
        try AuditLog.append(
            AuditEntry(
                at: after.updatedAt, actor: actor.id, action: action, subject: "case:\(after.id)", reason: reason,
                before: CaseText.summary(of: before), after: CaseText.summary(of: after, after: step.events)), in: writer)
    }
}
