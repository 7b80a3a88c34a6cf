import Testing

@testable import Reuse

/// Winnowing as S. Schleimer, D. Wilkerson and A. Aiken published it (SIGMOD 2003).
@Suite("Winnowing")
struct WinnowingTests {
    /// Figure 2 of the paper: the 17 hypothetical hashes of the 5-grams of “adorunrunrunadorunrun”, windows of 4.
    private static let published: [UInt64] = [77, 74, 42, 17, 98, 50, 17, 98, 8, 88, 67, 39, 77, 74, 42, 17, 98]

    @Test("the paper's example gives the paper's fingerprints at the paper's places")
    func example() {
        let places = Winnowing.places(of: Self.published, window: 4)
        #expect(places.map { Self.published[$0] } == [17, 17, 8, 39, 17])
        #expect(places == [3, 6, 8, 11, 15])
    }

    @Test("“A do run run run, a do run run” has 17 runs of five letters, of which the same letters have the same hash")
    func grams() {
        let letters = "adorunrunrunadorunrun".utf8.map { UInt64($0) }
        let grams = Winnowing.grams(of: letters, length: 5)
        let texts = (0..<17).map { Array(letters[$0..<($0 + 5)]) }
        #expect(grams.count == 17)
        for a in 0..<17 {
            for b in 0..<17 { #expect((grams[a] == grams[b]) == (texts[a] == texts[b])) }
        }
    }

    @Test("of every window one hash is chosen, the smallest, and of equal ones the last", arguments: [1, 2, 3, 7, 50])
    func everyWindow(_ window: Int) {
        var random = Lehmer()
        let hashes = (0..<3000).map { _ in random.next() % 40 }
        let chosen = Set(Winnowing.places(of: hashes, window: window))
        var expected: Set<Int> = []
        for start in 0...(hashes.count - window) {
            let places = start..<(start + window)
            let least = places.map { hashes[$0] }.min()
            expected.insert(places.last { hashes[$0] == least } ?? start)
        }
        #expect(chosen == expected)
    }

    @Test("texts that share a run of k + w - 1 words share a fingerprint, wherever it stands")
    func guarantee() {
        let (gram, window) = (20, 21)
        var random = Lehmer()
        for length in [40, 41, 60] {
            for _ in 0..<200 {
                let shared = (0..<length).map { _ in random.next() }
                let a =
                    (0..<Int(random.next() % 90)).map { _ in random.next() } + shared
                    + (0..<Int(random.next() % 90)).map { _ in random.next() }
                let b =
                    (0..<Int(random.next() % 90)).map { _ in random.next() } + shared
                    + (0..<Int(random.next() % 90)).map { _ in random.next() }
                func marks(_ words: [UInt64]) -> Set<UInt64> {
                    let grams = Winnowing.grams(of: words, length: gram)
                    return Set(Winnowing.places(of: grams, window: window).map { grams[$0] })
                }
                #expect(!marks(a).isDisjoint(with: marks(b)))
            }
        }
    }

    @Test("nothing shorter than k words is found")
    func noise() {
        var random = Lehmer()
        let shared = (0..<19).map { _ in random.next() }
        let a = Winnowing.grams(of: (0..<50).map { _ in random.next() } + shared + (0..<50).map { _ in random.next() }, length: 20)
        let b = Winnowing.grams(of: (0..<50).map { _ in random.next() } + shared + (0..<50).map { _ in random.next() }, length: 20)
        #expect(Set(a).isDisjoint(with: b))
    }

    @Test("of random hashes 2 in w + 1 are chosen")
    func density() {
        var random = Lehmer()
        let chosen = Winnowing.places(of: (0..<100_000).map { _ in random.next() }, window: 21)
        #expect(abs(Double(chosen.count) / 100_000 - 2.0 / 22) < 0.003)
    }

    @Test("a text that is shorter than a window has no fingerprint")
    func short() {
        #expect(Winnowing.grams(of: [1, 2, 3], length: 4) == [])
        #expect(Winnowing.places(of: [1, 2, 3], window: 4) == [])
        #expect(Winnowing.places(of: [], window: 1) == [])
    }
}

/// Numbers that look random and are the same each time.
struct Lehmer: RandomNumberGenerator {
    private var state: UInt64 = 1

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 11
    }
}
