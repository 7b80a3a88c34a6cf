import Testing

@testable import Collectors

@Suite("Progress")
struct CollectionProgressTests {
    @Test("the rate and the time left follow from what is done")
    func estimate() {
        let progress = CollectionProgress(activity: "Counting lines", done: 300, total: 1200, elapsed: .seconds(3))
        #expect(progress.rate == 100 && progress.timeLeft == .seconds(9))
    }

    @Test("nothing is said before there is anything to go by, or without an end")
    func unknown() {
        #expect(CollectionProgress(activity: "", done: 0, total: 10, elapsed: .seconds(5)).timeLeft == nil)
        #expect(CollectionProgress(activity: "", done: 5, total: 10, elapsed: .zero).rate == nil)
        #expect(CollectionProgress(activity: "", done: 5, total: nil, elapsed: .seconds(1)).timeLeft == nil)
        #expect(CollectionProgress(activity: "", done: 12, total: 10, elapsed: .seconds(1)).timeLeft == .zero)
    }
}
