/// Counts the ballots of a vote: a pure function of its settings, its frozen voters and the ballots, in whatever order they come.
public struct VoteCount: Sendable {
    let settings: VoteSettings
    let electorate: [String: [String]]
    let recused: Set<String>

    public init(_ settings: VoteSettings, electorate: [String: [String]], recused: Set<String> = []) {
        (self.settings, self.electorate, self.recused) = (settings, electorate, recused)
    }

    public func count(_ ballots: [Ballot]) -> VoteResult {
        let missing = missingQuorums(ballots)
        let tally = missing.isEmpty ? tally(ballots) : Tally(.noQuorum, explanation: missing)
        return VoteResult(
            verdict: tally.verdict, winners: tally.winners, order: tally.order, explanation: tally.explanation, figures: tally.figures,
            voters: ballots.count, electorate: base(of: nil))
    }

    /// What one method makes of the ballots.
    struct Tally {
        var verdict: VoteResult.Verdict
        var winners: [String] = []
        var order: [[String]] = []
        var explanation: [String]
        var figures: [String: Double] = [:]

        init(
            _ verdict: VoteResult.Verdict, winners: [String] = [], order: [[String]] = [], explanation: [String] = [],
            figures: [String: Double] = [:]
        ) {
            (self.verdict, self.winners, self.order, self.explanation, self.figures) = (verdict, winners, order, explanation, figures)
        }
    }

    // MARK: Quorum

    /// The number of voters of whom a quorum is a part: all, or those of one class.
    func base(of chamber: String?) -> Int {
        let voters = chamber.map { electorate[$0] ?? [] } ?? Array(electorate.values.joined())
        return settings.recusedCountForQuorum ? voters.count : voters.count { !recused.contains($0) }
    }

    /// Sentences for the quorums that were missed. Who abstains has come, and counts.
    private func missingQuorums(_ ballots: [Ballot]) -> [String] {
        var missing: [String] = []
        if let quorum = settings.quorum {
            let n = base(of: nil)
            if !quorum.isReached(voters: ballots.count, of: n) {
                missing.append("\(ballots.count) of \(n) voted, and \(quorum.fewest(of: n)) are needed.")
            }
        }
        for chamber in settings.classes {
            guard let quorum = chamber.quorum else { continue }
            let n = base(of: chamber.id)
            let voters = ballots.count { $0.classID == chamber.id }
            if !quorum.isReached(voters: voters, of: n) {
                missing.append("\(voters) of \(n) voted in “\(chamber.title)”, and \(quorum.fewest(of: n)) are needed.")
            }
        }
        return missing
    }

    private func tally(_ ballots: [Ballot]) -> Tally {
        switch settings.method {
        case .lazyConsensus: lazyConsensus(ballots)
        case .majority: majority(ballots)
        case .consensus: consensus(ballots)
        case .score: sums(ballots, "points")
        case .dots: sums(ballots, "dots")
        case .schulze: Schulze(options: optionIDs, rankings: rankings(ballots)).tally(titles)
        case .transferable(let seats): TransferableVote(options: optionIDs, seats: seats, rankings: rankings(ballots), titles: titles).tally
        case .quadratic(_, let pot): quadratic(ballots, pot: pot)
        }
    }

    var optionIDs: [String] { settings.options.map(\.id) }
    private var titles: OptionTitles { OptionTitles(settings.options) }

    // MARK: One question

    private func stances(_ ballots: [Ballot], in chamber: String?) -> [Stance: Int] {
        var counts: [Stance: Int] = [:]
        for ballot in ballots where chamber == nil || ballot.classID == chamber {
            if case .stance(let stance) = ballot.choice { counts[stance, default: 0] += 1 }
        }
        return counts
    }

    private func figures(_ ballots: [Ballot]) -> [String: Double] {
        var figures: [String: Double] = [:]
        for chamber in settings.classes {
            let counts = stances(ballots, in: chamber.id)
            for stance in Stance.allCases { figures["\(chamber.id)/\(stance.rawValue)"] = Double(counts[stance] ?? 0) }
        }
        return figures
    }

    /// Silence agrees: that is what was announced when the vote was opened.
    private func lazyConsensus(_ ballots: [Ballot]) -> Tally {
        let counts = stances(ballots, in: nil)
        let objections = (counts[.no] ?? 0) + (counts[.veto] ?? 0)
        let sentence =
            objections == 0
            ? "Nobody objected in time." : objections == 1 ? "One voter objected." : "\(objections) voters objected."
        return Tally(objections == 0 ? .carried : .lost, explanation: [sentence], figures: figures(ballots))
    }

    /// Every class must reach its threshold; a veto counts as a no.
    private func majority(_ ballots: [Ballot]) -> Tally {
        var isCarried = true
        var sentences: [String] = []
        for chamber in settings.classes {
            let counts = stances(ballots, in: chamber.id)
            let (yes, no) = (counts[.yes] ?? 0, (counts[.no] ?? 0) + (counts[.veto] ?? 0))
            let reached = chamber.threshold.isReached(yes: yes, no: no) && yes >= chamber.leastYes
            isCarried = isCarried && reached
            var needed = "needed \(chamber.threshold) yes"
            if chamber.leastYes > 0 { needed += ", \(chamber.leastYes) at least" }
            let place = settings.classes.count == 1 ? "" : "“\(chamber.title)”: "
            sentences.append(
                "\(place)\(yes) yes, \(no) no, \(counts[.abstain] ?? 0) abstained; \(needed), which was \(reached ? "" : "not ")reached.")
        }
        return Tally(isCarried ? .carried : .lost, explanation: sentences, figures: figures(ballots))
    }

    /// Enough yes in every class, and no veto that has a reason. A no without a veto is a dissent that stops nothing.
    private func consensus(_ ballots: [Ballot]) -> Tally {
        let vetoes = ballots.count { $0.choice == .stance(.veto) && $0.reason.contains { !$0.isWhitespace } }
        var isCarried = vetoes == 0
        let who = vetoes == 0 ? "Nobody" : vetoes == 1 ? "One voter" : "\(vetoes) voters"
        var sentences = ["\(who) vetoed with a reason."]
        for chamber in settings.classes {
            let yes = stances(ballots, in: chamber.id)[.yes] ?? 0
            let needed = max(1, chamber.leastYes)
            isCarried = isCarried && yes >= needed
            sentences.append("\(settings.classes.count == 1 ? "" : "“\(chamber.title)”: ")\(yes) yes, and \(needed) needed.")
        }
        return Tally(isCarried ? .carried : .lost, explanation: sentences, figures: figures(ballots))
    }

    // MARK: Amounts

    private func amounts(_ ballots: [Ballot]) -> [[String: Int]] {
        ballots.compactMap { if case .amounts(let amounts) = $0.choice { amounts } else { nil } }
    }

    private func rankings(_ ballots: [Ballot]) -> [[[String]]] {
        ballots.compactMap { if case .ranking(let ranking) = $0.choice { ranking } else { nil } }
    }

    /// The highest sum wins; an option that a ballot leaves out gets nothing from it.
    private func sums(_ ballots: [Ballot], _ unit: String) -> Tally {
        let all = amounts(ballots)
        let sums = Dictionary(uniqueKeysWithValues: optionIDs.map { id in (id, all.reduce(0) { $0 + ($1[id] ?? 0) }) })
        return ordered(by: sums.mapValues(Double.init), unit)
    }

    /// (Σ√c)² − Σc for the credits c on each option, as in quadratic funding; with a pot, its shares in that proportion.
    private func quadratic(_ ballots: [Ballot], pot: Int?) -> Tally {
        let all = amounts(ballots)
        let matches = Dictionary(
            uniqueKeysWithValues: optionIDs.map { id in (id, Self.quadraticMatch(all.map { $0[id] ?? 0 })) })
        var tally = ordered(by: matches, "as match")
        let total = matches.values.reduce(0, +)
        if let pot, total > 0 {
            for (id, match) in matches { tally.figures["\(id)/share"] = match / total * Double(pot) }
        }
        return tally
    }

    /// What quadratic funding adds to contributions: the square of the sum of their roots, less their sum.
    ///
    /// 100 contributions of 1 get 9,900, one of 100 gets 0, four of 25 get 300.
    public static func quadraticMatch(_ contributions: [Int]) -> Double {
        let roots = contributions.filter { $0 > 0 }.sorted().reduce(0.0) { $0 + Double($1).squareRoot() }
        return max(0, roots * roots - Double(contributions.filter { $0 > 0 }.reduce(0, +)))
    }

    private func ordered(by figures: [String: Double], _ unit: String) -> Tally {
        let values = Set(figures.values).sorted(by: >)
        let order = values.map { value in optionIDs.filter { figures[$0] == value } }
        let first = order.first ?? []
        let isWon = first.count == 1 && (values.first ?? 0) > 0
        let titles = titles
        let words = optionIDs.map { "\(titles[$0]) \(Field.plain(figures[$0] ?? 0)) \(unit)" }.joined(separator: ", ")
        return Tally(isWon ? .carried : .tied, winners: isWon ? first : [], order: order, explanation: ["\(words)."], figures: figures)
    }
}
