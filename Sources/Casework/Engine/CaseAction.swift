/// Everything that can be done to a case.
public enum CaseAction: Sendable, Hashable {
    /// Changes fields; nil empties one.
    case edit(title: String? = nil, [String: FieldValue?])
    case take(transition: String, reason: String? = nil)
    case mark(checklist: String, item: String, isDone: Bool)
    case recordCheck(String, CheckResult)
    case waiveCheck(String, reason: String)
    /// Agrees, or refuses with a reason. `onBehalfOf` is an absent member whose delegate acts.
    case approve(String, agrees: Bool = true, reason: String = "", onBehalfOf: String? = nil)
    case retractApproval(String)
    /// Says what interests the actor has, nil for none.
    case declare(interest: String?, recuse: Bool = false)
    /// Casts or changes a ballot. A secret ballot needs the voter's receipt: a new one for the first, the same to change it.
    case cast(vote: String, Choice, reason: String = "", receipt: String? = nil)
    case withdrawBallot(vote: String, receipt: String? = nil)
    /// Ends a vote before its time, when everyone has voted.
    case closeVote(String)
    case invite(side: String)
    case takePosition(side: String, Position.View, text: String)
    case leaveEmpty(side: String, reason: String)
    case raiseConcern(side: String?, text: String)
    case settleConcern(Int, Concern.Status, reason: String)
    /// Says something in a thread, which is made by being named.
    case post(thread: String, text: String)
    case addCondition(text: String, owner: CaseActor?, due: Int64?)
    case meetCondition(Int, evidence: String)
    case freezeBaseline(Figure)
    case recordOutcome(Figure)
    case judge(Outcome.Verdict, reason: String)
    /// Does what has come due; the program's own action.
    case advance

    /// As the audit log calls it.
    public var name: String {
        switch self {
        case .edit: "case.edit"
        case .take: "case.transition"
        case .mark: "case.mark"
        case .recordCheck: "case.check"
        case .waiveCheck: "case.waive"
        case .approve: "case.approve"
        case .retractApproval: "case.retract"
        case .declare: "case.declare"
        case .cast: "case.ballot"
        case .withdrawBallot: "case.ballot.withdraw"
        case .closeVote: "case.vote.close"
        case .invite: "case.invite"
        case .takePosition: "case.position"
        case .leaveEmpty: "case.side.empty"
        case .raiseConcern: "case.concern"
        case .settleConcern: "case.concern.settle"
        case .post: "case.post"
        case .addCondition: "case.condition"
        case .meetCondition: "case.condition.met"
        case .freezeBaseline: "case.baseline"
        case .recordOutcome: "case.outcome"
        case .judge: "case.verdict"
        case .advance: "case.advance"
        }
    }
}

/// Why an action was not done: said to the person who tried it. Nothing was changed.
public struct CaseRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Kind: String, Sendable {
        /// The case, or what the action names, is not there.
        case unknown
        /// The actor may not do this.
        case forbidden
        /// Not now: the state, a need, or a time stands against it.
        case notNow = "not now"
        /// The input is at fault.
        case invalid
        /// Somebody else changed the case in between.
        case stale
    }

    public let kind: Kind
    /// Sentences, each complete.
    public let sentences: [String]

    public init(_ kind: Kind, _ sentences: String...) {
        self.init(kind, sentences)
    }

    public init(_ kind: Kind, _ sentences: [String]) {
        (self.kind, self.sentences) = (kind, sentences)
    }

    public var description: String { sentences.joined(separator: " ") }
}

/// Something that happened to a case; its history, and what notifications are made from.
public struct CaseEvent: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        case created, edited, moved, marked, checked, waived, approved, refused, retracted, declared
        case approvalOutOfReach = "approval out of reach"
        case voteOpened = "vote opened"
        case voteClosed = "vote closed"
        case voteVoided = "vote voided"
        case ballotCast = "ballot cast"
        case ballotWithdrawn = "ballot withdrawn"
        case invited, position
        case sideEmpty = "side left empty"
        case concernRaised = "concern raised"
        case concernSettled = "concern settled"
        case posted
        case conditionAdded = "condition added"
        case conditionMet = "condition met"
        case clockDue = "clock due"
        case escalated
        case baselineFrozen = "baseline frozen"
        case reviewDue = "review due"
        case outcomeMeasured = "outcome measured"
        case judged, migrated
    }

    public let kind: Kind
    public let at: Int64
    public let actor: CaseActor
    /// What it is about: a transition, a field, a vote, a side, a thread.
    public let subject: String
    /// For a move, the states.
    public let from: String?
    public let to: String?
    /// A reason, or what was said.
    public let text: String
    /// Whom an escalation is for: roles.
    public let roles: [String]

    public init(
        _ kind: Kind, at: Int64, actor: CaseActor, subject: String = "", from: String? = nil, to: String? = nil, text: String = "",
        roles: [String] = []
    ) {
        (self.kind, self.at, self.actor, self.subject, self.from, self.to, self.text, self.roles) = (
            kind, at, actor, subject, from, to, text, roles
        )
    }
}

/// Something that waits for somebody.
public struct CaseWait: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        case fill, decide, approve, vote, position, concern, condition, verdict, checklist, declare
    }

    /// A person's identity, or `group:NAME`.
    public let who: String
    public let kind: Kind
    /// The approval, vote, side or whatever else it is.
    public let subject: String
    /// By when; nil when nothing presses.
    public let due: Int64?

    public init(who: String, kind: Kind, subject: String, due: Int64?) {
        (self.who, self.kind, self.subject, self.due) = (who, kind, subject, due)
    }
}
