import Access
import Cryptography
import FoundationEssentials
import Pages
import Store
import TestSupport
import Testing

@testable import steward

/// A browser that keeps cookies, as far as a test needs one.
struct Browser {
    let site: Site
    /// The name by which it calls the machine, and where it is.
    var host = "localhost"
    var peer = "127.0.0.1"
    var cookies: [String: String] = [:]
    /// Sent along, such as what a proxy says or where a form comes from.
    var headers: [(name: String, value: String)] = []

    init(_ site: Site) { self.site = site }

    mutating func get(_ target: String) async -> Outgoing {
        await send(Incoming(target, accept: "text/html", headers: sent, peer: peer))
    }

    /// Sends a form with the token that its page holds.
    mutating func submit(_ path: String, _ fields: KeyValuePairs<String, String>, from page: String? = nil) async -> Outgoing {
        let token = Self.token(in: await get(page ?? path).text)
        return await post(path, fields, token: token)
    }

    /// Sends fields with some token, or with none.
    mutating func post(_ path: String, _ fields: KeyValuePairs<String, String>, token: String?) async -> Outgoing {
        await postPairs(path, fields.map { ($0.key, $0.value) } + (token.map { [("form-token", $0)] } ?? []))
    }

    mutating func postPairs(_ path: String, _ fields: [(String, String)]) async -> Outgoing {
        let pairs = fields.map { "\($0.0)=\(Self.encoded($0.1))" }
        let type = (name: "Content-Type", value: "application/x-www-form-urlencoded")
        return await send(
            Incoming(
                path, method: "POST", accept: "text/html", headers: sent + [type], peer: peer,
                body: .bytes(Array(pairs.joined(separator: "&").utf8))))
    }

    private mutating func send(_ incoming: Incoming) async -> Outgoing {
        let answer = await site.respond(to: incoming)
        for header in answer.headers where header.name == "Set-Cookie" {
            let pair = header.value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            cookies[String(pair[0])] = header.value.contains("Max-Age=0") ? nil : String(pair[1])
        }
        return answer
    }

    private var sent: [(name: String, value: String)] {
        let jar = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        return [("Host", host)] + (jar.isEmpty ? [] : [("Cookie", jar)]) + headers
    }

    static func token(in text: String) -> String? {
        guard let start = text.firstRange(of: "name=\"form-token\" value=\"")?.upperBound else { return nil }
        return String(text[start...].prefix { $0 != "\"" })
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            let digits = String(byte, radix: 16)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (digits.count < 2 ? "0" : "") + digits
        }.joined()
    }
}

/// An office with users, whose passwords cost next to nothing.
struct StaffedOffice {
    static let password = "correct horse battery"

    let office: Office
    let site: Site
    var desk: AccessDesk { office.access }

    /// Runs `body` with an empty office and an administrator `root`.
    static func with<T>(
        on engine: TestEngine = .sqlite, flags: [String: String] = [:], _ body: (StaffedOffice) async throws -> T
    ) async throws -> T {
        try await withStore(on: engine) { store in
            let sources = ConfigurationSources(file: nil, flags: flags, environment: [:], currentFolder: "/invented")
            let office = try await Office(ConfigurationLoader.load(sources).configuration, over: store, clock: { OfficeFixture.now })
            let staffed = StaffedOffice(office: office, site: try await office.site())
            try await staffed.user("root", "administrator")
            return try await body(staffed)
        }
    }

    @discardableResult
    func user(_ name: String, _ roles: String...) async throws -> User {
        try await desk.makeUser(name: name, displayName: name.capitalized, password: Self.password, roles: roles, actor: "test")
    }

    /// A browser in which somebody signed in through the page.
    func browser(as name: String) async throws -> Browser {
        var browser = Browser(site)
        let answer = await browser.submit("/sign-in", ["name": name, "password": Self.password])
        #expect(answer.status == 303, "\(answer.text)")
        return browser
    }
}
