import Access
import Catalogue
import Collectors
import Contributions
import Ledger
import Releases

/// What this installation of Steward works with: all layers merged, checked and typed.
struct Configuration: Sendable {
    enum Database: Sendable, Hashable {
        /// An absolute path of a SQLite file.
        case file(String)
        /// The address of a PostgreSQL database, its password included: never printed without ``Secrets``.
        case postgres(String)
    }

    struct Listen: Sendable, Hashable {
        let host: String
        let port: Int
        /// When somebody in a browser on the machine itself needs no sign-in.
        var local = AccessSettings.LocalTrust.untilUsers
        /// The network addresses of proxies whose word is believed.
        var trustedProxies: Set<String> = []
        /// The address by which people reach Steward; nil when it was not given.
        var publicAddress: String?

        /// What links to this installation begin with, without a slash at the end.
        var address: String {
            var address = publicAddress ?? "http://localhost:\(port)"
            while address.hasSuffix("/") { address.removeLast() }
            return address
        }
    }

    /// How people sign in.
    struct SignIn: Sendable {
        /// Whether those who did not sign in see figures.
        var showsFigures = true
        var idleHours = 12
        var longestDays = 14
        var tokenDays = 366
        var providers: [ProviderSetting] = []
    }

    struct Reporting: Sendable {
        let calendar: ReportingCalendar
        let names: NameDisplay
    }

    struct Collection: Sendable {
        /// How many repositories are read at the same time.
        let workers: Int
        /// Who reads the histories of git.
        let reader: LineReading
        let excludedRefs: [String]
        /// In the order of the file, which is the order in which projects are added.
        let repositories: [RepositorySetting]
        /// Projects of forges, whose change requests and issues are read.
        let forgeProjects: [ForgeProjectSetting]
    }

    /// What the programme says of itself. What is nil was not given, and is left as the ledger has it.
    struct Programme: Sendable {
        let defaultHost: String
        let ownOrganisations: [String]?
        /// Addresses, folders, groups and projects that are the house's own; empty for those of the product.
        var ownNamespaces: [String] = []
        let communityRule: CommunityRule?
        /// Absolute paths of the files, by the list that each holds.
        let files: [ProgrammeList: String]
        let coachEvidence: TeamList.Evidence
        let currency: String
        let targets: [TargetRow]?
    }

    /// Which accounts are taken for one person's, and which for bots.
    struct Joining: Sendable {
        var settings = JoiningSettings()
        var links: [AccountLinkSetting] = []
    }

    /// An absolute path.
    let dataFolder: String
    let database: Database
    let listen: Listen
    let signIn: SignIn
    let reporting: Reporting
    let collection: Collection
    let organisations: [OrganisationSetting]
    /// The groups of forges whose members contribute for an organisation.
    var memberGroups: [MemberGroupSetting] = []
    /// Domains that anybody can get an address at, in lower case: those that Steward brings and those given.
    let freeMailDomains: Set<String>
    var joining = Joining()
    let groups: [GroupSetting]
    let forges: [ForgeSetting]
    let programme: Programme
    let casework: CaseworkSetting
    var catalogue: CatalogueSettings
    let inspection: InspectionLimits
    let logLevel: LogLevel

    /// References that forges keep for proposed changes: collecting them would count work that was never accepted,
    /// and each revision of it.
    static let defaultExcludedRefs = GitCommandReader.defaultExcludedRefs
}

/// Whether pages show who people are.
enum NameDisplay: String, Sendable, CaseIterable {
    case shown, pseudonyms
}

/// The least severe message that is logged.
enum LogLevel: String, Sendable, CaseIterable {
    case trace, debug, info, notice, warning, error, critical
}

/// A repository as the configuration names it.
struct RepositorySetting: Sendable, Hashable {
    /// An absolute path, or an address as it was given.
    let location: String
    /// The short name of the project that it belongs to.
    let project: String
    let title: String?
    /// Short names of groups.
    let groups: [String]
}

/// Accounts of one person as the configuration names them.
struct AccountLinkSetting: Sendable, Hashable {
    /// Two or more, as they were typed: `github.com/ada`, `ada@example.org`.
    let accounts: [String]
    let reason: String
}

/// A group of projects as the configuration names it.
struct GroupSetting: Sendable, Hashable {
    let slug: String
    let title: String
    /// The short name of the group that it is part of.
    let parent: String?
}
