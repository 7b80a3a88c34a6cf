import Glibc

/// Where a repository is: a folder of this machine, or an address that git fetches from.
public enum GitLocation: Sendable, Hashable {
    case folder(path: String)
    case remote(RemoteAddress)

    /// The transports that may be used; everything else is refused.
    static let transports = ["https", "http", "ssh", "git", "file"]

    /// Reads a path or an address as a person types it.
    ///
    /// A text that names an existing folder is a folder, whatever else it looks like.
    ///
    /// - Throws: `GitFailure` with the reason `emptyPath`, `refusedTransport` or `notFound`.
    public init(_ text: String) throws(GitFailure) {
        let text = String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        let shown = RemoteAddress.withoutCredentials(text)
        guard !text.isEmpty else { throw GitFailure(.emptyPath, at: "") }
        // Git would take a word with a hyphen in front for an option.
        guard !text.hasPrefix("-"), !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else {
            throw GitFailure(.refusedTransport("an option or control characters"), at: shown)
        }
        if let separator = text.firstRange(of: "://") {
            let scheme = text[..<separator.lowerBound].lowercased()
            guard Self.transports.contains(scheme) else {
                throw GitFailure(.refusedTransport("\(scheme)://"), at: shown)
            }
            self = .remote(try RemoteAddress(scheme: scheme, text: text))
            return
        }
        if let folder = Self.existing(text) {
            self = .folder(path: folder)
            return
        }
        // `name::address` starts the program git-remote-name.
        if let separator = text.firstRange(of: "::"),
            text[..<separator.lowerBound].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" })
        {
            throw GitFailure(.refusedTransport(String(text[..<separator.upperBound])), at: shown)
        }
        if let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") {
            self = .remote(try RemoteAddress(shorthand: text, colon: colon))
            return
        }
        throw GitFailure(.notFound, at: shown)
    }

    /// The absolute path of something that exists; nil when nothing does.
    private static func existing(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

extension GitLocation: CustomStringConvertible {
    /// The path or the address, without credentials.
    public var description: String {
        switch self {
        case .folder(let path): path
        case .remote(let address): address.description
        }
    }
}
