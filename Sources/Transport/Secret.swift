import Glibc

/// A token or a shared secret. It can be used, compared and hidden in a text, but not printed.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    /// Nil for a text that cannot be a secret: empty, longer than 4,096 bytes, or with a character that an HTTP header
    /// cannot hold.
    public init?(_ text: String) {
        let trimmed = text[...].trimmingASCIISpace()
        guard (1...4096).contains(trimmed.utf8.count), trimmed.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
            return nil
        }
        self.text = trimmed
    }

    public var description: String { "(secret)" }
    public var debugDescription: String { "(secret)" }
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// Some kinds of secret name their kind in their first characters.
    public func begins(with mark: String) -> Bool { text.hasPrefix(mark) }

    var asBearer: String { "Bearer \(text)" }
    public var bytes: [UInt8] { Array(text.utf8) }

    /// A text with every occurrence of the secret replaced: servers may repeat what they were sent.
    public func hidden(in other: String) -> String { other.replacing(text, with: "***") }
}

/// Where a secret is kept.
public enum SecretSource: Sendable, Hashable {
    /// An environment variable.
    case environment(String)
    /// A file that only its owner may read.
    case file(String)
}

/// Why a secret could not be had.
public enum SecretFailure: Error, Sendable, Hashable, CustomStringConvertible {
    case missingVariable(String)
    case missingFile(String)
    case unreadable(String, code: Int32)
    /// Others than the owner may read the file; `mode` is its permission bits.
    case tooOpen(String, mode: UInt32)
    /// The owner is neither this user nor root.
    case foreign(String)
    case unusable(SecretSource)

    public var description: String {
        switch self {
        case .missingVariable(let name): "The environment variable \(name), which should hold a token, is not set."
        case .missingFile(let path): "There is no token file “\(path)”."
        case .unreadable(let path, let code): "The token file “\(path)” could not be read: \(String(cString: strerror(code)))."
        case .tooOpen(let path, let mode):
            "The token file “\(path)” may be read by others (mode \(String(mode, radix: 8))). Run: chmod 600 '\(path)'"
        case .foreign(let path): "The token file “\(path)” belongs to another user. Make it belong to the user who runs Steward."
        case .unusable(.environment(let name)):
            "The environment variable \(name) holds no token: one line of printable characters is needed."
        case .unusable(.file(let path)): "The file “\(path)” holds no token: one line of printable characters is needed."
        }
    }
}

extension SecretSource {
    /// Reads the secret.
    public func read() throws(SecretFailure) -> Secret {
        switch self {
        case .environment(let name):
            guard let value = getenv(name) else { throw .missingVariable(name) }
            guard let secret = Secret(String(cString: value)) else { throw .unusable(self) }
            return secret
        case .file(let path):
            guard let secret = Secret(try Self.contents(of: path)) else { throw .unusable(self) }
            return secret
        }
    }

    /// The owner and the mode are asked of the file that was opened, so nobody can put another in its place between.
    private static func contents(of path: String) throws(SecretFailure) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard file >= 0 else { throw errno == ENOENT ? .missingFile(path) : .unreadable(path, code: errno) }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0 else { throw .unreadable(path, code: errno) }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw .unreadable(path, code: EINVAL) }
        guard facts.st_uid == geteuid() || facts.st_uid == 0 else { throw .foreign(path) }
        guard facts.st_mode & 0o077 == 0 else { throw .tooOpen(path, mode: UInt32(facts.st_mode & 0o777)) }
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = Glibc.read(file, &bytes, bytes.count)
        guard count >= 0 else { throw .unreadable(path, code: errno) }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
