import Foundation
import Ledger
import Pages
import Store
import TestSupport
import Testing

@testable import steward

/// The log of changes on pages and in the API.
@Suite("The log of operations on pages")
struct OperationPageTests {
    private func withOffice<T>(_ engine: TestEngine, _ body: (LocalReader, Office) async throws -> T) async throws -> T {
        try await OfficeFixture.withInvented(on: engine) { site, office in try await body(LocalReader(site: site), office) }
    }

    @Test(
        "an operation is listed, opens onto what it recorded in words, is undone with a reason, and not twice",
        arguments: TestEngine.allCases)
    func undo(engine: TestEngine) async throws {
        try await withOffice(engine) { (reader: LocalReader, office: Office) async throws in
            let added = try await reader.send(
                "/programme/coaches/add", ["username": "newcoach", "host": "gitlab.example", "from": "2026-01-01"])
            let number = try #require(added.header("Location")?.split(separator: "=").last.map(String.init))
            let page = await reader.get("/operations/\(number)")
            #expect(page.status == 200 && MarkupCheck.faults(in: page.text) == [])
            #expect(page.text.contains("newcoach at gitlab.example is a coach from 2026-01-01"), "\(page.text)")
            #expect(page.text.contains("/operations/undo?operation=\(number)"))
            let undone = try await reader.send("/operations/undo", ["operation": number, "reason": "Typed wrongly"])
            #expect(undone.status == 303, "\(undone.text)")
            let list = await reader.get(try #require(undone.header("Location")))
            #expect(
                list.text.contains("Undid operation \(number) (programme: coaches): Typed wrongly")
                    && MarkupCheck.faults(in: list.text) == [])
            let again = try await reader.send("/operations/undo", ["operation": number])
            #expect(again.status == 422 && again.text.contains("Operation \(number) has been undone already."))
            #expect(try await office.store.read { try $0.assertions(.accountCoach).filter { $0.assertion.rule == "stated" } } == [])
        }
    }

    @Test("an operation on which a later one built is not undone, and the answer names the later one")
    func changedSince() async throws {
        try await withOffice(.sqlite) { (reader: LocalReader, office: Office) async throws in
            for (value, day) in [("1", "2026-01-01"), ("2", "2026-01-01")] {
                #expect(
                    try await reader.send(
                        "/programme/targets/set", ["measure": "contributors.active", "value": value, "from": day, "reason": "x"]
                    ).status == 303)
            }
            let operations = try await office.store.read { try $0.operations(limit: 2).map(\.id) }
            let answer = try await reader.submit("/api/v1/operations/undo", ["operation": String(operations[1])])
            #expect(
                answer.status == 422 && answer.text.contains("operation \(operations[0]) changed the same things later"), "\(answer.text)")
            #expect(answer.header("Content-Type") == "application/problem+json")
            #expect(await reader.get("/operations/\(operations[1])").text.contains("changed since by"))
        }
    }

    @Test("the log is narrowed by kind, day and account, and goes on by key")
    func filters() async throws {
        try await withOffice(.sqlite) { (reader: LocalReader, office: Office) async throws in
            #expect(try await reader.send("/programme/coaches/add", ["username": "newcoach", "host": "gitlab.example"]).status == 303)
            let all = try await office.store.read { try $0.operations(limit: 1000).count }
            #expect(all > 3)
            let first = await reader.get("/api/v1/operations?limit=2").text
            let next = try #require(first.split(separator: "\"next\":").last?.prefix { $0.isNumber })
            let second = await reader.get("/api/v1/operations?limit=2&before=\(next)").text
            #expect(first != second && second.contains("\"id\":\((Int(next) ?? 0) - 1),"), "\(second)")
            let kind = await reader.get("/api/v1/operations?kind=programme%3A%20coaches&by=settings%20page").text
            #expect(kind.components(separatedBy: "\"id\":").count == 2, "\(kind)")
            let account = try await office.store.read {
                try #require(try $0.integer("SELECT account_id FROM account_profiles WHERE login = 'newcoach'"))
            }
            #expect(await reader.get("/api/v1/operations?account=\(account)").text.contains("newcoach"))
            #expect(await reader.get("/api/v1/operations?account=999999").text.contains("\"operations\":[]"))
            #expect(
                await reader.get("/api/v1/operations?day=2026-06-30&limit=1000").text.components(separatedBy: "\"id\":").count == all + 1)
            #expect(await reader.get("/api/v1/operations?day=2026-06-29").text.contains("\"operations\":[]"))
        }
    }

    @Test("elsewhere the log tells kinds and numbers alone, and cannot be asked about somebody")
    func elsewhere() async throws {
        try await withOffice(.sqlite) { (reader: LocalReader, office: Office) async throws in
            #expect(try await reader.send("/programme/coaches/add", ["username": "newcoach", "host": "gitlab.example"]).status == 303)
            let number = try await office.store.read { try #require(try $0.operations(limit: 1).first?.id) }
            for address in ["/operations", "/operations/\(number)", "/api/v1/operations", "/api/v1/operations/\(number)"] {
                let answer = await reader.site.respond(to: Incoming(address))
                #expect(answer.status == 200 && !answer.text.contains("newcoach") && !answer.text.contains("settings page"), "\(address)")
            }
            #expect(await reader.site.respond(to: Incoming("/operations?account=1")).status == 403)
            #expect(await reader.site.respond(to: Incoming("/api/v1/operations?by=settings")).status == 403)
            let token = await reader.site.respond(to: Incoming("/api/v1/form-token")).text
            #expect(token == "{\"token\":null}")
        }
    }

    @Test(
        "what is no operation is not found", arguments: ["/operations/999999", "/operations/0", "/operations/x", "/api/v1/operations/007"])
    func missing(address: String) async throws {
        try await withOffice(.sqlite) { (reader: LocalReader, _: Office) async throws in
            #expect(await reader.get(address).status == 404)
        }
    }
}
