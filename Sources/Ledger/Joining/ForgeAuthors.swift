public import Store

/// A forge's word that an account is the author of a commit. Forges know it by the addresses that the account's owner
/// confirmed, so it is as good as a confirmed address.
public struct ForgeAuthor: Sendable, Hashable {
    /// The identity as the commit spells it.
    public let identity: SpelledIdentity
    public let account: ForgeAccount
    /// The commit's object name, for the evidence.
    public let commit: String

    public init(identity: SpelledIdentity, account: ForgeAccount, commit: String) {
        self.identity = identity
        self.account = account
        self.commit = commit
    }
}

extension SQLWriter {
    /// Records which accounts a forge names as the authors of commits. Nothing that is known already is recorded again;
    /// what another answer said stays, as a forge tells it of one commit at a time.
    ///
    /// - Returns: the number of assertions recorded.
    @discardableResult
    public func recordForgeAuthors(
        _ authors: [ForgeAuthor], observed: Instant, madeBy: String, at now: Instant,
        git: AccountBook = AccountBook(source: "git"), forges: ForgeAccountBook = ForgeAccountBook()
    ) throws -> Int {
        var wanted: [Assertion] = []
        var seen: Set<[Int64]> = []
        for author in authors {
            let identity = try git.account(of: author.identity, in: self, at: now)
            let account = try forges.account(of: author.account, observed: observed, in: self, at: now)
            let pair = [min(identity, account), max(identity, account)]
            guard identity != account, seen.insert(pair).inserted else { continue }
            let known = try JoiningReader(reader: self).assertions(.accountSame, "subject", in: [pair[0]])
            guard !known.contains(where: { $0.assertion.object == pair[1] && $0.assertion.rule == SaidRule.forgeAuthor.name }) else {
                continue
            }
            wanted.append(
                Assertion(
                    .accountSame, subject: pair[0], object: pair[1], rule: SaidRule.forgeAuthor.name,
                    evidence:
                        "\(author.account.host) names \(author.account.displayName) as the author of commit \(author.commit.prefix(12))."))
        }
        let recorder = OperationRecorder(
            self, kind: "link commit authors", madeBy: madeBy, summary: "Linked accounts with the commits whose author a forge names.",
            at: now)
        try recorder.record(wanted)
        return recorder.changes
    }

    /// Brings the links of accounts that the configuration gives up to date.
    ///
    /// - Parameter links: pairs of accounts that are one person's, with words that say where the configuration does.
    /// - Returns: the number of assertions recorded or ended.
    @discardableResult
    public func setConfiguredLinks(_ links: [(Int64, Int64, evidence: String)], madeBy: String, at now: Instant) throws -> Int {
        let wanted = links.filter { $0.0 != $0.1 }.map {
            Assertion(
                .accountSame, subject: min($0.0, $0.1), object: max($0.0, $0.1), rule: SaidRule.configured.name, evidence: $0.evidence)
        }
        let recorder = OperationRecorder(
            self, kind: "configured links", madeBy: madeBy, summary: "Took over the links of accounts from \(madeBy).", at: now)
        try recorder.reconcile([.accountSame], by: SaidRule.configured.name, in: self, with: wanted)
        return recorder.changes
    }
}
