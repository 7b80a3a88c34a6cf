import Access
import Foundation
import Pages
import TestSupport
import Testing

/// Addresses that are wrong, on the whole site.
@Suite("Mistaken addresses")
struct MistakenAddressTests {
    @Test("a parameter that no route knows is refused by name, on pages as a page, in the API as a problem")
    func unknownParameter() async throws {
        try await OfficeFixture.withInvented(on: .sqlite) { site, _ in
            // What a provider of identities adds to its answer is its own affair.
            for route in site.routes
            where [.page, .data].contains(route.kind) && route.pattern.description != "/sign-in/return"
                && (route.access == .everybody || route.access == Route.standardAccess)
            {
                let example = try #require(route.examples.first?.text)
                let address = example + (example.contains("?") ? "&" : "?") + "nonsense=1"
                let answer = await site.respond(to: Incoming(address))
                #expect(answer.status == 400, "\(address)")
                if route.kind == .data {
                    let names = try Self.problem(answer)
                    #expect(names.contains("nonsense"), "\(address)")
                } else {
                    #expect(answer.header("Content-Type") == "text/html; charset=utf-8")
                    #expect(answer.text.contains("nonsense"), "\(address)")
                }
            }
        }
    }

    @Test("behind the sign-in an unknown parameter is refused by name too, and a stranger is told only to sign in")
    func unknownParameterBehindSignIn() async throws {
        try await StaffedOffice.with { (office: StaffedOffice) async throws in
            try await office.user("everything", "programme-manager", "director", "privacy-officer", "administrator")
            var browser = try await office.browser(as: "everything")
            let routes = office.site.routes.filter {
                [.page, .data].contains($0.kind) && $0.method == .get && $0.access != .everybody && $0.access != Route.standardAccess
            }
            #expect(routes.count > 20)
            for route in routes {
                let example = try #require(route.examples.first?.text)
                let address = example + (example.contains("?") ? "&" : "?") + "nonsense=1"
                let answer = await browser.get(address)
                #expect(answer.status == 400 && answer.text.contains("nonsense"), "\(address): \(answer.status)")
                // What everybody may do somewhere is asked of the handler, which a mistaken address does not reach.
                guard route.access != .maySomewhere(.seeFigures) else { continue }
                let stranger = await office.site.respond(to: Incoming(address, peer: "192.0.2.7"))
                #expect(stranger.status == (route.kind == .data ? 401 : 303), "\(address): \(stranger.status)")
            }
        }
    }

    @Test("what a provider of identities adds to its answer is its own affair")
    func answerOfProvider() async throws {
        try await OfficeFixture.withInvented(on: .sqlite) { site, _ in
            let answer = await site.respond(to: Incoming("/sign-in/return?nonsense=1"))
            #expect(!answer.text.contains("nonsense"))
        }
    }

    @Test(
        "a value that is not allowed is refused by the name of its parameter",
        arguments: [
            ("period=week", "period"), ("split=colour", "split"), ("from=soon", "from"), ("to=2026-13", "to"),
            ("as-known=yesterday", "as-known"), ("types=none", "types"), ("period=month&from=0001", "from"),
        ])
    func value(query: String, name: String) async throws {
        try await OfficeFixture.withInvented(on: .sqlite) { site, _ in
            let page = await site.respond(to: Incoming("/measures/contributors.active?\(query)"))
            #expect(page.status == 400 && page.text.contains(name), "\(page.status)")
            let data = await site.respond(to: Incoming("/api/v1/measures/contributors.active/values?\(query)"))
            #expect(data.status == 400)
            let names = try Self.problem(data)
            #expect(names.contains(name), "\(data.text)")
        }
    }

    @Test(
        "what does not exist is not found",
        arguments: [
            "/projects/nobody", "/groups/nobody", "/measures/nobody", "/measures/nobody/rows?at=2026", "/nobody",
            "/measures/code.commits?project=nobody", "/measures/code.commits?group=nobody", "/measures/code.commits?organisation=nobody",
            "/api/v1/projects/nobody", "/api/v1/measures/nobody", "/api/v1/measures/nobody/values", "/api/v1/nobody",
            "/api/v1/measures/code.commits/values?project=nobody",
        ])
    func notFound(address: String) async throws {
        try await OfficeFixture.withInvented(on: .sqlite) { site, _ in
            let answer = await site.respond(to: Incoming(address))
            #expect(answer.status == 404, "\(answer.status)")
            #expect(answer.text.contains("nobody"))
            if address.hasPrefix("/api/") { _ = try Self.problem(answer) }
        }
    }

    @Test("rows need a period that is one")
    func rows() async throws {
        try await OfficeFixture.withInvented(on: .sqlite) { site, _ in
            for query in ["", "?at=soon"] {
                let answer = await site.respond(to: Incoming("/api/v1/measures/code.commits/rows\(query)"))
                #expect(answer.status == 400)
                let names = try Self.problem(answer)
                #expect(names == ["at"])
            }
        }
    }

    /// The names of the parameters at fault, after a check that the answer is a problem as RFC 9457 describes it.
    private static func problem(_ answer: Outgoing) throws -> [String] {
        #expect(answer.header("Content-Type") == "application/problem+json")
        let problem = try #require(try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
        #expect(problem["status"] as? Int == answer.status)
        #expect(problem["title"] is String && problem["detail"] is String)
        return (problem["parameters"] as? [[String: Any]] ?? []).compactMap { $0["parameter"] as? String }
    }
}
