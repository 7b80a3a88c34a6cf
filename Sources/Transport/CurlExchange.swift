import CCurl
import Glibc

/// One question and its answer, without redirects.
struct CurlExchange: Sendable {
    let method: HTTPRequest.Method
    let address: WebAddress
    let headers: [(name: String, value: String)]
    let body: [UInt8]?
    let limits: HTTPLimits

    init(
        _ method: HTTPRequest.Method, _ address: WebAddress, headers: [(name: String, value: String)], body: [UInt8]?,
        limits: HTTPLimits
    ) {
        self.method = method
        self.address = address
        self.headers = headers
        self.body = body
        self.limits = limits
    }
}

/// What has arrived of an answer.
private final class Arrival {
    let limits: HTTPLimits
    let stop: StopSign
    var headers = HTTPHeaders()
    var headerBytes = 0
    var body: [UInt8] = []

    init(_ limits: HTTPLimits, _ stop: StopSign) {
        self.limits = limits
        self.stop = stop
    }

    static func from(_ context: UnsafeMutableRawPointer?) -> Arrival? {
        context.map { Unmanaged<Arrival>.fromOpaque($0).takeUnretainedValue() }
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= limits.body else { return false }
        body.append(contentsOf: bytes)
        return true
    }

    func receiveHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= limits.headers else { return false }
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            // An interim answer came before; only the last one counts.
            headers = HTTPHeaders()
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...]
            headers.add(String(line[..<colon]), value.trimmingASCIISpace())
        }
        return true
    }
}

/// A handle of libcurl with its open connections; one thread at a time uses it.
final class CurlHandle: @unchecked Sendable {
    private let handle: UnsafeMutableRawPointer

    init?() {
        guard let handle = steward_curl_open() else { return nil }
        self.handle = handle
    }

    deinit { steward_curl_close(handle) }

    /// - Throws: ``HTTPFailure``, or `CancellationError` when it was stopped.
    func perform(_ exchange: CurlExchange, _ stop: StopSign) throws -> HTTPResponse {
        let arrival = Arrival(exchange.limits, stop)
        let lines = exchange.headers.map { strdup("\($0.name): \($0.value)") }
        defer { lines.forEach { free($0) } }
        var status = 0
        var said = [CChar](repeating: 0, count: 512)
        let result = withExtendedLifetime(arrival) {
            lines.map { UnsafePointer($0) }.withUnsafeBufferPointer { lines in
                exchange.address.text.withCString { address in
                    (exchange.body ?? []).withUnsafeBytes { body in
                        var request = Self.request(exchange.limits, arrival)
                        request.address = address
                        request.headers = lines.baseAddress
                        request.header_count = lines.count
                        request.is_post = exchange.method == .post ? 1 : 0
                        request.body = body.baseAddress
                        request.body_size = body.count
                        return steward_curl_perform(handle, &request, &status, &said, said.count)
                    }
                }
            }
        }
        if result == STEWARD_CURL_OK {
            return HTTPResponse(status: status, headers: arrival.headers, body: arrival.body, address: exchange.address)
        }
        if stop.isSet { throw CancellationError() }
        let end = said.firstIndex(of: 0) ?? said.endIndex
        let words = String(decoding: said[..<end].map(UInt8.init(bitPattern:)), as: UTF8.self)
        throw Self.failure(result, exchange, words)
    }

    private static func request(_ limits: HTTPLimits, _ arrival: Arrival) -> steward_curl_request {
        var request = steward_curl_request()
        request.connect_time = limits.connect.milliseconds
        request.total_time = limits.total.milliseconds
        request.slowest = limits.slowest
        request.slow_for = max(1, limits.slowFor.milliseconds / 1000)
        request.largest_body = Int64(limits.body)
        request.context = Unmanaged.passUnretained(arrival).toOpaque()
        request.receive_header = { context, bytes, count in
            guard let arrival = Arrival.from(context) else { return 0 }
            return arrival.receiveHeader(UnsafeRawBufferPointer(start: bytes, count: count)) ? 1 : 0
        }
        request.receive_body = { context, bytes, count in
            guard let arrival = Arrival.from(context) else { return 0 }
            return arrival.receive(UnsafeRawBufferPointer(start: bytes, count: count)) ? 1 : 0
        }
        request.is_stopped = { Arrival.from($0)?.stop.isSet == false ? 0 : 1 }
        return request
    }

    private static func failure(
        _ result: steward_curl_result, _ exchange: CurlExchange, _ said: String
    ) -> HTTPFailure {
        let reason: HTTPFailure.Reason =
            switch result {
            case STEWARD_CURL_REFUSED_ADDRESS: .refusedAddress
            case STEWARD_CURL_UNREACHABLE: .unreachable
            case STEWARD_CURL_INSECURE: .insecure
            case STEWARD_CURL_TIMED_OUT: .timedOut
            case STEWARD_CURL_TRUNCATED: .truncated
            case STEWARD_CURL_TOO_LARGE: .tooLarge
            case STEWARD_CURL_NO_MEMORY: .system
            default: .damaged
            }
        let limit = "more than \(exchange.limits.body) bytes, or headers without end"
        return HTTPFailure(reason, at: exchange.address.description, detail: reason == .tooLarge ? limit : said)
    }
}

extension Substring {
    /// Without blanks, tabs and line ends at both sides.
    func trimmingASCIISpace() -> String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\n" || $0 == "\r\n" }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else {
            return ""
        }
        return String(self[first...last])
    }
}
