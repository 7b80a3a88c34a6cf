import Glibc
import Ledger

/// Reads a list that somebody keeps in a file, piece by piece.
enum ListFile {
    private static let piece = 1 << 16

    /// - Parameter path: `-` for standard input.
    /// - Returns: what gives the next bytes; it closes the file at its end.
    /// - Throws: a ``Failure`` when it cannot be opened or is no file.
    static func source(of path: String) throws -> CSVReader.Source {
        let name = name(of: path)
        // Without waiting, as the path may lead to a pipe that nobody writes to.
        let descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(.failed, "\(path) cannot be read: \(String(cString: strerror(errno)))") }
        var status = stat()
        guard path == "-" || (fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG) else {
            close(descriptor)
            throw Failure(.failed, "\(path) is no file")
        }
        let file = OpenFile(descriptor)
        return { () throws(FileProblem) -> [UInt8] in
            switch file.read(piece) {
            case .success(let bytes): return bytes
            case .failure(let error): throw FileProblem(name, "cannot be read: \(String(cString: strerror(error.number)))")
            }
        }
    }

    /// What messages and the log of changes call the file.
    static func name(of path: String) -> String {
        path == "-" ? "standard input" : path.split(separator: "/").last.map(String.init) ?? path
    }

    private struct ReadError: Error {
        let number: Int32
    }

    /// Closes the file with the last reference.
    private final class OpenFile {
        private let descriptor: Int32

        init(_ descriptor: Int32) { self.descriptor = descriptor }

        deinit { close(descriptor) }

        func read(_ count: Int) -> Result<[UInt8], ReadError> {
            var bytes = [UInt8](repeating: 0, count: count)
            let got = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, count) }
            guard got >= 0 else { return .failure(ReadError(number: errno)) }
            return .success(Array(bytes.prefix(got)))
        }
    }
}

extension FileReading {
    /// The rows of a file that is right.
    ///
    /// - Throws: a ``Failure`` with everything that is wrong with it.
    func checked(_ name: String) throws -> [Row] {
        switch self {
        case .rows(let rows): return rows
        case .problems(let problems): throw Failure(refusing: problems, of: name)
        }
    }
}

extension Failure {
    init(refusing problems: [FileProblem], of name: String) {
        self.init(
            .failed, "\(name) was not taken over; what was known stays",
            hints: problems.prefix(50).map(\.description) + (problems.count > 50 ? ["\(problems.count - 50) more"] : []))
    }
}
