public import Ledger

/// A released project as the catalogue shows it.
public struct CatalogueEntry: Sendable, Hashable, Identifiable {
    /// Why it is in the catalogue.
    public enum Origin: String, Sendable, CaseIterable {
        /// It was decided that the repository is open.
        case decided
        /// The configuration lists it.
        case configured
        /// It came with a file of another catalogue.
        case imported
    }

    /// A part of the organisation, by its slug and name.
    public struct Department: Sendable, Hashable {
        public let slug: String
        public let name: String
    }

    /// 0 for one that is not stored yet.
    public var id: Int64 = 0
    public var slug: String
    public var origin: Origin
    public var title: String
    /// A sentence; empty when nobody said anything.
    public var summary = ""
    /// Where the repository is on the web; nil for one that is only on this machine.
    public var url: String?
    /// An SPDX expression.
    public var licence: String?
    public var status: ProjectStatus?
    /// Of the code, the most used first.
    public var languages: [String] = []
    public var departmentID: Int64?
    /// Who answers for it, by role.
    public var ownerRole: String?
    public var projectID: Int64?
    public var publicationID: Int64?
    public var releasedAt: Instant?
    /// The newest tag that names a version, and its time.
    public var version: String?
    public var versionAt: Instant?
    /// Open issues by their labels.
    public var helpWanted = 0
    public var firstIssues = 0
    /// The state that files were read from; nil where none were.
    public var head: String?

    public init(slug: String, title: String, origin: Origin) {
        (self.slug, self.title, self.origin) = (slug, title, origin)
    }

    /// The ids of the licences that its expression names.
    public var licenceIDs: [String] { LicenceIDs.of(licence) }
}

/// An entry with all that its page shows.
public struct CatalogueSheet: Sendable {
    public var entry: CatalogueEntry
    public var department: CatalogueEntry.Department?
    /// The slug of the project whose facts the ledger holds.
    public var project: String?
    public var metadata: Metadata
    public var problems: [FieldProblem]
    /// When the files were last read.
    public var readAt: Instant?
}
