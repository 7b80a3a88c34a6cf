/// What made a ratio move: a change of the parts' *mix*, or of their own *rates*.
///
/// With wᵢ a part's share of the denominator and rᵢ its own ratio, the change of the ratio is exactly
/// Σ (w₁−w₀) r₀ + Σ w₁ (r₁−r₀). So a share can fall although it rose in every project: when the projects with a low one grew.
public struct RatioAttribution: Sendable, Hashable {
    /// The numerator and denominator of one part in two periods.
    public struct Part: Sendable, Hashable {
        public let key: String
        public let title: String
        public let before: Fraction
        public let after: Fraction

        public init(key: String, title: String, before: Fraction, after: Fraction) {
            self.key = key
            self.title = title
            self.before = before
            self.after = after
        }
    }

    /// So many of so many.
    public struct Fraction: Sendable, Hashable {
        public let numerator: Double
        public let denominator: Double

        public init(_ numerator: Double, of denominator: Double) {
            self.numerator = numerator
            self.denominator = denominator
        }

        /// Nil without a denominator.
        public var ratio: Double? { denominator == 0 ? nil : numerator / denominator }
    }

    /// What one part did to the ratio of the whole.
    public struct Effect: Sendable, Hashable {
        public let part: Part
        /// Because the part's share of the whole changed. It counts from the whole's ratio before: a part that grows
        /// raises the whole only if its own ratio is above it. The sum over all parts is the same as without.
        public let mix: Double
        /// Because the part's own ratio changed.
        public let rate: Double

        public var total: Double { mix + rate }
    }

    public let before: Double
    public let after: Double
    /// The largest effects first. Mixes and rates together are the change, exactly.
    public let effects: [Effect]

    public var change: Double { after - before }
    public var mix: Double { effects.reduce(0) { $0 + $1.mix } }
    public var rate: Double { effects.reduce(0) { $0 + $1.rate } }

    /// Nil when one of the periods has nothing to divide by.
    public init?(_ parts: [Part]) {
        let all = (
            before: Fraction(parts.reduce(0) { $0 + $1.before.numerator }, of: parts.reduce(0) { $0 + $1.before.denominator }),
            after: Fraction(parts.reduce(0) { $0 + $1.after.numerator }, of: parts.reduce(0) { $0 + $1.after.denominator })
        )
        guard let before = all.before.ratio, let after = all.after.ratio else { return nil }
        self.before = before
        self.after = after
        effects = parts.map { part in
            let w0 = part.before.denominator / all.before.denominator
            let w1 = part.after.denominator / all.after.denominator
            // A part that is new or gone has one ratio only: all of its effect is that it came or went.
            let r0 = part.before.ratio ?? part.after.ratio ?? before
            let r1 = part.after.ratio ?? r0
            return Effect(part: part, mix: (w1 - w0) * (r0 - before), rate: w1 * (r1 - r0))
        }.sorted { ($1.total.magnitude, $0.part.key) < ($0.total.magnitude, $1.part.key) }
    }
}
