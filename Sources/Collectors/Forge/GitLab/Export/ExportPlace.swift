import Glibc

/// Where a project export is: the archive that GitLab gives, or the folder that it was unpacked to.
enum ExportPlace: Sendable, Hashable {
    case archive(String)
    case folder(String)

    init(_ path: String) {
        self = Self.isFolder(path) ? .folder(path) : .archive(path)
    }

    var path: String {
        switch self {
        case .archive(let path), .folder(let path): path
        }
    }

    /// The files of an export that are read, by the names that they have in it.
    static let projectFile = "tree/project.json"

    static func file(_ relation: String) -> String { "tree/project/\(relation).ndjson" }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Gives the content of the wanted files piece by piece, each time in the order in which they are wanted, or in that
    /// of the archive.
    ///
    /// - Parameter body: gets the name of a file with each piece of it, and nil at its end.
    func read(
        _ wanted: [String], limits: ArchiveLimits, _ body: (String, UnsafeBufferPointer<UInt8>?) throws -> Void
    ) throws {
        switch self {
        case .archive(let path):
            var archive = try ArchiveReader.open(path: path, limits: limits)
            while let name = try archive.next() {
                // Somebody may have packed it again, with a folder around it. The name is compared and nothing else.
                guard let file = wanted.first(where: { name == $0 || name.hasSuffix("/" + $0) }) else { continue }
                try archive.read { try body(file, $0) }
                try body(file, nil)
            }
        case .folder(let folder):
            for file in wanted { try Self.read("\(folder)/\(file)") { try body(file, $0) } }
        }
    }

    /// - Throws: nothing for a file that does not exist, as exports leave out what there is nothing of.
    private static func read(_ path: String, _ body: (UnsafeBufferPointer<UInt8>?) throws -> Void) throws {
        // Never through a link: it may have come out of a stranger's archive.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return }
            throw FileFailure(path, .system(errno))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw FileFailure(path, .notAFile) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileFailure(path, .system(errno)) }
            guard count > 0 else { return try body(nil) }
            try UnsafeRawBufferPointer(rebasing: buffer[..<count]).withMemoryRebound(to: UInt8.self) { try body($0) }
        }
    }
}
