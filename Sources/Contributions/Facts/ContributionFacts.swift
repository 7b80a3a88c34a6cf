import Ledger
import Measures

/// The commits of the ledger in columns, with who made them and for whom: what every measure of this feature
/// counts over.
///
/// A *contribution* is one person's part in one commit: writing it, or being credited for it in a trailer.
/// Contributions are sorted by time, so a period is a slice. Index 0 of an organisation means unknown.
/// About 60 bytes a commit: a million commits take some 60 MB.
final class ContributionFacts: Sendable {
    /// How far the ledger had come.
    let mark: LedgerMark
    let asKnown: Instant?
    let dates: DateKind
    /// The same for facts that differ only in what is believed of accounts: their commits have the same indexes.
    let history: HistoryToken
    let actors: Actors

    let commits: CommitColumns
    let contributions: ContributionColumns

    /// By person index. An account that was placed with nobody stands for a person of its own.
    let people: [Person]
    /// By project index, in the order in which projects were added.
    let projects: [Project]
    let groups: [Group]
    let releases: [Release]
    let repositories: RepositorySummary
    /// Commits that each account wrote, by the account's number.
    let authored: [Int32]

    /// The projects that hold a commit beside its home project, for the few commits that several hold.
    let otherProjects: [Int32: [Int32]]

    init(
        mark: LedgerMark, asKnown: Instant?, dates: DateKind, history: HistoryToken, actors: Actors, commits: CommitColumns,
        contributions: ContributionColumns, authored: [Int32], structure: Structure, releases: [Release],
        otherProjects: [Int32: [Int32]]
    ) {
        self.mark = mark
        self.asKnown = asKnown
        self.dates = dates
        self.history = history
        self.actors = actors
        self.commits = commits
        self.contributions = contributions
        self.authored = authored
        people = actors.people(countedBy: authored)
        projects = structure.projects
        groups = structure.groups
        repositories = structure.summary
        self.releases = releases
        self.otherProjects = otherProjects
    }

    /// By organisation index; the first is the unknown organisation.
    var organisations: [Organisation] { actors.organisations }

    /// Stands for the commits that were read together.
    final class HistoryToken: Sendable {}

    /// Which of a commit's two times decides its period.
    enum DateKind: String, Sendable, CaseIterable {
        case author, committer
    }

    struct Person: Sendable, Equatable {
        let id: PersonID
        let name: String
        /// No assertion places the account behind this person.
        let unplaced: Bool
        /// The user name at a forge, where one is known.
        var handle: String?
        var chosenName: String?
        var isOptedOut = false

        /// What the person may be called, and by whom.
        var label: PersonLabel {
            PersonLabel(id: id, name: name, handle: handle, chosenName: chosenName, isOptedOut: isOptedOut)
        }
    }

    struct Organisation: Sendable, Equatable {
        let id: Int64
        let slug: String
        let name: String
        /// A part of an organisation, in which people work.
        let isTeam: Bool

        static let unknown = Organisation(id: 0, slug: Question.Scope.unknownOrganisation, name: "Unknown", isTeam: false)
    }

    struct Project: Sendable, Equatable {
        let id: Int64
        let slug: String
        let title: String
    }

    struct Group: Sendable, Equatable {
        let id: Int64
        let slug: String
        let title: String
        /// Project indexes.
        let projects: [Int32]
    }

    /// A tag that parses as a version.
    struct Release: Sendable {
        let name: String
        let project: Int32
        /// When the tag was made, or when its commit was.
        let time: Int64
        let commit: String
    }

    /// What is known of how the sources were read.
    struct RepositorySummary: Sendable {
        var count = 0
        var collectedAt: Instant?
        var incomplete: [Int32: String] = [:]
    }

    var newestFact: Instant? { contributions.time.last.map(Instant.init(seconds:)) }

    /// The contributions of a half-open range of instants.
    func slice(_ range: Range<Instant>) -> Range<Int> {
        contributions.time.firstIndex(
            notBefore: range.lowerBound.seconds)..<contributions.time.firstIndex(notBefore: range.upperBound.seconds)
    }
}

/// One value per commit.
struct CommitColumns: Sendable {
    /// The number in the ledger.
    var id: [Int64] = []
    /// The time that decides the period; seconds.
    var time: [Int64] = []
    /// The author's own offset from UTC in minutes; ``unknownOffset`` when it makes no sense.
    var offset: [Int16] = []
    var added: [Int32] = []
    var removed: [Int32] = []
    var files: [Int32] = []
    var flags: [CommitFlags] = []
    /// The first project that holds the commit.
    var home: [Int32] = []
    /// The account that committed it, which need not be its author's, and the person behind it.
    var committerAccount: [Int32] = []
    var committer: [Int32] = []

    static let unknownOffset = Int16.max
}

struct CommitFlags: OptionSet, Sendable {
    let rawValue: UInt8

    static let merge = CommitFlags(rawValue: 1)
    /// Its lines could not be counted, or not yet.
    static let linesUnknown = CommitFlags(rawValue: 2)
    /// More than one project holds it.
    static let shared = CommitFlags(rawValue: 4)
    /// Its author signed it off, by git's strict reading or by the lenient one.
    static let signedOffStrict = CommitFlags(rawValue: 8)
    static let signedOffLenient = CommitFlags(rawValue: 16)
}

/// One value per contribution, sorted by time.
struct ContributionColumns: Sendable {
    /// The commit's index.
    var commit: [Int32] = []
    var time: [Int64] = []
    var account: [Int32] = []
    var person: [Int32] = []
    var belonging: [Belonging] = []
    var role: [Role] = []
    var bot: [Bool] = []
    /// Git itself reads the trailer that credits the person; true for authors.
    var strict: [Bool] = []

    var count: Int { commit.count }
}

/// What a person did for a commit.
enum Role: UInt8, Sendable, CaseIterable {
    case authored = 0
    case coAuthored, signedOff, reviewed, acked, tested, reported, suggested, helped

    /// The name in addresses, for example `co-authored`.
    var key: String {
        switch self {
        case .authored: "authored"
        case .coAuthored: "co-authored"
        case .signedOff: "signed-off"
        case .reviewed: "reviewed"
        case .acked: "acked"
        case .tested: "tested"
        case .reported: "reported"
        case .suggested: "suggested"
        case .helped: "helped"
        }
    }

    init?(key: String) {
        guard let role = Self.allCases.first(where: { $0.key == key }) else { return nil }
        self = role
    }
}

extension Array where Element == Int64 {
    /// In a sorted array: the index of the first element that is at least `value`.
    func firstIndex(notBefore value: Int64) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
