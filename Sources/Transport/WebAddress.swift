import CCurl

/// An `http` or `https` address, read by the same parser that later connects to it, so that both see the same host.
public struct WebAddress: Sendable, Hashable, CustomStringConvertible {
    /// The address as it is asked for. It never holds a user name or password.
    public let text: String
    public let scheme: String
    /// The host name in lower case; an IPv6 address stands in brackets.
    public let host: String
    public let port: Int
    public let path: String
    public let query: String?

    /// Longer addresses are refused: no forge makes them.
    static let longest = 8192
    private static let secretNames: Set<String> = ["private_token", "access_token", "job_token", "token", "client_secret"]

    /// Reads an address.
    ///
    /// - Parameter base: what a relative address, such as the target of a redirect, begins from.
    public init(_ text: String, from base: WebAddress? = nil) throws(HTTPFailure) {
        guard text.utf8.count <= Self.longest else {
            throw HTTPFailure(.refusedAddress, at: String(text.prefix(80)), detail: "It is too long.")
        }
        var parts = steward_curl_address()
        defer { steward_curl_free_address(&parts) }
        guard steward_curl_read_address(text, base?.text, &parts) == 1 else {
            throw HTTPFailure(.refusedAddress, at: Self.hidden(text), detail: "It cannot be read as an address.")
        }
        guard parts.user == nil else {
            throw HTTPFailure(.refusedAddress, at: Self.hidden(text), detail: "It holds a user name or password.")
        }
        func string(_ part: UnsafeMutablePointer<CChar>?) -> String? { part.map { String(cString: $0) } }
        guard let scheme = string(parts.scheme)?.lowercased(), scheme == "http" || scheme == "https",
            let host = string(parts.host)?.lowercased(), let port = string(parts.port).flatMap({ Int($0) }),
            let path = string(parts.path), let whole = string(parts.whole)
        else {
            throw HTTPFailure(.refusedAddress, at: Self.hidden(text), detail: "Only http and https are spoken.")
        }
        self.text = whole
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path
        query = string(parts.query)
    }

    /// Whether both lead to the same server: only there may a token go.
    public func hasSameOrigin(as other: WebAddress) -> Bool {
        scheme == other.scheme && host == other.host && port == other.port
    }

    /// This very machine, which a token reaches without crossing a network.
    public var isLoopback: Bool { host == "localhost" || host == "[::1]" || host.hasPrefix("127.") }

    /// The address without the parameters that could hold a secret: for messages and archives.
    public var description: String {
        guard let query else { return text }
        let kept = query.split(separator: "&", omittingEmptySubsequences: false).filter { parameter in
            !Self.secretNames.contains(parameter.prefix { $0 != "=" }.lowercased())
        }
        guard kept.count < query.split(separator: "&", omittingEmptySubsequences: false).count,
            let question = text.firstIndex(of: "?")
        else { return text }
        return text[..<question] + (kept.isEmpty ? "" : "?" + kept.joined(separator: "&"))
    }

    /// An address that could not be read, without what stands before an `@` or after a `?`.
    private static func hidden(_ text: String) -> String {
        let shown = text.prefix { $0 != "?" && $0 != "#" }
        let rest = shown.lastIndex(of: "@").map { shown[shown.index(after: $0)...] } ?? shown[...]
        return String(rest.prefix(200))
    }
}
