import PackReader

/// The files of a repository at its `HEAD`, read from its packs; git is not needed, and nothing is written.
final class RepositoryFiles: ProjectTree {
    /// Of a larger tree only the first files are known; then no file is said to be missing.
    static let mostFiles = 200_000

    let head: ObjectID
    private let repository: PackReader.Repository
    private lazy var files = Listing(repository, head)

    private struct Listing {
        var objects: [String: ObjectID] = [:]
        var isWhole = true
        var problem: String?

        init(_ repository: PackReader.Repository, _ head: ObjectID) {
            do {
                try repository.files(of: head) { file in
                    guard objects.count < RepositoryFiles.mostFiles else { throw Enough() }
                    // A link leads who knows where, a submodule is another repository.
                    guard file.mode == 0o100644 || file.mode == 0o100755 else { return }
                    objects[String(decoding: file.path, as: UTF8.self)] = file.object
                }
            } catch is Enough {
                isWhole = false
            } catch {
                (isWhole, problem) = (false, "\(error)")
            }
        }

        private struct Enough: Error {}
    }

    /// Opens a repository.
    ///
    /// - Returns: nil when nothing was ever committed.
    /// - Throws: `PackError`.
    init?(at folder: String) throws(PackError) {
        var options = PackReader.Repository.Options()
        options.budget = 64 << 20
        options.threads = 1
        repository = try PackReader.Repository(at: folder, options: options)
        let start = try repository.head()
        var object = start.object
        if object == nil, let name = start.ref { object = try repository.references().first { $0.name == name }?.target }
        guard let object, let commit = try repository.commit(behind: object) else { return nil }
        head = commit
    }

    /// Why not all files could be listed.
    var problem: String? { files.problem }

    func holds(_ path: String) -> Bool { !files.isWhole || files.objects[Self.plain(path)] != nil }

    func content(of path: String, atMost limit: Int) -> [UInt8]? {
        guard let object = files.objects[Self.plain(path)] else { return nil }
        guard let found = try? repository.object(object), found.kind == .blob, found.bytes.count <= limit else { return nil }
        return found.bytes
    }

    /// The files about the project at the top of the tree, one for each format.
    func metadataFiles() -> [(format: MetadataFile, path: String)] {
        let top = files.objects.keys.filter { !$0.contains("/") }.sorted()
        return MetadataFile.allCases.compactMap { format in
            let paths = top.filter { MetadataFile(path: $0) == format }
            return (paths.first { $0 == format.rawValue } ?? paths.first).map { (format, $0) }
        }
    }

    /// Without `./` in front.
    private static func plain(_ path: String) -> String { path.hasPrefix("./") ? String(path.dropFirst(2)) : path }
}
