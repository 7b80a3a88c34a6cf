import Ledger

extension ConfigurationBuilder {
    mutating func organisations() -> (settings: [OrganisationSetting], groups: [MemberGroupSetting]) {
        var found: [OrganisationSetting] = []
        var groups: [MemberGroupSetting] = []
        var claims: [String: [(slug: String, domain: OrganisationSetting.Domain)]] = [:]
        for entry in settings["organisations"]?.list ?? [] {
            guard let name = entry["name"]?.text else { continue }
            let slug = entry["slug"]?.text ?? Slug.made(from: name)
            guard !found.contains(where: { $0.slug == slug }) else {
                report(entry, "the organisation `\(slug)` is listed twice; give one of them another `slug`")
                continue
            }
            var domains: [OrganisationSetting.Domain] = []
            for item in entry["domains"]?.list ?? [] {
                guard let domain = domain(item) else { continue }
                if let other = claims[domain.name]?.first(where: { $0.domain.overlaps(domain) }) {
                    report(
                        item,
                        "the domain \(domain.name) leads to `\(other.slug)` already; give each a `from` or `to` so that "
                            + "no day belongs to both")
                    continue
                }
                claims[domain.name, default: []].append((slug, domain))
                domains.append(domain)
            }
            let kind = entry["kind"]?.text.flatMap(Organisation.Kind.init(rawValue:)) ?? .company
            found.append(OrganisationSetting(slug: slug, name: name, kind: kind, domains: domains))
            groups += (entry["forge_groups"]?.list ?? []).compactMap { memberGroup($0, of: slug, besides: groups) }
        }
        return (found, groups)
    }

    private mutating func memberGroup(_ item: Setting, of slug: String, besides groups: [MemberGroupSetting]) -> MemberGroupSetting? {
        guard let location = item.text.flatMap(ForgeLocation.init), location.isGroup else {
            report(item, "the members of a group are meant; write it as gitlab:GROUP/* or github:OWNER/*")
            return nil
        }
        if let other = groups.first(where: {
            $0.location.host == location.host && $0.location.path.lowercased() == location.path.lowercased()
        }) {
            report(item, "the group \(other.name) leads to `\(other.organisation)` already")
            return nil
        }
        return MemberGroupSetting(organisation: slug, location: location)
    }

    private mutating func domain(_ item: Setting) -> OrganisationSetting.Domain? {
        guard let name = item["domain"]?.text else { return nil }
        let from = item["from"]?.text.flatMap(CivilDate.init)
        let to = item["to"]?.text.flatMap(CivilDate.init)
        if let from, let to, to <= from {
            report(item["to"] ?? item, "`to` is not after `from`; it is the first day that no longer counts")
            return nil
        }
        return OrganisationSetting.Domain(name, from: from, to: to, hasSubdomains: item["subdomains"]?.text != "excluded")
    }
}

extension OrganisationSetting.Domain {
    /// Whether some day belongs to both; a missing end is open.
    func overlaps(_ other: OrganisationSetting.Domain) -> Bool {
        func begins(_ a: OrganisationSetting.Domain, beforeEndOf b: OrganisationSetting.Domain) -> Bool {
            guard let from = a.from, let to = b.to else { return true }
            return from < to
        }
        return begins(self, beforeEndOf: other) && begins(other, beforeEndOf: self)
    }
}
