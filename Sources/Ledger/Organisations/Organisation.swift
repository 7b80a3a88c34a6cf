public import Store

/// Someone for whom people work or contribute.
public struct Organisation: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        case company, university, foundation, government, community
        /// A member organisation, as of a training community.
        case member
        /// A part of an organisation in which people work; its parent is the organisation or a larger team.
        case team
    }

    public let id: Int64
    public let slug: String
    public let name: String
    public let kind: Kind
}

/// An organisation as the configuration names it, with the e-mail domains that lead to it.
public struct OrganisationSetting: Sendable, Hashable {
    /// A domain whose addresses belong to the organisation in a half-open range of days.
    public struct Domain: Sendable, Hashable {
        public let name: String
        public let from: CivilDate?
        public let to: CivilDate?
        /// Whether everything below the domain belongs to the organisation too; else it is somebody else's.
        public let hasSubdomains: Bool

        public init(_ name: String, from: CivilDate? = nil, to: CivilDate? = nil, hasSubdomains: Bool = true) {
            self.name = name.lowercased()
            self.hasSubdomains = hasSubdomains
            self.from = from
            self.to = to
        }
    }

    public let slug: String
    public let name: String
    public let kind: Organisation.Kind
    public let domains: [Domain]

    public init(slug: String, name: String, kind: Organisation.Kind, domains: [Domain]) {
        self.slug = slug
        self.name = name
        self.kind = kind
        self.domains = domains
    }
}

extension SQLReader {
    /// All organisations, by name.
    public func organisations() throws -> [Organisation] {
        try rows("SELECT id, slug, name, kind FROM organisations ORDER BY name, id") { row in
            Organisation(
                id: row.integer(0), slug: row.text(1), name: row.text(2),
                kind: Organisation.Kind(rawValue: row.text(3)) ?? .company)
        }
    }
}

extension SQLWriter {
    /// Finds or makes an organisation, and brings its name and kind up to date.
    public func organisation(_ setting: OrganisationSetting, at now: Instant) throws -> Int64 {
        let known = try first("SELECT id, name, kind FROM organisations WHERE slug = ?", [.text(setting.slug)]) { row in
            (id: row.integer(0), name: row.text(1), kind: row.text(2))
        }
        if let known {
            if (known.name, known.kind) != (setting.name, setting.kind.rawValue) {
                try execute(
                    "UPDATE organisations SET name = ?, kind = ? WHERE id = ?",
                    [.text(setting.name), .text(setting.kind.rawValue), .integer(known.id)])
                try advanceRevision()
            }
            return known.id
        }
        let id = try takeNumbers("organisations")
        try execute(
            "INSERT INTO organisations (id, slug, name, kind, recorded_at) VALUES (?, ?, ?, ?, ?)",
            [
                .integer(id), .text(setting.slug), .text(setting.name), .text(setting.kind.rawValue),
                .integer(now.seconds),
            ])
        return id
    }
}
