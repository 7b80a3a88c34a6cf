import Glibc

/// Reads and writes whole files.
enum WholeFile {
    static func read(_ path: String, atMost limit: Int) throws(InspectionError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw InspectionError(path, String(cString: strerror(errno))) }
        defer { close(file) }
        return try FolderFile.contents(of: file, path, atMost: limit)
    }

    /// Writes beside the file and moves it into place, so that nobody ever sees half of it.
    static func replace(_ path: String, with bytes: [UInt8]) throws(InspectionError) {
        var template = Array((path + ".XXXXXX").utf8CString)
        let file = mkstemp(&template)
        func failure() -> InspectionError { InspectionError(path, "it cannot be written: \(String(cString: strerror(errno)))") }
        guard file >= 0 else { throw failure() }
        var written = 0
        while written < bytes.count {
            let some = bytes.withUnsafeBytes { bytes in
                bytes.baseAddress.map { write(file, $0 + written, bytes.count - written) } ?? 0
            }
            if some < 0 && errno == EINTR { continue }
            guard some > 0 else {
                let error = failure()
                close(file)
                unlink(template)
                throw error
            }
            written += some
        }
        let isMoved = close(file) == 0 && rename(template, path) == 0
        guard isMoved else {
            let error = failure()
            unlink(template)
            throw error
        }
    }
}
