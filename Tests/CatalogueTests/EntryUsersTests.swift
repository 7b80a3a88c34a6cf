import Access
import Audit
import Ledger
import Store
import TestSupport
import Testing

@testable import Catalogue
@testable import Pages

@Suite("Who reuses an entry")
struct EntryUsersTests {
    private static let parks = CatalogueEntry.Department(slug: "parks", name: "Parks & Gardens")
    private static let roads = CatalogueEntry.Department(slug: "roads", name: "Roads")

    private static func found(_ project: String, _ groups: [String], lines: Int = 120) -> FoundReuse {
        FoundReuse(project: project, groups: groups, files: 3, same: 1, lines: lines, address: "/reuse?finding=7")
    }

    @Test("a name in a file is an organisation whatever its case and signs, and each is there once")
    func resolved() {
        let users = EntryUsers(
            stated: ["PARKS and Gardens", "parks & gardens", "Parks", "Comune di Sotto", "roads", "Comune di Sotto", "***"], found: [],
            organisations: [Self.parks, Self.roads])
        #expect(users.all.map(\.name) == ["PARKS and Gardens", "Parks & Gardens", "Comune di Sotto", "Roads", "***"])
        #expect(users.all.map { $0.organisation?.slug } == [nil, "parks", nil, "roads", nil])
        #expect(users.all.allSatisfy { $0.isStated && $0.found.isEmpty })
    }

    @Test("a project that was found is the user of that name, by its group or its own name; else it stands for itself")
    func joined() {
        let users = EntryUsers(
            stated: ["Parks", "Tree register"],
            found: [Self.found("Benches", ["Parks & Gardens"]), Self.found("Tree Register", []), Self.found("Kerbs", ["Roads"])],
            organisations: [Self.parks, Self.roads])
        #expect(users.all.map(\.name) == ["Parks & Gardens", "Tree register", "Kerbs"])
        #expect(users.all.map(\.isStated) == [true, true, false])
        #expect(users.all.map { $0.found.map(\.project) } == [["Benches"], ["Tree Register"], ["Kerbs"]])
        #expect(users.all[2].found[0].words == "3 files with about 120 lines in common, 1 of them the same")
    }

    @Test("very many names and findings are cut, and nothing is shown where nobody reuses it")
    func bounds() {
        let many = EntryUsers(
            stated: (0..<1_000).map { "user \($0)" }, found: (0..<1_000).map { Self.found("p\($0)", []) }, organisations: [])
        #expect(many.all.count == 2 * EntryUsers.most)
        #expect(EntryUsers(stated: [], found: [], organisations: []).section(departments: [], tellsFound: true).text == "")
    }

    @Test(
        "the page and the API show what files state to everybody, and what was found to those alone who may see findings",
        arguments: TestEngine.allCases)
    func pages(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let fixture = try await CatalogueFixture(store)
            try await store.migrate([AuditSchema.schema, AccessSchema.schema])
            let project = try await store.write { try $0.addProject(slug: "bins", title: "Bins", at: CatalogueFixture.now) }
            var record = CatalogueFixture.record("bin-day", "Bin day")
            record.entry.projectID = project.id
            record.sources["publiccode.yml"]?[all: .usedBy] = ["Town of Lower Example", "<b>Bold</b>"]
            try await fixture.put([record])
            let lookup = ReuseLookup(revision: { "1" }, found: { $0 == "bins" ? [Self.found("Secret <i>lorries</i>", ["Water"])] : [] })
            let access = try AccessDesk(store: store, settings: AccessSettings(), clock: { CatalogueFixture.now.seconds })
            let site = try await fixture.site(reuse: lookup, door: Door(access))
            var tokens: [String: String] = [:]
            for (name, role) in [("ada", "member"), ("rita", "reviewer")] {
                let user = try await access.makeUser(
                    name: name, displayName: name, email: "\(name)@example.org", roles: [role], actor: "test")
                tokens[name] = try await access.makeToken(
                    "test", of: user.id, scopes: Set(Permission.allCases.filter(\.isForTokens)), days: 300, actor: "test"
                ).secret.text
            }
            for address in ["/catalogue/bin-day", "/api/v1/catalogue/bin-day"] {
                for (reader, seesFound) in [("rita", true), ("ada", false), ("", false), ("rita", true)] {
                    let headers =
                        tokens[reader].map { [("Host", "localhost"), ("Authorization", "Bearer \($0)")] } ?? [("Host", "localhost")]
                    let answer = await site.respond(
                        to: Incoming(address, headers: headers, peer: reader.isEmpty ? "192.0.2.1" : "127.0.0.1"))
                    #expect(answer.status == 200 && answer.text.contains("Town of Lower Example"), "\(address) \(reader)")
                    #expect(answer.text.contains("lorries") == seesFound, "\(address) \(reader)")
                    #expect(answer.text.contains("/reuse?finding=7") == seesFound, "\(address) \(reader)")
                    if address.hasPrefix("/catalogue") {
                        #expect(!answer.text.contains("<b>Bold") && !answer.text.contains("<i>lorries"))
                        #expect(MarkupCheck.faults(in: answer.text) == [])
                    }
                }
            }
        }
    }
}
