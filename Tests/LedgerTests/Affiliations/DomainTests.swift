@testable import Ledger
import Store
import TestSupport
import Testing

@Suite("Organisations by the domains of addresses")
struct DomainTests {
    /// Organisation 10 and up; `~` before a domain leaves its sub-domains out.
    private func index(_ domains: KeyValuePairs<String, Int64>, free: Set<String> = []) -> DomainIndex {
        var index = DomainIndex(free: free)
        for (domain, organisation) in domains {
            let name = domain.hasPrefix("~") ? String(domain.dropFirst()) : domain
            index.add(
                .init(
                    organisation: organisation, name: "\(organisation)", domain: name, hasSubdomains: !domain.hasPrefix("~"),
                    validity: Validity(nil, nil), rank: 0))
        }
        return index
    }

    private func found(_ domain: Substring, in index: DomainIndex) -> [Int64] { index.matches(domain).map(\.rule.organisation) }

    /// The cases of SortingHat's recommendations of affiliations, with its organisations and domains renamed.
    @Test("the longest domain decides, and one without its sub-domains keeps them from the shorter ones too")
    func longest() {
        let index = index([
            "works.example": 10, "u.works.example": 11, "~es.u.works.example": 11, "~lab.example": 12, "~lab.test": 12,
        ])
        #expect(found("us.works.example", in: index) == [10])
        #expect(found("works.example", in: index) == [10])
        #expect(found("it.u.works.example", in: index) == [11])
        #expect(found("es.u.works.example", in: index) == [11])
        #expect(found("old.es.u.works.example", in: index) == [])
        #expect(found("lab.example", in: index) == [12])
        #expect(found("lab.test", in: index) == [12])
        #expect(found("sub.lab.test", in: index) == [])
        #expect(found("works.test", in: index) == [])
        #expect(found("notworks.example", in: index) == [])
    }

    @Test(
        "an address that is none leads nowhere",
        arguments: ["", "@", "novalid", "novalid@", "novalid@works.example.", "@@", "a@.", "a@...", "a@example"])
    func invalid(_ address: String) {
        let index = index(["works.example": 10])
        #expect(DomainIndex.domain(ofAddress: address).map { found($0, in: index) } ?? [] == [])
    }

    @Test("a domain at which anybody can get an address affiliates nobody, whatever the settings say")
    func freeMail() {
        let index = index(["mail.test": 10, "corp.mail.test": 11, "forge.test": 12], free: ["mail.test", "users.forge.test"])
        #expect(found("mail.test", in: index) == [])
        #expect(found("any.mail.test", in: index) == [])
        #expect(found("corp.mail.test", in: index) == [11])
        #expect(found("users.forge.test", in: index) == [])
        #expect(found("forge.test", in: index) == [12])
        #expect(FreeMailDomains.shipped.allSatisfy { $0 == $0.lowercased() && $0.contains(".") })
    }

    @Test("a domain decides for as long as it is anybody's, and the shorter one before and after")
    func overTime() {
        func validity(_ from: String?, _ to: String?) -> Validity { Validity(from.flatMap { Instant($0) }, to.flatMap { Instant($0) }) }
        var index = DomainIndex()
        index.add(
            .init(organisation: 10, name: "", domain: "works.example", hasSubdomains: true, validity: validity("2000-01-01", nil), rank: 0))
        index.add(
            .init(
                organisation: 11, name: "", domain: "u.works.example", hasSubdomains: true, validity: validity("2010-01-01", "2015-01-01"),
                rank: 0))
        let found = index.matches("u.works.example").map {
            "\($0.rule.organisation) \($0.validity.from?.date.year ?? 0)–\($0.validity.to?.date.year ?? 0)"
        }
        #expect(found == ["11 2010–2015", "10 2000–2010", "10 2015–0"])
    }

    @Test("where a person, the configuration and a list give one domain to several organisations, they count in this order")
    func ranks() {
        var index = DomainIndex()
        for (organisation, rank) in [(12, 2), (10, 0), (11, 1)] as [(Int64, Int)] {
            index.add(
                .init(
                    organisation: organisation, name: "", domain: "works.example", hasSubdomains: true,
                    validity: Validity(nil, organisation == 10 ? Instant("2020-01-01") : nil), rank: rank))
        }
        #expect(
            index.matches("works.example").map { "\($0.rule.organisation) \($0.validity.from?.date.year ?? 0)" } == ["10 0", "11 2020"])
    }

    @Test("a domain with thousands of dots is looked up without harm")
    func manyDots() {
        let long = String(repeating: "a.", count: 5000) + "works.example"
        #expect(found(long[...], in: index(["works.example": 10])) == [10])
    }

    @Test("settings that change bring only what differs up to date, and undo brings it back", arguments: TestEngine.allCases)
    func changes(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await SmallLedger(store)
            for (name, address) in [("ada", "ada@works.example"), ("ben", "ben@lab.example"), ("cleo", "cleo@gmail.com"), ("dora", "")] {
                try await ledger.commit(name, "2026-01-01", email: address)
            }
            try await ledger.affiliate(["Works": [.init("works.example")], "Free": [.init("gmail.com")]])
            let first = try await store.read { try $0.assertions(.accountOrganisation) }
            #expect(first.count == 1)
            try await ledger.affiliate(["Works": [.init("works.example")], "Free": [.init("gmail.com")]])
            #expect(try await store.read { try $0.assertions(.accountOrganisation) } == first)

            try await ledger.affiliate(["Works": [.init("lab.example")]])
            let second = try await store.read { try $0.assertions(.accountOrganisation) }
            #expect(second.count == 1 && second[0].assertion.subject != first[0].assertion.subject)
            #expect(try await store.read { try $0.assertions(.organisationDomain) }.count == 1)
            let operation = second[0].operation
            _ = try await store.write { try $0.undo(operation, madeBy: "test", at: Instant("2026-07-01")!) }
            #expect(try await store.read { try $0.assertions(.accountOrganisation) }.map(\.assertion) == first.map(\.assertion))
        }
    }
}
