internal import Ledger
internal import Logging
internal import PackReader
internal import Synchronization

/// How the line counts of a history are read.
public enum LineReading: String, Sendable, CaseIterable {
    /// By Steward itself, from the files of the repository; by git where that cannot be.
    case pack
    /// By processes of git.
    case git
}

/// Reads commits and counts lines without git, and leaves the rest to git.
///
/// What the pack reader refuses, which is partial clones and formats that it does not know, git reads; so it does
/// histories with damaged commits, and the commits of which an object is damaged or too large. Each such choice is logged
/// with its reason.
struct PackHistoryReader: HistoryReader {
    private let git: GitCommandReader
    private let source: PackSource
    private let logger: Logger

    init(_ git: GitCommandReader, logger: Logger) {
        self.git = git
        self.logger = logger
        source = PackSource(folder: git.view.folder)
    }

    func state(knowing refs: [RefFact]) async throws -> HistoryState { try await git.state(knowing: refs) }

    func commits(from tips: [String], excluding known: [String]) -> HistoryStream<[CommitFact]> {
        // The few that are new are found soonest by git, which stops at what is known.
        guard known.isEmpty else { return git.commits(from: tips, excluding: known) }
        return HistoryStream { [self] outlet in
            let walk = git.walk(from: tips, excluding: [])
            do {
                try CommitReading(walk: walk, outlet: outlet).read(from: source.open())
            } catch let error as PackError {
                if error.reason == .cancelled { throw GitFailure(.cancelled, at: git.source.location) }
                // Commits that were handed over come again, which does no harm.
                log("git reads the commits", error)
                try walk.readCommits(into: outlet)
            }
        }
    }

    private func log(_ what: Logger.Message, _ error: PackError) {
        logger.notice(what, metadata: ["reason": "\(error)", "repository": "\(git.source.location)"])
    }

    func reachable(from tips: [String], excluding known: [String]) -> HistoryStream<[String]> {
        git.reachable(from: tips, excluding: known)
    }

    func renames(of commits: [String]) -> HistoryStream<[CommitRenames]> { git.renames(of: commits) }

    func paths(at commit: String) async throws -> [String] { try await git.paths(at: commit) }

    func mailmap(at commit: String) async throws -> MailmapFile? { try await git.mailmap(at: commit) }

    func files(of commits: [String]) -> HistoryStream<[CommitFiles]> {
        HistoryStream { [self] outlet in
            var left = commits
            do {
                var gatherer = ChangeGatherer(outlet)
                let names = commits.compactMap { ObjectID($0) }
                guard names.count == commits.count else { throw PackError(.unsupported, "a commit without a name") }
                try source.open().changes(
                    of: names, isCancelled: { outlet.interruption.isInterrupted }, &gatherer)
                try gatherer.finish()
                left = gatherer.unread
                if let reason = gatherer.reason {
                    logger.warning(
                        "git counts the lines of some commits",
                        metadata: ["commits": "\(left.count)", "reason": "\(reason)", "repository": "\(git.source.location)"])
                }
            } catch let error as PackError {
                if error.reason == .cancelled { throw GitFailure(.cancelled, at: git.source.location) }
                log("git counts the lines", error)
            }
            if !left.isEmpty { try DiffTree(git: git.git, view: git.view, of: left).readFiles(into: outlet) }
        }
    }
}

/// Reads all commits of a history, parents before children.
private struct CommitReading {
    let walk: CommitWalk
    let outlet: Outlet<[CommitFact]>

    private static let batch = 2000

    func read(from repository: PackReader.Repository) throws {
        let found = repository.commits(from: walk.tips.compactMap { ObjectID($0) })
        if let error = found.unreadable.first { throw error }
        var batch: [CommitFact?] = []
        // The place in the batch of each commit that git is to read.
        var odd: [String: Int] = [:]
        func give() throws {
            if !odd.isEmpty {
                for fact in try walk.readAlone(odd.keys.sorted(), outlet.interruption) {
                    if let place = odd[fact.sha] { batch[place] = fact }
                }
            }
            let facts = batch.compactMap(\.self)
            guard facts.count == batch.count else { throw PackError(.damaged, "git passed over a commit") }
            if !facts.isEmpty { try outlet.give(facts) }
            batch.removeAll(keepingCapacity: true)
            odd.removeAll()
        }
        try repository.texts(of: found.commits, isCancelled: { outlet.interruption.isInterrupted }) { id, bytes in
            let sha = id.description
            let fact = CommitObject.read(sha, bytes, boundary: walk.shallow)
            if fact == nil { odd[sha] = batch.count }
            batch.append(fact)
            if batch.count == Self.batch { try give() }
        }
        try give()
    }
}

/// The files of a repository, opened when they are first needed.
private final class PackSource: Sendable {
    private let folder: String
    private let opened = Mutex<Result<PackReader.Repository, PackError>?>(nil)

    init(folder: String) { self.folder = folder }

    func open() throws(PackError) -> PackReader.Repository {
        try opened.withLock { opened -> Result<PackReader.Repository, PackError> in
            if let opened { return opened }
            var options = PackReader.Repository.Options()
            // Rows of one block are stored while the next is read.
            options.block = 10_000
            let result = Result { () throws(PackError) in try PackReader.Repository(at: folder, options: options) }
            opened = result
            return result
        }.get()
    }
}

/// Turns changes into the facts of the ledger, and hands them over in batches.
private struct ChangeGatherer: ChangeVisitor {
    private static let heaviestBatch = 4000

    private let outlet: Outlet<[CommitFiles]>
    private var batch: [CommitFiles] = []
    private var weight = 0
    private var current: (sha: String, changes: [Ledger.FileChange], error: PackError?)?
    /// Commits that git may be able to read.
    private(set) var unread: [String] = []
    /// Why the first of them was not read.
    private(set) var reason: PackError?

    init(_ outlet: Outlet<[CommitFiles]>) { self.outlet = outlet }

    mutating func commit(_ id: ObjectID) throws {
        try close()
        current = (id.description, [], nil)
    }

    mutating func file(_ change: PackReader.FileChange) {
        let added: Int?
        let removed: Int?
        switch change.lines {
        case .counted(let more, let fewer): (added, removed) = (more, fewer)
        case .binary: (added, removed) = (nil, nil)
        case .unknown(let error):
            if current?.error == nil { current?.error = error }
            return
        }
        current?.changes.append(
            Ledger.FileChange(
                status: change.status, path: PathText.readable(change.path), added: added, removed: removed))
    }

    mutating func unreadable(_ id: ObjectID, _ error: PackError) throws {
        try close()
        try giveUp(id.description, error)
    }

    /// Hands over what is left.
    mutating func finish() throws {
        try close()
        if !batch.isEmpty { try outlet.give(batch) }
        batch = []
    }

    private mutating func close() throws {
        guard let commit = current else { return }
        current = nil
        if let error = commit.error { return try giveUp(commit.sha, error) }
        try give(CommitFiles(sha: commit.sha, changes: commit.changes), weight: commit.changes.count + 1)
    }

    private mutating func giveUp(_ sha: String, _ error: PackError) throws {
        guard error.reason == .missing else {
            unread.append(sha)
            reason = reason ?? error
            return
        }
        // Git would miss it as well.
        outlet.miss(.init(.lines, sha, object: error.object?.description ?? sha))
        try give(CommitFiles(sha: sha, changes: nil), weight: 1)
    }

    private mutating func give(_ files: CommitFiles, weight: Int) throws {
        batch.append(files)
        self.weight += weight
        guard self.weight >= Self.heaviestBatch else { return }
        try outlet.give(batch)
        batch = []
        self.weight = 0
    }
}
