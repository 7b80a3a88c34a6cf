/// What files say of a project, field by field, whatever each format calls the field.
///
/// Nobody's name, address or telephone number has a field: contacts of natural persons stay in the files.
public struct Metadata: Sendable, Hashable {
    public enum Field: String, Sendable, CaseIterable {
        case title, summary, description, features, url, landing, documentation
        case apiDocumentation = "api_documentation"
        case roadmap, feedback, licence, status
        case softwareType = "software_type"
        case platforms, categories, tags, audience
        case programmingLanguages = "programming_languages"
        case interfaceLanguages = "interface_languages"
        case localisationReady = "localisation_ready"
        case basedOn = "based_on"
        case usedBy = "used_by"
        case fundedBy = "funded_by"
        case organisation
        case organisationURI = "organisation_uri"
        case maintenance, contractors
        /// Days, in the order of the contractors.
        case contractorsUntil = "contractors_until"
        case version
        case releaseDate = "release_date"
        case dependsOnOpen = "depends_on_open"
        case dependsOnProprietary = "depends_on_proprietary"
        case dependsOnHardware = "depends_on_hardware"
        case standards, owner, system
        case laborHours = "labor_hours"
        case usageType = "usage_type"
        case exemption, skills, contributions

        /// Whether it holds several texts.
        public var isList: Bool {
            switch self {
            case .features, .platforms, .categories, .tags, .audience, .programmingLanguages, .interfaceLanguages, .basedOn, .usedBy,
                .fundedBy,
                .contractors, .contractorsUntil, .dependsOnOpen, .dependsOnProprietary, .dependsOnHardware, .standards, .usageType, .skills,
                .contributions:
                true
            default: false
            }
        }
    }

    public private(set) var values: [Field: [String]]

    public init(_ values: [Field: [String]] = [:]) {
        self.values = values.filter { !$0.value.isEmpty }
    }

    /// A field of one text; nil when nothing is said.
    public subscript(field: Field) -> String? {
        get { values[field]?.first }
        set { values[field] = newValue.map { [$0] } }
    }

    /// All texts of a field.
    public subscript(all field: Field) -> [String] {
        get { values[field] ?? [] }
        set { values[field] = newValue.isEmpty ? nil : newValue }
    }

    public var isEmpty: Bool { values.isEmpty }

    /// These fields where they are said, those of `other` where they are not.
    public func completed(by other: Metadata) -> Metadata {
        Metadata(values.merging(other.values) { mine, _ in mine })
    }

    /// The fields of a newer reading of the same file. What could not be read there stays as it was.
    ///
    /// - Parameter broken: the fields that the newer file has, but not as they should be.
    public func replaced(by newer: Metadata, keeping broken: Set<Field>) -> Metadata {
        var merged = newer
        for field in broken where merged.values[field] == nil { merged.values[field] = values[field] }
        return merged
    }
}

/// How far a project is, in one word for all formats.
public enum ProjectStatus: String, Sendable, CaseIterable {
    case concept, experimental, beta, stable, deprecated, obsolete

    public var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

    /// What it means to somebody who thinks of using it.
    public var meaning: String {
        switch self {
        case .concept: "An idea; there may be nothing to run yet."
        case .experimental: "Being developed; anything may change."
        case .beta: "Nearly finished; ready to be tried."
        case .stable: "Ready to be used."
        case .deprecated: "Still works, and is no longer recommended."
        case .obsolete: "No longer maintained."
        }
    }

    /// `developmentStatus` of publiccode.yml.
    init?(publiccode: String) {
        guard let found = Self.allCases.first(where: { $0 != .deprecated && $0.publiccode == publiccode }) else { return nil }
        self = found
    }

    var publiccode: String {
        switch self {
        case .experimental: "development"
        case .deprecated: "obsolete"
        default: rawValue
        }
    }

    /// `status` of code.json.
    init?(codeJSON: String) {
        switch codeJSON {
        case "Ideation": self = .concept
        case "Development", "Alpha": self = .experimental
        case "Beta", "Release Candidate": self = .beta
        case "Production": self = .stable
        case "Archival": self = .obsolete
        default: return nil
        }
    }

    var codeJSON: String {
        switch self {
        case .concept: "Ideation"
        case .experimental: "Development"
        case .beta: "Beta"
        case .stable: "Production"
        case .deprecated, .obsolete: "Archival"
        }
    }

    /// `spec.lifecycle` of Backstage, which has three usual words and takes any.
    init?(backstage: String) {
        switch backstage.lowercased() {
        case "production": self = .stable
        case "development": self = .experimental
        default:
            guard let found = ProjectStatus(rawValue: backstage.lowercased()) else { return nil }
            self = found
        }
    }

    var backstage: String { self == .stable ? "production" : rawValue }
}
