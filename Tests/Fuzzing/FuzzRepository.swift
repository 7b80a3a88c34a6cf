import Glibc

/// Whole repositories, in a folder in memory.
enum FuzzRepository {
    private static let folder: String = {
        var template = Array("/dev/shm/steward-fuzz-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { fatalError("no temporary folder") }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        for inner in ["/objects", "/objects/pack", "/objects/info", "/objects/00", "/refs"] { mkdir(path + inner, 0o700) }
        let head = "ref: refs/heads/main\n"
        Array(head.utf8).withUnsafeBytes { write($0, to: path + "/HEAD") }
        atexit { FuzzRepository.remove() }
        return path
    }()

    private static let pack = "objects/pack/pack-0000000000000000000000000000000000000000"
    private static let shared = "objects/pack/multi-pack-index"
    private static let graph = "objects/info/commit-graph"
    private static let loose = "objects/00/00000000000000000000000000000000000000"

    private static func remove() {
        for file in ["HEAD", pack + ".pack", pack + ".idx", shared, graph, loose] { unlink(folder + "/" + file) }
        for inner in ["/objects/00", "/objects/info", "/objects/pack", "/objects", "/refs", ""] { rmdir(folder + inner) }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to path: String) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { fatalError("cannot write \(path)") }
        var written = 0
        while written < bytes.count {
            let count = Glibc.write(file, bytes.baseAddress! + written, bytes.count - written)
            guard count > 0 else { fatalError("cannot write \(path)") }
            written += count
        }
        close(file)
    }

    /// An index and its pack: every commit that is in it is read with its changes, and every object by itself.
    static func readPack(_ input: UnsafeRawBufferPointer) {
        guard let (index, bytes) = input.halves else { return }
        write(index, to: folder + "/" + pack + ".idx")
        write(bytes, to: folder + "/" + pack + ".pack")
        readAll(names(in: index), size: input.count)
    }

    /// An index of several packs, and a pack that has no other.
    static func readShared(_ input: UnsafeRawBufferPointer) {
        guard let (index, bytes) = input.halves else { return }
        write(index, to: folder + "/" + shared)
        write(bytes, to: folder + "/" + pack + ".pack")
        guard let known = try? MultiPackIndex(folder + "/" + shared, format: .sha1) else { return }
        let names = (0..<min(256, known.names.count)).map { ObjectID(known.names.name(at: $0), size: 20) }
        readAll(names, size: input.count)
    }

    /// A commit-graph, and a pack with its index.
    static func readGraph(_ input: UnsafeRawBufferPointer) {
        guard let (bytes, rest) = input.halves, let (index, packed) = rest.halves else { return }
        write(bytes, to: folder + "/" + graph)
        write(index, to: folder + "/" + pack + ".idx")
        write(packed, to: folder + "/" + pack + ".pack")
        // With all names verified nobody would look at it.
        readAll(names(in: index), size: 1)
    }

    private static func readAll(_ names: [ObjectID], size: Int) {
        var options = Repository.Options()
        options.threads = 1
        options.budget = 16 << 20
        // With all names verified, damaged objects get no further than that; so only one run in four does.
        options.verification = size % 4 == 0 ? .all : .sample
        guard let repository = try? Repository(at: folder, options: options) else { return }
        let found = repository.commits(from: names)
        var changes = Changes()
        try? repository.changes(of: found.commits, &changes)
        try? repository.changes(of: found.commits, hunks: size % 2 == 0 ? .diff : .blame, &changes)
        for name in names.prefix(4) { _ = try? repository.hunks(from: names.last, to: name) }
    }

    static func readLoose(_ input: UnsafeRawBufferPointer) {
        write(input, to: folder + "/" + loose)
        var options = Repository.Options()
        options.threads = 1
        options.budget = 16 << 20
        guard let repository = try? Repository(at: folder, options: options),
            let name = ObjectID(String(repeating: "0", count: 40))
        else { return }
        _ = try? repository.object(name)
        _ = try? repository.commit(behind: name)
        let found = repository.commits(from: [name])
        var changes = Changes()
        try? repository.changes(of: found.commits, &changes)
    }

    private static func names(in index: UnsafeRawBufferPointer) -> [ObjectID] {
        let start = 8 + 1024
        let count = min(256, max(0, index.count - start) / 20)
        return (0..<count).map { place in
            ObjectID(index.baseAddress!.assumingMemoryBound(to: UInt8.self) + start + place * 20, size: 20)
        }
    }

    /// Looks at everything that it is handed.
    private struct Changes: ChangeVisitor {
        var bytes = 0
        mutating func commit(_ id: ObjectID) { bytes &+= id.description.utf8.count }
        mutating func file(_ change: FileChange) {
            for byte in change.path { bytes &+= Int(byte) }
            if case .counted(let added, let deleted) = change.lines {
                guard added >= 0 && deleted >= 0 else { fatalError("fewer lines than none") }
                let more = (change.hunks ?? []).reduce(0) { $0 + $1.newCount - $1.oldCount }
                guard change.hunks == nil || more == added - deleted else { fatalError("hunks and counts differ") }
            }
        }
        mutating func unreadable(_ id: ObjectID, _ error: PackError) { bytes &+= error.description.utf8.count }
    }
}
