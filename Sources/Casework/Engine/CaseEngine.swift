/// The rules of casework: from a case, an action and an instant to the next case and what happened, or a refusal that says why.
///
/// It is a pure function of what it is given: no clock, no chance, no store. So a history can be replayed, and a test can try anything.
public struct CaseEngine: Sendable {
    public let process: CaseProcess
    public let roster: Roster
    /// UTC seconds. A case never goes back in time: an instant before its last change counts as that change.
    public let now: Int64

    public init(process: CaseProcess, roster: Roster, now: Int64) {
        (self.process, self.roster, self.now) = (process, roster, now)
    }

    /// What an action led to.
    public struct Step: Sendable, Hashable {
        public let aCase: Case
        /// The secret ballots of the case's votes, which are kept apart from it.
        public let urns: [String: Urn]
        public let events: [CaseEvent]
    }

    /// Begins a case in the first state.
    ///
    /// - Parameter fields: may lack answers that are required: those are asked for by the transition that needs them.
    public func begin(
        id: Int64, title: String, fields: [String: FieldValue] = [:], by actor: CaseActor
    ) throws(CaseRefusal) -> Step {
        let state = process.firstState
        let aCase = Case(
            id: id, process: process.id, version: process.version, title: try Self.checkedTitle(title), state: state.id, revision: 1,
            requester: actor, createdAt: now, updatedAt: now, enteredAt: now)
        var turn = Turn(process: process, roster: roster, now: now, actor: actor, aCase: aCase, urns: [:])
        turn.note(.created, subject: process.id, to: state.id)
        try turn.fill(fields.mapValues { $0 })
        turn.enter(state.id, from: nil)
        turn.advance()
        turn.noteOutOfReach(before: [:])
        turn.join(actor)
        return turn.step
    }

    /// Does one action. Before it, whatever has come due since the last change happens.
    public func apply(
        _ action: CaseAction, by actor: CaseActor, to aCase: Case, urns: [String: Urn] = [:]
    ) throws(CaseRefusal) -> Step {
        guard aCase.process == process.id, aCase.version == process.version else {
            throw CaseRefusal(.invalid, "The case began under version \(aCase.version) of \(aCase.process), and keeps it.")
        }
        var turn = Turn(process: process, roster: roster, now: max(now, aCase.updatedAt), actor: .program, aCase: aCase, urns: urns)
        let outOfReach = turn.outOfReach
        turn.advance()
        turn.actor = actor
        try turn.perform(action)
        turn.advance()
        turn.noteOutOfReach(before: outOfReach)
        if actor != .program { turn.join(actor) }
        // An advance that found nothing to do is no change.
        if action == .advance, turn.events.isEmpty { return turn.step }
        turn.aCase.revision += 1
        turn.aCase.updatedAt = turn.now
        return turn.step
    }

    static func checkedTitle(_ title: String) throws(CaseRefusal) -> String {
        let line = title.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !line.isEmpty else { throw CaseRefusal(.invalid, "Give the case a title.") }
        guard line.count <= 200 else { throw CaseRefusal(.invalid, "The title has \(line.count) characters; give at most 200.") }
        return line
    }
}

/// One action on its way through the rules.
struct Turn {
    let process: CaseProcess
    let roster: Roster
    let now: Int64
    var actor: CaseActor
    var aCase: Case
    var urns: [String: Urn]
    var events: [CaseEvent] = []

    init(process: CaseProcess, roster: Roster, now: Int64, actor: CaseActor, aCase: Case, urns: [String: Urn]) {
        (self.process, self.roster, self.now, self.actor) = (process, roster, now, actor)
        (self.aCase, self.urns) = (aCase, urns)
    }

    var step: CaseEngine.Step { CaseEngine.Step(aCase: aCase, urns: urns, events: events) }
    var state: CaseProcess.State? { process.state(aCase.state) }
    var isOver: Bool { state?.end != nil }

    mutating func note(
        _ kind: CaseEvent.Kind, subject: String = "", from: String? = nil, to: String? = nil, text: String = "", roles: [String] = []
    ) {
        events.append(CaseEvent(kind, at: now, actor: actor, subject: subject, from: from, to: to, text: text, roles: roles))
    }

    /// Remembers that somebody took part.
    mutating func join(_ actor: CaseActor) {
        guard !aCase.participants.contains(actor.id) else { return }
        aCase.participants.append(actor.id)
        aCase.participants.sort()
    }

    mutating func perform(_ action: CaseAction) throws(CaseRefusal) {
        switch action {
        case .edit(let title, let fields): try edit(title, fields)
        case .take(let transition, let reason): try take(transition, reason ?? "")
        case .mark(let checklist, let item, let isDone): try mark(checklist, item, isDone)
        case .recordCheck(let check, let result): try record(result, of: check)
        case .waiveCheck(let check, let reason): try waive(check, reason)
        case .approve(let approval, let agrees, let reason, let absent): try approve(approval, agrees, reason, onBehalfOf: absent)
        case .retractApproval(let approval): try retract(approval)
        case .declare(let interest, let recuse): try declare(interest, recuse)
        case .cast(let vote, let choice, let reason, let receipt): try cast(vote, choice, reason, receipt)
        case .withdrawBallot(let vote, let receipt): try withdrawBallot(vote, receipt)
        case .closeVote(let vote): try closeEarly(vote)
        case .invite(let side): try invite(side)
        case .takePosition(let side, let view, let text): try takePosition(side, view, text)
        case .leaveEmpty(let side, let reason): try leaveEmpty(side, reason)
        case .raiseConcern(let side, let text): try raiseConcern(side, text)
        case .settleConcern(let number, let status, let reason): try settleConcern(number, status, reason)
        case .post(let thread, let text): try post(thread, text)
        case .addCondition(let text, let owner, let due): try addCondition(text, owner, due)
        case .meetCondition(let number, let evidence): try meetCondition(number, evidence)
        case .freezeBaseline(let figure): try freezeBaseline(figure)
        case .recordOutcome(let figure): try recordOutcome(figure)
        case .judge(let verdict, let reason): try judge(verdict, reason)
        case .advance: try mustBeProgram("Time goes by on its own.")
        }
    }
}
