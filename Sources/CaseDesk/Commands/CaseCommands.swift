import Access
import Casework
import Ledger
import Notifications
public import Pages
import Store

/// What the commands about cases do; the roof reads the command line and prints.
public struct CaseCommands: Sendable {
    let desk: CaseDesk
    /// Who sits at the keyboard, as the audit log calls them.
    let keyboard: String

    public init(_ desk: CaseDesk, keyboard: String) { (self.desk, self.keyboard) = (desk, keyboard) }

    /// Why a command was not done, in sentences.
    public struct Refusal: Error, Sendable, CustomStringConvertible {
        public let description: String

        init(_ sentences: [String]) { description = sentences.joined(separator: " ") }
    }

    /// A table with its headings, for a terminal.
    public struct Listing: Sendable {
        public let headings: [String]
        public let rows: [[String]]
        /// The same for programs.
        public let json: JSON
    }

    // MARK: Reading

    /// The cases of a process, or of all.
    ///
    /// - Throws: ``Refusal`` for a process or a choice that there is not.
    public func list(process: String?, which: String, state: String?, limit: Int) async throws -> Listing {
        guard let chosen = CaseFilter.Which(rawValue: which) else {
            throw Refusal(["“\(which)” is no choice; there are \(CaseFilter.Which.allCases.map(\.rawValue).joined(separator: ", "))."])
        }
        let wanted = try process.map { [try known($0)] } ?? desk.processes
        let (asked, now) = (CaseFilter(chosen, state: state), desk.now())
        let lines = try await desk.store.read { reader in
            try wanted.flatMap { try reader.cases(of: $0.id, asked, scope: .all, at: now, limit: limit) }
        }
        let shown = Array(lines.sorted { ($0.updatedAt, $0.id) > ($1.updatedAt, $1.id) }.prefix(limit))
        let rows = shown.map { line -> [String] in
            let title = desk.processes.first { $0.id == line.process }?.state(line.state)?.title ?? line.state
            return [
                "\(line.id)", line.process, line.title, title, line.dueAt.map { Instant(seconds: $0).description } ?? "", line.requester,
            ]
        }
        return Listing(
            headings: ["No.", "Process", "Title", "State", "Due", "Asked by"], rows: rows, json: .array(shown.map(CaseJSON.json)))
    }

    /// A case in lines for a terminal, and as JSON.
    public func show(_ number: Int64) async throws -> (lines: [String], json: JSON) {
        let sheet = try await sheet(number, as: nil)
        let aCase = sheet.aCase
        let names = try await desk.names(for: sheet)
        var lines = [
            "\(aCase.title)", "\(sheet.process.title), case \(aCase.id), version \(aCase.version), revision \(aCase.revision)",
            "State: \(sheet.state?.title ?? aCase.state) since \(Instant(seconds: aCase.enteredAt))",
            "Asked by: \(aCase.requester.name) (\(aCase.requester.id))",
        ]
        for clock in sheet.process.clocks {
            guard let run = aCase.clocks[clock.id] else { continue }
            lines.append("\(clock.title): \(run.status.rawValue)\(run.dueAt.map { ", due \(Instant(seconds: $0))" } ?? "")")
        }
        for field in sheet.process.fields {
            if let value = aCase.fields[field.id] { lines.append("\(field.title): \(names[value.words] ?? value.words)") }
        }
        let engine = CaseEngine(process: sheet.process, roster: sheet.roster, now: sheet.now)
        lines += sheet.process.approvals.compactMap { Self.words(of: $0, in: aCase, engine) }
        // What Steward takes itself is no step for anybody.
        let steps = sheet.process.transitions(from: aCase.state).filter { !$0.isAutomatic }
        if !steps.isEmpty { lines.append("Steps: \(steps.map { "\($0.id) (\($0.title))" }.joined(separator: ", "))") }
        for wait in engine.waits(in: aCase) {
            let group = CaseProcess.words(ofGroup: String(wait.who.dropFirst("group:".count)))
            let who = names[wait.who] ?? (wait.who.hasPrefix("group:") ? "the group \(group)" : wait.who)
            lines.append("Waits for \(who): \(CaseWords.kind(wait.kind)) \(wait.subject)")
        }
        return (lines, CaseJSON.json(sheet))
    }

    /// How far an approval has come, in a line; nil for one that is not asked for, or not here and was not given.
    private static func words(of approval: CaseProcess.Approval, in aCase: Case, _ engine: CaseEngine) -> String? {
        guard let standing = engine.standing(of: approval, in: aCase) else { return nil }
        let isHere = aCase.closedAt == nil && approval.states.contains(aCase.state)
        guard isHere || !standing.agreed.isEmpty || !standing.refused.isEmpty else { return nil }
        func by(_ voices: [ApprovalGiven]) -> String { voices.isEmpty ? "" : ", by \(voices.map(\.by.name).joined(separator: " and "))" }
        var line = "\(approval.title): \(standing.agreed.count) of \(standing.need)\(by(standing.agreed))"
        if !standing.refused.isEmpty { line += "; \(standing.refused.count) refused\(by(standing.refused))" }
        switch standing.verdict {
        case .refused: line += "; it is refused"
        case .outOfReach where aCase.closedAt == nil: line += ". \(engine.obstacle(to: approval, in: aCase) ?? "")"
        default: break
        }
        return line
    }

    /// The decision record in Markdown.
    public func record(_ number: Int64) async throws -> String {
        let sheet = try await sheet(number, as: nil)
        let names = try await desk.names(for: sheet)
        return DecisionRecord(sheet.aCase, sheet.process) { names[$0] ?? $0 }.markdown
    }

    // MARK: Acting

    /// Begins a case for a user.
    ///
    /// - Parameters:
    ///   - answers: texts by the ids of fields, as somebody would type them; for a file `@` and its path.
    ///   - open: reads a file of at most so many bytes.
    /// - Returns: the number of the case.
    public func start(
        _ process: String, title: String, answers: [String: String], as user: String, open: FileOpener? = nil
    ) async throws -> Int64 {
        let actor = try await self.actor(user)
        let process = try known(process)
        return try await refusing {
            let (texts, files) = try Self.parted(answers, process, open)
            let choices = try await desk.choices(for: process, naming: Array(texts.values))
            let fields = try TypedAnswers(texts).values(for: process, choices).compactMapValues(\.self)
            let change = try await desk.begin(process.id, title: title, fields: fields, files: files, by: actor, typist: keyboard)
            try await desk.settle(change.aCase.id)
            return change.aCase.id
        }
    }

    /// Reads a file that a path names, of at most so many bytes.
    public typealias FileOpener = @Sendable (_ path: String, _ limit: Int) throws -> UploadedFile

    /// Answers that are typed, and those that are files: `@` and a path.
    private static func parted(
        _ answers: [String: String], _ process: CaseProcess, _ open: FileOpener?
    ) throws -> (texts: [String: String], files: [String: UploadedFile]) {
        var (texts, files): ([String: String], [String: UploadedFile]) = ([:], [:])
        for (id, text) in answers {
            guard let field = process.field(id), case .file(let limit) = field.kind, !text.isEmpty else {
                texts[id] = text
                continue
            }
            guard text.hasPrefix("@"), let open else { throw Refusal(["“\(field.title)” takes a file: write \(id)=@ and its path."]) }
            files[id] = try open(String(text.dropFirst()), min(limit, FileReference.largest))
        }
        return (texts, files)
    }

    /// What is done in a case, as the command line spells it.
    public struct Deed: Sendable {
        /// The word of the action, such as `take`.
        public var action: String
        /// The step, approval, check, checklist, side, vote, thread or number.
        public var subject: String
        /// The item of a checklist.
        public var item = ""
        /// `yes`, `no`, a view, a ballot, a verdict or a day.
        public var value = ""
        /// A reason, or what is said.
        public var text = ""
        /// Who has to meet a condition, by name or identity.
        public var owner = ""
        /// The receipt of a secret ballot that is changed or taken back.
        public var receipt = ""
        /// Texts by the ids of fields; for a file `@` and its path.
        public var answers: [String: String] = [:]

        public init(_ action: String, _ subject: String = "") { (self.action, self.subject) = (action, subject) }
    }

    /// Does something in a case for a user.
    ///
    /// - Parameter open: reads a file of at most so many bytes, for answers that are files.
    public func act(_ number: Int64, _ deed: Deed, as user: String, open: FileOpener? = nil) async throws -> Done {
        let actor = try await self.actor(user)
        let sheet = try await sheet(number, as: actor)
        return try await refusing {
            let change: Cases.Change
            if deed.action == "edit" {
                let (texts, files) = try Self.parted(deed.answers, sheet.process, open)
                let choices = try await desk.choices(for: sheet.process, naming: Array(texts.values))
                let fields = try TypedAnswers(texts).values(for: sheet.process, choices)
                change = try await desk.edit(number, fields, files, by: actor, typist: keyboard)
            } else {
                if ["vote", "unvote"].contains(deed.action), deed.receipt.isEmpty, let vote = sheet.aCase.votes[deed.subject],
                    vote.status == .open, vote.settings.isSecret, vote.settings.isChangeable, vote.roll.contains(actor.id)
                {
                    throw Refusal([
                        "\(actor.name) has voted in “\(vote.settings.title)”, which is secret: give --receipt with what was shown then."
                    ])
                }
                if deed.action == "tick", deed.item.isEmpty, let list = sheet.process.checklist(deed.subject) {
                    let items = list.items.map { "--item \($0.id) (\($0.title))" }.joined(separator: ", ")
                    throw Refusal(["Say which item of “\(list.title)”: \(items)."])
                }
                let command = CaseCommand(
                    name: deed.action, subject: deed.subject, item: deed.item, value: deed.value, receipt: deed.receipt,
                    owner: try await desk.owner(deed.owner), text: deed.text)
                change = try await desk.act(try command.action(in: sheet), on: number, revision: nil, by: actor, typist: keyboard)
            }
            try await desk.settle(number)
            let now = try await self.sheet(number, as: actor)
            var remark: String?
            if deed.action == "declare", let declared = now.aCase.declarations[actor.id] {
                let whether =
                    declared.isRecused
                    ? "\(actor.name) is recused: they take no part in the decision." : "\(actor.name) may take part in the decision."
                remark = (declared.interest == nil ? "No interests are declared. " : "An interest is declared. ") + whether
            }
            return Done(state: now.state?.title ?? now.aCase.state, receipt: change.receipt, remark: remark)
        }
    }

    /// What came of an action.
    public struct Done: Sendable {
        /// The state in which the case is afterwards.
        public let state: String
        /// For a first secret ballot; it is shown once.
        public let receipt: String?
        /// What a declaration of interests means.
        public let remark: String?
    }

    /// What moving a case to the newest version of its process would change, in sentences.
    public func migrationPlan(_ number: Int64) async throws -> [String] {
        let plan = try await desk.migrationPlan(of: try await sheet(number, as: nil))
        switch plan {
        case .success(let plan): return ["From version \(plan.from) to version \(plan.to)."] + plan.changes
        case .failure(let refusal): throw Refusal(refusal.sentences)
        }
    }

    /// Moves a case to the newest version of its process for a user, who must be allowed to manage cases.
    ///
    /// - Returns: the state in which the case is afterwards.
    public func migrate(_ number: Int64, reason: String, as user: String) async throws -> String {
        let actor = try await self.actor(user)
        let (now, sheet) = (desk.now(), try await sheet(number, as: actor))
        guard try await desk.store.read({ try $0.mayManageCases(actor.id, at: now) }) else {
            throw Refusal(["\(actor.name) may not move cases: that is for those who manage them."])
        }
        return try await refusing {
            let change = try await desk.migrate(number, reason: reason, revision: sheet.aCase.revision, by: actor, typist: keyboard)
            try await desk.settle(number)
            return desk.processes.first { $0.id == change.aCase.process }?.state(change.aCase.state)?.title ?? change.aCase.state
        }
    }

    /// Does what has come due: for a timer outside, where Steward does not serve pages.
    public func advance() async throws -> Int { try await desk.advance() }

    private func known(_ id: String) throws(Refusal) -> CaseProcess {
        guard let process = desk.processes.first(where: { $0.id == id }) else {
            throw Refusal(["There is no process “\(id)”; there are \(desk.processes.map(\.id).joined(separator: ", "))."])
        }
        return process
    }

    private func actor(_ name: String) async throws -> CaseActor {
        let users = try await desk.store.read { try $0.deskUsers() }
        guard let user = users.first(where: { $0.name == name.lowercased() || $0.actor == name }) else {
            throw Refusal(["There is no user “\(name)” who can act."])
        }
        return CaseActor(id: user.actor, name: user.displayName)
    }

    private func sheet(_ number: Int64, as actor: CaseActor?) async throws -> CaseSheet {
        let (cases, now) = (desk.cases, desk.now())
        return try await desk.store.read { reader in
            guard let aCase = try cases.aCase(number, in: reader) else { throw Refusal(["There is no case \(number)."]) }
            let engine = try cases.engine(for: aCase, in: reader)
            return CaseSheet(
                aCase: aCase, process: engine.process, events: try cases.events(of: number, in: reader).map(\.event), roster: engine.roster,
                reader: actor, now: now, mayAct: actor != nil)
        }
    }

    private func refusing<T>(_ body: () async throws -> T) async throws -> T {
        do { return try await body() } catch let refusal as CaseRefusal {
            throw Refusal(refusal.sentences)
        } catch let refusal as FormRefusal {
            throw Refusal(refusal.problems.map(\.message))
        }
    }
}
