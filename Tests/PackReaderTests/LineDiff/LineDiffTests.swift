import TestSupport
import Testing

@testable import PackReader

/// Every figure and every line number that git gives for a pair of texts.
@Suite struct LineDiffTests {
    @Test func textsThatOneWouldTryByHandDifferAsGitSays() throws {
        try compare(TextPairs.byHand)
    }

    @Test func amongManyEquallyShortPathsTheOneOfGitIsTaken() throws {
        try compare(seed: 1, count: 2000, TextPairs.small)
    }

    @Test func changesStandWhereGitShowsThem() throws {
        try compare(seed: 2, count: 1500, TextPairs.indented)
    }

    @Test func expensivePathsEndWhereGitEndsThem() throws {
        try compare(seed: 3, count: 60, TextPairs.large)
    }

    @Test func expensivePathsAreCutWhereTheyCameFar() throws {
        try compare(seed: 6, count: 3, TextPairs.promising)
    }

    @Test func frequentLinesAreSetAsideWhereGitSetsThemAside() throws {
        try compare(seed: 4, count: 300, TextPairs.frequent)
    }

    /// Memory that is kept from one call to the next must not have a say in the next one.
    @Test func aResultDoesNotDependOnWhatWasComparedBefore() {
        var generator = SeededNumbers(5)
        let pairs = (0..<60).map { number in
            number % 2 == 0 ? TextPairs.small(using: &generator) : TextPairs.frequent(using: &generator)
        }
        let hasher = LineDigest()
        var kept = LineDiff()
        for pair in pairs {
            let old = pair.old.withUnsafeBytes { TextLines($0, hasher: hasher) }
            let new = pair.new.withUnsafeBytes { TextLines($0, hasher: hasher) }
            var fresh = LineDiff()
            #expect(kept.counts(old: old, new: new) == fresh.counts(old: old, new: new))
            #expect(kept.hunks(old: old, new: new) == fresh.hunks(old: old, new: new))
        }
    }

    private func compare(
        seed: UInt64, count: Int, _ make: (inout SeededNumbers) -> TextPairs.Pair
    ) throws {
        var generator = SeededNumbers(seed)
        try compare((0..<count).map { _ in make(&generator) })
    }

    private func compare(_ pairs: [TextPairs.Pair]) throws {
        let answers = try GitAnswers(pairs)
        let hasher = LineDigest()
        var diff = LineDiff()
        for (number, pair) in pairs.enumerated() where pair.old != pair.new {
            let shown = Comment(rawValue: "pair \(number)")
            switch Repository.hunks(pair.old, pair.new, .diff) {
            case .binary: #expect(answers.counts[number] == "- -", shown)
            case .changes(let hunks):
                let old = pair.old.withUnsafeBytes { TextLines($0, hasher: hasher) }
                let new = pair.new.withUnsafeBytes { TextLines($0, hasher: hasher) }
                let counts = diff.counts(old: old, new: new)
                #expect(answers.counts[number] == "\(counts.added) \(counts.deleted)", shown)
                #expect(hunks == answers.hunks[number], shown)
                #expect(
                    Repository.hunks(pair.old, pair.new, .blame) == .changes(answers.hunksWithoutContext[number]), shown)
            }
        }
    }
}
