/// How a programme tells the contributions of its community from its own (metrics.md, Conventions).
public enum CommunityRule: Int, Sendable, CaseIterable {
    /// The item's current labels, in lower case, hold exactly `community contribution`: GitLab's rule.
    case label = 1
    /// The author was not affiliated with one of the programme's own organisations when the item was opened. Unknown
    /// affiliation counts as community.
    case affiliation = 2

    /// The name in settings, addresses and files.
    public var key: String {
        switch self {
        case .label: "label"
        case .affiliation: "affiliation"
        }
    }

    public init?(key: String) {
        guard let rule = Self.allCases.first(where: { $0.key == key }) else { return nil }
        self = rule
    }

    /// The label that GitLab's rule looks for.
    public static let communityLabel = "community contribution"
}
