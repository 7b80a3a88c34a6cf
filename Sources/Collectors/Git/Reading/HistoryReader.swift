public import Ledger

/// The one place where a repository's history is read.
///
/// `GitCommandReader` asks the git command line. Whatever else reads histories gives the same answers, number
/// for number.
public protocol HistoryReader: Sendable {
    /// Where the repository stands: its refs and what they lead to.
    ///
    /// - Parameter refs: as they were found before; one that still names the same object leads where it led, and is not looked up again.
    func state(knowing refs: [RefFact]) async throws -> HistoryState

    /// The commits that `tips` lead to and `known` do not, parents before children.
    ///
    /// A known tip that is no longer there is passed over, so commits may come that were read before. So they may
    /// when damage is met on the way.
    func commits(from tips: [String], excluding known: [String]) -> HistoryStream<[CommitFact]>

    /// The names of the commits that `tips` lead to and `known` do not, in no particular order.
    func reachable(from tips: [String], excluding known: [String]) -> HistoryStream<[String]>

    /// The files of each commit compared with its parent's, or with nothing for a root, in no particular order.
    ///
    /// Renames are additions and deletions here. Numbers and paths are those of
    /// `git log --no-renames --numstat` in a bare repository. Give it no merges and no commits at which a shallow
    /// repository was cut off; each commit given is answered once.
    func files(of commits: [String]) -> HistoryStream<[CommitFiles]>

    /// The renames within each commit, by git's own similarity, in no particular order.
    ///
    /// Each commit given is answered once, also when it has none.
    func renames(of commits: [String]) -> HistoryStream<[CommitRenames]>

    /// The paths of all files of a commit's tree, submodules included.
    func paths(at commit: String) async throws -> [String]

    /// The mailmap of a commit's tree; nil when it has none.
    func mailmap(at commit: String) async throws -> MailmapFile?
}

extension HistoryReader {
    public func state() async throws -> HistoryState { try await state(knowing: []) }
}

/// Where a repository stands.
public struct HistoryState: Sendable {
    public var objectFormat: ObjectFormat
    /// The ref that `HEAD` stands for, which need not exist; nil when `HEAD` is detached.
    public var headRef: String?
    /// The commit of `HEAD`; nil in a repository without commits.
    public var headCommit: String?
    /// All refs that are not excluded, in the order of their names.
    public var refs: [RefFact]
    /// The commits at which a shallow repository was cut off.
    public var shallow: Set<String>
    /// The refs that lead nowhere.
    public var report: ReadReport

    /// The distinct commits from which the whole history is reached.
    public var tips: [String] {
        Array(Set(refs.compactMap(\.commit) + [headCommit].compactMap(\.self))).sorted()
    }
}

/// The renames of one commit, or word that they cannot be known.
public struct CommitRenames: Sendable, Hashable {
    public var sha: String
    /// Nil when an object that the comparison needs is missing.
    public var renames: [Rename]?

    public init(sha: String, renames: [Rename]?) {
        self.sha = sha
        self.renames = renames
    }
}

/// A mailmap as a history holds it.
public struct MailmapFile: Sendable, Hashable {
    /// The name of its object: the same name means the same contents.
    public var object: String
    /// At most `Mailmap.longestFile` bytes.
    public var bytes: [UInt8]

    public init(object: String, bytes: [UInt8]) {
        self.object = object
        self.bytes = bytes
    }
}
