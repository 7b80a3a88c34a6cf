import Synchronization

/// Something that answers HTTP questions: the network, or a test.
public protocol HTTPTransport: Sendable {
    /// - Throws: ``HTTPFailure``, or `CancellationError` when the task was cancelled.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse
}

/// Asks servers over HTTP and HTTPS, keeping connections open between questions.
///
/// Certificates are always verified. An answer is bounded in size, also after it was expanded, and in time; one that
/// broke off is an error, never a shorter answer. A proxy is taken from the environment (`https_proxy`, `no_proxy`) as
/// every program on the machine does.
public final class HTTPClient: HTTPTransport {
    public let limits: HTTPLimits
    private let agent: String
    /// Handles that nobody uses, each with its open connections.
    private let idle = Mutex<[CurlHandle]>([])
    private static let mostIdle = 16

    /// - Parameter agent: how Steward calls itself in the `User-Agent` header, which GitHub demands.
    public init(limits: HTTPLimits = HTTPLimits(), agent: String = "Steward") {
        self.limits = limits
        self.agent = agent
    }

    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var address = request.address
        var hasMoved = true
        var hops = 0
        while true {
            var response = try await exchange(request, at: address)
            guard [301, 302, 303, 307, 308].contains(response.status), let target = response.headers["location"] else {
                response.hasMoved = hops > 0 && hasMoved
                return response
            }
            guard request.method == .get else { throw HTTPFailure(.refusedRedirect, at: address.description) }
            hops += 1
            guard hops <= limits.redirects else { throw HTTPFailure(.tooManyRedirects, at: request.address.description) }
            hasMoved = hasMoved && (response.status == 301 || response.status == 308)
            let next = try WebAddress(target, from: address)
            guard next.scheme == address.scheme || next.scheme == "https" else {
                throw HTTPFailure(.refusedRedirect, at: address.description, detail: "It leads away from encryption.")
            }
            address = next
        }
    }

    private func exchange(_ request: HTTPRequest, at address: WebAddress) async throws -> HTTPResponse {
        var headers = request.headers
        headers.append((name: "User-Agent", value: agent))
        if let token = request.token, address.hasSameOrigin(as: request.address) {
            guard address.scheme == "https" || address.isLoopback else {
                throw HTTPFailure(.refusedToken, at: address.description)
            }
            headers.append((name: "Authorization", value: token.asBearer))
        }
        let limits = limits
        let exchange = CurlExchange(request.method, address, headers: headers, body: request.body, limits: limits)
        return try await onOwnThread { stop in
            let handle = try self.handle(for: address)
            defer { self.giveBack(handle) }
            return try handle.perform(exchange, stop)
        }
    }

    private func handle(for address: WebAddress) throws(HTTPFailure) -> CurlHandle {
        if let handle = idle.withLock({ $0.popLast() }) { return handle }
        guard let handle = CurlHandle() else { throw HTTPFailure(.system, at: address.description) }
        return handle
    }

    private func giveBack(_ handle: CurlHandle) {
        idle.withLock { handles in
            if handles.count < Self.mostIdle { handles.append(handle) }
        }
    }
}
