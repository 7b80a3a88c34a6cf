public import Ledger

/// Reads histories with the git command line.
///
/// A local repository is never written to. An address is mirrored into the workspace first. All reading of
/// history goes through a view of our own (see `HistoryView`).
public struct GitCommandReader: HistoryReader {
    /// Refs that repeat or only administer other commits: change requests, stashes, notes and the like.
    public static let defaultExcludedRefs = [
        "refs/pull", "refs/pull-requests", "refs/merge-requests", "refs/stash", "refs/notes", "refs/changes",
        "refs/replace", "refs/keep-around", "refs/environments", "refs/pipelines",
    ]

    /// The copy of an address, in the workspace of its repository.
    static let mirror = "mirror.git"

    let git: GitProgram
    let source: GitSource
    let view: HistoryView
    let excludedRefs: [String]

    /// Opens a repository for reading; fetches first when it is an address.
    ///
    /// - Parameters:
    ///   - workspace: a folder for this repository alone, in which the view and the mirror are kept between runs.
    ///   - excludedRefs: refs, or folders of refs, that are not read.
    /// - Throws: `GitFailure`.
    public static func open(
        _ location: GitLocation, workspace: String, excludedRefs: [String] = defaultExcludedRefs
    ) async throws -> GitCommandReader {
        try await blocking { interruption in
            try GitCommandReader(
                location, workspace: workspace, excludedRefs: excludedRefs, git: GitProgram(),
                interruption: interruption)
        }
    }

    init(
        _ location: GitLocation, workspace: String, excludedRefs: [String], git: GitProgram, interruption: Interruption
    ) throws {
        let path: String
        switch location {
        case .folder(let folder):
            path = folder
        case .remote(let address):
            path = "\(workspace)/\(Self.mirror)"
            try GitMirror(git: git, address: address, folder: path).update(interruption: interruption)
        }
        self.git = git
        self.excludedRefs = excludedRefs
        source = try GitSource(path: path, git: git, interruption: interruption)
        view = try HistoryView(of: source, in: workspace + "/view.git")
    }

    public func state(knowing refs: [RefFact]) async throws -> HistoryState {
        try await blocking { interruption in
            try RefCollection(git: git, source: source, view: view, excluded: excludedRefs).read(knowing: refs, interruption)
        }
    }

    public func commits(from tips: [String], excluding known: [String]) -> HistoryStream<[CommitFact]> {
        HistoryStream { outlet in
            try walk(from: tips, excluding: known).readCommits(into: outlet)
        }
    }

    public func reachable(from tips: [String], excluding known: [String]) -> HistoryStream<[String]> {
        HistoryStream { outlet in
            try walk(from: tips, excluding: known).readNames(into: outlet)
        }
    }

    func walk(from tips: [String], excluding known: [String]) -> CommitWalk {
        CommitWalk(git: git, view: view, shallow: source.shallow, tips: tips, known: known)
    }

    public func files(of commits: [String]) -> HistoryStream<[CommitFiles]> {
        HistoryStream { outlet in
            try DiffTree(git: git, view: view, of: commits).readFiles(into: outlet)
        }
    }

    public func renames(of commits: [String]) -> HistoryStream<[CommitRenames]> {
        HistoryStream { outlet in
            try DiffTree(git: git, view: view, of: commits).readRenames(into: outlet)
        }
    }

    public func paths(at commit: String) async throws -> [String] {
        try await blocking { interruption in
            let listing = try git.answer(
                git.command(
                    ["ls-tree", "-r", "-z", "--name-only", "--full-tree", "--end-of-options", commit], in: view.folder),
                at: view.location, interruption: interruption, longest: 1 << 28)
            return listing.output.split(separator: 0).map { $0.withUnsafeBytes(PathText.readable) }
        }
    }

    public func mailmap(at commit: String) async throws -> MailmapFile? {
        try await blocking { interruption in
            var file: MailmapFile?
            let reader = ObjectReader(git, view, contents: true, interruption: interruption)
            try reader.look(up: ["\(commit):.mailmap"], keeping: Mailmap.longestFile) { _, found in
                if let found, found.type == "blob" { file = MailmapFile(object: found.name, bytes: found.bytes) }
            }
            return file
        }
    }
}
