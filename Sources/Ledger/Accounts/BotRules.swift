public import Store

/// A sign that an account is a bot, found in the identity itself.
///
/// A rule only leads to an assertion; it is the assertion, with its evidence and its dates, that counts.
struct BotRule: Sendable {
    let name: String
    let evidence: String
    let matches: @Sendable (SpelledIdentity) -> Bool

    /// The forge itself says so of an account.
    static let forgeRule = "forge says bot"

    /// GitHub ends the user name of an app with `[bot]`; GitLab gives the token of a project or group an
    /// address of its own. Sources: the two forges' documentation of bot users.
    static let shipped = [
        BotRule(name: "GitHub app", evidence: "The name ends with [bot], as GitHub names apps.") {
            $0.name.hasSuffix("[bot]") || $0.email.hasSuffix("[bot]@users.noreply.github.com")
        },
        BotRule(name: "GitLab token", evidence: "The address is one that GitLab gives to the token of a project or group.") {
            guard $0.email.hasSuffix("@noreply.gitlab.com") else { return false }
            return ($0.email.hasPrefix("project_") || $0.email.hasPrefix("group_")) && $0.email.contains("_bot")
        },
    ]
}

extension SQLWriter {
    /// Marks the accounts that a rule takes for bots, as one operation.
    ///
    /// - Returns: the number of assertions recorded or ended.
    @discardableResult
    public func markBots(madeBy: String, at now: Instant) throws -> Int {
        var wanted: [Assertion] = []
        try forEachRow("SELECT id, name, email FROM accounts ORDER BY id", []) { row in
            let identity = SpelledIdentity(name: row.text(1), email: row.text(2))
            guard let rule = BotRule.shipped.first(where: { $0.matches(identity) }) else { return }
            wanted.append(
                Assertion(.accountBot, subject: row.integer(0), rule: rule.name, evidence: rule.evidence))
        }
        let marked = Set(wanted.map(\.subject))
        try forEachRow(
            """
            SELECT a.id, a.source, p.observed_at FROM account_profiles p JOIN accounts a ON a.id = p.account_id
            WHERE p.ended_at IS NULL AND p.bot = 1 ORDER BY a.id
            """, []
        ) { row in
            guard !marked.contains(row.integer(0)) else { return }
            wanted.append(
                Assertion(
                    .accountBot, subject: row.integer(0), rule: BotRule.forgeRule,
                    evidence: "\(row.text(1)) said on \(Instant(seconds: row.integer(2)).date) that a program uses the account."))
        }
        let rules = Set(BotRule.shipped.map(\.name) + [BotRule.forgeRule])
        let held = try assertions(.accountBot).filter { rules.contains($0.assertion.rule) }
        let recorder = OperationRecorder(
            self, kind: "mark bots", madeBy: madeBy, summary: "Marked accounts that are bots by their own identity.", at: now)
        try recorder.reconcile(held, with: wanted)
        return recorder.changes
    }
}
