public import Store

extension SQLWriter {
    /// Marks the accounts that a sign, or the forge itself, takes for bots, as one operation. What a person stated to be
    /// used by a person is not marked for that time.
    ///
    /// - Returns: the number of assertions recorded or ended.
    @discardableResult
    public func markBots(madeBy: String, at now: Instant) throws -> Int {
        let recorder = OperationRecorder(
            self, kind: "mark bots", madeBy: madeBy, summary: "Marked accounts that are bots by their own identity.", at: now)
        try BotMarking(self).update(in: recorder)
        return recorder.changes
    }
}

/// Brings the marks that follow from identities up to date.
struct BotMarking {
    private let reader: any SQLReader
    private let patterns: [BotPattern]
    /// Rules whose marks follow from identities: those of the signs, and those of signs that were there before. Marks of
    /// other rules, such as of an imported file, are theirs.
    private let rules: Set<String>

    init(_ reader: any SQLReader) throws {
        self.reader = reader
        patterns = try BotPattern.shipped + reader.joiningSettings().botPatterns.map(BotPattern.init)
        let before = try reader.rows(
            """
            SELECT DISTINCT a.rule FROM assertions a JOIN operations o ON o.id = a.operation
            WHERE a.predicate = ? AND a.ended_at IS NULL AND o.kind = ?
            """, [.text(Assertion.Predicate.accountBot.rawValue), .text("mark bots")]
        ) { $0.text(0) }
        rules = Set(patterns.map(\.rule) + [BotPattern.forgeRule]).union(before).subtracting([ProgrammeRule.stated])
    }

    /// - Parameter accounts: those to look at; nil for all.
    func update(_ accounts: [Int64]? = nil, in recorder: OperationRecorder) throws {
        let human = Dictionary(grouping: try held(.accountHuman, accounts).map(\.assertion), by: \.subject)
        var wanted: [Assertion] = []
        try forEach(accounts) { account, isBotAtForge in
            guard let (rule, evidence) = sign(of: account, isBotAtForge) else { return }
            var ranges = [Validity(nil, nil)]
            for stated in human[account.id] ?? [] { ranges = ranges.flatMap { $0.without(Validity(stated)) } }
            wanted += ranges.map {
                Assertion(.accountBot, subject: account.id, validFrom: $0.from, validTo: $0.to, rule: rule, evidence: evidence)
            }
        }
        try recorder.reconcile(held(.accountBot, accounts).filter { rules.contains($0.assertion.rule) }, with: wanted)
    }

    private func sign(of account: JoiningAccount, _ isBotAtForge: Bool) -> (rule: String, evidence: String)? {
        if let sign = patterns.first(where: { $0.matches(account) }) { return (sign.rule, sign.evidence) }
        guard isBotAtForge else { return nil }
        let day = Instant(seconds: account.observedAt).date
        return (BotPattern.forgeRule, "\(account.source) said on \(day) that a program uses the account.")
    }

    private func held(_ predicate: Assertion.Predicate, _ accounts: [Int64]?) throws -> [RecordedAssertion] {
        guard let accounts else { return try reader.assertions(predicate) }
        return try JoiningReader(reader: reader).assertions(predicate, "subject", in: accounts)
    }

    /// Hands over accounts, each once, with whether their forge says that a program uses them.
    private func forEach(_ accounts: [Int64]?, _ body: (JoiningAccount, Bool) -> Void) throws {
        let query = "SELECT \(JoiningReader.accountColumns), p.bot FROM \(JoiningReader.accountTables)"
        var last: Int64?
        func take(_ row: any SQLRow) {
            let account = JoiningReader.account(row)
            guard account.id != last else { return }
            last = account.id
            body(account, row.bool(7))
        }
        guard let accounts else { return try reader.forEachRow("\(query) ORDER BY a.id", [], take) }
        for account in accounts { try reader.forEachRow("\(query) WHERE a.id = ?", [.integer(account)], take) }
    }
}
