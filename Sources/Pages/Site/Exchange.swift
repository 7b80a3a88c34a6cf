/// A request as the network brought it, before anything about it is believed.
public struct Incoming: Sendable {
    /// Such as `GET`.
    public let method: String
    /// Path and query, encoded.
    public let target: String
    /// `Accept`, when sent.
    public let accept: String?
    /// `If-None-Match`, when sent.
    public let ifNoneMatch: String?
    /// `Accept-Encoding`, when sent.
    public let acceptEncoding: String?
    /// All headers that came, those above included, in the order in which they came.
    public let headers: [(name: String, value: String)]
    /// The address of the machine at the other end of the connection; nil when it is not known.
    public let peer: String?
    public let body: Body

    /// What came after the headers.
    public enum Body: Sendable {
        /// All of it; empty when nothing came, and for routes that take nothing.
        case bytes([UInt8])
        /// More than the route takes; the rest was not read.
        case tooLarge
        /// It broke off, or took too long.
        case incomplete
    }

    /// - Parameters:
    ///   - headers: the headers for which there is no parameter of their own.
    public init(
        _ target: String, method: String = "GET", accept: String? = nil, ifNoneMatch: String? = nil,
        acceptEncoding: String? = nil, headers: [(name: String, value: String)] = [], peer: String? = nil, body: Body = .bytes([])
    ) {
        self.headers = headers
        self.peer = peer
        self.body = body
        self.method = method
        self.target = target
        self.accept = accept
        self.ifNoneMatch = ifNoneMatch
        self.acceptEncoding = acceptEncoding
    }
}

/// An answer as it goes to the network.
public struct Outgoing: Sendable {
    public let status: Int
    /// In the order in which they are sent; each name once, but for `Set-Cookie`.
    public private(set) var headers: [(name: String, value: String)]
    /// Empty for an answer to `HEAD`, whose length is still in the headers.
    public private(set) var body: [UInt8]

    init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of a header; names in any case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }

    mutating func set(_ name: String, _ value: String) {
        if let index = headers.firstIndex(where: { $0.name == name }) {
            headers[index].value = value
        } else {
            headers.append((name, value))
        }
    }

    /// A header that may come several times.
    mutating func add(_ name: String, _ value: String) { headers.append((name, value)) }

    mutating func dropBody() { body = [] }
}
