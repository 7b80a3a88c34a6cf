import Measures
import Testing

/// The example follows the paper on Adtributor: a revenue that should have been 100 and was 50.
@Suite("What made a figure move")
struct AttributionTests {
    private func decomposition(_ name: String, _ parts: [(key: String, before: Double, after: Double)]) -> Attribution.Decomposition {
        Attribution.Decomposition(
            dimension: name, parts: parts.map { .init(key: $0.key, title: $0.key, before: $0.before, after: $0.after) })
    }

    private var dataCentre: Attribution.Decomposition { decomposition("data centre", [("X", 94, 47), ("Y", 6, 3)]) }
    private var advertiser: Attribution.Decomposition {
        decomposition("advertiser", [("A1", 50, 24), ("A2", 20, 21), ("A3", 20, 4), ("A4", 10, 1)])
    }
    private var device: Attribution.Decomposition { decomposition("device", [("PC", 50, 49), ("mobile", 25, 1), ("tablet", 25, 0)]) }

    private func rounded(_ value: Double) -> Double { (value * 1e5).rounded() / 1e5 }

    @Test("the parts of a change sum to the change, whichever dimension divides it")
    func exact() {
        for decomposition in [dataCentre, advertiser, device] {
            #expect(decomposition.change == -50)
            #expect(decomposition.shares.reduce(0) { $0 + $1.part.change } == -50)
            #expect(rounded(decomposition.shares.reduce(0) { $0 + ($1.explains ?? 0) }) == 1)
        }
        #expect(advertiser.shares.map(\.part.key) == ["A1", "A3", "A4", "A2"])
    }

    @Test("surprise is what the example gives for each dimension and part")
    func surprise() {
        #expect(rounded(dataCentre.totalSurprise) == 0)
        #expect(rounded(advertiser.totalSurprise) == 0.04789)
        #expect(rounded(device.totalSurprise) == 0.18420)
        #expect(device.cause.map(\.part.key) == ["tablet", "mobile"])
        #expect(device.cause.map { rounded($0.surprise) } == [0.08664, 0.05793])
        #expect(rounded(device.surprise) == 0.14457)
        #expect(rounded(device.explained) == 0.98)
        #expect(Set(advertiser.cause.map(\.part.key)) == ["A4", "A3", "A1"])
        #expect(rounded(advertiser.surprise) == 0.02794)
        #expect(rounded(advertiser.explained) == 1.02)
    }

    @Test("the cause is the most surprising set, not the part that carries most of the change")
    func rankedBySurprise() {
        let all = [dataCentre, advertiser, device]
        #expect(Attribution.ranked(all).map(\.dimension) == ["device", "advertiser", "data centre"])
        #expect(dataCentre.cause.map(\.part.key) == ["X"])
        #expect(Attribution.verdict(all) == .cause(device))
    }

    @Test("where everything changed alike there is no single cause")
    func alike() {
        #expect(Attribution.verdict([dataCentre]) == .noSingleCause)
        #expect(Attribution.verdict([decomposition("project", [("only", 10, 5)])]) == .noSingleCause)
    }

    @Test("where no small set of parts explains two thirds there is no single cause")
    func scattered() {
        // Eleven parts lose one each of eleven: none explains more than a tenth.
        let parts = (1...11).map { (key: "p\($0)", before: Double($0), after: Double($0 - 1)) }
        let scattered = decomposition("project", parts)
        #expect(scattered.cause.isEmpty)
        #expect(Attribution.verdict([scattered]) == .noSingleCause)
    }

    @Test("all parts together are no cause, for they explain any change")
    func everything() {
        let both = decomposition("type", [("newcomer", 2, 0), ("returning", 7, 4)])
        #expect(both.change == -5)
        #expect(both.cause.isEmpty)
        #expect(Attribution.verdict([both]) == .noSingleCause)
    }

    @Test("the thresholds are where they are said to be")
    func thresholds() {
        // One part explains exactly two thirds less a little, the others a tenth or less.
        let below = decomposition("p", [("a", 0, 66), ("b", 100, 109), ("c", 100, 109), ("d", 100, 108), ("e", 100, 108)])
        #expect(below.cause.isEmpty)
        let reached = decomposition("p", [("a", 0, 67), ("b", 100, 109), ("c", 100, 108), ("d", 100, 108), ("e", 100, 108)])
        #expect(reached.cause.map(\.part.key) == ["a"])
    }

    @Test("a figure that did not change has no cause, even when its parts changed places")
    func unchanged() {
        let still = decomposition("p", [("a", 10, 5), ("b", 5, 10)])
        #expect(Attribution.verdict([still]) == .unchanged)
        #expect(still.shares.allSatisfy { $0.explains == nil })
    }

    @Test("what is counted in several parts keeps the sum and is never the cause")
    func overlap() {
        let parts: [Attribution.Part] = [
            .init(key: "a", title: "a", before: 10, after: 10), .init(key: "b", title: "b", before: 10, after: 10),
            .init(key: "overlap", title: "in several", before: -8, after: 0, canExplain: false),
        ]
        let decomposition = Attribution.Decomposition(dimension: "project", parts: parts)
        #expect(decomposition.change == 8)
        #expect(decomposition.cause.isEmpty)
        #expect(Attribution.verdict([decomposition]) == .noSingleCause)
    }

    @Test("a figure that came from nothing or went to nothing is taken apart without dividing by nothing")
    func nothing() {
        let start = decomposition("p", [("a", 0, 9), ("b", 0, 1)])
        #expect(start.shares.map(\.explains) == [0.9, 0.1])
        #expect(start.shares.allSatisfy { $0.surprise.isFinite })
        let end = decomposition("p", [("a", 9, 0), ("b", 1, 0)])
        #expect(end.change == -10)
        #expect(end.shares.allSatisfy { $0.surprise.isFinite })
        #expect(Attribution.verdict([decomposition("p", [])]) == .unchanged)
    }
}

@Suite("What made a ratio move")
struct RatioAttributionTests {
    private func part(_ key: String, _ before: (Double, Double), _ after: (Double, Double)) -> RatioAttribution.Part {
        .init(key: key, title: key, before: .init(before.0, of: before.1), after: .init(after.0, of: after.1))
    }

    @Test("a ratio can fall although it rose in every part: the mix is told apart from the rates")
    func simpson() throws {
        // a: 80 of 100, then 45 of 50. b: 20 of 100, then 40 of 150. Both rose; the whole fell from 0.5 to 0.425.
        let ratio = try #require(RatioAttribution([part("a", (80, 100), (45, 50)), part("b", (20, 100), (40, 150))]))
        #expect(ratio.before == 0.5)
        #expect(ratio.after == 0.425)
        // Mix: (0.25−0.5)·0.8 + (0.75−0.5)·0.2 = −0.15. Rates: 0.25·0.1 + 0.75·(4/15−0.2) = 0.075.
        #expect((ratio.mix + 0.15).magnitude < 1e-12)
        #expect((ratio.rate - 0.075).magnitude < 1e-12)
        #expect((ratio.mix + ratio.rate - ratio.change).magnitude < 1e-12)
    }

    @Test("a part that shrinks lowers the whole only if its own ratio was above the whole's")
    func sign() throws {
        let ratio = try #require(RatioAttribution([part("low", (10, 100), (1, 10)), part("high", (90, 100), (90, 100))]))
        let low = try #require(ratio.effects.first { $0.part.key == "low" })
        #expect(low.mix > 0)
        #expect(low.rate == 0)
    }

    @Test("parts that are new or gone are mix alone, and the sum stays exact")
    func comingAndGoing() throws {
        let ratio = try #require(
            RatioAttribution([part("gone", (5, 10), (0, 0)), part("new", (0, 0), (3, 4)), part("stays", (1, 10), (2, 10))]))
        #expect(ratio.effects.filter { $0.part.key != "stays" }.allSatisfy { $0.rate == 0 })
        #expect((ratio.mix + ratio.rate - ratio.change).magnitude < 1e-12)
        #expect(ratio.before == 0.3)
    }

    @Test("a period with nothing to divide by has no decomposition")
    func empty() {
        #expect(RatioAttribution([part("a", (0, 0), (1, 2))]) == nil)
        #expect(RatioAttribution([]) == nil)
    }
}
