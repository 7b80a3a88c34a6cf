public import Store

/// What the configuration says of the catalogue.
public struct CatalogueSettings: Sendable {
    /// A project that is in the catalogue without a decision of the release process.
    public struct Listed: Sendable, Hashable {
        /// The slug of a project of the ledger.
        public var project: String
        public var title: String?
        public var summary: String?
        public var status: ProjectStatus?
        /// An SPDX expression.
        public var licence: String?
        /// Who answers for it, by role.
        public var owner: String?
        /// The slug of an organisation.
        public var department: String?

        public init(project: String) { self.project = project }
    }

    /// Whose catalogue it is; the agency of code.json.
    public var organisation: String
    /// Where people turn to: an address on the web.
    public var contact: String?
    public var projects: [Listed]
    /// The labels of issues that ask for help, in any case.
    public var helpLabels: [String]
    /// The labels of issues that are good to begin with, in any case.
    public var firstLabels: [String]
    /// The address by which people reach this site, without a slash at its end.
    public var site: String
    /// The folder in which collections keep copies of repositories.
    public var copies: String
    /// What the case that published a project says it is, by the number of the case: shown where no file says it.
    public var purposes: @Sendable (any SQLReader) throws -> [Int64: String] = { _ in [:] }

    public static let standardHelpLabels = ["help wanted", "help-wanted"]
    public static let standardFirstLabels = ["good first issue", "good-first-issue", "newcomer", "quick win"]

    public init(
        organisation: String, contact: String? = nil, projects: [Listed] = [], helpLabels: [String] = standardHelpLabels,
        firstLabels: [String] = standardFirstLabels, site: String, copies: String
    ) {
        (self.organisation, self.contact, self.projects, self.site, self.copies) = (organisation, contact, projects, site, copies)
        (self.helpLabels, self.firstLabels) = (helpLabels, firstLabels)
    }
}
