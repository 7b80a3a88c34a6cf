public import Ledger

/// What a figure did from one period to the next, taken apart by each dimension that it can be split by.
public struct Movement: Sendable {
    public let card: MeasureCard
    /// What was asked, without a split, for the two periods.
    public let question: Question
    public let before: Answer.Point
    public let after: Answer.Point
    public let divisions: [Division]
    public let freshness: Answer.Freshness

    /// One dimension's view of the change.
    public struct Division: Sendable {
        public let dimension: Dimension
        public let effects: Effects
        /// The key of the part that stands for what is unknown, where there is one.
        public static let unknown = Question.Scope.unknownOrganisation
    }

    public enum Effects: Sendable {
        /// Parts sum to the whole, so their changes sum to its change.
        case sum(Attribution.Decomposition)
        /// A share of the whole: mixes and rates sum to its change.
        case ratio(RatioAttribution)
        /// Such as a median: each part has its own change, and they do not sum.
        case sideBySide([Attribution.Part])
    }

    /// What the dimensions say together.
    public enum Verdict: Sendable, Hashable {
        /// Both periods have the same value.
        case unchanged
        /// These parts of one dimension explain so much of the change together: at least two thirds of it.
        case cause(Dimension, parts: [Named], explained: Double)
        /// No part or small set of parts explains two thirds, or all parts changed alike.
        case noSingleCause
        /// Parts of this measure do not sum, so none can be named.
        case notDivisible
    }

    /// A part with what it added to the change of the whole.
    public struct Named: Sendable, Hashable {
        public let key: String
        public let title: String
        public let effect: Double
    }

    /// The change of the whole; nil when one of the periods has no data.
    public var change: Double? {
        guard let before = before.value, let after = after.value else { return nil }
        return after - before
    }

    /// Names the part of a decomposition that stands for what several parts share.
    public static let overlapKey = "(in several parts)"
}

extension Movement {
    /// Compares the last period that is over with the one before it, or `period` with the one before that.
    ///
    /// - Parameters:
    ///   - question: its split and range are left out of account.
    ///   - period: the later of the two periods.
    ///   - dimensions: those by which it is taken apart; when nil all
    ///     that the measure can be split by but teams and lines of management.
    /// - Returns: nil when there are no two periods to compare.
    public static func load(
        of measure: any Measure, _ question: Question, period: Period? = nil, dimensions: [Dimension]? = nil, at moment: Moment,
        calendar: ReportingCalendar
    ) async throws -> Movement? {
        let card = measure.card
        guard card.hasHistory else { return nil }
        let running = calendar.period(question.grain, containing: moment.now)
        var asked = question
        asked.split = nil
        asked.from = (period ?? running).advanced(by: period == nil ? -3 : -1)
        asked.to = period ?? running
        let whole = try await measure.answer(asked, at: moment)
        guard let after = period == nil ? whole.current : whole.points.last, let index = whole.points.firstIndex(of: after), index > 0
        else { return nil }
        asked.from = whole.points[index - 1].period
        asked.to = after.period
        var divisions: [Division] = []
        // Who leads a team is no explanation that should name itself.
        for dimension in dimensions ?? card.dimensions.filter({ $0 != .team && $0 != .manager }) {
            var split = asked
            split.split = dimension
            let answer = try await measure.answer(split, at: moment)
            guard answer.points.count == 2, let effects = effects(of: answer, card) else { continue }
            divisions.append(Division(dimension: dimension, effects: effects))
        }
        return Movement(
            card: card, question: asked, before: whole.points[index - 1], after: after, divisions: divisions, freshness: whole.freshness)
    }

    /// Nil when there is nothing to divide.
    private static func effects(of answer: Answer, _ card: MeasureCard) -> Effects? {
        guard !answer.parts.isEmpty else { return nil }
        if card.parts == .sideBySide, card.unit == .share, let ratio = ratio(answer) { return .ratio(ratio) }
        var parts = answer.parts.map { part in
            Attribution.Part(
                key: part.key, title: part.title, before: part.points[0].value ?? 0, after: part.points[1].value ?? 0)
        }
        guard card.parts != .sideBySide else { return .sideBySide(parts) }
        if answer.overlap.count == 2 {
            parts.append(
                Attribution.Part(
                    key: overlapKey, title: "In several parts, counted once in the whole", before: answer.overlap[0] ?? 0,
                    after: answer.overlap[1] ?? 0, canExplain: false))
        }
        return .sum(Attribution.Decomposition(dimension: "", parts: parts))
    }

    /// Nil when the parts are not shares of what was looked at, so that they do not make up the whole.
    private static func ratio(_ answer: Answer) -> RatioAttribution? {
        func fraction(_ point: Answer.Point) -> RatioAttribution.Fraction {
            .init((point.value ?? 0) * Double(point.n), of: Double(point.n))
        }
        guard
            let ratio = RatioAttribution(
                answer.parts.map { part in
                    .init(key: part.key, title: part.title, before: fraction(part.points[0]), after: fraction(part.points[1]))
                }), let before = answer.points[0].value, let after = answer.points[1].value,
            (ratio.before - before).magnitude < 1e-9, (ratio.after - after).magnitude < 1e-9
        else { return nil }
        return ratio
    }

    /// The dimension whose set of parts is the most surprising, as ``Attribution`` ranks them; for shares, the
    /// smallest set of largest effects that explains enough.
    public var verdict: Verdict {
        guard let change else { return .notDivisible }
        guard change.magnitude > 1e-12 else { return .unchanged }
        let sums = divisions.compactMap { division -> (Dimension, Attribution.Decomposition)? in
            if case .sum(let decomposition) = division.effects { (division.dimension, decomposition) } else { nil }
        }
        if !sums.isEmpty {
            guard case .cause(let best) = Attribution.verdict(sums.map(\.1)), let dimension = sums.first(where: { $0.1 == best })?.0
            else { return .noSingleCause }
            return .cause(
                dimension, parts: best.cause.map { Named(key: $0.part.key, title: $0.part.title, effect: $0.part.change) },
                explained: best.explained)
        }
        let ratios = divisions.compactMap { division -> (Dimension, RatioAttribution)? in
            if case .ratio(let ratio) = division.effects { (division.dimension, ratio) } else { nil }
        }
        guard !ratios.isEmpty else { return .notDivisible }
        let causes = ratios.compactMap { dimension, ratio in Self.cause(of: ratio).map { (dimension, $0) } }
        guard let best = causes.min(by: { $0.1.count < $1.1.count }) else { return .noSingleCause }
        return .cause(best.0, parts: best.1, explained: best.1.reduce(0) { $0 + $1.effect } / change)
    }

    /// At most three parts, each explaining a tenth and more, together two thirds; nil when they are all there are.
    private static func cause(of ratio: RatioAttribution) -> [Named]? {
        let thresholds = Attribution.Thresholds.standard
        var named: [Named] = []
        var explained = 0.0
        for effect in ratio.effects.prefix(3) {
            let share = effect.total / ratio.change
            guard share > thresholds.part else { continue }
            named.append(Named(key: effect.part.key, title: effect.part.title, effect: effect.total))
            explained += share
            if explained >= thresholds.set { return named.count < ratio.effects.count ? named : nil }
        }
        return nil
    }
}
