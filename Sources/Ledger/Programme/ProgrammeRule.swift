/// The rules by which the programme's settings come to be believed. Each brings only its own conclusions up to date.
public enum ProgrammeRule {
    /// Said by a person, one thing at a time. No file ends it, and it goes before what files say.
    public static let stated = "stated"
    /// What `steward.yml` says.
    public static let configured = "configured"
    /// A list of projects that are part of the product.
    public static let productList = "product projects"
    /// A roster of coaches.
    public static let roster = "coach roster"
    /// A list of customers with their revenue.
    public static let customerList = "customer list"
    /// A list of the organisations for which contributors work.
    public static let contributorMapping = "contributor mapping"
}

extension [RecordedAssertion] {
    /// In such an order that, of those that hold at an instant, the last is the one in force where only one can be: what
    /// files say before what a person stated, what began earlier before what began later.
    public var inOrderOfForce: [RecordedAssertion] {
        func rank(_ held: RecordedAssertion) -> (Int, Instant, Int64) {
            (held.assertion.rule == ProgrammeRule.stated ? 1 : 0, held.assertion.validFrom ?? .distantPast, held.id)
        }
        return sorted { rank($0) < rank($1) }
    }

    /// What is in force at `instant` where only one thing can be.
    public func inForce(at instant: Instant) -> RecordedAssertion? {
        inOrderOfForce.last { $0.assertion.isValid(at: instant) }
    }
}
