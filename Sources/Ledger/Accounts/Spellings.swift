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
        let named = try rows(
            """
            SELECT id, name, email FROM accounts WHERE id IN (
              SELECT c.author FROM repository_commits r JOIN commits c ON c.id = r.commit_id WHERE r.repository_id = ?
              UNION
              SELECT c.committer FROM repository_commits r JOIN commits c ON c.id = r.commit_id WHERE r.repository_id = ?
              UNION
              SELECT k.account_id FROM repository_commits r JOIN commit_credits k ON k.commit_id = r.commit_id
              WHERE r.repository_id = ?
            ) ORDER BY id
            """, [.integer(repository), .integer(repository), .integer(repository)]
        ) { row in
            (id: row.integer(0), identity: SpelledIdentity(name: row.text(1), email: row.text(2)))
        }
        var wanted: [Assertion] = []
        for (id, identity) in named {
            let spelled = spell(identity)
            guard spelled != identity else { continue }
            wanted.append(
                Assertion(
                    .accountSpelling, subject: id, object: try book.account(of: spelled, in: self, at: now),
                    context: repository, rule: Placement.mailmapRule,
                    evidence: "The mailmap of \(title) spells \(identity.spelling) as \(spelled.spelling)."))
        }
        let recorder = OperationRecorder(
            self, kind: "apply mailmap", madeBy: madeBy, summary: "Applied the mailmap of \(title).", at: now)
        let held = try assertions(.accountSpelling).filter { $0.assertion.context == repository }
        try recorder.reconcile(held, with: wanted)
        return recorder.changes
    }
}
