import CZlib
import Glibc

/// Reads a file that may be compressed with gzip, in one or several members, piece by piece.
enum GzipFile {
    private static let piece = 1 << 18

    /// Calls `body` with each piece of the content in order.
    ///
    /// - Parameters:
    ///   - limit: the longest content in bytes; a file that expands to more is given up there.
    ///   - body: throws to end the reading.
    /// - Throws: ``FileFailure`` when the file cannot be read to its end; the pieces before are good.
    static func read(
        _ path: String, name: String, limit: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void
    ) throws {
        let source = try SourceFile(path, name: name, limit: limit)
        let descriptor = try source.duplicate()
        guard let file = gzdopen(descriptor, "rb") else {
            close(descriptor)
            throw FileFailure(name, .system(ENOMEM))
        }
        defer { gzclose(file) }
        var total = 0
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: piece) { buffer in
            while true {
                let count = Int(gzread(file, buffer.baseAddress, UInt32(piece)))
                guard count >= 0 else { throw failure(of: file, name) }
                if count == 0 { break }
                total += count
                guard total <= limit else { throw FileFailure(name, .tooLong(limit: limit)) }
                try body(UnsafeBufferPointer(rebasing: buffer[..<count]))
            }
        }
        var code: Int32 = 0
        _ = gzerror(file, &code)
        if code == Z_BUF_ERROR { throw FileFailure(name, .truncated) }
    }

    private static func failure(of file: gzFile, _ name: String) -> FileFailure {
        var code: Int32 = 0
        let words = gzerror(file, &code)
        if code == Z_ERRNO { return FileFailure(name, .system(errno)) }
        return FileFailure(name, .damaged(words.map { String(cString: $0) } ?? "zlib says \(code)"))
    }
}
