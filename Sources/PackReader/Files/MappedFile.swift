import Glibc

/// A file as a piece of memory that is only read.
///
/// A pack never changes once it has its name, so its length is looked at once. A file that somebody truncates while
/// it is mapped ends the program, as it does git.
final class MappedFile: @unchecked Sendable {
    let path: String
    let bytes: UnsafePointer<UInt8>
    let count: Int

    init(_ path: String) throws(PackError) {
        self.path = path
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw PackError(.unreadable, path: path, Files.systemError()) }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0 else { throw PackError(.unreadable, path: path, Files.systemError()) }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw PackError(.unreadable, path: path, "it is not a file") }
        guard facts.st_size > 0 else { throw PackError(.damaged, path: path, "it is empty") }
        count = Int(facts.st_size)
        guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, file, 0), start != MAP_FAILED else {
            throw PackError(.unreadable, path: path, Files.systemError())
        }
        bytes = UnsafePointer(start.assumingMemoryBound(to: UInt8.self))
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: bytes), count) }
}

/// Memory that is given back as a whole. Pages that were never touched take no room.
final class Region: @unchecked Sendable {
    let start: UnsafeMutableRawPointer
    let count: Int

    init(bytes: Int) {
        count = max(bytes, 1)
        guard let start = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0),
            start != MAP_FAILED
        else { fatalError("no memory for \(count) bytes") }
        self.start = start
    }

    deinit { munmap(start, count) }
}
