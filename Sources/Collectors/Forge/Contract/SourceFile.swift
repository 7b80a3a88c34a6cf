import Glibc

/// A regular file that is read from its beginning, never longer than a limit.
final class SourceFile {
    private let descriptor: Int32
    /// What the file is called in problems.
    let name: String
    /// Its length in bytes when it was opened.
    private(set) var size = 0

    /// - Throws: when it cannot be opened, is no regular file, or is longer than the limit.
    init(_ path: String, name: String, limit: Int) throws(FileFailure) {
        self.name = name
        // Opening a pipe must not wait for somebody who writes.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileFailure(name, .system(errno)) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileFailure(name, .system(errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw FileFailure(name, .notAFile) }
        size = Int(status.st_size)
        guard size <= limit else { throw FileFailure(name, .tooLong(limit: limit)) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Reads the whole file into the beginning of a buffer, which grows when it is too short; returns the file's length.
    static func read(
        _ path: String, name: String, limit: Int, into buffer: inout [UInt8]
    ) throws(FileFailure) -> Int {
        let file = try SourceFile(path, name: name, limit: limit)
        if buffer.count < file.size { buffer = [UInt8](repeating: 0, count: file.size) }
        var failure: FileFailure?
        let size = file.size
        let length = buffer.withUnsafeMutableBytes { room in
            do throws(FileFailure) {
                return try file.read(into: UnsafeMutableRawBufferPointer(rebasing: room[..<size]))
            } catch {
                failure = error
                return 0
            }
        }
        if let failure { throw failure }
        return length
    }

    /// Another descriptor for the same open file, which the caller closes.
    func duplicate() throws(FileFailure) -> Int32 {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw FileFailure(name, .system(errno)) }
        return copy
    }

    /// Reads on until the buffer is full or the file ends; returns how many bytes it got.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileFailure) -> Int {
        var filled = 0
        while filled < buffer.count {
            let got = Glibc.read(descriptor, buffer.baseAddress! + filled, buffer.count - filled)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw FileFailure(name, .system(errno)) }
            guard got > 0 else { break }
            filled += got
        }
        return filled
    }
}

/// Why a file or folder could not be read.
public struct FileFailure: SourceFailure, Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        /// The system refused, with an error number.
        case system(Int32)
        case notAFile
        /// Longer than the limit, in bytes.
        case tooLong(limit: Int)
        case notABackup
        /// Its compression is damaged; what was read before is good.
        case damaged(String)
        /// It ends before its content does.
        case truncated
    }

    public let name: String
    public let reason: Reason

    public init(_ name: String, _ reason: Reason) {
        self.name = name
        self.reason = reason
    }

    public var description: String {
        switch reason {
        case .system(let code): "\(name) cannot be read: \(String(cString: strerror(code)))."
        case .notAFile: "\(name) is not a regular file."
        case .tooLong(let limit): "\(name) is longer than \(limit) bytes."
        case .damaged(let what): "\(name) is damaged: \(what)."
        case .truncated: "\(name) is cut off: it ends before its content does."
        case .notABackup: "\(name) holds neither a folder `pulls` nor a folder `issues`, as a GitHub metadata backup does."
        }
    }
}
