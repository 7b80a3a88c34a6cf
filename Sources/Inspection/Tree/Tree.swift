public import PackReader

/// The files that are inspected: those of a folder, or of a commit.
///
/// Listing has bounds; what lies beyond them is in `gaps`. Links are listed and never followed.
public struct Tree: Sendable {
    public enum Kind: Sendable, Hashable {
        case file, executable, link, submodule
    }

    public struct Entry: Sendable, Hashable {
        public let path: TreePath
        public let kind: Kind
        /// Bytes, where listing tells.
        public let size: Int?
        /// The name of the contents, where listing tells.
        public let blob: ObjectID?
        /// By the path alone.
        public let fileClass: FileClass

        public var isFile: Bool { kind == .file || kind == .executable }
    }

    enum Source: Sendable {
        case folder(String)
        case commit(ObjectID)
    }

    /// What was asked for: a path or an address.
    public let name: String
    /// Sorted by path.
    public let entries: FileList
    public let gaps: [Gap]
    let source: Source
    /// The repository that the files are from, or that the folder is the working tree of.
    public let repository: Repository?

    /// The commit whose files these are, or that a working tree stands on.
    public let commit: ObjectID?

    init(name: String, source: Source, entries: FileList, gaps: [Gap], repository: Repository?, commit: ObjectID?) {
        self.name = name
        self.source = source
        self.entries = entries
        self.gaps = gaps
        self.repository = repository
        self.commit = commit
    }

    /// Opens a path: the files of a folder or working tree as they lie there, or those of the commit at the `HEAD` of a bare repository.
    public static func open(_ path: String, name: String? = nil, budget: Budget = Budget()) throws(InspectionError) -> Tree {
        let name = name ?? path
        let repository = try repository(at: path, budget)
        if let repository, FolderListing.isBare(path) {
            guard let commit = try head(of: repository) else {
                throw InspectionError(path, "the repository has no commit at its HEAD")
            }
            return try Tree(repository: repository, commit: commit, name: name, budget: budget)
        }
        let listing = try FolderListing(path, isWorkingTree: repository != nil, budget)
        return Tree(
            name: name, source: .folder(path), entries: listing.entries, gaps: listing.gaps, repository: repository,
            commit: try repository.flatMap { repository throws(InspectionError) in try head(of: repository) })
    }

    /// The files of a commit.
    public init(repository: Repository, commit: ObjectID, name: String, budget: Budget = Budget()) throws(InspectionError) {
        var entries = FileList(nameBytes: budget.nameBytes)
        var gaps: [Gap] = []
        var deep = DepthGuard(budget.depth)
        do {
            try repository.files(of: commit) { file in
                guard entries.count < budget.files else { throw Full(reason: "there are more than \(budget.files)") }
                guard deep.allows(file.path) else { return }
                let kind: Kind =
                    switch file.mode {
                    case 0o100755: .executable
                    case 0o120000: .link
                    case 0o160000: .submodule
                    default: .file
                    }
                guard entries.append(file.path, kind, blob: file.object) else {
                    throw Full(reason: "their names have more than \(budget.nameBytes) bytes")
                }
            }
        } catch let full as Full {
            gaps.append(Gap("the files of commit \(commit)", full.reason))
        } catch {
            throw InspectionError(name, "the files of commit \(commit) cannot be read: \(error)")
        }
        entries.close()
        self.init(name: name, source: .commit(commit), entries: entries, gaps: gaps + deep.gaps, repository: repository, commit: commit)
    }

    private struct Full: Error { let reason: String }

    private static func repository(at path: String, _ budget: Budget) throws(InspectionError) -> Repository? {
        var options = Repository.Options()
        options.budget = budget.memory
        do throws(PackError) {
            return try Repository(at: path, options: options)
        } catch {
            if error.reason == .notARepository { return nil }
            throw InspectionError(path, error.description)
        }
    }

    /// The commit at `HEAD`; nil when there is none yet.
    public static func head(of repository: Repository) throws(InspectionError) -> ObjectID? {
        do throws(PackError) {
            let head = try repository.head()
            if let object = head.object { return object }
            guard let name = head.ref else { return nil }
            return try repository.references().first { $0.name == name }?.target
        } catch {
            throw InspectionError(repository.path, error.description)
        }
    }
}

extension Tree {
    /// The place of a path in `entries`.
    public func index(of path: TreePath) -> Int? {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries.path(at: middle) < path { low = middle + 1 } else { high = middle }
        }
        return low < entries.count && entries.path(at: low) == path ? low : nil
    }

    /// The bytes of one file.
    ///
    /// - Throws: `InspectionError` when it is no file, cannot be read, or has more than `limit` bytes.
    public func contents(of entry: Entry, atMost limit: Int) throws(InspectionError) -> [UInt8] {
        guard entry.isFile else { throw InspectionError(entry.path.description, "it is no file") }
        switch source {
        case .folder(let folder):
            return try FolderFile.contents(of: entry.path, in: folder, atMost: limit)
        case .commit:
            guard let repository, let blob = entry.blob else { throw InspectionError(entry.path.description, "it has no contents") }
            do throws(PackError) {
                let found = try repository.object(blob)
                guard found.bytes.count <= limit else {
                    throw PackError(.tooLarge, object: blob, "it has \(found.bytes.count) bytes")
                }
                return found.bytes
            } catch {
                throw InspectionError(entry.path.description, error.description)
            }
        }
    }
}
