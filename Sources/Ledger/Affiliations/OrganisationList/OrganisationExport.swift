public import Store

extension SQLReader {
    /// What is held of organisations, as rows that ``OrganisationFile`` reads: each with what it is part of and its domains,
    /// for the same days in one row. Where several rules give a parent or a domain, the one in force is written.
    public func organisationRows(calendar: ReportingCalendar) throws -> [OrganisationRow] {
        let organisations = try organisations().sorted { ($0.slug, $0.id) < ($1.slug, $1.id) }
        let slugs = Dictionary(uniqueKeysWithValues: organisations.map { ($0.id, $0.slug) })
        let parents = Dictionary(grouping: try assertions(.organisationParent), by: \.assertion.subject)
        let held = try assertions(.organisationDomain)
        let words = try self.words(held.compactMap(\.assertion.object))
        let domains = Dictionary(grouping: held.map(\.assertion), by: \.subject)
        var rows: [OrganisationRow] = []
        for organisation in organisations {
            var said: [DayRange: (parent: String?, domains: [OrganisationSetting.Domain])] = [:]
            for (validity, parent) in Self.inForce(parents[organisation.id] ?? []) {
                let days = DayRange(from: validity.from.map(calendar.day(of:)), to: validity.to.map(calendar.day(of:)))
                if let slug = slugs[parent], !days.isEmpty { said[days, default: (nil, [])].parent = slug }
            }
            for assertion in domains[organisation.id] ?? [] {
                guard let word = assertion.object.flatMap({ words[$0] }) else { continue }
                let days = DayRange(from: assertion.validFrom?.date, to: assertion.validTo?.date)
                let domain = OrganisationDomain(word, days: days).domain
                if said[days]?.domains.contains(domain) != true { said[days, default: (nil, [])].domains.append(domain) }
            }
            if said.isEmpty { said[.always] = (nil, []) }
            let inOrder = said.sorted { a, b in
                (a.key.from?.daysSince1970 ?? .min, a.key.to?.daysSince1970 ?? .max) < (
                    b.key.from?.daysSince1970 ?? .min, b.key.to?.daysSince1970 ?? .max
                )
            }
            for (days, said) in inOrder {
                rows.append(
                    OrganisationRow(
                        RowPlace(file: "", line: rows.count + 2), slug: organisation.slug, name: organisation.name, kind: organisation.kind,
                        parent: said.parent, days: days, domains: said.domains.sorted { $0.name < $1.name }))
            }
        }
        return rows
    }

    /// The parents in force, each for its time.
    private static func inForce(_ held: [RecordedAssertion]) -> [(Validity, Int64)] {
        var open = [Validity(nil, nil)]
        var found: [(Validity, Int64)] = []
        for assertion in held.inOrderOfForce.reversed().map(\.assertion) {
            guard let parent = assertion.object else { continue }
            let validity = Validity(assertion)
            found += open.compactMap { $0.common(with: validity) }.map { ($0, parent) }
            open = open.flatMap { $0.without(validity) }
        }
        return found
    }
}

extension OrganisationRow {
    /// The values of ``OrganisationFile/columns``; nil for an empty one.
    public var values: [String?] {
        let domains = domains.map { OrganisationDomain($0).text }
        return [
            slug, name, kind?.rawValue, parent, days.from?.description, days.to?.description,
            domains.isEmpty ? nil : domains.joined(separator: " "),
        ]
    }
}
