import Access
import Audit
import Casework
import Ledger
import Notifications
public import Pages
import Store
import Transport

/// Where pages, API and commands meet cases: everything they do goes through here, so each checks who may see and do what.
public struct CaseDesk: Sendable {
    let cases: Cases
    let measures: MeasureDesk
    let directory: DeskDirectory
    let checks: CheckRegistry
    /// The address by which people reach this site.
    let site: WebAddress

    var store: any SQLStore { cases.store }
    var processes: [CaseProcess] { cases.processes }
    func now() -> Int64 { measures.clock().seconds }

    public init(_ options: CaseDeskFeature.Options, measures: MeasureDesk) {
        let clock: @Sendable () -> Int64 = { measures.clock().seconds }
        let (store, hooks, processes) = (measures.store, options.hooks, options.processes)
        let groups = DeskDirectory(store: store, hooks: hooks, maySeeCase: { _, _ in false })
        let cases = Cases(store: store, directory: groups, processes: processes, followers: options.followers, clock: clock)
        directory = DeskDirectory(store: store, hooks: hooks) { user, number in
            try await store.read { reader in
                guard let aCase = try cases.aCase(number, in: reader) else { return false }
                let isOfProgramme = try reader.isOfProgramme(user, at: clock())
                return try cases.engine(for: aCase, in: reader).maySee(aCase, user, isOfProgramme: isOfProgramme)
            }
        }
        self.cases = cases
        self.measures = measures
        (checks, site) = (options.checks, options.site)
    }

    // MARK: Reading

    /// The case that a request's address names, as its reader may see it.
    ///
    /// - Throws: a ``Problem`` that says the same for a case that is not there and for one that the reader may not see: the number of
    ///   a case tells nobody that it exists.
    func sheet(_ request: Request) async throws -> CaseSheet {
        try await sheet(Int64(request.integer("case") ?? 0), for: Viewer(request.caller))
    }

    func sheet(_ number: Int64, for viewer: Viewer) async throws -> CaseSheet {
        let (cases, now) = (cases, self.now())
        return try await store.read { reader in
            guard let aCase = try cases.aCase(number, in: reader) else { throw Problem.noCase(number, for: viewer) }
            let engine = try cases.engine(for: aCase, in: reader)
            guard engine.maySee(aCase, viewer.actor?.id, isOfProgramme: viewer.isOfProgramme) else {
                throw Problem.noCase(number, for: viewer)
            }
            return CaseSheet(
                aCase: aCase, process: engine.process, events: try cases.events(of: number, in: reader).map(\.event), roster: engine.roster,
                reader: viewer.actor,
                now: now, mayAct: viewer.mayAct)
        }
    }

    /// The newest version of the process that a request's address names.
    func process(_ request: Request) throws -> CaseProcess {
        let id = request.text("process") ?? ""
        guard let process = processes.first(where: { $0.id == id }) else {
            throw Problem.notFound("There is no process called “\(id)”.", suggestions: [.init("All processes", "/processes")])
        }
        return process
    }

    // MARK: Acting

    /// Does something in a case, and puts what others should hear of it into the outbox in the same transaction.
    ///
    /// - Throws: ``FormRefusal`` with the engine's words; nothing was changed then.
    @discardableResult
    func act(_ action: CaseAction, on sheet: CaseSheet, revision: Int64?, _ request: Request) async throws -> Cases.Change {
        let viewer = Viewer(request.caller)
        guard viewer.mayAct, let actor = viewer.actor else { throw FormRefusal(nil, "Sign in to act in cases.") }
        do {
            let change = try await act(action, on: sheet.aCase.id, revision: revision, by: actor)
            // What was asked for is done; should somebody be faster with what follows from it, it was done by them.
            do { try await settle(sheet.aCase.id) } catch is CaseRefusal {}
            return change
        } catch let refusal as CaseRefusal {
            throw FormRefusal(refusal.sentences.map { FormProblem(nil, $0) })
        }
    }

    /// - Parameter typist: who typed it for the actor, where that is somebody else; the audit log says so.
    /// - Throws: ``CaseRefusal``.
    @discardableResult
    func act(
        _ action: CaseAction, on number: Int64, revision: Int64?, by actor: CaseActor, typist: String? = nil
    ) async throws -> Cases.Change {
        let (cases, notices, now) = (cases, CaseNotices(cases: cases), self.now())
        return try await store.write { writer in
            let before = try notices.waits(of: number, in: writer)
            let change = try cases.apply(action, to: number, by: actor, revision: revision, in: writer)
            try notices.record(change, by: actor, waitsBefore: before, in: writer)
            if let typist { try writer.note("case.act.for", number, actor, typist: typist, at: now) }
            return change
        }
    }

    /// Changes answers, those that are files among them.
    ///
    /// - Parameters:
    ///   - files: by the ids of the fields that they answer.
    ///   - typist: who typed it for the actor, where that is somebody else; the audit log says so.
    /// - Throws: ``CaseRefusal``.
    func edit(
        _ number: Int64, _ fields: [String: FieldValue?], _ files: [String: UploadedFile], by actor: CaseActor, typist: String
    ) async throws -> Cases.Change {
        let now = self.now()
        return try await store.write { writer in
            let change = try edit(number, fields, files, revision: nil, by: actor, in: writer)
            try writer.note("case.act.for", number, actor, typist: typist, at: now)
            return change
        }
    }

    /// Begins a case.
    ///
    /// - Parameters:
    ///   - files: by the ids of the fields that they answer.
    ///   - typist: who typed it for the actor, where that is somebody else; the audit log says so.
    /// - Throws: ``CaseRefusal``.
    func begin(
        _ process: String, title: String, fields: [String: FieldValue], files: [String: UploadedFile] = [:], by actor: CaseActor,
        typist: String? = nil
    ) async throws -> Cases.Change {
        let (cases, notices, now) = (cases, CaseNotices(cases: cases), self.now())
        return try await store.write { writer in
            let change = try cases.begin(process, title: title, fields: fields, by: actor, in: writer)
            try notices.record(change, by: actor, waitsBefore: [], in: writer)
            if let typist { try writer.note("case.start.for", change.aCase.id, actor, typist: typist, at: now) }
            return try files.isEmpty ? change : edit(change.aCase.id, [:], files, revision: nil, by: actor, in: writer)
        }
    }

    /// Moves a case to the newest version of its process.
    ///
    /// - Throws: ``CaseRefusal``.
    @discardableResult
    func migrate(
        _ number: Int64, reason: String, revision: Int64?, by actor: CaseActor, typist: String? = nil
    ) async throws -> Cases.Change {
        let (cases, notices, now) = (cases, CaseNotices(cases: cases), self.now())
        return try await store.write { writer in
            let before = try notices.waits(of: number, in: writer)
            let change = try cases.migrate(number, by: actor, reason: reason, revision: revision, in: writer)
            try notices.record(change, by: actor, waitsBefore: before, in: writer)
            if let typist { try writer.note("case.migrate.for", number, actor, typist: typist, at: now) }
            return change
        }
    }
}

extension SQLWriter {
    /// The audit log has an entry of what a user did; this one says who typed it for them.
    fileprivate func note(_ action: String, _ number: Int64, _ actor: CaseActor, typist: String, at now: Int64) throws {
        try AuditLog.append(
            AuditEntry(
                at: now, actor: typist, action: action, subject: "case:\(number)", reason: nil, before: nil,
                after: "{\"for\":\"\(actor.id)\"}"), in: self)
    }
}

extension Problem {
    /// Somebody who followed a link from a message and is not signed in is led to their case.
    static func noCase(_ number: Int64, for viewer: Viewer) -> Problem {
        guard viewer.actor == nil else {
            return .notFound("There is no case \(number) that you may see.", suggestions: [.init("My work", "/cases")])
        }
        return .notFound(
            "There is no case \(number) that everybody may see. If you take part in it, sign in first.",
            suggestions: [.init("Sign in", "/sign-in?return=/cases/\(number)")])
    }
}
