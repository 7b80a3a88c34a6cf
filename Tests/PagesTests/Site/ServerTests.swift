import Foundation
import Glibc
import Logging
@testable import Pages
import Testing

@Suite("Server") struct ServerTests {
    private let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    @Test("it serves on the port that it names, answers over a socket, and says plainly when the port is taken")
    func servesAndRefuses() async throws {
        let site = try SampleSite.site()
        let first = Server(site: site, host: "127.0.0.1", port: 0, logger: quiet)
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let serving = Task { try await first.run { announce.yield($0) } }
        var iterator = ports.makeAsyncIterator()
        let port = try #require(await iterator.next())

        let get = try Socket.exchange("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", port: port)
        #expect(get.hasPrefix("HTTP/1.1 200") && get.contains("<h1><bdi>Overview</bdi></h1>"))
        let head = get.prefix { $0 != "<" }.lowercased()
        #expect(head.contains("content-security-policy: default-src 'none'") && !head.contains("\nserver:"))

        let tag = try #require(head.split(separator: "\r\n").first { $0.hasPrefix("etag: ") }).dropFirst(6)
        let known = try Socket.exchange("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nIf-None-Match: \(tag)\r\n\r\n", port: port)
        #expect(known.hasPrefix("HTTP/1.1 304") && known.hasSuffix("\r\n\r\n"))
        #expect(!known.lowercased().contains("content-length") && !known.lowercased().contains("transfer-encoding"))

        let bodiless = try Socket.exchange("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", port: port)
        #expect(bodiless.hasPrefix("HTTP/1.1 200") && bodiless.hasSuffix("\r\n\r\n"))
        #expect(bodiless.lowercased().contains("content-length: \(get.utf8.count - (head.utf8.count))"))

        let large = String(repeating: "x", count: 40_000)
        let refused = try Socket.exchange("GET / HTTP/1.1\r\nHost: x\r\nX-Large: \(large)\r\n\r\n", port: port)
        #expect(refused.isEmpty || refused.hasPrefix("HTTP/1.1 4"))

        func hook(_ body: String) throws -> String {
            try Socket.exchange(
                "POST /hooks/echo HTTP/1.1\r\nHost: x\r\nX-Secret: open\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)",
                port: port)
        }
        #expect(try hook("{\"a\":1}").hasPrefix("HTTP/1.1 202"))
        #expect(try hook("{" + String(repeating: "x", count: 1000)).hasPrefix("HTTP/1.1 413"))
        let form = try Socket.exchange("GET /names/add HTTP/1.1\r\nHost: localhost:\(port)\r\nConnection: close\r\n\r\n", port: port)
        #expect(form.contains(site.formToken.text), "the connection is known to come from this machine")
        let sent = "name=Ada&form-token=\(site.formToken.text)"
        let done = try Socket.exchange(
            "POST /names/add HTTP/1.1\r\nHost: localhost:\(port)\r\nOrigin: http://localhost:\(port)\r\nConnection: close\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(sent.utf8.count)\r\n\r\n\(sent)", port: port)
        #expect(done.hasPrefix("HTTP/1.1 303"))

        let second = Server(site: site, host: "127.0.0.1", port: port, logger: quiet)
        await #expect(throws: ServerError.portInUse(host: "127.0.0.1", port: port)) { try await second.run { _ in } }
        #expect("\(ServerError.portInUse(host: "127.0.0.1", port: port))".contains("--port"))

        serving.cancel()
        _ = try? await serving.value
    }

    @Test("an address that is not this machine's is refused", arguments: ["192.0.2.1", "no-such-host.invalid"])
    func refusesForeignHosts(_ host: String) async throws {
        let server = Server(site: try SampleSite.site(), host: host, port: 0, logger: quiet)
        await #expect(throws: ServerError.unknownHost(host)) { try await server.run { _ in } }
    }
}

/// A client as plain as can be.
private enum Socket {
    struct Failure: Error { let step: String; let code: Int32 }

    /// Sends `text` to a port of this machine and reads until the other side closes.
    static func exchange(_ text: String, port: Int) throws -> String {
        let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard handle >= 0 else { throw Failure(step: "socket", code: errno) }
        defer { close(handle) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard connected == 0 else { throw Failure(step: "connect", code: errno) }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let sent = bytes.withUnsafeBytes { send(handle, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { break }
            bytes = bytes.dropFirst(sent)
        }
        var received: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(handle, &chunk, chunk.count, 0)
            guard count > 0 else { break }
            received += chunk.prefix(count)
        }
        return String(decoding: received, as: UTF8.self)
    }
}
