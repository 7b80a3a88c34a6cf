import Access
import Foundation
import Pages
import Store
import TestSupport
import Testing

@testable import steward

/// Who may use what: every route of the program, asked by every role, against the tables that people read.
@Suite("Routes and roles")
struct RouteTableTests {
    /// `Tests/StewardTests/Access/routes.txt`: a line for each route, `GET /users: users.manage`.
    private static func declared() throws -> [String: String] {
        let lines = try Repository.text("Tests/StewardTests/Access/routes.txt").split(separator: "\n")
        return Dictionary(
            uniqueKeysWithValues: lines.filter { !$0.hasPrefix("#") }.map { line in
                let parts = line.split(separator: ": ", maxSplits: 1)
                return (String(parts[0]), String(parts[1]))
            })
    }

    /// The table of `docs/sign-in.md`: the permissions of each role by its name.
    private static func permissions() throws -> [String: Set<String>] {
        let rows = try Repository.text("docs/sign-in.md").split(separator: "\n").filter { $0.hasPrefix("|") }.map { row in
            row.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map {
                $0.trimmingCharacters(in: .whitespaces)
            }
        }
        let start = try #require(rows.firstIndex { $0.first == "permission" })
        let names = rows[start].dropFirst().map { $0.replacing(" ", with: "-") }
        var table = Dictionary(uniqueKeysWithValues: names.map { ($0, Set<String>()) })
        for row in rows[(start + 2)...] where row[0].hasPrefix("`") {
            for (name, cell) in zip(names, row.dropFirst()) where cell == "yes" { table[name]?.insert(row[0].filter { $0 != "`" }) }
        }
        return table
    }

    @Test("the table in docs/sign-in.md says what the standard roles may do")
    func documented() throws {
        let table = try Self.permissions()
        #expect(Set(table.keys) == Set(Role.standard.map(\.name)))
        for role in Role.standard { #expect(table[role.name] == Set(role.permissions.map(\.rawValue)), "\(role.name)") }
    }

    @Test("every route declares who may use it, as the table says")
    func declarations() async throws {
        try await StaffedOffice.with { (office: StaffedOffice) async throws in
            let found = Dictionary(
                uniqueKeysWithValues: office.site.routes.filter { $0.kind != .asset }.map {
                    ("\($0.method.rawValue) \($0.pattern)", $0.access.spelled)
                })
            let table = try Self.declared()
            for (name, access) in found.sorted(by: { $0.key < $1.key }) where table[name] != access {
                Issue.record("routes.txt should have the line “\(name): \(access)”, if that is right; it has \(table[name] ?? "none").")
            }
            #expect(table.keys.filter { found[$0] == nil }.sorted() == [], "routes that are not there")
            #expect(found.count > 100)
        }
    }

    @Test("every role gets in where the tables let it, and nowhere else", arguments: Role.standard.map(\.name))
    func everyRole(_ role: String) async throws {
        let declared = try Self.declared(), permissions = try #require(try Self.permissions()[role])
        try await StaffedOffice.with { (office: StaffedOffice) async throws in
            var browser = Browser(office.site)
            if role != Role.visitor.name {
                try await office.user("somebody", role)
                browser = try await office.browser(as: "somebody")
            }
            for route in office.site.routes where route.kind != .asset && route.kind != .hook {
                let name = "\(route.method.rawValue) \(route.pattern)"
                let access = try #require(declared[name])
                let wanted = String(access.split(separator: " ")[0])
                let mayUse =
                    access == "everybody" || access == "verified by its signature" || access == "signed in" && role != Role.visitor.name
                    || permissions.contains(wanted)
                let target = route.examples.first?.text ?? route.pattern.description.replacing("{", with: "").replacing("}", with: "")
                let answer = route.method == .get ? await browser.get(target) : await browser.post(target, [:], token: nil)
                let isRefused =
                    answer.text.contains("This is for those who") && (answer.status == 401 || answer.status == 403)
                    || answer.status == 303 && (answer.header("Location") ?? "").hasPrefix("/sign-in?return=")
                #expect(
                    isRefused == !mayUse,
                    "\(role) \(name): \(answer.status) \(answer.header("Location") ?? "") \(answer.text.prefix(2000).suffix(300))")
                if route.method == .post, mayUse {
                    #expect(answer.status == 403 || answer.status == 422, "\(role) \(name) without a token: \(answer.status)")
                }
                if isRefused, route.method == .post { #expect(answer.text.contains("Nothing was changed")) }
            }
        }
    }

    @Test("a role for one group of projects lets nobody into what is for everywhere")
    func groups() async throws {
        try await StaffedOffice.with { (office: StaffedOffice) async throws in
            let user = try await office.user("somebody")
            try await office.desk.grant("administrator", to: user.id, for: "tools", actor: "test")
            var browser = try await office.browser(as: "somebody")
            #expect(await browser.get("/users").status == 403)
            #expect(await browser.get("/users?user=root&group=tools").status == 403)
            #expect(await browser.get("/audit").status == 403)
        }
    }
}
