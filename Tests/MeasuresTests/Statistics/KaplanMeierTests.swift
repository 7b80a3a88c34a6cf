import Measures
import Testing

/// The expected values are those of R 4.2 with `survival` 3.5-3, rounded as it prints them.
@Suite("Survival curves")
struct KaplanMeierTests {
    private let lung = KaplanMeier(PublishedTimes.lungOfMen + PublishedTimes.lungOfWomen)

    private func rounded(_ value: Double?, _ scale: Double = 1e4) -> Double? { value.map { ($0 * scale).rounded() / scale } }

    @Test("the curve, its errors and its intervals are those of the published set")
    func published() {
        #expect(lung.count == 228)
        #expect(lung.events == 165)
        let expected: [(time: Double, survival: Double, error: Double, lower: Double, upper: Double)] = [
            (5, 0.9956, 0.00438, 0.9871, 1), (11, 0.9825, 0.00869, 0.9656, 1), (12, 0.9781, 0.00970, 0.9592, 0.997),
            (13, 0.9693, 0.01142, 0.9472, 0.992), (100, 0.8640, 0.02271, 0.8206, 0.910), (180, 0.7217, 0.02981, 0.6655, 0.783),
            (365, 0.4092, 0.03582, 0.3447, 0.486), (500, 0.2933, 0.03508, 0.2320, 0.371), (730, 0.1157, 0.02830, 0.0716, 0.187),
            (1000, 0.0503, 0.02285, 0.0207, 0.123),
        ]
        for row in expected {
            let estimate = lung.estimate(at: row.time)
            #expect(rounded(estimate.survival) == row.survival)
            #expect(rounded(estimate.standardError, 1e5) == row.error)
            #expect(rounded(estimate.lower) == row.lower)
            #expect(rounded(estimate.upper, 1e3) == row.upper)
        }
    }

    @Test("the risk table counts who is still followed")
    func riskTable() {
        #expect([5, 11, 100, 365, 1000, 1022, 1023].map { lung.atRisk(at: $0) } == [228, 227, 196, 65, 2, 1, 0])
        #expect(lung.steps.reduce(0) { $0 + $1.events + $1.censored } == 228)
    }

    @Test("quartiles and their intervals are those of the published set")
    func quartiles() {
        #expect([0.25, 0.5, 0.75].map { lung.quantile($0).value } == [170, 310, 550])
        #expect([0.25, 0.5, 0.75].map { lung.quantile($0).lower } == [145, 285, 460])
        #expect([0.25, 0.5, 0.75].map { lung.quantile($0).upper } == [197, 363, 654])
    }

    @Test("the restricted mean is the area under the curve")
    func restrictedMean() {
        let (mean, error) = lung.restrictedMean(until: 1022)
        #expect(rounded(mean, 1e5) == 376.27475)
        #expect(rounded(error, 1e5) == 19.70779)
        let small = KaplanMeier(PublishedTimes.times("2 4+"))
        // 2 whole, then a half for 8 more.
        #expect(small.restrictedMean(until: 10).mean == 6)
        #expect(small.restrictedMean(until: 1).mean == 1)
    }

    @Test("a set small enough for a pencil gives the values that a pencil gives")
    func byHand() {
        let maintained = KaplanMeier(PublishedTimes.maintained)
        let events = maintained.steps.filter { $0.events > 0 }
        #expect(events.map(\.time) == [9, 13, 18, 23, 31, 34, 48])
        #expect(events.map { rounded($0.estimate.survival, 1e3) } == [0.909, 0.818, 0.716, 0.614, 0.491, 0.368, 0.184])
        #expect(events.map(\.atRisk) == [11, 10, 8, 7, 5, 4, 2])
        #expect([maintained.median.value, maintained.median.lower, maintained.median.upper] == [31, 18, nil])
        let other = KaplanMeier(PublishedTimes.notMaintained)
        #expect([other.median.value, other.median.lower, other.median.upper] == [23, 8, nil])
        let end = other.estimate(at: 45)
        #expect(end.survival == 0)
        #expect([end.standardError, end.lower, end.upper] == [nil, nil, nil])
    }

    @Test("where the curve is level at exactly one half, the median is the middle of the level part")
    func levelHalf() {
        #expect(KaplanMeier(PublishedTimes.times("1 2 3 4")).median.value == 2.5)
        #expect(KaplanMeier(PublishedTimes.times("1 2 3+ 4")).median.value == 3)
        #expect(KaplanMeier(PublishedTimes.times("1 2 3+ 4+")).median.value == 3)
    }

    @Test("who still waits is censored: leaving them out would make the wait look shorter")
    func censoring() {
        let all = KaplanMeier(PublishedTimes.times("1 2 3 30+ 40+ 50+ 60+"))
        #expect(all.median.value == nil)
        #expect(KaplanMeier(PublishedTimes.times("1 2 3")).median.value == 2)
        #expect(all.estimate(at: 100).survival == all.estimate(at: 3).survival)
    }

    @Test("nobody, nobody for whom it happened, and times that are no times give a curve and no crash")
    func degenerate() {
        #expect(KaplanMeier([]).median.value == nil)
        #expect(KaplanMeier([]).estimate(at: 5).survival == 1)
        #expect(KaplanMeier(PublishedTimes.times("5+ 6+")).estimate(at: 9).survival == 1)
        let odd = KaplanMeier([.init(.nan, happened: true), .init(-3, happened: true), .init(2, happened: true)])
        #expect(odd.steps.map(\.time) == [0, 2])
        #expect(odd.steps.map(\.events) == [2, 1])
    }
}

@Suite("The log-rank test")
struct LogRankTests {
    private func rounded(_ value: Double, _ digits: Double) -> Double { (value * digits).rounded() / digits }

    @Test("men and women of the published set differ as published")
    func published() throws {
        let test = try #require(LogRank([PublishedTimes.lungOfMen, PublishedTimes.lungOfWomen]))
        #expect(test.groups.map(\.observed) == [112, 53])
        #expect(test.groups.map { rounded($0.expected, 10) } == [91.6, 73.4])
        #expect(rounded(test.chiSquared, 1e6) == 10.326742)
        #expect(test.degreesOfFreedom == 1)
        #expect(rounded(test.p, 1e5) == 0.00131)
        let small = try #require(LogRank([PublishedTimes.maintained, PublishedTimes.notMaintained]))
        #expect(rounded(small.chiSquared, 1e6) == 3.396389)
    }

    @Test("three groups are compared at once")
    func threeGroups() throws {
        let test = try #require(
            LogRank(["1 3 3+ 5 8+", "2 4+ 6 6 9 12+", "1 1 2 3 7+"].map(PublishedTimes.times)))
        #expect(rounded(test.chiSquared, 1e6) == 2.475743)
        #expect(test.degreesOfFreedom == 2)
        #expect(rounded(test.p, 1e6) == 0.290001)
    }

    @Test("one group, empty groups and groups in which nothing happened cannot be compared")
    func nothingToCompare() {
        #expect(LogRank([PublishedTimes.maintained]) == nil)
        #expect(LogRank([PublishedTimes.maintained, []]) == nil)
        #expect(LogRank([PublishedTimes.times("1+ 2+"), PublishedTimes.times("3+")]) == nil)
    }
}
