import Ledger
import Measures
import Testing

@Suite("What moved a measure")
struct MovementTests {
    /// Two months of figures that are given, by part.
    private struct Given: Measure {
        let card: MeasureCard
        let parts: [(key: String, points: [(value: Double?, n: Int)])]
        let whole: [(value: Double?, n: Int)]
        var overlap: [Double?] = []

        func answer(_ question: Question, at moment: Moment) async throws -> Answer {
            let first = Period(.month, containing: CivilDate(year: 2026, month: 1, day: 1))
            func points(_ values: [(value: Double?, n: Int)]) -> [Answer.Point] {
                values.enumerated().map { index, value in
                    Answer.Point(
                        period: first.advanced(by: index), value: value.value, n: value.n, unknownShare: nil, running: index == 2)
                }.filter { (question.from ?? first) <= $0.period && $0.period <= (question.to ?? $0.period) }
            }
            let parts = question.split == nil ? [] : parts.map { Answer.Part(key: $0.key, title: $0.key, points: points($0.points)) }
            return Answer(
                points: points(whole), parts: parts, overlap: question.split == nil ? [] : overlap,
                freshness: .init(newestFact: nil, collectedAt: nil, asKnown: nil))
        }

        func rows(_ request: RowRequest, at moment: Moment) async throws -> RowPage {
            RowPage(columns: [], rows: [], total: 0, next: nil)
        }
    }

    private func movement(
        _ unit: MeasureUnit, _ rule: MeasureCard.PartsRule, whole: [(value: Double?, n: Int)],
        parts: [(key: String, points: [(value: Double?, n: Int)])], overlap: [Double?] = [], dimensions: [Dimension] = [.project]
    ) async throws -> Movement? {
        let card = MeasureCard(
            id: "test.measure", title: "Test", question: "?", definition: "", unit: unit, dimensions: dimensions, parts: rule,
            rowNoun: "things")
        let now = try #require(Instant("2026-03-15T00:00:00Z"))
        return try await Movement.load(
            of: Given(card: card, parts: parts, whole: whole, overlap: overlap), Question("test.measure"),
            at: Moment(revision: 1, now: now), calendar: .utc)
    }

    @Test("the last period that is over is compared with the one before, not the one that runs")
    func periods() async throws {
        let movement = try #require(
            try await movement(
                .people, .sum, whole: [(10, 10), (16, 16), (3, 3)],
                parts: [("a", [(5, 5), (11, 11), (1, 1)]), ("b", [(5, 5), (5, 5), (2, 2)])]))
        #expect(movement.before.period.key == "2026-01")
        #expect(movement.after.period.key == "2026-02")
        #expect(movement.change == 6)
        guard case .cause(.project, let parts, let explained) = movement.verdict else {
            Issue.record("One part explains all of it.")
            return
        }
        #expect(parts.map(\.key) == ["a"])
        #expect(parts.map(\.effect) == [6])
        #expect(explained == 1)
    }

    @Test("what several parts count keeps the sum and is no cause")
    func overlap() async throws {
        let movement = try #require(
            try await movement(
                .people, .overlap, whole: [(10, 10), (8, 8), (0, 0)],
                parts: [("a", [(6, 6), (6, 6), (0, 0)]), ("b", [(6, 6), (6, 6), (0, 0)])],
                overlap: [-2, -4]))
        guard case .sum(let decomposition) = try #require(movement.divisions.first).effects else {
            Issue.record("The parts of people sum with their overlap.")
            return
        }
        #expect(decomposition.change == -2)
        #expect(decomposition.shares.first?.part.key == Movement.overlapKey)
        #expect(movement.verdict == .noSingleCause)
    }

    @Test("a share is taken apart into mix and rate when its parts make up the whole")
    func ratio() async throws {
        let movement = try #require(
            try await movement(
                .share, .sideBySide, whole: [(0.5, 200), (0.425, 200), (nil, 0)],
                parts: [("a", [(0.8, 100), (0.9, 50), (nil, 0)]), ("b", [(0.2, 100), (40.0 / 150, 150), (nil, 0)])]))
        guard case .ratio(let ratio) = try #require(movement.divisions.first).effects else {
            Issue.record("A share is a ratio.")
            return
        }
        #expect((ratio.mix + ratio.rate - (movement.change ?? 0)).magnitude < 1e-12)
        // a lost 0.25 of the whole and was 0.3 above it: −0.075, and rose: +0.025. b: 0.25·(0.2−0.5) + 0.75·(4/15−0.2) = −0.025.
        #expect(ratio.effects.map { ($0.total * 1000).rounded() } == [-50, -25])
        // Both parts are all there are.
        #expect(movement.verdict == .noSingleCause)
    }

    @Test("of a share, the parts with the largest effects are the cause when they explain two thirds")
    func ratioCause() async throws {
        let movement = try #require(
            try await movement(
                .share, .sideBySide, whole: [(0.5, 200), (0.6, 200), (nil, 0)],
                parts: [
                    ("a", [(0.5, 100), (0.7, 100), (nil, 0)]), ("b", [(0.5, 60), (0.5, 60), (nil, 0)]),
                    ("c", [(0.5, 40), (0.5, 40), (nil, 0)]),
                ]))
        guard case .cause(.project, let parts, let explained) = movement.verdict else {
            Issue.record("One part explains all of it.")
            return
        }
        #expect(parts.map(\.key) == ["a"])
        #expect((explained - 1).magnitude < 1e-9)
    }

    @Test("shares whose parts do not make up the whole, and medians, stand side by side and name no cause")
    func sideBySide() async throws {
        let share = try #require(
            try await movement(.share, .sideBySide, whole: [(0.5, 10), (0.6, 10), (0, 0)], parts: [("a", [(0.1, 4), (0.2, 4), (0, 0)])]))
        #expect(share.verdict == .notDivisible)
        guard case .sideBySide(let parts) = try #require(share.divisions.first).effects else {
            Issue.record("These parts are no ratio of the whole.")
            return
        }
        #expect(parts.map(\.key) == ["a"])
    }

    @Test("without two periods that have data there is nothing to compare")
    func nothing() async throws {
        #expect(try await movement(.people, .sum, whole: [], parts: []) == nil)
        let silent = try #require(
            try await movement(.people, .sum, whole: [(nil, 0), (4, 4), (1, 1)], parts: [("a", [(nil, 0), (4, 4), (1, 1)])]))
        #expect(silent.change == nil)
        #expect(silent.verdict == .notDivisible)
        #expect(
            try await movement(.people, .sum, whole: [(4, 4), (4, 4), (1, 1)], parts: [("a", [(4, 4), (4, 4), (1, 1)])])?.verdict
                == .unchanged)
    }
}
