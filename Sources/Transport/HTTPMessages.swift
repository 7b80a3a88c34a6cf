/// One question to a server.
public struct HTTPRequest: Sendable {
    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    public var method: Method
    public var address: WebAddress
    /// Sent as they stand, to every host that a redirect leads to. A token is not one of them: see ``token``.
    public var headers: [(name: String, value: String)]
    /// Sent as `Authorization: Bearer`, and only to the host of ``address``.
    public var token: Secret?
    public var body: [UInt8]?

    public init(
        _ method: Method = .get, _ address: WebAddress, headers: [(name: String, value: String)] = [],
        token: Secret? = nil, body: [UInt8]? = nil
    ) {
        self.method = method
        self.address = address
        self.headers = headers
        self.token = token
        self.body = body
    }
}

/// What a server answered.
public struct HTTPResponse: Sendable {
    public var status: Int
    public var headers: HTTPHeaders
    public var body: [UInt8]
    /// Where the answer came from, after redirects.
    public var address: WebAddress
    /// Every redirect on the way said that the move is for ever, and there was one at least.
    public var hasMoved: Bool

    public init(
        status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = [], address: WebAddress, hasMoved: Bool = false
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.address = address
        self.hasMoved = hasMoved
    }
}

/// The headers of an answer; names are found whatever their case.
public struct HTTPHeaders: Sendable, Hashable {
    private var values: [String: [String]] = [:]

    public init() {}

    public init(_ headers: [String: String]) {
        for (name, value) in headers { add(name, value) }
    }

    /// The first value of a header.
    public subscript(name: String) -> String? { values[name.lowercased()]?.first }

    /// All values of a header that may be repeated.
    public func all(_ name: String) -> [String] { values[name.lowercased()] ?? [] }

    /// A header that holds a whole number that is not negative.
    public func number(_ name: String) -> Int64? {
        guard let text = self[name], let number = Int64(text), number >= 0 else { return nil }
        return number
    }

    mutating func add(_ name: String, _ value: String) { values[name.lowercased(), default: []].append(value) }
}

/// How much of a server's time and words is accepted.
public struct HTTPLimits: Sendable {
    /// Bytes of a body after it was expanded.
    public var body: Int
    /// Bytes of all headers of an answer.
    public var headers: Int
    public var connect: Duration
    /// From the question to the last byte of the answer.
    public var total: Duration
    /// A body that comes slower than this many bytes a second for ``slowFor`` is given up.
    public var slowest: Int
    public var slowFor: Duration
    public var redirects: Int

    public init(
        body: Int = 64 << 20, headers: Int = 256 << 10, connect: Duration = .seconds(20), total: Duration = .seconds(120),
        slowest: Int = 100, slowFor: Duration = .seconds(30), redirects: Int = 5
    ) {
        self.body = body
        self.headers = headers
        self.connect = connect
        self.total = total
        self.slowest = slowest
        self.slowFor = slowFor
        self.redirects = redirects
    }
}

extension Duration {
    /// Whole milliseconds, rounded up.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(
            clamping: seconds.multipliedReportingOverflow(by: 1000).partialValue &+ (attoseconds + 999_999_999_999_999)
                / 1_000_000_000_000_000)
    }
}
