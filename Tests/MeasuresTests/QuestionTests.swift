import Ledger
import Measures
import Testing

@Suite("Questions")
struct QuestionTests {
    private let card = MeasureCard(
        id: "test.measure", title: "Test", question: "?", definition: "", unit: .people,
        parameters: [
            MeasureParameter("most", "", .integer(1...10), default: "5"),
            MeasureParameter("kinds", "", .choices(["a", "b"]), default: "a"),
        ], dimensions: [.project], parts: .sum, rowNoun: "people")

    private func question(_ values: [String: String]) throws(QuestionError) -> Question {
        try Question(of: card, values: values, calendar: .utc)
    }

    @Test("what a question writes leads back to the same question")
    func roundTrip() throws {
        let values = [
            "period": "quarter", "from": "2025-Q1", "to": "2026-Q2", "project": "alpha", "split": "project",
            "as-known": "2026-01-31", "most": "7", "kinds": "a,b",
        ]
        let first = try question(values)
        let second = try question(Dictionary(uniqueKeysWithValues: first.values.map { ($0.name, $0.value) }))
        #expect(first == second)
        #expect(first.asKnown?.description == "2026-01-31T23:59:59Z")
    }

    @Test("defaults and empty values are left out")
    func defaults() throws {
        #expect(try question(["most": "5", "project": "", "period": "month"]).values.isEmpty)
    }

    @Test(
        "each mistake is named with what is allowed",
        arguments: [
            (["period": "week"], "month | quarter | year | trailing"), (["from": "soon"], "a year (2026)"), (["most": "11"], "1 to 10"),
            (["kinds": "a,c"], "some of a,b"), (["split": "type"], "it can be split by project"), (["split": "x"], "project"),
            (["from": "2026-02", "to": "2026-01"], "a period from 2026-02 on"), (["as-known": "yesterday"], "a day (2026-03-31)"),
            (["colour": "red"], "There is no parameter “colour”"),
        ])
    func mistakes(_ values: [String: String], _ words: String) {
        let error = #expect(throws: QuestionError.self) { _ = try question(values) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
}

@Suite("Statistics")
struct StatisticsTests {
    @Test("a median of an even count is the mean of the two middle values")
    func median() {
        #expect(Statistics.median([4, 1, 3, 2]) == 2.5)
        #expect(Statistics.median([3, 1, 2]) == 2)
        #expect(Statistics.median([]) == nil)
    }

    @Test("percentiles interpolate linearly between values (type 7)")
    func percentiles() {
        #expect(Statistics.percentile(0.75, of: [1, 2, 3, 4]) == 3.25)
        #expect(Statistics.percentile(0.9, of: [10]) == 10)
        #expect(Statistics.percentile(1, of: [1, 5]) == 5)
    }
}

@Suite("Cache of answers")
struct AnswerCacheTests {
    @Test("an answer is kept for its revision only, and the newest revision wins")
    func revisions() {
        let cache = AnswerCache<Int>(capacity: 4)
        cache.keep(1, "a", revision: 1)
        #expect(cache.value("a", revision: 1) == 1)
        #expect(cache.value("a", revision: 2) == nil)
        cache.keep(2, "a", revision: 2)
        cache.keep(3, "b", revision: 1)
        #expect(cache.value("a", revision: 2) == 2)
        #expect(cache.value("b", revision: 1) == nil)
    }

    @Test("it never holds more than its capacity")
    func capacity() {
        let cache = AnswerCache<Int>(capacity: 4)
        for number in 0..<100 { cache.keep(number, "\(number)", revision: 1) }
        #expect((0..<100).count { cache.value("\($0)", revision: 1) != nil } <= 4)
        #expect(cache.value("99", revision: 1) == 99)
    }
}
