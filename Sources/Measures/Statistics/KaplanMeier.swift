import Foundation

/// How long it takes until something happens, when for some it has not happened yet.
///
/// Whoever still waits is *censored*: it is known only that the wait is longer than so far. Leaving them out would make
/// every figure look better than it is. The estimator of Kaplan and Meier (1958) uses what is known of them:
/// S(t) = Π (1 − dᵢ/nᵢ) over the times tᵢ ≤ t at which something happened, with dᵢ of the nᵢ that were still at risk.
///
/// Standard errors are Greenwood's; intervals are of 95 % on the scale of log S, cut at 1, as in R's `survival`.
public struct KaplanMeier: Sendable, Hashable {
    /// One of those who are followed.
    public struct Observation: Sendable, Hashable {
        /// How long it was followed, in any unit; values that are negative or not numbers count as 0.
        public let time: Double
        /// Whether it happened then; if not, nothing is known beyond ``time``.
        public let happened: Bool

        public init(_ time: Double, happened: Bool) {
            self.time = time.isFinite ? max(time, 0) : 0
            self.happened = happened
        }
    }

    /// The curve from one time on.
    public struct Step: Sendable, Hashable {
        public let time: Double
        /// How many were still followed just before.
        public let atRisk: Int
        /// How many it happened to at this time.
        public let events: Int
        /// How many were followed no longer than this.
        public let censored: Int
        public let estimate: Estimate
    }

    /// The share that still waits, with its uncertainty.
    public struct Estimate: Sendable, Hashable {
        public let survival: Double
        /// Of ``survival``; nil once nobody is left waiting.
        public let standardError: Double?
        /// The ends of the interval; nil once nobody is left waiting.
        public let lower: Double?
        public let upper: Double?

        /// Before anything happened.
        static let start = Estimate(survival: 1, standardError: 0, lower: 1, upper: 1)
    }

    /// A time by which a share has happened; nil where the curve does not come down that far.
    public struct Quantile: Sendable, Hashable {
        public let value: Double?
        public let lower: Double?
        public let upper: Double?
    }

    /// One step for each different time, in order.
    public let steps: [Step]
    /// How many are followed at all.
    public let count: Int
    /// How many it happened to.
    public var events: Int { steps.reduce(0) { $0 + $1.events } }

    /// The 97.5th percentile of the normal distribution.
    static let quantileOfNormal = 1.959_963_984_540_054

    public init(_ observations: [Observation]) {
        count = observations.count
        var steps: [Step] = []
        var atRisk = observations.count
        var survival = 1.0
        var variance = 0.0
        let sorted = observations.sorted { $0.time < $1.time }
        var index = 0
        while index < sorted.count {
            let time = sorted[index].time
            var events = 0
            var censored = 0
            while index < sorted.count, sorted[index].time == time {
                if sorted[index].happened { events += 1 } else { censored += 1 }
                index += 1
            }
            // Those who are censored at the time of an event were still at risk of it.
            survival = events == atRisk ? 0 : survival * (1 - Double(events) / Double(atRisk))
            variance += Double(events) / (Double(atRisk) * Double(atRisk - events))
            steps.append(
                Step(
                    time: time, atRisk: atRisk, events: events, censored: censored,
                    estimate: Self.estimate(survival, variance: variance)))
            atRisk -= events + censored
        }
        self.steps = steps
    }

    /// - Parameter variance: of log S, by Greenwood's sum.
    private static func estimate(_ survival: Double, variance: Double) -> Estimate {
        guard survival > 0 else { return Estimate(survival: 0, standardError: nil, lower: nil, upper: nil) }
        let error = variance.squareRoot()
        return Estimate(
            survival: survival, standardError: survival * error, lower: survival * exp(-quantileOfNormal * error),
            upper: min(1, survival * exp(quantileOfNormal * error)))
    }

    /// The curve at a time.
    public func estimate(at time: Double) -> Estimate {
        let index = firstStep { $0.time > time }
        return index > 0 ? steps[index - 1].estimate : .start
    }

    /// How many are still followed at a time, those whose time it is among them: the number of a risk table.
    public func atRisk(at time: Double) -> Int {
        let index = firstStep { $0.time >= time }
        return index < steps.count ? steps[index].atRisk : 0
    }

    /// The place of the first step for which `isBeyond` holds, found by halving; it must hold for all later ones too.
    private func firstStep(_ isBeyond: (Step) -> Bool) -> Int {
        var low = 0
        var high = steps.count
        while low < high {
            let middle = low + (high - low) / 2
            if isBeyond(steps[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The time by which a share of `p` has happened, with the interval that the curve's own interval gives
    /// (Brookmeyer and Crowley 1982). Where the curve is level at exactly that share, the middle of the level part.
    ///
    /// - Parameter p: between 0 and 1; 0.5 is the median.
    public func quantile(_ p: Double) -> Quantile {
        Quantile(
            value: crossing(p) { $0.survival }, lower: crossing(p) { $0.lower }, upper: crossing(p) { $0.upper })
    }

    public var median: Quantile { quantile(0.5) }

    /// Where a curve comes down to 1 − p. Sums of many shares are not exact, so nearly equal counts as equal.
    private func crossing(_ p: Double, of curve: (Estimate) -> Double?) -> Double? {
        let level = 1 - p
        let tolerance = 1e-8
        for (index, step) in steps.enumerated() {
            guard let value = curve(step.estimate) else { return nil }
            guard value <= level + tolerance else { continue }
            guard value >= level - tolerance else { return step.time }
            let end = steps[(index + 1)...].first { $0.events > 0 } ?? steps[steps.count - 1]
            return (step.time + end.time) / 2
        }
        return nil
    }

    /// The mean wait, where waits longer than `limit` count as `limit`: the area under the curve up to there, with its
    /// standard error.
    public func restrictedMean(until limit: Double) -> (mean: Double, standardError: Double) {
        var areas: [(step: Step, area: Double)] = []
        var mean = 0.0
        var time = 0.0
        var height = 1.0
        for step in steps.prefix(while: { $0.time <= limit }) {
            mean += height * (step.time - time)
            areas = areas.map { ($0.step, $0.area + height * (step.time - time)) }
            areas.append((step, 0))
            (time, height) = (step.time, step.estimate.survival)
        }
        let rest = height * max(limit - time, 0)
        let variance = areas.reduce(0.0) { sum, entry in
            let (events, atRisk) = (Double(entry.step.events), Double(entry.step.atRisk))
            guard atRisk > events else { return sum }
            let area = entry.area + rest
            return sum + area * area * events / (atRisk * (atRisk - events))
        }
        return (mean + rest, variance.squareRoot())
    }
}
