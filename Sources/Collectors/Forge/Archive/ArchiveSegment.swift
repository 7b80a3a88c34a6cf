import Glibc

/// One file of an archive: gzip members one after the other.
final class ArchiveSegment: Sendable {
    let path: String
    private let file: Int32

    /// Opens a file; one that is written is made when it is missing, and loses a torn record at its end.
    init(_ path: String, isWritable: Bool) throws(ForgeArchiveFailure) {
        self.path = path
        let flags = isWritable ? O_RDWR | O_CREAT | O_APPEND : O_RDONLY
        file = open(path, flags | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw ForgeArchiveFailure(path, call: "open", code: errno) }
        if isWritable { try dropTornEnd() }
    }

    deinit { close(file) }

    static func makeFolder(_ folder: String) throws(ForgeArchiveFailure) {
        var path = folder.hasPrefix("/") ? "" : "."
        for part in folder.split(separator: "/") {
            path += "/\(part)"
            guard mkdir(path, 0o700) != 0, errno != EEXIST, errno != EROFS, errno != EACCES else { continue }
            throw ForgeArchiveFailure(path, call: "make folder", code: errno)
        }
    }

    /// The files of a folder, the oldest first.
    static func files(in folder: String) throws(ForgeArchiveFailure) -> [String] {
        guard let directory = opendir(folder) else { throw ForgeArchiveFailure(folder, call: "open", code: errno) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".gz") { names.append(name) }
        }
        return names.sorted().map { "\(folder)/\($0)" }
    }

    /// Each record's header with its offset, up to the first that is torn.
    func forEachHeader(_ body: (GzipMember.Header, Int) -> Void) throws(ForgeArchiveFailure) {
        let size = try size()
        var offset = 0
        while let header = GzipMember.header(try read(GzipMember.headerSize, at: offset)[...]), offset + header.size <= size {
            body(header, offset)
            offset += header.size
        }
    }

    /// A whole record; nil when there is none at this place.
    func member(at offset: Int) throws(ForgeArchiveFailure) -> [UInt8]? {
        guard let header = GzipMember.header(try read(GzipMember.headerSize, at: offset)[...]),
            offset + header.size <= (try size())
        else { return nil }
        return try read(header.size, at: offset)
    }

    /// Writes a record at the end and returns where it begins.
    func append(_ member: [UInt8]) throws(ForgeArchiveFailure) -> Int {
        let start = try size()
        var written = 0
        while written < member.count {
            let count = member[written...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if count > 0 { written += count }
            guard count < 0, errno != EINTR else { continue }
            let code = errno
            // A full disk must not leave half a record before the next one.
            ftruncate(file, start)
            throw ForgeArchiveFailure(path, call: "write", code: code)
        }
        return start
    }

    func synchronise() throws(ForgeArchiveFailure) {
        guard fdatasync(file) == 0 else { throw ForgeArchiveFailure(path, call: "synchronise", code: errno) }
    }

    private func dropTornEnd() throws(ForgeArchiveFailure) {
        var last = 0
        var end = 0
        try forEachHeader { header, offset in
            last = offset
            end = offset + header.size
        }
        // After a power cut a file may be long enough and yet hold zeros.
        if end > 0, GzipMember.content(try read(end - last, at: last), largest: ForgeArchive.largestRecord) == nil { end = last }
        guard end < (try size()) else { return }
        guard ftruncate(file, end) == 0 else { throw ForgeArchiveFailure(path, call: "shorten", code: errno) }
    }

    private func size() throws(ForgeArchiveFailure) -> Int {
        var facts = stat()
        guard fstat(file, &facts) == 0 else { throw ForgeArchiveFailure(path, call: "measure", code: errno) }
        return Int(facts.st_size)
    }

    /// Up to `count` bytes; fewer at the end of the file.
    private func read(_ count: Int, at offset: Int) throws(ForgeArchiveFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = bytes[done...].withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, off_t(offset + done)) }
            if got == 0 { break }
            if got > 0 { done += got }
            if got < 0 && errno != EINTR { throw ForgeArchiveFailure(path, call: "read", code: errno) }
        }
        return Array(bytes[..<done])
    }
}
