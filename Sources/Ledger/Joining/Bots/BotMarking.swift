public import Store

extension SQLWriter {
    /// Marks the accounts that a sign, or the forge itself, takes for bots, as one operation. What a person stated to be
    /// used by a person is not marked for that time.
    ///
    /// - Returns: the number of assertions recorded or ended.
    @discardableResult
    public func markBots(madeBy: String, at now: Instant) throws -> Int {
        let patterns = try BotPattern.shipped + joiningSettings().botPatterns.map(BotPattern.init)
        let human = Dictionary(grouping: try assertions(.accountHuman).map(\.assertion), by: \.subject)
        var wanted: [Assertion] = []
        func want(_ account: Int64, _ rule: String, _ evidence: String) {
            var ranges = [Validity(nil, nil)]
            for stated in human[account] ?? [] { ranges = ranges.flatMap { $0.without(Validity(stated)) } }
            wanted += ranges.map {
                Assertion(.accountBot, subject: account, validFrom: $0.from, validTo: $0.to, rule: rule, evidence: evidence)
            }
        }
        var last: Int64?
        try forEachRow(
            """
            SELECT \(JoiningReader.accountColumns), p.bot FROM \(JoiningReader.accountTables) ORDER BY a.id
            """, []
        ) { row in
            let account = JoiningReader.account(row)
            guard account.id != last else { return }
            last = account.id
            if let sign = patterns.first(where: { $0.matches(account) }) {
                want(account.id, sign.rule, sign.evidence)
            } else if row.bool(7) {
                want(
                    account.id, BotPattern.forgeRule,
                    "\(account.source) said on \(Instant(seconds: account.observedAt).date) that a program uses the account.")
            }
        }
        let rules = try identityRules(patterns)
        let held = try assertions(.accountBot).filter { rules.contains($0.assertion.rule) }
        let recorder = OperationRecorder(
            self, kind: "mark bots", madeBy: madeBy, summary: "Marked accounts that are bots by their own identity.", at: now)
        try recorder.reconcile(held, with: wanted)
        return recorder.changes
    }
}

extension SQLReader {
    /// The rules whose marks follow from identities: those of the signs, and those of signs that were there before. Marks of
    /// other rules, such as of an imported file, are theirs.
    fileprivate func identityRules(_ patterns: [BotPattern]) throws -> Set<String> {
        let before = try rows(
            """
            SELECT DISTINCT a.rule FROM assertions a JOIN operations o ON o.id = a.operation
            WHERE a.predicate = ? AND a.ended_at IS NULL AND o.kind = ?
            """, [.text(Assertion.Predicate.accountBot.rawValue), .text("mark bots")]) { $0.text(0) }
        return Set(patterns.map(\.rule) + [BotPattern.forgeRule]).union(before).subtracting([ProgrammeRule.stated])
    }
}
