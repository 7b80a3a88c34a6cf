import Casework
import Testing

@Suite("Counting votes: rules")
struct VoteRuleTests {
    private let nine = ["voters": people("v", 9)]

    @Test("lazy consensus carries in silence and is lost by one objection")
    func lazy() {
        let count = VoteCount(.of(.lazyConsensus), electorate: nine)
        #expect(count.count([]).verdict == .carried)
        #expect(count.count(ballots("voters", yes: 5, no: 0, abstain: 2)).verdict == .carried)
        #expect(count.count(ballots("voters", yes: 8, no: 1, abstain: 0)).verdict == .lost)
    }

    @Test("a veto stops a consensus only with a reason, and a plain no does not")
    func veto() {
        let count = VoteCount(.of(.consensus, classes: [VoteClass(id: "voters", leastYes: 3)]), electorate: nine)
        let three = ballots("voters", yes: 3, no: 2, abstain: 0)
        #expect(count.count(three).verdict == .carried)
        #expect(count.count(three + [Ballot(classID: "voters", choice: .stance(.veto))]).verdict == .carried)
        #expect(count.count(three + [Ballot(classID: "voters", choice: .stance(.veto), reason: "It breaks the build.")]).verdict == .lost)
        #expect(count.count(ballots("voters", yes: 2, no: 0, abstain: 0)).verdict == .lost)
    }

    @Test("whoever recuses themselves leaves the number of which the quorum is a part, unless the file says otherwise")
    func recusal() {
        let half = Quorum.share(1, 2, isStrict: false)
        let four = ballots("voters", yes: 4, no: 0, abstain: 0)
        let without = VoteCount(.of(.majority, quorum: half), electorate: nine, recused: ["v1", "v2"])
        // Half of the seven that are left is 3.5: four are enough. Half of nine is 4.5.
        #expect(without.count(four).verdict == .carried)
        #expect(without.count(ballots("voters", yes: 3, no: 0, abstain: 0)).verdict == .noQuorum)
        #expect(
            VoteCount(.of(.majority, quorum: half, recusedCount: true), electorate: nine, recused: ["v1", "v2"]).count(four).verdict
                == .noQuorum)
    }

    @Test("sums decide scores and dots, and equal sums are a tie")
    func sums() {
        func vote(_ method: VoteMethod, _ amounts: [[String: Int]]) -> VoteResult {
            VoteCount(.of(method, options: ["a", "b", "c"]), electorate: nine).count(
                amounts.map { Ballot(classID: "voters", choice: .amounts($0)) })
        }
        let scores = vote(.score(scale: 0...5), [["a": 5, "b": 3], ["b": 3, "c": 1], ["a": 0, "b": 2]])
        #expect(scores.winners == ["b"])
        #expect(scores.order == [["b"], ["a"], ["c"]])
        #expect(scores.figures == ["a": 5, "b": 8, "c": 1])
        #expect(vote(.dots(3, mostOnOne: 3), [["a": 3], ["b": 2, "c": 1], ["b": 1]]).verdict == .tied)
        #expect(vote(.dots(3, mostOnOne: 3), []).verdict == .tied)
    }

    @Test("a pot is shared in proportion to the squares of sums of roots")
    func pot() {
        let amounts = Array(repeating: ["a": 1], count: 100).map { $0 } + [["b": 100]] + Array(repeating: ["c": 25], count: 4)
        let result = VoteCount(.of(.quadratic(credits: 100, pot: 10_200), options: ["a", "b", "c"]), electorate: nine)
            .count(amounts.map { Ballot(classID: "voters", choice: .amounts($0)) })
        #expect(result.figures["a/share"] == 9900)
        #expect(result.figures["b/share"] == 0)
        #expect(result.figures["c/share"] == 300)
        #expect(result.winners == ["a"])
    }

    @Test("a surplus moves on at the value that five decimals leave of it")
    func surplus() {
        // Three seats, 20 ballots: the quota is 20 / 4 + 1 = 6. A has 12, so its surplus of 6 moves on at 6/12 = 0.5 a ballot.
        let rankings =
            Array(repeating: [["A"], ["B"]], count: 8) + Array(repeating: [["A"], ["C"]], count: 4)
            + Array(repeating: [["B"]], count: 2) + Array(repeating: [["C"]], count: 3) + Array(repeating: [["D"]], count: 3)
        let count = TransferableVote(options: ["A", "B", "C", "D"], seats: 3, rankings: rankings)
        #expect(count.quota == 6)
        #expect(count.elected == ["A", "B", "C"])
        #expect(count.stages[1] == ["A": 600_000, "B": 600_000, "C": 500_000, "D": 300_000])
    }

    @Test(
        "explanations call options by their titles, results by their names",
        arguments: [
            VoteMethod.score(scale: 0...5), .dots(5, mostOnOne: 5), .schulze, .transferable(seats: 1), .quadratic(credits: 10, pot: nil),
        ])
    func titles(_ method: VoteMethod) throws {
        let settings = VoteSettings.of(method, options: ["a", "b"], titled: { "Option \($0.uppercased())" })
        let isRanked = [.schulze, .transferable(seats: 1)].contains(method)
        let choice: Choice = isRanked ? .ranking([["b"], ["a"]]) : .amounts(["a": 1, "b": 4])
        let result = VoteCount(settings, electorate: nine).count(
            Array(repeating: Ballot(classID: "voters", choice: choice), count: 3))
        #expect(result.winners == ["b"])
        let words = result.explanation.joined(separator: " ")
        #expect(words.contains("Option B"))
        #expect(!words.contains(/\bb\b/))
    }

    @Test("options that a ballot leaves out are wanted least, and alike")
    func truncated() {
        let count = Schulze(options: ["a", "b", "c"], rankings: [[["b"]], [["b"]], [["c"], ["a"]]])
        #expect(count.order == [["b"], ["c"], ["a"]])
        #expect(count.preferences[0][2] == 0)
    }

    @Test("the order in which ballots come changes nothing")
    func order() {
        var generator = SmallGenerator(seed: 7)
        let options = ["a", "b", "c", "d", "e"]
        for _ in 0..<50 {
            let ballots = (0..<30).map { _ in
                Ballot(classID: "voters", choice: .ranking(options.shuffled(using: &generator).prefix(3).map { [$0] }))
            }
            for method in [VoteMethod.schulze, .transferable(seats: 2)] {
                let count = VoteCount(.of(method, options: options), electorate: nine)
                #expect(count.count(ballots) == count.count(ballots.shuffled(using: &generator)))
            }
        }
    }

    @Test("a Condorcet winner, where there is one, is Schulze's winner")
    func condorcet() {
        var generator = SmallGenerator(seed: 11)
        let options = ["a", "b", "c", "d"]
        var found = 0
        for _ in 0..<300 {
            let rankings = (0..<15).map { _ in options.shuffled(using: &generator).map { [$0] } }
            let count = Schulze(options: options, rankings: rankings)
            let winner = options.indices.first { i in
                options.indices.allSatisfy { i == $0 || count.preferences[i][$0] > count.preferences[$0][i] }
            }
            guard let winner else { continue }
            found += 1
            #expect(count.order.first == [options[winner]])
        }
        #expect(found > 200)
    }

    @Test("a ballot that breaks its method's rules is told what is wrong")
    func choices() {
        #expect(VoteSettings.of(.majority).problem(with: .stance(.veto)) != nil)
        #expect(VoteSettings.of(.consensus).problem(with: .stance(.veto)) == nil)
        let dots = VoteSettings.of(.dots(3, mostOnOne: 2), options: ["a", "b"])
        #expect(dots.problem(with: .amounts(["a": 2, "b": 1])) == nil)
        #expect(dots.problem(with: .amounts(["a": 3])) != nil)
        #expect(dots.problem(with: .amounts(["a": 2, "b": 2])) != nil)
        #expect(dots.problem(with: .amounts(["a": -1])) != nil)
        #expect(dots.problem(with: .amounts(["x": 1])) != nil)
        #expect(dots.problem(with: .stance(.yes)) != nil)
        let schulze = VoteSettings.of(.schulze, options: ["a", "b", "c"])
        #expect(schulze.problem(with: .ranking([["a", "b"], ["c"]])) == nil)
        #expect(schulze.problem(with: .ranking([["a"], ["a"]])) != nil)
        #expect(schulze.problem(with: .ranking([])) != nil)
        #expect(VoteSettings.of(.transferable(seats: 1), options: ["a", "b"]).problem(with: .ranking([["a", "b"]])) != nil)
        #expect(
            VoteSettings.of(.quadratic(credits: 100, pot: nil), options: ["a", "b"]).problem(with: .amounts(["a": 60, "b": 60])) != nil)
    }

    @Test("thresholds and quorums are read as they are meant, and nothing else is")
    func spellings() {
        #expect(Threshold(">1/2")?.isReached(yes: 1, no: 1) == false)
        #expect(Threshold(">=2/3")?.isReached(yes: 2, no: 1) == true)
        #expect(Threshold(">2/3")?.isReached(yes: 2, no: 1) == false)
        #expect(Threshold(">1/2")?.isReached(yes: 0, no: 0) == false)
        for wrong in ["1/2", ">", ">1/0", "> -1/2", ">1/2/3", ">half", ">99999999/2"] { #expect(Threshold(wrong) == nil, "\(wrong)") }
        #expect(Quorum("16") == .count(16))
        #expect(Quorum("1/2")?.fewest(of: 9) == 5)
        #expect(Quorum(">1/2")?.fewest(of: 10) == 6)
        #expect(Quorum("1.5 sqrt(n)")?.fewest(of: 1000) == 48)
        #expect(Quorum("sqrt(n)")?.fewest(of: 100) == 10)
        for wrong in ["", "half", "1/0", "sqrt", "-1", "sqrt(n) sqrt(n)"] { #expect(Quorum(wrong) == nil, "\(wrong)") }
    }
}

/// A fast generator whose seed repeats everything (SplitMix64).
struct SmallGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
