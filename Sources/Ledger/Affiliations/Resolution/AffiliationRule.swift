/// The rules by which an account comes to be for an organisation, strongest first.
///
/// This is the one place that orders them. Where several rules speak of one instant, the strongest counts alone and the
/// others are shown as conflicts: a person's word goes before a file, a file before what a forge shows, and that before
/// what an address suggests.
public enum AffiliationRule: Int, Sendable, CaseIterable, Comparable {
    /// Somebody said so, for themselves or for another.
    case stated
    /// The list of those whom an organisation employs.
    case roster
    /// The list of the organisations for which contributors work, which the programme keeps.
    case contributorMapping
    /// A file of affiliations from elsewhere: SortingHat, gitdm, comma-separated values.
    case imported
    /// A forge shows the account among the members of an organisation's group.
    case forgeMembership
    /// A rule that this version does not know.
    case other
    /// The domain of the address with which a contribution was made.
    case domain

    /// The name in assertions.
    public var name: String {
        switch self {
        case .stated: "stated"
        case .roster: "HR roster"
        case .contributorMapping: "contributor mapping"
        case .imported: "imported"
        case .forgeMembership: "forge membership"
        case .other: "other"
        case .domain: "e-mail domain"
        }
    }

    /// Reads the rule of an assertion; what follows a colon says more, such as `imported: SortingHat`.
    public init(_ rule: String) {
        let name = rule.prefix { $0 != ":" }
        self = Self.allCases.first { $0.name == name } ?? .other
    }

    public static func < (a: AffiliationRule, b: AffiliationRule) -> Bool { a.rawValue < b.rawValue }
}
