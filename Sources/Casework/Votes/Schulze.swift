/// The Schulze method: an option beats another when its strongest path to it is stronger than the one back.
///
/// The strength of a path is that of its weakest step, and a step's strength is the number of ballots that prefer one to the other (winning
/// votes), where they are more than those the other way. Schulze 2011, https://doi.org/10.1007/s00355-010-0475-4.
public struct Schulze: Sendable {
    public let options: [String]
    /// How many ballots prefer the first option to the second.
    public let preferences: [[Int]]
    /// The strength of the strongest path from the first option to the second.
    public let paths: [[Int]]

    /// - Parameter rankings: each from the most to the least wanted, in groups of equals; options left out are wanted least.
    public init(options: [String], rankings: [[[String]]]) {
        self.options = options
        let n = options.count
        let index = Dictionary(options.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        var preferences = [[Int]](repeating: [Int](repeating: 0, count: n), count: n)
        for ranking in rankings {
            var rank = [Int](repeating: .max, count: n)
            for (place, group) in ranking.enumerated() {
                for option in group { if let i = index[option] { rank[i] = min(rank[i], place) } }
            }
            for i in 0..<n { for j in 0..<n where rank[i] < rank[j] { preferences[i][j] += 1 } }
        }
        var paths = [[Int]](repeating: [Int](repeating: 0, count: n), count: n)
        for i in 0..<n { for j in 0..<n where preferences[i][j] > preferences[j][i] { paths[i][j] = preferences[i][j] } }
        for k in 0..<n {
            for i in 0..<n where i != k {
                for j in 0..<n where j != i && j != k { paths[i][j] = max(paths[i][j], min(paths[i][k], paths[k][j])) }
            }
        }
        self.preferences = preferences
        self.paths = paths
    }

    /// The strength of the strongest path from one option to another.
    public func strength(from a: String, to b: String) -> Int? {
        guard let i = options.firstIndex(of: a), let j = options.firstIndex(of: b) else { return nil }
        return paths[i][j]
    }

    /// From the best on; those in one group are equal. The relation "beats" is transitive, so counting whom each beats orders them.
    public var order: [[String]] {
        let beaten = options.indices.map { i in options.indices.count { paths[i][$0] > paths[$0][i] } }
        let losses = options.indices.map { i in options.indices.count { paths[$0][i] > paths[i][$0] } }
        let keys = Set(options.indices.map { beaten[$0] - losses[$0] }).sorted(by: >)
        return keys.map { key in options.indices.filter { beaten[$0] - losses[$0] == key }.map { options[$0] } }
    }

    func tally(_ titles: OptionTitles) -> VoteCount.Tally {
        let winners = options.indices.filter { i in options.indices.allSatisfy { paths[$0][i] <= paths[i][$0] } }.map { options[$0] }
        var figures: [String: Double] = [:]
        for i in options.indices { for j in options.indices where i != j { figures["\(options[i])>\(options[j])"] = Double(paths[i][j]) } }
        let words = order.map { $0.map { titles[$0] }.joined(separator: " = ") }.joined(separator: " > ")
        let hasOpinion = preferences.contains { $0.contains { $0 > 0 } }
        let isWon = winners.count == 1 && hasOpinion
        return VoteCount.Tally(
            isWon ? .carried : .tied, winners: isWon ? winners : [], order: order,
            explanation: ["By the strongest paths: \(words)."], figures: figures)
    }
}
