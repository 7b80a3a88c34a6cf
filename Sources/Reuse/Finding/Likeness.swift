import Foundation
import Store

/// How alike the READMEs or the packages of repositories are: the cosine of their terms, of which rare ones weigh more.
///
/// A term that stands in `d` of `n` repositories weighs `ln((n + 1) / (d + 0.5))`, times `1 + ln(how often)` in a README.
struct Likeness {
    struct Pair: Sendable {
        let a: Int64
        let b: Int64
        let value: Double
        /// What makes them alike, the weightiest first.
        let terms: [String]
    }

    /// Terms of one repository that are compared: the weightiest.
    private static let mostTerms = 64
    /// A term that more repositories have makes nobody alike.
    private static let mostRepositories = 500
    private static let shownTerms = 6
    /// Others that one repository is likened to: the most alike. What more have is a template, and all pairs of those who use it would
    /// be the square of their number.
    static let mostOthers = 20

    /// The pairs of repositories that are at least so much alike and share at least so many terms.
    ///
    /// Holds `mostTerms` numbers of each repository; pairs are looked at one repository at a time.
    static func pairs(_ kind: Profile.Kind, atLeast least: Double, terms leastTerms: Int, _ reader: any SQLReader) throws -> [Pair] {
        let total = Double(
            try reader.integer("SELECT COUNT(DISTINCT repository_id) FROM reuse_terms WHERE kind = ?", [.text(kind.rawValue)]) ?? 0)
        guard total > 1 else { return [] }
        var numbers: [String: Int32] = [:]
        var names: [String] = []
        var spread: [Double] = []
        try reader.scan(
            "SELECT term, COUNT(*) FROM reuse_terms WHERE kind = ? GROUP BY term HAVING COUNT(*) BETWEEN 2 AND ? ORDER BY term",
            [.text(kind.rawValue), .int(mostRepositories)]
        ) { row in
            numbers[row.text(0)] = Int32(truncatingIfNeeded: names.count)
            names.append(row.text(0))
            spread.append(row.real(1))
        }
        func weight(_ count: Int, _ spread: Double) -> Double { (1 + log(Double(max(1, count)))) * log((total + 1) / (spread + 0.5)) }
        var vectors: [(repository: Int64, norm: Double, terms: [(term: Int32, weight: Double)])] = []
        try reader.scan("SELECT repository_id, term, weight FROM reuse_terms WHERE kind = ? ORDER BY repository_id", [.text(kind.rawValue)])
        { row in
            if vectors.last?.repository != row.integer(0) { vectors.append((row.integer(0), 0, [])) }
            let last = vectors.count - 1
            let number = numbers[row.text(1)]
            let weight = weight(row.int(2), number.map { spread[Int($0)] } ?? 1)
            vectors[last].norm += weight * weight
            if let number { vectors[last].terms.append((number, weight)) }
        }
        var postings: [[(vector: Int32, weight: Double)]] = Array(repeating: [], count: names.count)
        for place in vectors.indices {
            vectors[place].terms.sort { $0.weight == $1.weight ? $0.term < $1.term : $0.weight > $1.weight }
            vectors[place].terms.removeLast(max(0, vectors[place].terms.count - mostTerms))
            for (term, weight) in vectors[place].terms { postings[Int(term)].append((Int32(place), weight)) }
        }
        var found: [Pair] = []
        var sums = [Double](repeating: 0, count: vectors.count)
        for place in vectors.indices {
            var touched: [Int] = []
            for (term, weight) in vectors[place].terms {
                for other in postings[Int(term)] where Int(other.vector) > place {
                    if sums[Int(other.vector)] == 0 { touched.append(Int(other.vector)) }
                    sums[Int(other.vector)] += weight * other.weight
                }
            }
            var alike: [(other: Int, value: Double)] = []
            for other in touched {
                let value = sums[other] / (vectors[place].norm * vectors[other].norm).squareRoot()
                sums[other] = 0
                if value >= least { alike.append((other, value)) }
            }
            alike.sort { $0.value == $1.value ? $0.other < $1.other : $0.value > $1.value }
            var pairs = 0
            for (other, value) in alike where pairs < mostOthers {
                let theirs = Set(vectors[other].terms.map(\.term))
                let shared = vectors[place].terms.filter { theirs.contains($0.term) }
                guard shared.count >= leastTerms else { continue }
                pairs += 1
                found.append(
                    Pair(
                        a: vectors[place].repository, b: vectors[other].repository, value: min(1, value),
                        terms: shared.prefix(shownTerms).map { names[Int($0.term)] }))
            }
        }
        return found
    }
}
