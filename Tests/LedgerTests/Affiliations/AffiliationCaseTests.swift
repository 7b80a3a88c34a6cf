import Ledger
import Testing

@Suite("Why an account is for an organisation")
struct AffiliationCaseTests {
    private let noon = Instant("2024-05-01")!

    private func held(
        _ id: Int64, _ organisation: Int64, _ rule: String, of account: Int64 = 1, _ from: String? = nil, _ to: String? = nil,
        share: Int64? = nil
    ) -> RecordedAssertion {
        .invented(
            id,
            Assertion(
                .accountOrganisation, subject: account, object: organisation, validFrom: from.flatMap { Instant($0) },
                validTo: to.flatMap { Instant($0) }, share: share, rule: rule, evidence: "Row \(id)."))
    }

    @Test("the answer names the winning rule with its evidence, and every loser with why it lost")
    func winnersAndLosers() {
        let answer = AffiliationCase(
            accounts: [1, 2],
            held: [
                held(1, 10, "e-mail domain"), held(2, 11, "HR roster"), held(3, 12, "stated", of: 2),
                held(4, 13, "imported", nil, "2020-01-01"),
            ]
        ).explain(1, at: noon)
        #expect(answer.rule == .roster)
        #expect(answer.winners.map(\.assertion.evidence) == ["Row 2."])
        #expect(
            answer.losers.map { "\($0.held.id): \($0.why)" } == [
                "1: the rule “HR roster” goes before it",
                "3: it is of another account, and this account's own address or user name says something",
            ])
        #expect(answer.isConflict)
    }

    @Test("rules that agree are no conflict")
    func agreement() {
        let answer = AffiliationCase(accounts: [1], held: [held(1, 10, "e-mail domain"), held(2, 10, "HR roster")]).explain(1, at: noon)
        #expect(answer.losers.map(\.held.id) == [1])
        #expect(!answer.isConflict)
    }

    @Test("shares of more than the whole are a conflict that says by how much")
    func excess() {
        let answer = AffiliationCase(
            accounts: [1], held: [held(1, 10, "stated", share: 800_000), held(2, 11, "stated", share: 700_000), held(3, 12, "stated")]
        ).explain(1, at: noon)
        #expect(answer.excess == 1_500_000)
        #expect(answer.isConflict)
        #expect(answer.losers.map { "\($0.held.id): \($0.why)" } == ["3: the others' shares leave nothing of the contribution"])
    }

    @Test("domains of other addresses that disagree leave the account unknown, and all of them are shown")
    func disagreeing() {
        let answer = AffiliationCase(
            accounts: [1, 2, 3], held: [held(1, 10, "e-mail domain", of: 2), held(2, 11, "e-mail domain", of: 3)]
        ).explain(1, at: noon)
        #expect(answer.rule == nil)
        #expect(answer.parts == AffiliationPart.allUnknown)
        #expect(answer.losers.map(\.why) == [.domainsDisagree, .domainsDisagree])
        #expect(answer.isConflict)
    }

    @Test("the course of an account lists each range of time with its answer, and the conflicts among them")
    func course() {
        let found = AffiliationCase(
            accounts: [1],
            held: [held(1, 10, "HR roster", "2020-01-01", "2022-01-01"), held(2, 11, "stated", "2021-01-01", "2023-01-01")])
        #expect(
            found.course(of: 1).map { "\($0.time.lowerBound.date)–\($0.time.upperBound.date) \($0.answer.rule?.name ?? "")" } == [
                "2020-01-01–2021-01-01 HR roster", "2021-01-01–2022-01-01 stated", "2022-01-01–2023-01-01 stated",
            ])
        #expect(found.conflicts(of: 1).map { "\($0.time.lowerBound.date)" } == ["2021-01-01"])
    }
}
