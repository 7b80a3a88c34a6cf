import Store

/// Finds teams by their organisation and name, or makes them.
struct TeamBook {
    private var known: [String: Organisation]

    init(_ reader: any SQLReader) throws {
        known = Dictionary(try reader.organisations().map { ($0.slug, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// - Parameter organisation: the organisation in which the team is, with its short name.
    mutating func team(_ name: String, in organisation: (id: Int64, slug: String), in writer: any SQLWriter, at now: Instant) throws
        -> Int64
    {
        let slug = TeamSlug.slug(of: name, in: organisation.slug)
        if let team = known[slug], team.kind == .team { return team.id }
        // Something else has the name already; what stands behind it is no team's.
        let free = known[slug] == nil ? slug : "team-\(slug.prefix(Slug.longest - 5))"
        if let team = known[free] {
            guard team.kind == .team else { throw LedgerError.taken(kind: "organisation", slug: free) }
            return team.id
        }
        let id = try writer.organisation(OrganisationSetting(slug: free, name: name, kind: .team, domains: []), at: now)
        try writer.advanceRevision()
        known[free] = Organisation(id: id, slug: free, name: name, kind: .team)
        return id
    }
}
