import Ledger
import Store
import TestSupport
import Testing

@Suite("Affiliation by membership in a forge's group")
struct ForgeMembershipTests {
    private func member(_ number: Int64, _ since: String? = nil, isBot: Bool = false) -> (account: ForgeAccount, since: Instant?) {
        (ForgeAccount(host: "gitlab.example", number: number, login: "user\(number)", isBot: isBot), since.flatMap { Instant($0) })
    }

    @Test(
        "a member counts since the time that the forge gives, else since they were seen, until they are no longer listed",
        arguments: TestEngine.allCases)
    func memberships(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await store.migrate([LedgerSchema.schema])
            @Sendable func see(_ members: [(account: ForgeAccount, since: Instant?)], at now: String, organisation: String = "Works")
                async throws -> Int
            {
                try await store.write { writer in
                    let setting = OrganisationSetting(slug: Slug.made(from: organisation), name: organisation, kind: .company, domains: [])
                    let number = try writer.organisation(setting, at: Instant(now)!)
                    return try writer.affiliateMembers(members, of: "gitlab.example/works", with: number, madeBy: "test", at: Instant(now)!)
                }
            }
            @Sendable func held() async throws -> [String] {
                try await store.read { try $0.assertions(.accountOrganisation) }.map { held in
                    let assertion = held.assertion
                    return
                        "\(assertion.subject) \(assertion.object ?? 0) \(assertion.validFrom.map { "\($0.date)" } ?? "")..\(assertion.validTo.map { "\($0.date)" } ?? "")"
                }.sorted()
            }
            #expect(try await see([member(1, "2020-02-02"), member(2), member(3, isBot: true)], at: "2024-01-01") == 2)
            #expect(try await held() == ["1 1 2020-02-02..", "2 1 2024-01-01.."])
            // Seen again: nothing changes, not even the day of the first time.
            #expect(try await see([member(1, "2020-02-02"), member(2)], at: "2024-02-01") == 0)
            #expect(try await see([member(1, "2020-02-02")], at: "2024-03-01") == 2)
            #expect(try await held() == ["1 1 2020-02-02..", "2 1 2024-01-01..2024-03-01"])
            #expect(try await see([member(1, "2020-02-02")], at: "2024-03-02") == 0)
            #expect(try await see([member(1, "2020-02-02"), member(2)], at: "2024-04-01") == 1)
            #expect(try await held() == ["1 1 2020-02-02..", "2 1 2024-01-01..2024-03-01", "2 1 2024-04-01.."])
            // A time in the future cannot be.
            #expect(try await see([member(1, "2020-02-02"), member(2), member(4, "2999-01-01")], at: "2024-05-01") == 1)
            #expect(try await held().contains("3 1 2024-05-01.."))
            let rules = try await store.read { try $0.assertions(.accountOrganisation) }.map { AffiliationRule($0.assertion.rule) }
            #expect(Set(rules) == [.forgeMembership])
            // The configuration gives the group to another organisation.
            _ = try await see([member(1, "2020-02-02")], at: "2024-06-01", organisation: "Lab")
            #expect(try await held() == ["1 2 2020-02-02.."])
        }
    }
}
