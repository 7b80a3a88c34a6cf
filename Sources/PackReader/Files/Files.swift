import Glibc

/// The few calls of the system that reading a repository needs.
enum Files {
    static func systemError() -> String { String(cString: strerror(errno)) }

    enum Sort { case nothing, file, folder }

    static func sort(of path: String) -> Sort {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return .nothing }
        return facts.st_mode & S_IFMT == S_IFDIR ? .folder : .file
    }

    /// The names in a folder, sorted; nil when it cannot be listed.
    static func names(in folder: String) -> [String]? {
        guard let listing = opendir(folder) else { return nil }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// A whole file; nil when it is not there.
    static func contents(_ path: String, atMost limit: Int = 64 << 20) throws(PackError) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw PackError(.unreadable, path: path, systemError())
        }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0 else { throw PackError(.unreadable, path: path, systemError()) }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw PackError(.unreadable, path: path, "it is not a file") }
        guard facts.st_size <= limit else { throw PackError(.tooLarge, path: path, "it is longer than \(limit) bytes") }
        var contents = [UInt8](repeating: 0, count: Int(facts.st_size))
        var filled = 0
        while filled < contents.count {
            let got = contents.withUnsafeMutableBytes { read(file, $0.baseAddress! + filled, $0.count - filled) }
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw PackError(.unreadable, path: path, systemError()) }
            if got == 0 { break }
            filled += got
        }
        contents.removeLast(contents.count - filled)
        return contents
    }

    static func text(_ path: String, atMost limit: Int = 64 << 20) throws(PackError) -> String? {
        try contents(path, atMost: limit).map { String(decoding: $0, as: UTF8.self) }
    }
}

extension StringProtocol {
    /// Without blanks and line ends around it.
    var trimmed: String {
        let isBlank: (Character) -> Bool = { $0.isWhitespace }
        guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
            return ""
        }
        return String(self[first...last])
    }
}
