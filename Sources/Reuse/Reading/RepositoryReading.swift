import Inspection
import PackReader
import Synchronization

/// The code of a repository at its HEAD.
///
/// Files that others wrote or a program made are left out: vendored ones, lock files, generated ones.
struct RepositoryReading: Sendable {
    struct File: Sendable {
        let path: String
        let fileExtension: String
        let blob: ObjectID
    }

    let commit: ObjectID
    private let repository: PackReader.Repository
    private let settings: ReuseSettings

    /// Bytes that may be held of objects at a time.
    private static let memory = 48 << 20

    /// - Throws: `InspectionError`, also when the repository has no commit yet.
    init(folder: String, _ settings: ReuseSettings) throws(InspectionError) {
        self.settings = settings
        var options = PackReader.Repository.Options()
        options.budget = Self.memory
        do throws(PackError) {
            repository = try PackReader.Repository(at: folder, options: options)
        } catch {
            throw InspectionError(folder, error.description)
        }
        guard let head = try Tree.head(of: repository) else { throw InspectionError(folder, "it has no commit at its HEAD") }
        do throws(PackError) {
            guard let commit = try repository.commit(behind: head) else { throw PackError(.damaged, object: head, "it is no commit") }
            self.commit = commit
        } catch {
            throw InspectionError(folder, error.description)
        }
    }

    /// - Throws: `InspectionError` when the files of the commit cannot be listed.
    func tree(named name: String) throws(InspectionError) -> Tree {
        var budget = Budget()
        budget.memory = Self.memory
        return try Tree(repository: repository, commit: commit, name: name, budget: budget)
    }

    static func code(of tree: Tree) -> [File] {
        tree.entries.compactMap { entry in
            guard entry.isFile, entry.fileClass == .source || entry.fileClass == .test, let blob = entry.blob else { return nil }
            return File(path: String(entry.path.text.prefix(longestPath)), fileExtension: entry.path.fileExtension, blob: blob)
        }
    }

    /// Letters of a path that are kept.
    private static let longestPath = 1_000

    /// Contents with what is kept of them; nothing for what turns out to be no code, or says too little.
    struct Contents: Sendable {
        let blob: ObjectID
        let size: Int
        let fingerprints: CodeFingerprints?
    }

    /// Reads contents on all threads.
    ///
    /// - Returns: what could be read, and how many could not.
    func contents(of files: [File], isCancelled: @escaping @Sendable () -> Bool) -> (read: [Contents], missing: Int) {
        let found = Mutex<(read: [Contents], missing: Int)>(([], 0))
        let settings = settings
        repository.blobs(files.map(\.blob), atMost: settings.fileBytes, isCancelled: isCancelled) { place, outcome in
            let file = files[place]
            switch outcome {
            case .success(let bytes):
                let fileClass = FileClass(path: TreePath(file.path), contents: bytes)
                let isCode = (fileClass == .source || fileClass == .test) && bytes.count >= settings.leastBytes
                let fingerprints = isCode ? CodeFingerprints(bytes, fileExtension: file.fileExtension, settings) : nil
                found.withLock { $0.read.append(Contents(blob: file.blob, size: bytes.count, fingerprints: fingerprints)) }
            case .failure(let error):
                // A file that is too large is passed over knowingly.
                if error.reason == .tooLarge {
                    found.withLock { $0.read.append(Contents(blob: file.blob, size: settings.fileBytes, fingerprints: nil)) }
                } else {
                    found.withLock { $0.missing += 1 }
                }
            }
        }
        return found.withLock { $0 }
    }

    /// The bytes of one file by the name of its contents.
    func bytes(of name: String) throws(InspectionError) -> [UInt8] {
        guard let blob = ObjectID(name) else { throw InspectionError(name, "it names no contents") }
        do throws(PackError) {
            let found = try repository.object(blob)
            guard found.kind == .blob, found.bytes.count <= settings.fileBytes else {
                throw PackError(.tooLarge, object: blob, "it has \(found.bytes.count) bytes")
            }
            return found.bytes
        } catch {
            throw InspectionError(name, error.description)
        }
    }
}
