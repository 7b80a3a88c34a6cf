/// An assertion that an account is for an organisation, in brief: what the figures need of it.
public struct AffiliationClaim: Sendable, Hashable {
    public let account: Int64
    public let organisation: Int64
    /// The half-open range of seconds since 1970 in which it is true; `Int64.min` and `Int64.max` for no bound.
    public let from: Int64
    public let to: Int64
    /// In millionths; nil when nothing was said.
    public let share: Int32?
    public let rule: AffiliationRule

    public init(
        account: Int64, organisation: Int64, from: Int64 = .min, to: Int64 = .max, share: Int64? = nil, rule: AffiliationRule
    ) {
        self.account = account
        self.organisation = organisation
        self.from = from
        self.to = to
        self.share = share.map { Int32(clamping: min(max($0, 0), Int64(AffiliationPart.whole))) }
        self.rule = rule
    }

    /// Nil for an assertion without an organisation.
    public init?(_ assertion: Assertion) {
        guard let organisation = assertion.object else { return nil }
        self.init(
            account: assertion.subject, organisation: organisation, from: assertion.validFrom?.seconds ?? .min,
            to: assertion.validTo?.seconds ?? .max, share: assertion.share, rule: AffiliationRule(assertion.rule))
    }

    public func holds(at second: Int64) -> Bool { from <= second && second < to }
}
