public import Store

/// A rule that would make two accounts one person's, and a refusal that keeps them apart. The refusal holds.
public struct JoiningConflict: Sendable, Hashable {
    /// What the rule would join.
    public let first: Int64
    public let second: Int64
    /// The rule, and why it would.
    public let rule: String
    public let evidence: String
    /// The two accounts that were stated to be two people's: those of the rule, or others that are joined with them.
    public let refusedFirst: Int64
    public let refusedSecond: Int64
    /// Why they were.
    public let refusal: String
}

extension SQLReader {
    /// What rules would join and refusals keep apart now, with both evidences; in order of the accounts.
    public func joiningConflicts() throws -> [JoiningConflict] {
        let refused = try assertions(.accountDistinct).flatMap { PlacementQueue.accounts(in: $0.assertion) }
        guard !refused.isEmpty else { return [] }
        let partial = try PartialPlacement(self, settings: joiningSettings(), touching: Set(refused))
        let run = try partial.run()
        let found = run.graph.conflicts.map { conflict -> JoiningConflict in
            let refusal = run.refusals[conflict.refusal]
            let (a, b) = (run.ids[conflict.a], run.ids[conflict.b])
            let rule = JoiningRules.all[conflict.rule]
            let said = conflict.link.map { run.said[$0] }
            let words = partial.accounts[a].flatMap { account in partial.accounts[b].map { rule.evidence(of: account, with: $0) } }
            return JoiningConflict(
                first: min(a, b), second: max(a, b), rule: said?.rule ?? rule.name,
                evidence: said?.evidence ?? words ?? rule.explanation,
                refusedFirst: refusal.subject, refusedSecond: refusal.object ?? 0, refusal: refusal.evidence)
        }
        return found.sorted { ($0.first, $0.second, $0.rule) < ($1.first, $1.second, $1.rule) }
    }
}
