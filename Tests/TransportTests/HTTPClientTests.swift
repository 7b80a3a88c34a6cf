import CZlib
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Transport

@Suite("HTTP client")
struct HTTPClientTests {
    private func with(
        _ answer: @escaping @Sendable (LoopbackServer.Question) -> LoopbackServer.Reply,
        _ body: (LoopbackServer) async throws -> Void
    ) async throws {
        let server = try LoopbackServer(answer)
        defer { server.stop() }
        try await body(server)
    }

    private func reason(_ body: () async throws -> Void) async throws -> HTTPFailure.Reason? {
        do {
            try await body()
            return nil
        } catch let failure as HTTPFailure {
            return failure.reason
        }
    }

    @Test("status, headers whatever their case, and body arrive")
    func plain() async throws {
        try await with({ question in
            .init(418, headers: [("X-Thing", "One"), ("x-THING", "Two")], text: "\(question.method) \(question.target)")
        }) { (server: LoopbackServer) async throws in
            let response = try await HTTPClient().send(HTTPRequest(.get, WebAddress("\(server.address)/a?b=c")))
            #expect(response.status == 418)
            #expect(response.headers.all("x-thing") == ["One", "Two"])
            #expect(String(decoding: response.body, as: UTF8.self) == "GET /a?b=c")
        }
    }

    @Test("a body is posted")
    func post() async throws {
        try await with({ .init(text: "\($0.method) \(String(decoding: $0.body, as: UTF8.self))") }) {
            (server: LoopbackServer) async throws in
            let response = try await HTTPClient().send(
                HTTPRequest(.post, WebAddress(server.address), body: Array("hello".utf8)))
            #expect(String(decoding: response.body, as: UTF8.self) == "POST hello")
        }
    }

    @Test("a body that breaks off is an error, never a shorter body")
    func truncated() async throws {
        try await with({ _ in
            var reply = LoopbackServer.Reply(text: String(repeating: "x", count: 1000))
            reply.cutAfter = 999
            return reply
        }) { (server: LoopbackServer) async throws in
            let address = try WebAddress(server.address)
            #expect(try await reason { _ = try await HTTPClient().send(HTTPRequest(.get, address)) } == .truncated)
        }
    }

    @Test("a server that hangs up without a word is an error that may pass")
    func silent() async throws {
        try await with({ _ in
            var reply = LoopbackServer.Reply()
            reply.isSilent = true
            return reply
        }) { (server: LoopbackServer) async throws in
            let address = try WebAddress(server.address)
            #expect(try await reason { _ = try await HTTPClient().send(HTTPRequest(.get, address)) } == .truncated)
            #expect(HTTPFailure(.truncated, at: "").mayPass)
        }
    }

    @Test("a body beyond the limit is refused, with and without a length, and when it only grows by expanding it")
    func tooLarge() async throws {
        let bomb = gzip([UInt8](repeating: 0, count: 4 << 20))
        #expect(bomb.count < 10_000)
        try await with({ question in
            question.path == "/bomb"
                ? .init(headers: [("Content-Encoding", "gzip")], body: bomb) : .init(body: [UInt8](repeating: 7, count: 20_000))
        }) { (server: LoopbackServer) async throws in
            let client = HTTPClient(limits: HTTPLimits(body: 10_000))
            let plain = try WebAddress("\(server.address)/plain")
            #expect(try await reason { _ = try await client.send(HTTPRequest(.get, plain)) } == .tooLarge)
            let packed = try WebAddress("\(server.address)/bomb")
            #expect(try await reason { _ = try await client.send(HTTPRequest(.get, packed)) } == .tooLarge)
            let whole = try await HTTPClient().send(HTTPRequest(.get, packed))
            #expect(whole.body.count == 4 << 20)
        }
    }

    @Test("headers without end are refused")
    func headers() async throws {
        try await with({ _ in .init(headers: (0..<200).map { ("X-\($0)", String(repeating: "h", count: 100)) }) }) {
            (server: LoopbackServer) async throws in
            let client = HTTPClient(limits: HTTPLimits(headers: 10_000))
            let address = try WebAddress(server.address)
            #expect(try await reason { _ = try await client.send(HTTPRequest(.get, address)) } == .tooLarge)
        }
    }

    @Test("an answer that comes too late, or too slowly, is given up")
    func slow() async throws {
        try await with({ question in
            var reply = LoopbackServer.Reply(text: "0123456789")
            if question.path == "/late" { reply.delay = 3000 } else { reply.drip = 500 }
            return reply
        }) { (server: LoopbackServer) async throws in
            let client = HTTPClient(limits: HTTPLimits(total: .milliseconds(400)))
            let late = try WebAddress("\(server.address)/late")
            #expect(try await reason { _ = try await client.send(HTTPRequest(.get, late)) } == .timedOut)
            let dripping = HTTPClient(limits: HTTPLimits(slowest: 1000, slowFor: .seconds(1)))
            let address = try WebAddress("\(server.address)/drip")
            #expect(try await reason { _ = try await dripping.send(HTTPRequest(.get, address)) } == .timedOut)
        }
    }

    @Test("cancelling the task ends the exchange at once")
    func cancelled() async throws {
        try await with({ _ in
            var reply = LoopbackServer.Reply(text: "late")
            reply.delay = 20_000
            return reply
        }) { (server: LoopbackServer) async throws in
            let address = try WebAddress(server.address)
            let task = Task { try await HTTPClient().send(HTTPRequest(.get, address)) }
            try await Task.sleep(for: .milliseconds(200))
            let began = ContinuousClock.now
            task.cancel()
            await #expect(throws: CancellationError.self) { () async throws in _ = try await task.value }
            // The server takes 20 seconds to answer.
            #expect(ContinuousClock.now - began < .seconds(15))
        }
    }

    @Test("nobody listening is an error that may pass")
    func unreachable() async throws {
        let server = try LoopbackServer { _ in .init() }
        let address = try WebAddress(server.address)
        server.stop()
        try await Task.sleep(for: .milliseconds(50))
        #expect(try await reason { _ = try await HTTPClient().send(HTTPRequest(.get, address)) } == .unreachable)
    }

    @Test("a redirect is followed, and says whether it is for ever")
    func redirects() async throws {
        try await with({ question in
            switch question.path {
            case "/old": .init(301, headers: [("Location", "/new?x=1")])
            case "/now": .init(302, headers: [("Location", "/new")])
            case "/circle": .init(302, headers: [("Location", "/circle")])
            case "/file": .init(302, headers: [("Location", "file:///etc/hostname")])
            default: .init(text: question.target)
            }
        }) { (server: LoopbackServer) async throws in
            let client = HTTPClient()
            func get(_ path: String) async throws -> HTTPResponse {
                try await client.send(HTTPRequest(.get, WebAddress(server.address + path)))
            }
            let old = try await get("/old")
            #expect(old.hasMoved)
            #expect(old.address.path == "/new")
            #expect(String(decoding: old.body, as: UTF8.self) == "/new?x=1")
            #expect(try await get("/now").hasMoved == false)
            #expect(try await get("/new").hasMoved == false)
            #expect(try await reason { _ = try await get("/circle") } == .tooManyRedirects)
            #expect(try await reason { _ = try await get("/file") } == .refusedAddress)
        }
    }

    @Test("a token goes to the host that it is for and to no other")
    func tokenStays() async throws {
        let seen = Mutex<[String?]>([])
        let other = try LoopbackServer { question in
            seen.withLock { $0.append(question.headers["authorization"]) }
            return .init(text: "other")
        }
        defer { other.stop() }
        let elsewhere = other.address
        try await with({ question in
            seen.withLock { $0.append(question.headers["authorization"]) }
            return .init(302, headers: [("Location", elsewhere)])
        }) { (server: LoopbackServer) async throws in
            let token = try #require(Secret("open-sesame"))
            let response = try await HTTPClient().send(HTTPRequest(.get, WebAddress(server.address), token: token))
            #expect(String(decoding: response.body, as: UTF8.self) == "other")
            #expect(seen.withLock { $0 } == ["Bearer open-sesame", nil])
        }
    }

    @Test("a token is not sent over a network in the clear")
    func tokenNeedsEncryption() async throws {
        let token = try #require(Secret("open-sesame"))
        let address = try WebAddress("http://forge.example.org/")
        #expect(try await reason { _ = try await HTTPClient().send(HTTPRequest(.get, address, token: token)) } == .refusedToken)
    }

    @Test("a connection serves one question after the other")
    func reuse() async throws {
        let served = Mutex(0)
        try await with({ _ in
            served.withLock { $0 += 1 }
            return .init(text: "x")
        }) { (server: LoopbackServer) async throws in
            let client = HTTPClient()
            let address = try WebAddress(server.address)
            for _ in 0..<50 { _ = try await client.send(HTTPRequest(.get, address)) }
            #expect(served.withLock { $0 } == 50)
            #expect(server.accepted == 1)
        }
    }

    private func gzip(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        guard steward_deflate_init(&stream, 9, 15 + 16) == Z_OK else { return [] }
        defer { deflateEnd(&stream) }
        var source = bytes
        return [UInt8](unsafeUninitializedCapacity: bytes.count + 1000) { target, count in
            source.withUnsafeMutableBufferPointer { source in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                _ = deflate(&stream, Z_FINISH)
                count = Int(stream.total_out)
            }
        }
    }
}

@Suite("Web addresses")
struct WebAddressTests {
    @Test(
        "an address that is not http or https, or holds credentials, is refused",
        arguments: ["ftp://a/", "file:///etc/passwd", "https://ada:pw@a/", "https://token@a/", "gopher://a", "", "https://"])
    func refused(_ text: String) {
        #expect(throws: HTTPFailure.self) { try WebAddress(text) }
    }

    @Test("a refusal does not repeat the password")
    func hidden() throws {
        let failure = #expect(throws: HTTPFailure.self) { try WebAddress("https://ada:geheim@forge.example/x?token=abc") }
        #expect(failure.map { !$0.description.contains("geheim") && !$0.description.contains("abc") } == true)
    }

    @Test("what is shown of an address holds no secret parameters")
    func shown() throws {
        #expect(
            try WebAddress("https://a/p?page=2&private_token=abc&x=1").description == "https://a/p?page=2&x=1")
        #expect(try WebAddress("https://a/p?access_token=abc").description == "https://a/p")
    }

    @Test("a relative address begins where the redirect came from")
    func relative() throws {
        let base = try WebAddress("https://forge.example:8443/a/b?c=d#e")
        #expect(try WebAddress("../x", from: base).text == "https://forge.example:8443/x")
        #expect(try WebAddress("//evil.example/", from: base).hasSameOrigin(as: base) == false)
        #expect(try WebAddress("/y", from: base).hasSameOrigin(as: base))
    }
}

@Suite("Secrets")
struct SecretTests {
    @Test("a secret does not show itself in any way that text is made")
    func redacted() throws {
        let secret = try #require(Secret("open-sesame"))
        var dumped = ""
        dump(secret, to: &dumped)
        for text in [
            "\(secret)", String(reflecting: secret), dumped, "\([secret])",
            "\(HTTPRequest(.get, try WebAddress("https://a/"), token: secret))",
        ] {
            #expect(!text.contains("sesame"), "\(text)")
        }
        #expect(secret.hidden(in: "your token open-sesame is bad") == "your token *** is bad")
    }

    @Test("a token file that others may read is refused with the command that mends it")
    func mode() async throws {
        try await withTemporaryFolder { (folder: String) async throws in
            let path = "\(folder)/token"
            try "open-sesame\n".write(toFile: path, atomically: false, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
            let failure = #expect(throws: SecretFailure.self) { try SecretSource.file(path).read() }
            #expect(failure == .tooOpen(path, mode: 0o640))
            #expect(failure?.description.contains("chmod 600 '\(path)'") == true)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            #expect(try SecretSource.file(path).read().asBearer == "Bearer open-sesame")
        }
    }

    @Test("a missing, an empty and a many-lined token are told apart")
    func unusable() async throws {
        #expect(throws: SecretFailure.missingVariable("STEWARD_NO_SUCH")) { try SecretSource.environment("STEWARD_NO_SUCH").read() }
        try await withTemporaryFolder { (folder: String) async throws in
            #expect(throws: SecretFailure.missingFile("\(folder)/none")) { try SecretSource.file("\(folder)/none").read() }
            #expect(throws: SecretFailure.self) { try SecretSource.file(folder).read() }
            for (index, text) in ["", "two\nlines", "umläut"].enumerated() {
                let path = "\(folder)/\(index)"
                _ = FileManager.default.createFile(atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
                #expect(throws: SecretFailure.unusable(.file(path))) { try SecretSource.file(path).read() }
            }
        }
    }
}
