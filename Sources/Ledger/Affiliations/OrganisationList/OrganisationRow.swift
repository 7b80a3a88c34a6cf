/// What a line of a list says of an organisation for a time.
public struct OrganisationRow: Sendable, Hashable {
    public let place: RowPlace
    /// Nil where the list gives only the name.
    public let slug: String?
    public let name: String
    public let kind: Organisation.Kind?
    /// The short name or name of the organisation that it is part of.
    public let parent: String?
    public let days: DayRange
    /// Each for the days of the row.
    public let domains: [OrganisationSetting.Domain]

    public init(
        _ place: RowPlace, slug: String? = nil, name: String, kind: Organisation.Kind? = nil, parent: String? = nil,
        days: DayRange = .always, domains: [OrganisationSetting.Domain] = []
    ) {
        self.place = place
        self.slug = slug
        self.name = name
        self.kind = kind
        self.parent = parent
        self.days = days
        self.domains = domains
    }

    /// What makes two rows speak of one organisation.
    var key: String { slug ?? name.lowercased() }
}
