/// Who acts.
public struct CaseActor: Sendable, Hashable, Codable {
    /// As the directory knows them, such as `user:12`.
    public let id: String
    public let name: String

    public init(id: String, name: String) {
        self.id = id
        self.name = name
    }

    /// Steward itself, when the time has come.
    public static let program = CaseActor(id: "steward", name: "Steward")
}

/// One case as it stands: all that its process needs to know of it. Its history and its discussion are its events.
public struct Case: Sendable, Hashable, Codable {
    public var id: Int64
    public var process: String
    public var version: Int
    public var title: String
    public var state: String
    /// Counts the changes, from 1; whoever acts says which revision they saw.
    public var revision: Int64
    public var requester: CaseActor
    /// UTC seconds, as are all times of a case.
    public var createdAt: Int64
    public var updatedAt: Int64
    /// When it entered its state.
    public var enteredAt: Int64
    /// When it reached an end.
    public var closedAt: Int64?
    public var fields: [String: FieldValue] = [:]
    public var checks: [String: CheckResult] = [:]
    /// By checklist, then by item.
    public var marks: [String: [String: Mark]] = [:]
    public var approvals: [String: [ApprovalGiven]] = [:]
    /// By who declared.
    public var declarations: [String: Declaration] = [:]
    public var votes: [String: Vote] = [:]
    public var sides: [String: SideRecord] = [:]
    public var concerns: [Concern] = []
    public var conditions: [Condition] = []
    public var clocks: [String: ClockRun] = [:]
    public var decision: Decision?
    public var outcome: Outcome?
    /// Who last took each transition.
    public var takenBy: [String: String] = [:]
    /// Whoever did something in the case, in the order of their identities.
    public var participants: [String] = []

    /// A tick of a checklist.
    public struct Mark: Sendable, Hashable, Codable {
        public let by: CaseActor
        public let at: Int64
    }
}

/// What an automated check found.
public struct CheckResult: Sendable, Hashable, Codable {
    public enum Status: String, Sendable, Codable, CaseIterable {
        case passed
        case failed
        /// It could not be run.
        case unknown
        /// Somebody set a failure aside, and said why.
        case waived
    }

    public var status: Status
    /// What was found, in a sentence.
    public var summary: String
    /// What was looked at, such as the commit and the version of the rules; for those who repeat it.
    public var evidence: String
    public var at: Int64
    public var waivedBy: CaseActor?
    public var reason: String?

    public init(_ status: Status, summary: String, evidence: String = "", at: Int64 = 0) {
        (self.status, self.summary, self.evidence, self.at) = (status, summary, evidence, at)
    }
}

/// One agreement or refusal.
public struct ApprovalGiven: Sendable, Hashable, Codable {
    public let by: CaseActor
    /// The absent member for whom it was given.
    public let onBehalfOf: String?
    public let agrees: Bool
    public let reason: String
    public let at: Int64

    /// The member whose voice it is.
    public var member: String { onBehalfOf ?? by.id }
}

/// What somebody says of their own interests in a case.
public struct Declaration: Sendable, Hashable, Codable {
    public let by: CaseActor
    /// Nil for none.
    public let interest: String?
    /// Whether they take no part in the decision.
    public let isRecused: Bool
    public let at: Int64
}

/// What was decided.
public struct Decision: Sendable, Hashable, Codable {
    public enum Outcome: String, Sendable, Codable, CaseIterable {
        case accepted
        case rejected
    }

    public let outcome: Outcome
    public let transition: String
    public let by: CaseActor
    public let reason: String
    public let at: Int64
    /// The title and the answers that were decided on, whatever they are changed to later; nil in a decision of an earlier program.
    public var title: String?
    public var answers: [String: FieldValue]?
    /// Whose approvals the step needed; empty when it needed none.
    public var approvers: [CaseActor]?
    /// Whose refusals it needed.
    public var refusers: [CaseActor]?
    /// The checks and the approvals on which it rested, by their ids: later ones take their place in the case.
    public var checks: [String: CheckResult]?
    public var approvals: [String: [ApprovalGiven]]?

    /// The options that won the votes on which the decision stands, the best first.
    public func winners(in process: CaseProcess, of aCase: Case) -> [String] {
        (process.transition(transition)?.needs ?? []).flatMap { need -> [String] in
            switch need {
            case .voteCarried(let id), .voteWonBy(let id, _):
                guard let vote = aCase.votes[id] else { return [] }
                return (vote.result?.winners ?? []).map { winner in vote.settings.options.first { $0.id == winner }?.title ?? winner }
            default: return []
            }
        }
    }

    /// Who decided, or what did when the program took the step: the approval of some, a vote.
    ///
    /// - Parameter name: what somebody is called, by their identity.
    public func maker(in process: CaseProcess, name: (CaseActor) -> String) -> String {
        guard by == .program else { return name(by) }
        var parts: [String] = []
        for (word, people) in [("approval", approvers), ("refusal", refusers)] {
            let names = (people ?? []).map(name)
            guard let last = names.last else { continue }
            parts.append("the \(word) of " + (names.count == 1 ? last : names.dropLast().joined(separator: ", ") + " and " + last))
        }
        for need in process.transition(transition)?.needs ?? [] {
            switch need {
            case .voteCarried(let id), .voteLost(let id), .voteWonBy(let id, _): parts.append("the vote “\(process.vote(id)?.title ?? id)”")
            default: break
            }
        }
        return parts.isEmpty ? name(by) : parts.joined(separator: " and ")
    }
}

/// What a decision was to achieve, and what it did.
public struct Outcome: Sendable, Hashable, Codable {
    public enum Verdict: String, Sendable, Codable, CaseIterable {
        case worked
        case partly
        case no
        case unknown
    }

    public let measure: String
    /// The figure before the decision; it is never changed again.
    public let baseline: Figure
    public var target: FieldValue?
    /// When the figure is taken again.
    public var reviewAt: Int64?
    public var later: Figure?
    public var verdict: Verdict?
    public var verdictBy: CaseActor?
    public var verdictReason: String?
    public var verdictAt: Int64?
}

/// A value of a measure.
public struct Figure: Sendable, Hashable, Codable {
    /// Nil when nothing could be measured.
    public let value: Double?
    public let unit: String
    /// Which question was asked of the measure, so that it can be asked again.
    public let question: String
    public let at: Int64

    public init(value: Double?, unit: String, question: String, at: Int64) {
        (self.value, self.unit, self.question, self.at) = (value, unit, question, at)
    }
}

extension Case {
    /// Whether the figure of a measure before the decision can and must still be taken.
    public func needsBaseline(of measure: String) -> Bool {
        decision == nil && (outcome?.measure != measure || outcome?.baseline.value == nil)
    }

    /// Whether the answers make an approval asked for.
    public func asks(for approval: CaseProcess.Approval) -> Bool {
        guard !approval.occasions.isEmpty else { return true }
        return approval.occasions.contains { occasion in occasion.options.contains { fields[occasion.field]?.isSame(as: $0) == true } }
    }
}

extension Case {
    /// Reads a case that this program or an earlier one stored: what an earlier one did not know is empty.
    public init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: CodingKeys.self)
        func held<T: Decodable>(_ key: CodingKeys, or empty: T) throws -> T { try box.decodeIfPresent(T.self, forKey: key) ?? empty }
        self.init(
            id: try box.decode(Int64.self, forKey: .id), process: try box.decode(String.self, forKey: .process),
            version: try box.decode(Int.self, forKey: .version), title: try box.decode(String.self, forKey: .title),
            state: try box.decode(String.self, forKey: .state), revision: try box.decode(Int64.self, forKey: .revision),
            requester: try box.decode(CaseActor.self, forKey: .requester), createdAt: try box.decode(Int64.self, forKey: .createdAt),
            updatedAt: try box.decode(Int64.self, forKey: .updatedAt), enteredAt: try box.decode(Int64.self, forKey: .enteredAt))
        closedAt = try box.decodeIfPresent(Int64.self, forKey: .closedAt)
        fields = try held(.fields, or: [:])
        checks = try held(.checks, or: [:])
        marks = try held(.marks, or: [:])
        approvals = try held(.approvals, or: [:])
        declarations = try held(.declarations, or: [:])
        votes = try held(.votes, or: [:])
        sides = try held(.sides, or: [:])
        concerns = try held(.concerns, or: [])
        conditions = try held(.conditions, or: [])
        clocks = try held(.clocks, or: [:])
        decision = try box.decodeIfPresent(Decision.self, forKey: .decision)
        outcome = try box.decodeIfPresent(Outcome.self, forKey: .outcome)
        takenBy = try held(.takenBy, or: [:])
        participants = try held(.participants, or: [])
    }
}
