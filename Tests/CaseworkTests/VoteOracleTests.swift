import Casework
import Testing

/// Values that were published, or that follow with a pencil from a published formula.
@Suite("Counting votes: published values")
struct VoteOracleTests {
    /// `5 ACBED` stands for five ballots that rank A first and D last.
    private static func rankings(_ lines: String...) -> [[[String]]] {
        lines.flatMap { line -> [[[String]]] in
            let words = line.split(separator: " ")
            return Array(repeating: words[1].map { [String($0)] }, count: Int(words[0]) ?? 0)
        }
    }

    @Test("Schulze, 45 voters: the strongest paths and the order of Schulze's own example")
    func schulze() {
        let count = Schulze(
            options: ["A", "B", "C", "D", "E"],
            rankings: Self.rankings("5 ACBED", "5 ADECB", "8 BEDAC", "3 CABED", "7 CAEBD", "2 CBADE", "7 DCEBA", "8 EBADC"))
        #expect(count.order == [["E"], ["A"], ["C"], ["B"], ["D"]])
        #expect(count.strength(from: "E", to: "D") == 31)
        #expect(count.strength(from: "D", to: "E") == 24)
        #expect(count.strength(from: "B", to: "D") == 33)
        #expect(count.strength(from: "C", to: "B") == 29)
        #expect(count.strength(from: "A", to: "D") == 30)
    }

    private static let capitals = rankings("42 MNCK", "26 NCKM", "15 CKNM", "17 KCNM")

    @Test("the same 100 ballots elect M by first choices, K by instant run-off (58 to 42) and N by Schulze")
    func threeMethods() {
        let options = ["M", "N", "C", "K"]
        let firsts = Dictionary(grouping: Self.capitals, by: { $0[0][0] }).mapValues(\.count)
        #expect(firsts == ["M": 42, "N": 26, "C": 15, "K": 17])
        let runoff = TransferableVote(options: options, seats: 1, rankings: Self.capitals)
        #expect(runoff.elected == ["K"])
        #expect(runoff.excluded == ["C", "N"])
        #expect(runoff.stages.last?["K"] == 5_800_000)
        #expect(runoff.stages.last?["M"] == 4_200_000)
        #expect(Schulze(options: options, rankings: Self.capitals).order == [["N"], ["C"], ["K"], ["M"]])
    }

    @Test("Debian: of 1,000 developers 48 must vote, as three times half the root is 47.43 and is not rounded")
    func debian() {
        let quorum = Quorum.root(3, 2)
        #expect(!quorum.isReached(voters: 47, of: 1000))
        #expect(quorum.isReached(voters: 48, of: 1000))
        #expect(quorum.fewest(of: 1000) == 48)
        // A whole root is reached by exactly itself: 3/2 × √400 = 30.
        #expect(quorum.isReached(voters: 30, of: 400))
        #expect(!quorum.isReached(voters: 29, of: 400))
    }

    @Test("quadratic funding adds 9,900 to a hundred ones, nothing to one hundred, 300 to four times 25")
    func quadratic() {
        #expect(VoteCount.quadraticMatch(Array(repeating: 1, count: 100)) == 9900)
        #expect(VoteCount.quadraticMatch([100]) == 0)
        #expect(VoteCount.quadraticMatch([25, 25, 25, 25]) == 300)
    }

    @Test("CA/Browser Forum, SC-081v3: 25-0-5 issuers and 4-0-0 consumers carry, with a quorum of 16")
    func chambers() {
        let settings = VoteSettings.majority(
            [
                VoteClass(id: "issuers", threshold: Threshold(2, 3, isStrict: false), leastYes: 1),
                VoteClass(id: "consumers", threshold: .moreThanHalf, leastYes: 1),
            ], quorum: .count(16))
        let count = VoteCount(settings, electorate: ["issuers": people("i", 50), "consumers": people("c", 10)])
        let issuers = ballots("issuers", yes: 25, no: 0, abstain: 5)
        #expect(count.count(issuers + ballots("consumers", yes: 4, no: 0, abstain: 0)).verdict == .carried)
        // One yes is needed in each chamber, two thirds among issuers are enough, half among consumers are not.
        #expect(count.count(issuers + ballots("consumers", yes: 0, no: 0, abstain: 4)).verdict == .lost)
        #expect(
            count.count(ballots("issuers", yes: 20, no: 10, abstain: 0) + ballots("consumers", yes: 3, no: 2, abstain: 0)).verdict
                == .carried)
        #expect(
            count.count(ballots("issuers", yes: 19, no: 10, abstain: 1) + ballots("consumers", yes: 3, no: 2, abstain: 0)).verdict == .lost)
        #expect(
            count.count(ballots("issuers", yes: 25, no: 0, abstain: 0) + ballots("consumers", yes: 2, no: 2, abstain: 0)).verdict == .lost)
        #expect(
            count.count(ballots("issuers", yes: 10, no: 0, abstain: 1) + ballots("consumers", yes: 4, no: 0, abstain: 0)).verdict
                == .noQuorum)
    }

    @Test("Apache: three binding yes and more yes than no carry a release")
    func apache() {
        let count = VoteCount(
            .majority([VoteClass(id: "pmc", threshold: .moreThanHalf, leastYes: 3)]), electorate: ["pmc": people("p", 9)])
        #expect(count.count(ballots("pmc", yes: 3, no: 2, abstain: 0)).verdict == .carried)
        #expect(count.count(ballots("pmc", yes: 2, no: 0, abstain: 4)).verdict == .lost)
        #expect(count.count(ballots("pmc", yes: 3, no: 3, abstain: 0)).verdict == .lost)
    }
}

/// `n` people with a letter and a number.
func people(_ letter: String, _ n: Int) -> [String] { (1...max(1, n)).map { "\(letter)\($0)" } }

func ballots(_ chamber: String, yes: Int, no: Int, abstain: Int) -> [Ballot] {
    let counts: [(Stance, Int)] = [(.yes, yes), (.no, no), (.abstain, abstain)]
    return counts.flatMap { stance, n in Array(repeating: Ballot(classID: chamber, choice: .stance(stance)), count: n) }
}

extension VoteSettings {
    static func majority(_ classes: [VoteClass], quorum: Quorum? = nil, recusedCount: Bool = false) -> VoteSettings {
        of(.majority, classes: classes, quorum: quorum, recusedCount: recusedCount)
    }

    static func of(
        _ method: VoteMethod, classes: [VoteClass] = [VoteClass(id: "voters")], options: [String] = [], quorum: Quorum? = nil,
        recusedCount: Bool = false, titled: (String) -> String = { $0 }
    ) -> VoteSettings {
        VoteSettings(
            id: "main", title: "Main", method: method, classes: classes, options: options.map { VoteOption(id: $0, title: titled($0)) },
            quorum: quorum,
            openFor: Span(7, .days), calendar: nil, isSecret: false, isChangeable: true, reasonRequiredFor: [], needsDeclaration: false,
            recusedCountForQuorum: recusedCount, line: 0)
    }
}
