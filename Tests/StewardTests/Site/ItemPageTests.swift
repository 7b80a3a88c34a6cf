import Pages
import TestSupport
import Testing

@testable import steward

/// What pages about change requests may show, and to whom.
@Suite("Pages of change requests")
struct ItemPageTests {
    @Test("the title and labels of a confidential change request are on no page and in no file", arguments: TestEngine.allCases)
    func confidential(engine: TestEngine) async throws {
        try await OfficeFixture.withHostile(on: engine) { site, _ in
            let own = [
                "/change-requests/alpha/3", "/change-requests?who=all", "/api/v1/change-requests?who=all",
                "/api/v1/change-requests?who=all&format=csv",
                "/api/v1/change-requests/alpha/3", "/api/v1/change-requests/alpha/3?format=csv", "/measures/flow.opened/rows?at=2026-06",
            ]
            for address in site.addresses(.page, .data) + own {
                let answer = await site.respond(to: Incoming(address))
                #expect(!answer.text.contains(OfficeFixture.secret), "\(address)")
            }
            let page = await site.respond(to: Incoming("/change-requests/alpha/3"))
            #expect(page.status == 200)
            #expect(page.text.contains("(confidential)"))
            let list = await site.respond(to: Incoming("/change-requests?who=all"))
            #expect(list.text.contains("alpha#3"))
        }
    }

    @Test("what a customer pays is told to nobody but the machine itself")
    func revenue() async throws {
        try await OfficeFixture.withHostile(on: .sqlite) { site, _ in
            let amounts = ["\(OfficeFixture.revenue)", "7,654,321"]
            let rows = "/measures/community.mrarr/rows?at=2026-05"
            for address in site.addresses(.page, .data) + [rows, "/api/v1\(rows)", "/api/v1\(rows)&format=csv"]
            where !address.contains("community.mrarr/values") {
                // The sum over the one customer there is: the figure itself, which is public.
                if [
                    "/", "/contributors", "/measures/community.mrarr", "/measures/community.influenced-arr",
                    "/measures/community.mrarr/change",
                ].contains(address) {
                    continue
                }
                let answer = await site.respond(to: Incoming(address))
                for amount in amounts { #expect(!answer.text.contains(amount), "\(address)") }
            }
            for question in ["split=organisation", "split=project", "project=alpha", "organisation=unknown"] {
                for address in [
                    "/measures/community.mrarr?", "/explorer?measure=community.mrarr&", "/api/v1/measures/community.influenced-arr/values?",
                ] {
                    let answer = await site.respond(to: Incoming(address + question))
                    #expect(answer.status == 403, "\(address)\(question)")
                }
            }
            let local = Incoming(rows, headers: [("Host", "localhost:8080")], peer: "127.0.0.1")
            let answer = await site.respond(to: local)
            #expect(answer.text.contains("Recurring revenue"))
            #expect(!(await site.respond(to: Incoming(rows))).text.contains("Recurring revenue"))
        }
    }

    @Test("the first page is the programme's where there are change requests, and the overview of commits where there are none")
    func firstPage() async throws {
        try await OfficeFixture.withHostile(on: .sqlite) { site, _ in
            let page = await site.respond(to: Incoming("/"))
            #expect(page.text.contains("Needs a person today"))
            #expect(page.text.contains("MRARR"))
        }
        try await OfficeFixture.withCommits(on: .sqlite) { site, _ in
            let page = await site.respond(to: Incoming("/"))
            #expect(page.status == 200)
            #expect(page.text.contains("What changed"))
            #expect(!page.text.contains("Needs a person today"))
            let requests = await site.respond(to: Incoming("/change-requests"))
            #expect(requests.text.contains("steward collect github:owner/name"))
        }
    }

    @Test("a change request that is not there, and a number that is none, are said so")
    func missing() async throws {
        try await OfficeFixture.withHostile(on: .sqlite) { site, _ in
            #expect(await site.respond(to: Incoming("/change-requests/alpha/99")).status == 404)
            #expect(await site.respond(to: Incoming("/change-requests/nowhere/1")).status == 404)
            // Number 4 is an issue.
            #expect(await site.respond(to: Incoming("/change-requests/alpha/4")).status == 404)
            #expect(await site.respond(to: Incoming("/change-requests/alpha/x")).status == 400)
            #expect(await site.respond(to: Incoming("/change-requests?sort=name")).status == 400)
            #expect(await site.respond(to: Incoming("/change-requests?cursor=nonsense")).status == 400)
            #expect(await site.respond(to: Incoming("/flow?project=nowhere")).status == 404)
        }
    }
}
