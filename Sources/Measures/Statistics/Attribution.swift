import Foundation

/// What made a figure move: a change taken apart by the parts of the figure.
///
/// The parts of a dimension sum to the whole before and after, so their changes sum to the change of the whole, exactly.
/// Which dimension explains it best is decided as Adtributor does (Bhagwan and others, NSDI 2014): a part that carries
/// much of the change is still no cause when everything changed alike, so parts are ranked by *surprise*, how much their
/// share of the whole changed.
public enum Attribution {
    /// One part of a figure in two periods.
    public struct Part: Sendable, Hashable {
        /// Names the part in addresses.
        public let key: String
        public let title: String
        public let before: Double
        public let after: Double
        /// False for what is only there so that parts sum to the whole, such as people counted in several parts: it is
        /// listed, and never named as a cause.
        public let canExplain: Bool

        public init(key: String, title: String, before: Double, after: Double, canExplain: Bool = true) {
            self.key = key
            self.title = title
            self.before = before
            self.after = after
            self.canExplain = canExplain
        }

        public var change: Double { after - before }
    }

    /// A part with what it has to do with the change.
    public struct Share: Sendable, Hashable {
        public let part: Part
        /// The part's change divided by the change of the whole (EP): 1 explains all of it, a negative one worked
        /// against it; nil when the whole did not change.
        public let explains: Double?
        /// How much the part's share of the whole changed (the part's term of the Jensen–Shannon divergence), 0 when not.
        public let surprise: Double
    }

    /// When a part, and when a set of parts, explains enough.
    public struct Thresholds: Sendable, Hashable {
        /// The least that one part must explain to be named.
        public let part: Double
        /// The least that the named parts must explain together.
        public let set: Double

        public static let standard = Thresholds(part: 0.10, set: 0.67)

        public init(part: Double, set: Double) {
            self.part = part
            self.set = set
        }
    }

    /// A change taken apart by one dimension.
    public struct Decomposition: Sendable, Hashable {
        public let dimension: String
        /// All parts, those that changed most first.
        public let shares: [Share]
        /// The parts that explain the change together, the most surprising first; empty when none do.
        public let cause: [Share]

        public var before: Double { shares.reduce(0) { $0 + $1.part.before } }
        public var after: Double { shares.reduce(0) { $0 + $1.part.after } }
        public var change: Double { after - before }
        /// How much the named parts explain together.
        public var explained: Double { cause.reduce(0) { $0 + ($1.explains ?? 0) } }
        /// Of the named parts, by which dimensions are ranked.
        public var surprise: Double { cause.reduce(0) { $0 + $1.surprise } }
        /// Of all parts.
        public var totalSurprise: Double { shares.reduce(0) { $0 + $1.surprise } }

        public init(dimension: String, parts: [Part], thresholds: Thresholds = .standard) {
            self.dimension = dimension
            let before = parts.reduce(0) { $0 + $1.before }
            let change = parts.reduce(0) { $0 + $1.after } - before
            // Shares are of what can explain: an overlap has no share of the whole.
            let candidates = parts.filter(\.canExplain)
            let (allBefore, allAfter) = (candidates.reduce(0) { $0 + $1.before }, candidates.reduce(0) { $0 + $1.after })
            let shares = parts.map { part in
                Share(
                    part: part, explains: change == 0 ? nil : part.change / change,
                    surprise: part.canExplain
                        ? Attribution.surprise(
                            expected: allBefore == 0 ? 0 : part.before / allBefore, actual: allAfter == 0 ? 0 : part.after / allAfter)
                        : 0)
            }
            self.shares = shares.sorted {
                ($1.part.change.magnitude, $0.part.key) < ($0.part.change.magnitude, $1.part.key)
            }
            cause = Self.cause(shares, thresholds)
        }

        /// The most surprising parts that explain enough one by one, until they explain enough together. All parts
        /// together explain everything and so nothing.
        private static func cause(_ shares: [Share], _ thresholds: Thresholds) -> [Share] {
            let candidates = shares.count { $0.part.canExplain && ($0.part.before != 0 || $0.part.after != 0) }
            var chosen: [Share] = []
            var explained = 0.0
            for share in shares.sorted(by: { ($1.surprise, $0.part.key) < ($0.surprise, $1.part.key) }) {
                guard share.part.canExplain, let explains = share.explains, explains > thresholds.part else { continue }
                chosen.append(share)
                explained += explains
                if explained >= thresholds.set { return chosen.count < candidates ? chosen : [] }
            }
            return []
        }
    }

    /// What the dimensions say together.
    public enum Verdict: Sendable, Hashable {
        /// The figure did not change.
        case unchanged
        /// These parts of one dimension changed more than the rest, and explain the change.
        case cause(Decomposition)
        /// No part or small set of parts explains it, or all parts changed alike.
        case noSingleCause
    }

    /// The dimensions that explain the change, the most surprising first, at most three.
    public static func ranked(_ decompositions: [Decomposition], most: Int = 3) -> [Decomposition] {
        Array(
            decompositions.filter { !$0.cause.isEmpty }.sorted { ($1.surprise, $0.dimension) < ($0.surprise, $1.dimension) }
                .prefix(most))
    }

    /// - Parameter decompositions: of the same change, by different dimensions.
    public static func verdict(_ decompositions: [Decomposition]) -> Verdict {
        guard decompositions.contains(where: { $0.change != 0 }) else { return .unchanged }
        // Without surprise everything changed alike, and naming the largest part would only name the largest part.
        guard let best = ranked(decompositions).first, best.surprise > 1e-9 else { return .noSingleCause }
        return .cause(best)
    }

    /// 0.5 (p ln(2p/(p+q)) + q ln(2q/(p+q))), where 0 ln 0 is 0.
    static func surprise(expected p: Double, actual q: Double) -> Double {
        guard p >= 0, q >= 0, p + q > 0 else { return 0 }
        func term(_ x: Double) -> Double { x == 0 ? 0 : x * log(2 * x / (p + q)) }
        // The sum of the two cannot be negative; rounding can make it so.
        return max(0, (term(p) + term(q)) / 2)
    }
}
