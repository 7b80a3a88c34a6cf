/// Why somebody's contributions count for an organisation: everything that is held of the accounts of one person, with what
/// wins at each instant, what loses, and why.
public struct AffiliationCase: Sendable {
    /// The accounts that speak with one voice, each group with its smallest number first.
    public let voices: [[Int64]]
    private let held: [RecordedAssertion]

    /// - Parameters:
    ///   - accounts: all accounts of the person.
    ///   - held: what is held of them; assertions of other predicates and of other accounts are passed over.
    ///   - voiceOf: by the account's number, as ``AffiliationVoices`` gives it.
    public init(accounts: [Int64], held: [RecordedAssertion], voiceOf: [Int64: Int32] = [:]) {
        let accounts = Set(accounts).sorted()
        let groups = Dictionary(grouping: accounts) { account in
            voiceOf[account].flatMap { $0 > 0 ? Int64($0) : nil } ?? -account
        }
        voices = groups.values.sorted { $0[0] < $1[0] }
        let known = Set(accounts)
        self.held = held.filter {
            $0.assertion.predicate == .accountOrganisation && $0.assertion.object != nil && known.contains($0.assertion.subject)
        }
    }

    /// What holds for an account at an instant.
    public func explain(_ account: Int64, at instant: Instant) -> AffiliationAnswer {
        let active = held.filter { $0.assertion.isValid(at: instant) }
        let own = voices.first { $0.contains(account) } ?? [account]
        return AffiliationAnswer(own: Set(own), active: active)
    }

    /// What holds for an account in each range of time in which the same is held of its person; nothing for times of which
    /// nothing is held at all.
    public func course(of account: Int64) -> [(time: Range<Instant>, answer: AffiliationAnswer)] {
        let bounds = Set(
            held.flatMap { [$0.assertion.validFrom ?? .distantPast, $0.assertion.validTo ?? .distantFuture] }
        ).sorted()
        return zip(bounds, bounds.dropFirst()).compactMap { from, to in
            let answer = explain(account, at: from)
            return answer.isEmpty ? nil : (from..<to, answer)
        }
    }

    /// The ranges of time in which what is held of an account's person does not agree.
    public func conflicts(of account: Int64) -> [(time: Range<Instant>, answer: AffiliationAnswer)] {
        course(of: account).filter { $0.answer.isConflict }
    }
}

/// What holds for an account at one instant, and what does not.
public struct AffiliationAnswer: Sendable, Hashable {
    /// Why an assertion that is true at the instant does not count.
    public enum Defeat: Sendable, Hashable {
        /// A stronger rule speaks of the same account, or of the person where the account says nothing.
        case weakerRule(than: AffiliationRule)
        /// The account's own address or user name says something, and this is of another account of the person.
        case otherAccount
        /// The domains of the person's other addresses lead to several organisations, so none of them counts.
        case domainsDisagree
        /// The others leave nothing of the contribution.
        case noShareLeft
    }

    public struct Loser: Sendable, Hashable {
        public let held: RecordedAssertion
        public let why: Defeat
    }

    /// The rule that wins; nil when nobody knows for whom contributions are made.
    public let rule: AffiliationRule?
    /// They sum to ``AffiliationPart/whole``.
    public let parts: [AffiliationPart]
    public let winners: [RecordedAssertion]
    public let losers: [Loser]
    /// The sum of the shares in millionths, when it is more than the whole, so that all were scaled down.
    public let excess: Int64?

    /// - Parameters:
    ///   - own: the accounts that speak with the voice of the one that is asked about.
    ///   - active: what is held of the person's accounts and true at the instant.
    init(own: Set<Int64>, active: [RecordedAssertion]) {
        let mine = active.filter { own.contains($0.assertion.subject) }
        let others = active.filter { !own.contains($0.assertion.subject) }
        let candidates = mine.isEmpty ? others : mine
        let strongest = candidates.lazy.map { AffiliationRule($0.assertion.rule) }.min()
        var winning = candidates.filter { AffiliationRule($0.assertion.rule) == strongest }
        let claims = winning.compactMap { AffiliationClaim($0.assertion) }
        let agree = AffiliationTimeline.winners(claims, as: mine.isEmpty ? .person : .own) != nil
        let said = agree ? claims.map { ($0.organisation, $0.share) } : []
        parts = said.isEmpty ? AffiliationPart.allUnknown : AffiliationShares.parts(said)
        rule = said.isEmpty ? nil : strongest
        let stated = AffiliationShares.stated(said)
        excess = stated > Int64(AffiliationPart.whole) ? stated : nil

        var losers: [Loser] = []
        let shown = Set(parts.map(\.organisation))
        for loser in winning where !agree || !shown.contains(loser.assertion.object ?? AffiliationPart.unknown) {
            losers.append(Loser(held: loser, why: agree ? .noShareLeft : .domainsDisagree))
        }
        let beaten = Set(losers.map(\.held.id))
        winning.removeAll { beaten.contains($0.id) }
        winners = winning
        if let strongest {
            for loser in candidates where AffiliationRule(loser.assertion.rule) != strongest {
                losers.append(Loser(held: loser, why: .weakerRule(than: strongest)))
            }
        }
        if !mine.isEmpty { losers += others.map { Loser(held: $0, why: .otherAccount) } }
        self.losers = losers
    }

    /// Nothing is held, for or against.
    public var isEmpty: Bool { winners.isEmpty && losers.isEmpty }

    /// Whether somebody should look: a loser names an organisation that the winners do not, or shares exceed the whole.
    public var isConflict: Bool {
        let shown = Set(winners.compactMap(\.assertion.object))
        return excess != nil || losers.contains { $0.held.assertion.object.map { !shown.contains($0) } ?? false }
    }
}

extension AffiliationAnswer.Defeat: CustomStringConvertible {
    public var description: String {
        switch self {
        case .weakerRule(let rule): "the rule “\(rule.name)” goes before it"
        case .otherAccount: "it is of another account, and this account's own address or user name says something"
        case .domainsDisagree: "the person's addresses lead to several organisations"
        case .noShareLeft: "the others' shares leave nothing of the contribution"
        }
    }
}
