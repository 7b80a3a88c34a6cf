public import Store

extension SQLWriter {
    /// Records how a repository's mailmap spells the accounts that its history names.
    ///
    /// The raw account of a commit stays as it is; the mapped spelling is an account of its own, and an
    /// assertion in the context of the repository leads from one to the other.
    ///
    /// - Parameter spell: the mailmap's spelling of an identity; the same identity when it has no say.
    /// - Returns: the number of assertions recorded or ended.
    @discardableResult
    public func recordSpellings(
        ofRepository repository: Int64, title: String, madeBy: String, at now: Instant, book: AccountBook,
        _ spell: (SpelledIdentity) -> SpelledIdentity
    ) throws -> Int {
        let respelled = try rows("SELECT id, name, email FROM accounts ORDER BY id") { row in
            (id: row.integer(0), identity: SpelledIdentity(name: row.text(1), email: row.text(2)))
        }.filter { spell($0.identity) != $0.identity }
        let named = try accountsNamed(among: Set(respelled.map(\.id)), in: repository)
        var wanted: [Assertion] = []
        for (id, identity) in respelled where named.contains(id) {
            let spelled = spell(identity)
            wanted.append(
                Assertion(
                    .accountSpelling, subject: id, object: try book.account(of: spelled, in: self, at: now),
                    context: repository, rule: SaidRule.mailmap.name,
                    evidence: "The mailmap of \(title) spells \(identity.spelling) as \(spelled.spelling)."))
        }
        let recorder = OperationRecorder(
            self, kind: "apply mailmap", madeBy: madeBy, summary: "Applied the mailmap of \(title).", at: now)
        let held = try assertions(.accountSpelling).filter { $0.assertion.context == repository }
        try recorder.reconcile(held, with: wanted)
        return recorder.changes
    }

    /// Those of the accounts that a repository's history names.
    private func accountsNamed(among accounts: Set<Int64>, in repository: Int64) throws -> Set<Int64> {
        guard !accounts.isEmpty else { return [] }
        var named: Set<Int64> = []
        try forEachRow(
            "SELECT c.author, c.committer FROM repository_commits r JOIN commits c ON c.id = r.commit_id WHERE r.repository_id = ?",
            [.integer(repository)]
        ) { row in
            for account in [row.integer(0), row.integer(1)] where accounts.contains(account) { named.insert(account) }
        }
        try forEachRow(
            """
            SELECT DISTINCT k.account_id FROM repository_commits r JOIN commit_credits k ON k.commit_id = r.commit_id
            WHERE r.repository_id = ?
            """, [.integer(repository)]
        ) { row in
            if accounts.contains(row.integer(0)) { named.insert(row.integer(0)) }
        }
        return named
    }
}
