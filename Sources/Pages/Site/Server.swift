import HTTPTypes
import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore

/// Serves a ``Site`` over HTTP/1.1 until the process is told to stop.
///
/// TLS is left to the proxy in front, which an installation that is reached from elsewhere has anyway.
public struct Server: Sendable {
    let site: Site
    let host: String
    let port: Int
    let logger: Logger

    /// - Parameters:
    ///   - host: a name or address of this machine, `127.0.0.1` for this machine alone.
    ///   - port: 0 lets the system choose.
    public init(site: Site, host: String, port: Int, logger: Logger) {
        self.site = site
        self.host = host
        self.port = port
        self.logger = logger
    }

    /// Answers requests until SIGINT or SIGTERM comes or the task is cancelled; requests under way are finished first.
    ///
    /// - Parameter ready: called once, when connections are accepted, with the port.
    /// - Throws: ``ServerError`` when the address cannot be had.
    public func run(ready: @escaping @Sendable (_ port: Int) async -> Void) async throws {
        let application = Application(
            responder: CallbackResponder<PeerContext> { request, context in await respond(to: request, from: context.peer) },
            server: .http1(
                configuration: HTTP1Channel.Configuration(
                    idleTimeout: .seconds(60),
                    httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                        maxHeaderFieldSize: 8 * 1024, maxHeaderListSize: 16 * 1024, maxHeaderFieldCount: 64))),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(Self.mostConnections)),
            onServerRunning: { channel in await ready(channel.localAddress?.port ?? port) },
            logger: logger)
        do {
            try await application.runService()
        } catch {
            throw ServerError(error, host: host, port: port) ?? error
        }
    }

    /// Beyond so many connections at once, new ones wait.
    private static let mostConnections = 1000

    private func respond(to request: Hummingbird.Request, from peer: String?) async -> Hummingbird.Response {
        let (method, target) = (request.method.rawValue, request.head.path ?? "")
        // The host has a place of its own in HTTP/2; here it is a header like others.
        let host = request.head.authority.map { [(name: "Host", value: $0)] } ?? []
        let outgoing = await site.respond(
            to: Incoming(
                target, method: method, accept: request.headers[.accept], ifNoneMatch: request.headers[.ifNoneMatch],
                acceptEncoding: request.headers[.acceptEncoding],
                headers: host + request.headers.map { ($0.name.rawName, $0.value) }, peer: peer,
                body: await BodyReader.read(request.body, limit: site.bodyLimit(method: method, target: target))))
        var headers = HTTPFields()
        for (name, value) in outgoing.headers {
            if let name = HTTPField.Name(name) { headers.append(HTTPField(name: name, value: value)) }
        }
        return Hummingbird.Response(
            status: HTTPResponse.Status(code: outgoing.status), headers: headers, body: Self.body(of: outgoing))
    }

    private static func body(of outgoing: Outgoing) -> ResponseBody {
        guard outgoing.body.isEmpty else { return ResponseBody(byteBuffer: ByteBuffer(bytes: outgoing.body)) }
        // An empty body would be given a length of 0, which is not the length of what HEAD and 304 speak of.
        return ResponseBody(contentLength: nil) { writer in try await writer.finish(nil) }
    }
}

/// Knows the other end of the connection, which decides what a request may do.
private struct PeerContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let peer: String?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress?.ipAddress
    }
}

/// Reads bodies whose length and pace are not trusted.
private enum BodyReader {
    /// A body that takes longer is given up.
    static let longest = Duration.seconds(30)

    static func read(_ body: RequestBody, limit: Int) async -> Incoming.Body {
        guard limit > 0 else { return .bytes([]) }
        return await withTaskGroup(of: Incoming.Body.self) { group in
            group.addTask {
                var bytes: [UInt8] = []
                do {
                    for try await part in body {
                        guard bytes.count + part.readableBytes <= limit else { return .tooLarge }
                        bytes.append(contentsOf: part.readableBytesView)
                    }
                } catch { return .incomplete }
                return .bytes(bytes)
            }
            group.addTask {
                try? await Task.sleep(for: longest)
                return .incomplete
            }
            let first = await group.next() ?? .incomplete
            group.cancelAll()
            return first
        }
    }
}
