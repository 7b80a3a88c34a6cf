import Glibc

/// Reads a whole file whose size and kind are not trusted.
enum BoundedFile {
    enum Problem: Error, CustomStringConvertible {
        case cannotOpen(String)
        case notAFile
        case tooLarge(limit: Int)
        case notUTF8(line: Int)

        var description: String {
            switch self {
            case .cannotOpen(let reason): "cannot be read: \(reason)"
            case .notAFile: "is not a regular file"
            case .tooLarge(let limit): "is larger than \(limit) bytes"
            case .notUTF8(let line): "is not UTF-8 text on line \(line)"
            }
        }
    }

    /// The text of a regular file of at most `limit` bytes.
    static func text(at path: String, limit: Int) throws(Problem) -> String {
        let content = try bytes(at: path, limit: limit)
        guard let text = String(validating: content, as: UTF8.self) else {
            throw .notUTF8(line: firstBadLine(of: content[...]))
        }
        return text
    }

    /// The content of a regular file of at most `limit` bytes.
    static func bytes(at path: String, limit: Int) throws(Problem) -> [UInt8] {
        // Without waiting, as the path may lead to a pipe that nobody writes to.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotOpen(String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        guard status.st_size <= limit else { throw .tooLarge(limit: limit) }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        var count = 0
        while count <= limit {
            let got = bytes.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress?.advanced(by: count), limit + 1 - count)
            }
            guard got >= 0 else { throw .cannotOpen(String(cString: strerror(errno))) }
            guard got > 0 else { break }
            count += got
        }
        guard count <= limit else { throw .tooLarge(limit: limit) }
        return Array(bytes[..<count])
    }

    private static func firstBadLine(of bytes: ArraySlice<UInt8>) -> Int {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
    }
}
