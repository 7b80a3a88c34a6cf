/// How far an approval has come.
public struct ApprovalStanding: Sendable, Hashable {
    public enum Verdict: String, Sendable {
        /// Some may still answer, and it depends on them.
        case open
        case granted
        /// So many refuse that those who may still answer are too few; where one agreement is needed, or that of all, the first no.
        case refused
        /// Nobody needs to refuse: too few may answer at all, as the others are excluded, recused themselves, or are no members.
        case outOfReach = "out of reach"
    }

    public let verdict: Verdict
    /// So many must agree.
    public let need: Int
    public let agreed: [ApprovalGiven]
    public let refused: [ApprovalGiven]
    /// The members who have not answered and may.
    public let left: Set<String>

    init(_ count: CaseProcess.Approval.Count, agreed: [ApprovalGiven], refused: [ApprovalGiven], left: Set<String>) {
        (self.agreed, self.refused, self.left) = (agreed, refused, left)
        let reachable = agreed.count + left.count
        switch count {
        case .number(let number):
            need = number
            let isRefused = !refused.isEmpty && (number == 1 || reachable < number)
            verdict = isRefused ? .refused : agreed.count >= number ? .granted : reachable < number ? .outOfReach : .open
        case .all:
            need = max(1, reachable + refused.count)
            verdict = !refused.isEmpty ? .refused : reachable == 0 ? .outOfReach : left.isEmpty ? .granted : .open
        }
    }
}

extension Turn {
    func standing(of approval: CaseProcess.Approval) -> ApprovalStanding {
        func mayAnswer(_ who: String) -> Bool { !approval.excluded.contains { holds($0, who) } }
        // Who came to hold a role that excludes them after they answered does not count any more.
        let given = (aCase.approvals[approval.id] ?? []).filter { mayAnswer($0.by.id) && mayAnswer($0.member) }
        let members = roster.members(of: approval.group).filter { !isRecused($0) && mayAnswer($0) }
        return ApprovalStanding(
            approval.need, agreed: given.filter(\.agrees), refused: given.filter { !$0.agrees },
            left: members.subtracting(given.map(\.member)))
    }

    /// What stands against an approval, in a sentence; nil when it is given.
    func unmetApproval(_ approval: CaseProcess.Approval) -> String? {
        guard aCase.asks(for: approval) else { return nil }
        let standing = standing(of: approval)
        let (title, group) = ("“\(approval.title)”", CaseProcess.words(ofGroup: approval.group))
        switch standing.verdict {
        case .granted: return nil
        case .refused:
            let names = standing.refused.map(\.by.name).joined(separator: " and ")
            return "\(names) refused \(title): \(standing.refused.map(\.reason).joined(separator: " "))"
        case .open:
            let missing = approval.need == .all ? standing.left.count : standing.need - standing.agreed.count
            return "\(title) needs \(missing) more of \(group)."
        case .outOfReach:
            if approval.need == .all { return "\(title) needs all of \(group), and nobody there may give it." }
            let count = standing.agreed.count + standing.left.count
            let who = "\(standing.need) of \(group), and only \(count) may give it"
            return "\(title) needs \(who): too few are there who are not excluded or recused."
        }
    }

    /// What stands against a refusal that is needed, in a sentence; nil when the approval is refused.
    func unmetRefusal(_ approval: CaseProcess.Approval) -> String? {
        aCase.asks(for: approval) && standing(of: approval).verdict == .refused ? nil : "“\(approval.title)” is not refused."
    }

    /// The approvals that steps from here need and that cannot be given any more, each with why.
    var outOfReach: [String: String] {
        guard !isOver, !process.approvals.isEmpty else { return [:] }
        var found: [String: String] = [:]
        for need in process.transitions(from: aCase.state).flatMap(\.needs) {
            guard let id = need.approvalID, let approval = process.approval(id), aCase.asks(for: approval) else { continue }
            if standing(of: approval).verdict == .outOfReach { found[id] = unmetApproval(approval) }
        }
        return found
    }

    /// Says in the history which approvals came out of reach.
    mutating func noteOutOfReach(before: [String: String]) {
        let by = actor
        actor = .program
        defer { actor = by }
        for (id, sentence) in outOfReach.sorted(by: { $0.key < $1.key }) where before[id] == nil {
            note(.approvalOutOfReach, subject: id, text: sentence)
        }
    }
}

extension CaseEngine {
    /// How far an approval has come; nil when no answer of the case calls for it.
    public func standing(of approval: CaseProcess.Approval, in aCase: Case) -> ApprovalStanding? {
        aCase.asks(for: approval) ? turn(aCase, .program).standing(of: approval) : nil
    }
}
