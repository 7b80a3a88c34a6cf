import TestSupport
import Testing

@testable import Pages

@Suite("Connections and cookies")
struct ConnectionTests {
    private func connection(_ peer: String?, _ headers: [(name: String, value: String)], proxies: Set<String> = []) -> Connection {
        Connection(Incoming("/", headers: headers, peer: peer), proxies: proxies)
    }

    @Test(
        "only the machine itself, called by a name that only it has, is loopback",
        arguments: [
            ("127.0.0.1", "localhost", Connection.Kind.loopback), ("::1", "[::1]:8080", .loopback),
            ("::ffff:127.0.0.1", "127.0.0.1:80", .loopback),
            ("127.0.0.1", "evil.example", .plain), ("127.0.0.1", "localhost.evil.example", .plain), ("192.0.2.7", "localhost", .plain),
            ("127.0.0.1", "localhost:x", .plain), ("127.0.0.1", "", .plain), ("1270.0.0.1", "localhost", .plain),
        ])
    func loopback(_ peer: String, _ host: String, _ expected: Connection.Kind) {
        #expect(connection(peer, [("Host", host)]).kind == expected)
        #expect(connection(peer, [("Host", host), ("X-Forwarded-For", "127.0.0.1")]).kind == .plain, "somebody else may stand behind it")
        #expect(connection(peer, [("Host", host), ("Host", "other")]).kind == .plain)
    }

    @Test("what a proxy says is believed of those that are trusted alone, and only the last word")
    func proxies() {
        let headers: [(name: String, value: String)] = [
            ("Host", "127.0.0.1:8080"), ("X-Forwarded-For", "127.0.0.1, 198.51.100.7"), ("X-Forwarded-Proto", "http, https"),
            ("X-Forwarded-Host", "steward.example"),
        ]
        let trusted = connection("192.0.2.1", headers, proxies: ["192.0.2.1"])
        #expect(trusted.kind == .encrypted && trusted.address == "198.51.100.7" && trusted.host == "steward.example")
        let other = connection("192.0.2.2", headers, proxies: ["192.0.2.1"])
        #expect(other.kind == .plain && other.address == "192.0.2.2" && other.host == "127.0.0.1:8080")
        #expect(connection("192.0.2.1", [("X-Forwarded-Proto", "https, http")], proxies: ["192.0.2.1"]).kind == .plain)
        #expect(connection("192.0.2.1", [("X-Forwarded-For", "198.51.100.7")], proxies: ["192.0.2.1"]).kind == .plain)
        #expect(connection("192.0.2.1", [("Host", "localhost")], proxies: ["192.0.2.1"]).kind == .plain)
        #expect(connection("::ffff:192.0.2.1", headers, proxies: ["192.0.2.1"]).kind == .encrypted)
        #expect(connection(nil, headers, proxies: ["unknown"]).kind == .plain)
    }

    @Test("cookies are read by name, of two of one name the first; nonsense is passed over")
    func cookies() {
        let incoming = Incoming("/", headers: [("Cookie", "a=1; steward=x=y; nonsense; steward=z"), ("cookie", "b=2;c=")])
        #expect(Cookie.read(incoming) == ["a": "1", "steward": "x=y", "b": "2", "c": ""])
        #expect(Cookie.read(Incoming("/")) == [:])
    }

    @Test(
        "a reader goes on to a path of this site, spelled anew",
        arguments: [
            (nil, "/"), ("/", "/"), ("/a/b?c=d%20e", "/a/b?c=d%20e"), ("/a?b=//evil", "/a?b=%2F%2Fevil"), ("//evil", "/"), ("/\\evil", "/"),
            ("evil", "/"),
            ("http:/evil", "/"), ("/a/../b", "/"), ("/sign-in", "/"), ("/%", "/"), ("/a\u{0}", "/"),
        ] as [(String?, String)])
    func returning(_ given: String?, _ expected: String) {
        #expect(ReturnAddress.read(given).text == expected)
    }
}
