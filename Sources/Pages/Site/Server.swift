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
            responder: CallbackResponder<BasicRequestContext> { request, _ in await respond(to: request) },
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

    private func respond(to request: Hummingbird.Request) async -> Hummingbird.Response {
        let outgoing = await site.respond(
            to: Incoming(
                request.head.path ?? "", method: request.method.rawValue, accept: request.headers[.accept],
                ifNoneMatch: request.headers[.ifNoneMatch], acceptEncoding: request.headers[.acceptEncoding]))
        var headers = HTTPFields()
        for (name, value) in outgoing.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
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
