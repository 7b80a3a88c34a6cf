import Audit
public import Store

extension CaseEngine {
    /// Moves a case to this engine's version of its process. Never by itself: somebody decides it, and the file says where each
    /// state leads.
    ///
    /// Clocks, approvals, ticks and checks that the new version does not have are dropped; a vote must not be open.
    ///
    /// - Parameters:
    ///   - reason: why, in the words of whoever decided it.
    ///   - old: the process that the case follows.
    public func migrate(_ aCase: Case, by actor: CaseActor, reason: String = "", from old: CaseProcess) throws(CaseRefusal) -> Step {
        let reason = try Turn.maybeSaid(reason)
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
        turn.aCase.state = target
        let changes = MigrationPlan(aCase, turn.aCase, from: old, to: process).changes
        turn.aCase.state = aCase.state
        turn.note(
            .migrated, subject: "\(aCase.version) → \(process.version)", from: aCase.state, to: target,
            text: ([reason] + changes).filter { !$0.isEmpty }.joined(separator: "\n"))
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

/// What moving a case to another version of its process changes, for whoever decides on it.
public struct MigrationPlan: Sendable, Hashable {
    public let from: Int
    public let to: Int
    /// Sentences, each complete.
    public let changes: [String]

    /// - Parameters:
    ///   - old: the process that the case followed.
    ///   - new: the process that it follows afterwards.
    init(_ before: Case, _ after: Case, from old: CaseProcess, to new: CaseProcess) {
        (from, to) = (before.version, after.version)
        let migration = new.migrations.first { $0.fromVersion == before.version }
        var changes: [String] = []
        let (left, entered) = (old.state(before.state)?.title ?? before.state, new.state(after.state)?.title ?? after.state)
        changes.append(left == entered ? "The case stays in “\(entered)”." : "The case goes from “\(left)” to “\(entered)”.")
        for field in old.fields where before.fields[field.id] != nil {
            let id = migration?.fields[field.id] ?? field.id
            if after.fields[id] == nil {
                changes.append("The answer to “\(field.title)” is dropped.")
            } else if let title = new.field(id)?.title, title != field.title {
                changes.append("The answer to “\(field.title)” becomes that to “\(title)”.")
            }
        }
        func drop(_ kind: String, _ ids: [String], _ kept: [String], _ title: (String) -> String?) {
            for id in ids.sorted() where !kept.contains(id) { changes.append("\(kind) “\(title(id) ?? id)” is dropped.") }
        }
        drop("The check", Array(before.checks.keys), Array(after.checks.keys)) { old.check($0)?.title }
        drop("The checklist", Array(before.marks.keys), Array(after.marks.keys)) { old.checklist($0)?.title }
        drop("The approval", Array(before.approvals.keys), Array(after.approvals.keys)) { old.approval($0)?.title }
        drop("The side", Array(before.sides.keys), Array(after.sides.keys)) { id in old.deliberation?.sides.first { $0.id == id }?.title }
        drop("The clock", Array(before.clocks.keys), Array(after.clocks.keys)) { id in old.clocks.first { $0.id == id }?.title }
        self.changes = changes
    }
}

extension Cases {
    /// The engine of the newest version of a case's process.
    private func newest(for aCase: Case, in reader: any SQLReader) throws -> CaseEngine {
        guard let process = processes.first(where: { $0.id == aCase.process }) else {
            throw CaseRefusal(.unknown, "There is no process called “\(aCase.process)” any more.")
        }
        let now = clock()
        return CaseEngine(process: process, roster: try roster(for: process, at: now, in: reader), now: now)
    }

    /// What moving a case to the newest version of its process would change. Nothing is changed by asking.
    ///
    /// - Throws: ``CaseRefusal`` when it cannot be moved now.
    public func migrationPlan(of aCase: Case, in reader: any SQLReader) throws -> MigrationPlan {
        let engine = try newest(for: aCase, in: reader)
        let old = try shelf.process(aCase.process, aCase.version, in: reader)
        return MigrationPlan(aCase, try engine.migrate(aCase, by: .program, from: old).aCase, from: old, to: engine.process)
    }

    /// Moves a case to the newest version of its process, as that version's file says.
    ///
    /// - Parameter reason: why; it is in the history, with what changed, and in the audit log.
    public func migrate(_ id: Int64, by actor: CaseActor, reason: String = "", revision: Int64? = nil) async throws -> Change {
        try await store.write { try migrate(id, by: actor, reason: reason, revision: revision, in: $0) }
    }

    /// The same within the caller's transaction, for what must happen together with it.
    public func migrate(
        _ id: Int64, by actor: CaseActor, reason: String = "", revision: Int64? = nil, in writer: any SQLWriter
    ) throws -> Change {
        let before = try writer.requiredCase(id)
        if let revision, revision != before.revision {
            throw CaseRefusal(.stale, "Somebody else changed the case after you opened it. Look at it again.")
        }
        let engine = try newest(for: before, in: writer)
        let old = try shelf.process(before.process, before.version, in: writer)
        let step = try engine.migrate(before, by: actor, reason: reason, from: old)
        try shelf.keep(engine.process, at: engine.now, in: writer)
        try write(step, over: before, by: actor, action: "case.migrate", reason: reason.isEmpty ? nil : reason, engine, in: writer)
        return Change(aCase: step.aCase, events: step.events, receipt: nil)
    }

    /// Stores a step with its history, its waits and its entry in the audit log.
    func write(
        _ step: CaseEngine.Step, over before: Case, by actor: CaseActor, action: String, reason: String?, _ engine: CaseEngine,
        in writer: any SQLWriter
    ) throws {
        let after = step.aCase
        try writer.update(after, over: before, dueAt: engine.dueAt(after), nextAt: engine.nextAt(after))
        try writer.append(step.events, to: after.id)
        try writer.setWaits(of: after.id, to: engine.waits(in: after))
        try AuditLog.append(Self.entry(of: step, over: before, by: actor, action: action, reason: reason), in: writer)
    }
}
