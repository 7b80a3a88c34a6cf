@testable import Ledger
import TestSupport
import Testing

/// Seconds since 1970 of the first instant of a day in UTC.
private func day(_ text: String) -> Int64 { Instant(text)!.seconds }

/// Claims of account 1 unless said otherwise; organisations are 10 and up.
private func claim(
    _ organisation: Int64, _ rule: AffiliationRule, of account: Int64 = 1, _ from: String? = nil, _ to: String? = nil, share: Int64? = nil
) -> AffiliationClaim {
    AffiliationClaim(
        account: account, organisation: organisation, from: from.map(day) ?? .min, to: to.map(day) ?? .max, share: share, rule: rule)
}

extension [AffiliationPart] {
    /// `10: 600000, 11: 400000`.
    var text: String { map { "\($0.organisation): \($0.share)" }.joined(separator: ", ") }
}

@Suite("For whom an account contributes")
struct AffiliationResolutionTests {
    /// Accounts 1 and up are of person 0 unless a list says otherwise.
    private func index(_ claims: [AffiliationClaim], persons: [Int32] = [0], voices: [Int32] = []) -> AffiliationIndex {
        AffiliationIndex(claims: claims, personOf: [-1] + persons, voiceOf: voices.isEmpty ? [] : [0] + voices)
    }

    @Test("the rules stand in the order of the contract, and a rule's name may say more after a colon")
    func precedence() {
        #expect(
            AffiliationRule.allCases.sorted().map(\.name) == [
                "stated", "HR roster", "contributor mapping", "imported", "forge membership", "other", "e-mail domain",
            ])
        #expect(AffiliationRule("imported: SortingHat") == .imported)
        #expect(AffiliationRule("some later rule") == .other)
        #expect(AffiliationRule("") == .other)
    }

    @Test("each rule gives way to every stronger one, whatever the order in which they come")
    func strongestWins() {
        for weak in AffiliationRule.allCases {
            for strong in AffiliationRule.allCases where strong < weak {
                let claims = [claim(10, weak), claim(11, strong)]
                #expect(index(claims).parts(of: 1, at: 0).text == "11: 1000000", "\(strong) against \(weak)")
                #expect(index(claims.reversed()).parts(of: 1, at: 0).text == "11: 1000000", "\(strong) against \(weak)")
            }
        }
    }

    @Test("a weaker rule answers before, between and after the times of which a stronger one speaks")
    func fillsGaps() {
        let index = index([
            claim(10, .domain), claim(11, .roster, "2020-01-01", "2021-01-01"), claim(12, .stated, "2020-07-01", "2022-01-01"),
        ])
        #expect(index.parts(of: 1, at: day("2019-12-31")).text == "10: 1000000")
        #expect(index.parts(of: 1, at: day("2020-01-01")).text == "11: 1000000")
        #expect(index.parts(of: 1, at: day("2020-07-01") - 1).text == "11: 1000000")
        #expect(index.parts(of: 1, at: day("2020-07-01")).text == "12: 1000000")
        #expect(index.parts(of: 1, at: day("2022-01-01") - 1).text == "12: 1000000")
        #expect(index.parts(of: 1, at: day("2022-01-01")).text == "10: 1000000")
        #expect(index.timeline(of: 1)?.spans.count == 4)
    }

    @Test("nothing is known of an account without claims, of a time without claims, and of an account that is not there")
    func unknown() {
        let index = index([claim(10, .stated, "2020-01-01", "2021-01-01")], persons: [0, 1])
        #expect(index.parts(of: 1, at: day("2021-01-01")).text == "0: 1000000")
        #expect(index.parts(of: 2, at: day("2020-06-01")).text == "0: 1000000")
        #expect(index.parts(of: 99, at: day("2020-06-01")).text == "0: 1000000")
        #expect(index.parts(of: -5, at: 0).text == "0: 1000000")
        #expect(index.parts(of: .max, at: 0).text == "0: 1000000")
    }

    @Test("shares are kept; those who gave none divide the rest evenly; what nobody claims is unknown")
    func shares() {
        func parts(_ shares: Int64?...) -> String {
            index(shares.enumerated().map { claim(Int64(10 + $0), .stated, share: $1) }).parts(of: 1, at: 0).text
        }
        #expect(parts(600_000, 400_000) == "10: 600000, 11: 400000")
        #expect(parts(600_000, nil) == "10: 600000, 11: 400000")
        #expect(parts(nil, nil) == "10: 500000, 11: 500000")
        #expect(parts(nil, nil, nil) == "10: 333334, 11: 333333, 12: 333333")
        #expect(parts(500_000, nil, nil, nil) == "10: 500000, 11: 166667, 12: 166667, 13: 166666")
        #expect(parts(250_000) == "0: 750000, 10: 250000")
        #expect(parts(1_000_000, nil) == "10: 1000000")
    }

    @Test("shares of more than the whole are scaled down in proportion, and sum to the whole")
    func scaledDown() {
        func parts(_ shares: Int64?...) -> String {
            index(shares.enumerated().map { claim(Int64(10 + $0), .stated, share: $1) }).parts(of: 1, at: 0).text
        }
        #expect(parts(800_000, 800_000) == "10: 500000, 11: 500000")
        #expect(parts(1_000_000, 500_000) == "10: 666667, 11: 333333")
        #expect(parts(1_000_000, 1_000_000, 1_000_000) == "10: 333334, 11: 333333, 12: 333333")
        #expect(parts(900_000, 300_000, nil) == "10: 750000, 11: 250000")
        // What no statement could write: the ledger may hold it all the same.
        #expect(parts(.max, -.max) == "10: 1000000")
        #expect(parts(0) == "0: 1000000")
    }

    @Test("an organisation that is named twice counts once, with the larger share")
    func namedTwice() {
        #expect(
            index([claim(10, .stated, share: 300_000), claim(10, .stated, share: 400_000)]).parts(of: 1, at: 0).text
                == "0: 600000, 10: 400000")
        #expect(index([claim(10, .stated), claim(10, .stated, share: 400_000)]).parts(of: 1, at: 0).text == "0: 600000, 10: 400000")
        #expect(index([claim(10, .stated), claim(10, .stated)]).parts(of: 1, at: 0).text == "10: 1000000")
    }

    @Test("ranges of one organisation that overlap or touch are one range; those apart stay apart")
    func mergedRanges() {
        func spans(_ ranges: (String, String)...) -> String {
            let claims = ranges.map { claim(10, .stated, $0.0 + "-01-01", $0.1 + "-01-01") }
            return (index(claims).timeline(of: 1)?.spans ?? []).map {
                "\(Instant(seconds: $0.from).date.year)–\(Instant(seconds: $0.to).date.year)"
            }.joined(separator: ", ")
        }
        #expect(spans(("1900", "2010"), ("2008", "2100")) == "1900–2100")
        #expect(spans(("2006", "2008"), ("1999", "2000"), ("1900", "2100")) == "1900–2100")
        #expect(spans(("1900", "2010"), ("2010", "2100")) == "1900–2100")
        #expect(spans(("1900", "2009"), ("2010", "2100")) == "1900–2009, 2010–2100")
        #expect(spans(("2005", "2008"), ("2007", "2010"), ("2008", "2009")) == "2005–2010")
        #expect(spans(("1900", "2100"), ("1900", "2100")) == "1900–2100")
        #expect(spans(("2010", "2010")) == "")
        #expect(spans(("2011", "2010")) == "")
    }

    @Test("an account of which nothing is held follows the strongest rule that speaks of the person's other accounts")
    func otherAccounts() {
        let index = index(
            [claim(10, .domain, of: 1), claim(11, .roster, of: 2, "2020-01-01", "2021-01-01")], persons: [0, 0, 0])
        // The third account says nothing itself.
        #expect(index.parts(of: 3, at: day("2020-06-01")).text == "11: 1000000")
        #expect(index.parts(of: 3, at: day("2021-06-01")).text == "10: 1000000")
        // The first says something itself, so the roster of another account does not change it.
        #expect(index.parts(of: 1, at: day("2020-06-01")).text == "10: 1000000")
        // The second does so for a year only.
        #expect(index.parts(of: 2, at: day("2021-06-01")).text == "10: 1000000")
    }

    @Test("domains of other addresses answer only when they agree")
    func domainsMustAgree() {
        let apart = index([claim(10, .domain, of: 1), claim(11, .domain, of: 2)], persons: [0, 0, 0])
        #expect(apart.parts(of: 3, at: 0).text == "0: 1000000")
        #expect(apart.parts(of: 1, at: 0).text == "10: 1000000")
        #expect(apart.parts(of: 2, at: 0).text == "11: 1000000")
        let together = index([claim(10, .domain, of: 1), claim(10, .domain, of: 2)], persons: [0, 0, 0])
        #expect(together.parts(of: 3, at: 0).text == "10: 1000000")
        let ended = index([claim(10, .domain, of: 1), claim(11, .domain, of: 2, nil, "2020-01-01")], persons: [0, 0, 0])
        #expect(ended.parts(of: 3, at: day("2019-06-01")).text == "0: 1000000")
        #expect(ended.parts(of: 3, at: day("2020-06-01")).text == "10: 1000000")
    }

    /// The case of SortingHat's merging of individuals, with its names and years changed.
    @Test("joining two people unites what is held of them, and splitting gives each theirs back")
    func joining() {
        let claims = [
            claim(10, .stated, of: 1, "1999-01-01", "2004-01-01"), claim(10, .stated, of: 2, "2002-01-01", "2008-01-01"),
            claim(11, .stated, of: 2, "2010-01-01", "2012-01-01"),
        ]
        func spans(_ index: AffiliationIndex, _ account: Int64) -> [String] {
            (index.timeline(of: account)?.spans ?? []).map {
                "\(Instant(seconds: $0.from).date.year)–\(Instant(seconds: $0.to).date.year) \($0.parts.text)"
            }
        }
        let joined = index(claims, persons: [0, 0, 0])
        for account in Int64(1)...3 { #expect(spans(joined, account) == ["1999–2008 10: 1000000", "2010–2012 11: 1000000"]) }
        let split = index(claims, persons: [0, 1, 2])
        #expect(spans(split, 1) == ["1999–2004 10: 1000000"])
        #expect(spans(split, 2) == ["2002–2008 10: 1000000", "2010–2012 11: 1000000"])
        #expect(spans(split, 3) == [])
    }

    @Test("accounts with one address speak with one voice, whichever of them the roster names")
    func oneVoice() {
        let claims = [claim(10, .domain, of: 1), claim(10, .domain, of: 2), claim(11, .roster, of: 2)]
        let index = index(claims, persons: [0, 0, 0], voices: [1, 1, 0])
        #expect(index.parts(of: 1, at: 0).text == "11: 1000000")
        #expect(index.parts(of: 2, at: 0).text == "11: 1000000")
        #expect(index.parts(of: 3, at: 0).text == "11: 1000000")
        // A shared mailbox is several people's, and no voice crosses from one to another.
        let shared = self.index(claims, persons: [0, 1, 1], voices: [1, 1, 0])
        #expect(shared.parts(of: 1, at: 0).text == "10: 1000000")
    }

    @Test("accounts with the same answers share one timeline")
    func sharing() {
        let claims = (1...100).map { claim(10, .domain, of: $0, "2020-01-01", nil) }
        let index = index(claims, persons: (0..<100).map { $0 })
        #expect(index.timelines.count == 2)
        #expect(Set(index.timelineOfAccount.dropFirst()) == [1])
    }

    @Test("parts sum to the whole at every instant of five hundred invented people, and both ways of asking agree")
    func sumToTheWhole() {
        var random = SeededNumbers(4)
        for _ in 0..<500 {
            let accounts = Int64.random(in: 1...4, using: &random)
            var held: [RecordedAssertion] = []
            let claims = (0..<Int.random(in: 0...8, using: &random)).map { number in
                let (from, to) = (Int64.random(in: 0..<40, using: &random), Int64.random(in: 0..<40, using: &random))
                let rule = AffiliationRule.allCases.randomElement(using: &random)!
                let assertion = Assertion(
                    .accountOrganisation, subject: Int64.random(in: 1...accounts, using: &random),
                    object: Int64.random(in: 10...13, using: &random),
                    validFrom: from < 4 ? nil : Instant(seconds: from), validTo: to > 35 ? nil : Instant(seconds: to),
                    share: Bool.random(using: &random) ? nil : Int64.random(in: 0...1_200_000, using: &random), rule: rule.name,
                    evidence: "")
                held.append(.invented(Int64(number), assertion))
                return AffiliationClaim(assertion)!
            }
            let voices = (1...accounts).map { _ in Int32.random(in: 0...2, using: &random) }
            let index = AffiliationIndex(
                claims: claims, personOf: [-1] + Array(repeating: 0, count: Int(accounts)), voiceOf: [0] + voices)
            let explained = AffiliationCase(
                accounts: Array(1...accounts), held: held,
                voiceOf: Dictionary(uniqueKeysWithValues: zip(1...accounts, voices)))
            for second in Int64(-1)...41 {
                for account in 1...accounts {
                    let parts = index.parts(of: account, at: second)
                    #expect(parts.reduce(0) { $0 + $1.share } == AffiliationPart.whole)
                    #expect(parts.allSatisfy { $0.share > 0 })
                    let answer = explained.explain(account, at: Instant(seconds: second))
                    #expect(answer.parts == parts)
                    #expect(Set(answer.winners.map(\.id)).isDisjoint(with: answer.losers.map(\.held.id)))
                    let valid = held.filter { $0.assertion.isValid(at: Instant(seconds: second)) }.map(\.id)
                    #expect(Set(answer.winners.map(\.id) + answer.losers.map(\.held.id)) == Set(valid))
                }
            }
        }
    }
}

extension RecordedAssertion {
    /// As if the ledger held it.
    static func invented(_ id: Int64, _ assertion: Assertion) -> RecordedAssertion {
        RecordedAssertion(id: id, assertion: assertion, operation: 1, recordedAt: .distantPast, endedAt: nil)
    }
}
