/// The single transferable vote, by the rules of Scottish local elections (weighted inclusive Gregory): the quota is
/// ⌊ballots ÷ (seats + 1)⌋ + 1, a surplus moves on from every ballot of its option at a value cut to five decimals, and otherwise the
/// option with the least is excluded. With one seat it is instant-runoff voting.
/// Scottish Local Government Elections Order 2011, schedule 1, rules 46 to 52.
///
/// Where options are equal, the latest earlier stage at which they differed decides, and then the order of the options, which the
/// explanation says; the rules would draw a lot.
public struct TransferableVote: Sendable {
    public let options: [String]
    public let seats: Int
    public let quota: Int
    /// In the order in which they were elected.
    public private(set) var elected: [String] = []
    /// In the order in which they were excluded.
    public private(set) var excluded: [String] = []
    /// The votes of each option at each stage, in hundred-thousandths.
    public private(set) var stages: [[String: Int64]] = []
    public private(set) var explanation: [String] = []

    /// One vote.
    static let unit: Int64 = 100_000

    private struct Paper {
        let order: [String]
        var value: Int64
        var place = 0

        /// The option for which it stands; nil when all that it names are gone.
        var current: String? { place < order.count ? order[place] : nil }
    }

    /// What the explanation calls the options.
    private let titles: OptionTitles

    /// - Parameter rankings: each from the most to the least wanted; of equals on one ballot the first in the process file comes first.
    public init(options: [String], seats: Int, rankings: [[[String]]], titles: OptionTitles = OptionTitles()) {
        self.options = options
        self.seats = seats
        self.titles = titles
        var papers = rankings.map { ranking in
            Paper(order: ranking.flatMap { group in options.filter(group.contains) }, value: Self.unit)
        }.filter { !$0.order.isEmpty }
        quota = papers.count / (seats + 1) + 1
        explanation.append("\(papers.count) ballots for \(seats == 1 ? "one seat" : "\(seats) seats"): the quota is \(quota).")
        count(&papers)
    }

    private mutating func count(_ papers: inout [Paper]) {
        guard !papers.isEmpty else { return }
        var transferred: Set<String> = []
        while elected.count < seats {
            let votes = tally(papers)
            stages.append(votes)
            let running = options.filter { !elected.contains($0) && !excluded.contains($0) }
            if elected.count + running.count <= seats {
                let rest = running.sorted { ahead($0, $1, votes) }
                elected += rest
                let names = rest.map { titles[$0] }.joined(separator: ", ")
                if !rest.isEmpty { explanation.append("\(names): as many as there are seats left.") }
                return
            }
            for option in running.filter({ (votes[$0] ?? 0) >= Int64(quota) * Self.unit }).sorted(by: { ahead($0, $1, votes) })
            where elected.count < seats {
                elected.append(option)
                explanation.append("\(titles[option]) is elected with \(Self.words(votes[option] ?? 0)).")
            }
            guard elected.count < seats else { return }
            let surplus = elected.filter { !transferred.contains($0) && (votes[$0] ?? 0) > Int64(quota) * Self.unit }
            if let option = surplus.max(by: { ahead($1, $0, votes) }) {
                transferred.insert(option)
                pass(option, of: &papers, surplus: (votes[option] ?? 0) - Int64(quota) * Self.unit, total: votes[option] ?? 0)
                continue
            }
            transferred.formUnion(elected)
            let left = options.filter { !elected.contains($0) && !excluded.contains($0) }
            guard let last = left.max(by: { ahead($0, $1, votes) }) else { return }
            excluded.append(last)
            explanation.append("\(titles[last]) is excluded with \(Self.words(votes[last] ?? 0))\(tie(of: last, among: left, votes)).")
            pass(last, of: &papers, surplus: nil, total: 0)
        }
    }

    /// Whom each ballot stands for now. What stays with an elected option is its quota.
    private func tally(_ papers: [Paper]) -> [String: Int64] {
        var votes = Dictionary(uniqueKeysWithValues: options.map { ($0, Int64(0)) })
        for paper in papers { if let option = paper.current { votes[option, default: 0] += paper.value } }
        for (option, kept) in keptQuotas { votes[option, default: 0] += kept }
        return votes
    }

    private var keptQuotas: [String: Int64] = [:]

    /// Moves the ballots of an option on to those still running: all of their value, or their part of a surplus.
    private mutating func pass(_ option: String, of papers: inout [Paper], surplus: Int64?, total: Int64) {
        if surplus != nil { keptQuotas[option] = Int64(quota) * Self.unit }
        let gone = Set(elected + excluded)
        for index in papers.indices where papers[index].current == option {
            if let surplus { papers[index].value = papers[index].value * surplus / total }
            repeat { papers[index].place += 1 } while papers[index].current.map(gone.contains) == true
        }
    }

    /// Whether `a` comes before `b`: by their votes, then by the latest stage at which they differed, then by the file.
    private func ahead(_ a: String, _ b: String, _ votes: [String: Int64]) -> Bool {
        for stage in [votes] + stages.reversed() where stage[a] != stage[b] { return (stage[a] ?? 0) > (stage[b] ?? 0) }
        return (options.firstIndex(of: a) ?? 0) < (options.firstIndex(of: b) ?? 0)
    }

    /// What decided between an option that is excluded and others that had as few.
    private func tie(of last: String, among left: [String], _ votes: [String: Int64]) -> String {
        let equals = left.filter { $0 != last && votes[$0] == votes[last] }
        guard !equals.isEmpty else { return "" }
        let names = equals.map { titles[$0] }.joined(separator: " and ")
        let isByOrder = equals.contains { other in stages.allSatisfy { $0[other] == $0[last] } }
        return isByOrder
            ? "; \(names) had as many, and \(titles[last]) stands last among the options"
            : "; \(names) had as many, and more at the latest earlier stage at which they differed"
    }

    private static func words(_ votes: Int64) -> String { Field.plain(Double(votes) / Double(unit)) }

    var tally: VoteCount.Tally {
        let rest = options.filter { !elected.contains($0) && !excluded.contains($0) }
        let order = elected.map { [$0] } + (rest.isEmpty ? [] : [rest]) + excluded.reversed().map { [$0] }
        let figures = (stages.last ?? [:]).mapValues { Double($0) / Double(Self.unit) }
        return VoteCount.Tally(
            elected.isEmpty ? .tied : .carried, winners: elected, order: stages.isEmpty ? [options] : order, explanation: explanation,
            figures: figures)
    }
}
