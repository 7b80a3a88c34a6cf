import Foundation

/// Whether waits differ between groups more than chance explains: the log-rank test (Mantel 1966).
///
/// At each time at which something happens, it is compared how many of a group it happens to with how many it would be
/// if the groups did not differ.
public struct LogRank: Sendable, Hashable {
    /// One group's part of the comparison.
    public struct Group: Sendable, Hashable {
        public let count: Int
        public let observed: Int
        /// How many it would have happened to if all groups were alike.
        public let expected: Double
    }

    public let groups: [Group]
    /// The test value.
    public let chiSquared: Double
    public let degreesOfFreedom: Int
    /// How often chance alone gives such a value or a larger one.
    public let p: Double

    /// Groups without anybody are left out. Nil when fewer than two are left, or nothing happened that could tell them
    /// apart.
    public init?(_ samples: [[KaplanMeier.Observation]]) {
        let samples = samples.filter { !$0.isEmpty }
        guard samples.count > 1 else { return nil }
        var walk = Walk(samples)
        walk.run()
        // The last group follows from the others, for all differences together are 0.
        let size = samples.count - 1
        let difference = (0..<size).map { Double(walk.observed[$0]) - walk.expected[$0] }
        let covariance = (0..<size).map { Array(walk.covariance[$0].prefix(size)) }
        guard let solved = Self.solve(covariance, difference) else { return nil }
        groups = samples.indices.map {
            Group(count: samples[$0].count, observed: walk.observed[$0], expected: walk.expected[$0])
        }
        chiSquared = zip(difference, solved).reduce(0) { $0 + $1.0 * $1.1 }
        degreesOfFreedom = size
        p = ChiSquared.upperTail(of: chiSquared, degreesOfFreedom: size)
    }

    /// The sums over all times at which something happens.
    private struct Walk {
        var observed: [Int]
        var expected: [Double]
        var covariance: [[Double]]
        private var atRisk: [Int]
        private let sorted: [(time: Double, happened: Bool, group: Int)]

        init(_ samples: [[KaplanMeier.Observation]]) {
            observed = Array(repeating: 0, count: samples.count)
            expected = Array(repeating: 0, count: samples.count)
            covariance = Array(repeating: Array(repeating: 0, count: samples.count), count: samples.count)
            atRisk = samples.map(\.count)
            sorted = samples.enumerated().flatMap { group, sample in
                sample.map { (time: $0.time, happened: $0.happened, group: group) }
            }.sorted { $0.time < $1.time }
        }

        mutating func run() {
            var index = 0
            while index < sorted.count {
                let time = sorted[index].time
                var left = Array(repeating: 0, count: observed.count)
                var events = 0
                while index < sorted.count, sorted[index].time == time {
                    left[sorted[index].group] += 1
                    if sorted[index].happened {
                        observed[sorted[index].group] += 1
                        events += 1
                    }
                    index += 1
                }
                if events > 0 { add(Double(events), of: Double(atRisk.reduce(0, +))) }
                for group in left.indices { atRisk[group] -= left[group] }
            }
        }

        /// Draws `events` from `all` without putting back: the hypergeometric mean and covariance.
        private mutating func add(_ events: Double, of all: Double) {
            let factor = all > 1 ? events * (all - events) / (all - 1) : 0
            for i in atRisk.indices {
                let share = Double(atRisk[i]) / all
                expected[i] += events * share
                for j in atRisk.indices {
                    covariance[i][j] += factor * share * ((i == j ? 1 : 0) - Double(atRisk[j]) / all)
                }
            }
        }
    }

    /// The solution of a system of linear equations by elimination with the largest pivot; nil when there is no single one.
    private static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double]? {
        var rows = zip(matrix, right).map { $0 + [$1] }
        let size = rows.count
        for column in 0..<size {
            guard let pivot = (column..<size).max(by: { rows[$0][column].magnitude < rows[$1][column].magnitude }),
                rows[pivot][column].magnitude > 1e-12
            else { return nil }
            rows.swapAt(column, pivot)
            for row in 0..<size where row != column {
                let factor = rows[row][column] / rows[column][column]
                for place in column...size { rows[row][place] -= factor * rows[column][place] }
            }
        }
        return (0..<size).map { rows[$0][size] / rows[$0][$0] }
    }
}

/// The chi-squared distribution.
enum ChiSquared {
    /// How likely a value as large as `x` or larger is, from the closed forms for whole degrees of freedom.
    static func upperTail(of x: Double, degreesOfFreedom: Int) -> Double {
        guard x > 0, degreesOfFreedom > 0 else { return 1 }
        let half = x / 2
        let isOdd = degreesOfFreedom % 2 == 1
        // Q(a + 1) = Q(a) + halfᵃ e⁻ʰᵃˡᶠ / Γ(a + 1), from Q(1/2) = erfc(√half) or Q(1) = e⁻ʰᵃˡᶠ.
        var a = isOdd ? 0.5 : 1
        var tail = isOdd ? erfc(half.squareRoot()) : exp(-half)
        while a < Double(degreesOfFreedom) / 2 {
            tail += exp(a * log(half) - half - lgamma(a + 1))
            a += 1
        }
        return min(tail, 1)
    }
}
