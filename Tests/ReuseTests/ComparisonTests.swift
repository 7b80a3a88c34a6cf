import Testing

@testable import Reuse

@Suite("Side by side")
struct ComparisonTests {
    @Test("the lines of shared runs are marked on both sides, and no others")
    func marked() {
        let shared = House.program(1, functions: 2)
        let (before, after) = (House.program(2, functions: 1), House.program(3, functions: 1))
        let (a, b) = (Array((before + shared).utf8), Array((shared + after).utf8))
        let compared = Comparison(a, endingA: "py", b, endingB: "py", ReuseSettings())
        let first = before.split(separator: "\n", omittingEmptySubsequences: false).count - 1
        #expect(compared.a.lines.count == first + shared.split(separator: "\n", omittingEmptySubsequences: false).count - 1)
        #expect(compared.a.isShared.prefix(first).allSatisfy { !$0 })
        #expect(compared.a.sharedLines >= 12 && compared.a.sharedLines == compared.b.sharedLines)
        #expect(compared.a.passages(around: 0).allSatisfy { $0.lines.lowerBound >= first })
        #expect(compared.a.passages(most: 5).reduce(0) { $0 + $1.lines.count } == 5)
    }

    @Test("nothing is shared with an empty text")
    func empty() {
        let compared = Comparison([], endingA: "py", Array(House.program(1).utf8), endingB: "py", ReuseSettings())
        #expect(compared.a.lines.isEmpty && compared.b.sharedLines == 0 && compared.b.passages().isEmpty)
    }
}
