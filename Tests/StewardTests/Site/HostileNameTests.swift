import Pages
import TestSupport
import Testing

/// Names that would run as code if a page or a spreadsheet believed them.
@Suite("Hostile names")
struct HostileNameTests {
    @Test("no page lets a name become markup, and those that show names show them as text", arguments: TestEngine.allCases)
    func pages(engine: TestEngine) async throws {
        try await OfficeFixture.withHostile(on: engine) { site, _ in
            var escaped = 0
            let more =
                ["person", "project", "organisation"].map { "/measures/contributors.active?period=year&split=\($0)" }
                + [
                    "/measures/code.files/rows?at=2026-05", "/explorer?project=alpha", "/change-requests/alpha/1",
                    "/change-requests/alpha/2", "/change-requests?who=all", "/flow?who=all",
                    "/measures/contributors.unique-merged/change?at=2026-05", "/measures/flow.open-age/rows?at=2026-05",
                    "/measures/code.trailers/rows?at=2026-05",
                ]
            for address in site.addresses(.page) + more {
                let answer = await site.respond(to: Incoming(address))
                #expect([200, 400].contains(answer.status), "\(address): \(answer.status)")
                #expect(!answer.text.lowercased().contains("<script"), "\(address)")
                #expect(!answer.text.contains("<img src=x"), "\(address)")
                if answer.text.contains("&lt;script>") || answer.text.contains("&lt;script&gt;") { escaped += 1 }
            }
            #expect(escaped > 10)
        }
    }

    @Test("an address that is shown back is shown as text")
    func addresses() async throws {
        try await OfficeFixture.withHostile(on: .sqlite) { site, _ in
            for address in [
                "/projects/%3Cscript%3Ealert(1)%3C%2Fscript%3E", "/measures/code.commits?from=%22%3E%3Cscript%3E", "/%3Cscript%3E",
                "/measures/code.commits?%3Cscript%3E=1", "/measures/code.commits?project=%3Cscript%3E",
            ] {
                let answer = await site.respond(to: Incoming(address))
                #expect([400, 404].contains(answer.status), "\(address)")
                #expect(!answer.text.lowercased().contains("<script"), "\(address)")
            }
        }
    }

    @Test("a name that a spreadsheet would take for a formula is given an apostrophe in CSV, and left as it is in JSON")
    func formulas() async throws {
        try await OfficeFixture.withHostile(on: .sqlite) { site, _ in
            let address = "/api/v1/measures/contributors.active/rows?at=2026-05"
            // Names as git spells them are shown to staff alone.
            let host = [(name: "Host", value: "localhost")]
            let csv = await site.respond(to: Incoming("\(address)&format=csv", headers: host, peer: "127.0.0.1"))
            #expect(csv.status == 200)
            #expect(csv.text.contains("\"'=HYPERLINK(\"\"https://example.org\"\")\""), "\(csv.text)")
            #expect(csv.header("Content-Disposition")?.hasPrefix("attachment; ") == true)
            let json = await site.respond(to: Incoming(address, headers: host, peer: "127.0.0.1"))
            #expect(json.text.contains("\"=HYPERLINK("), "\(json.text)")
        }
    }
}
