import Foundation
import Ledger
import Pages
import Store
import TestSupport
import Testing

@testable import steward

/// Every address of the whole site, as the program composes it.
@Suite("The site")
struct SiteTests {
    @Test("every address answers, and its copy is confirmed by its tag", arguments: TestEngine.allCases)
    func everyAddress(engine: TestEngine) async throws {
        try await OfficeFixture.withInvented(on: engine) { site, _ in
            let addresses = site.addresses(.page, .data, .asset)
            #expect(addresses.count > 50)
            for address in addresses {
                let answer = await site.respond(to: Incoming(address))
                #expect(answer.status == 200, "\(address): \(answer.text.prefix(500))")
                #expect(!answer.body.isEmpty)
                let head = await site.respond(to: Incoming(address, method: "HEAD"))
                #expect(head.status == 200 && head.body.isEmpty, "\(address)")
                #expect(head.header("Content-Length") == answer.header("Content-Length"), "\(address)")
                let again = await site.respond(to: Incoming(address, ifNoneMatch: answer.header("ETag") ?? "*"))
                for answer in [answer, again, head] { Self.checkSecurity(of: answer, at: address) }
                // What is one reader's own is kept nowhere, and never confirmed from a copy.
                let isOwn = Self.ownPages.contains(String(address.prefix { $0 != "?" }))
                #expect((answer.header("ETag") == nil) == isOwn, "\(address)")
                #expect((answer.header("Cache-Control") == "no-store") == isOwn, "\(address): \(answer.header("Cache-Control") ?? "")")
                #expect(again.status == (isOwn ? 200 : 304) && again.body.isEmpty == !isOwn, "\(address)")
            }
        }
    }

    /// The pages that look different for everybody who reads them, of those that a stranger may open.
    private static let ownPages: Set<String> = ["/cases"]

    private static func checkSecurity(of answer: Outgoing, at address: String) {
        let policy = answer.header("Content-Security-Policy") ?? ""
        #expect(policy.hasPrefix("default-src 'none'; ") && !policy.contains("script-src"), "\(address)")
        #expect(answer.header("X-Content-Type-Options") == "nosniff", "\(address)")
        #expect(answer.header("X-Frame-Options") == "DENY", "\(address)")
        #expect(answer.header("Referrer-Policy") == "same-origin", "\(address)")
    }

    @Test("a page that was shown before sends at most eight statements", arguments: TestEngine.allCases)
    func statements(engine: TestEngine) async throws {
        try await OfficeFixture.withInvented(on: engine) { site, _ in
            for address in site.addresses(.page) {
                _ = await site.respond(to: Incoming(address))
                let tally = StatementTally()
                let answer = await StatementTally.$current.withValue(tally) {
                    await site.respond(to: Incoming(address))
                }
                #expect(answer.status == 200)
                #expect(tally.count <= 8, "\(address) sends \(tally.count)")
            }
        }
    }

    @Test("an empty office has pages that say what to do, and no address fails")
    func empty() async throws {
        try await withStore(on: .sqlite) { store in
            let sources = ConfigurationSources(file: nil, flags: [:], environment: [:], currentFolder: "/invented")
            let office = try await Office(ConfigurationLoader.load(sources).configuration, over: store, clock: { OfficeFixture.now })
            let site = try await office.site()
            for address in site.addresses(.page, .data) {
                let answer = await site.respond(to: Incoming(address))
                #expect(answer.status == (address.contains("/example") ? 404 : 200), "\(address): \(answer.text.prefix(300))")
            }
            let overview = await site.respond(to: Incoming("/"))
            #expect(overview.text.contains("steward collect"))
        }
    }

    @Test("the privacy register knows every column that the features made", arguments: TestEngine.allCases)
    func privacy(engine: TestEngine) async throws {
        try await OfficeFixture.withInvented(on: engine) { _, office in
            let register = PrivacyRegister(Office.schemas + office.features.flatMap(\.schemas))
            let undeclared = try await register.undeclaredColumns(in: office.store)
            #expect(undeclared == [])
            #expect(register.entries.count > 80)
        }
    }

    @Test("the description of the API lists the data routes with their parameters and formats, what can be sent, and nothing else")
    func openAPI() async throws {
        try await OfficeFixture.withInvented(on: .sqlite) { site, _ in
            let answer = await site.respond(to: Incoming("/api/openapi.json"))
            let document = try #require(try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
            let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
            let routes = site.routes.filter { $0.kind == .data }
            let sent = site.routes.filter { $0.method == .post }
            #expect(Set(paths.keys) == Set((routes + sent).map(\.pattern.description)))
            #expect(sent.allSatisfy { paths[$0.pattern.description]?["post"] != nil })
            for route in routes {
                let operation = try #require(paths[route.pattern.description]?["get"])
                let parameters = operation["parameters"] as? [[String: Any]] ?? []
                #expect(parameters.compactMap { $0["name"] as? String } == route.parameters.map(\.name))
                let success = (operation["responses"] as? [String: [String: Any]])?["200"]
                let formats = (success?["content"] as? [String: Any]).map { Set($0.keys) }
                #expect(formats?.count == route.formats.count)
            }
            let identifiers = paths.values.flatMap { $0.values.compactMap { $0["operationId"] as? String } }
            #expect(Set(identifiers).count == routes.count + sent.count)
        }
    }
}
