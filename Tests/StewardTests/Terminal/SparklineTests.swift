import Testing

@testable import steward

@Suite("Sparklines")
struct SparklineTests {
    @Test("bars stand on zero: the largest value is full, half of it is half as high")
    func heights() {
        #expect(Sparkline.drawn([0, 1, 2, 3, 4, 5, 6, 7, 8]) == "▁▂▃▄▅▆▇██")
        #expect(Sparkline.drawn([4, 8]) == "▅█")
        #expect(Sparkline.drawn([5, 5, 5]) == "███")
    }

    @Test("nothing but zeros is a line of the lowest bars")
    func zeros() {
        #expect(Sparkline.drawn([0, 0]) == "▁▁")
    }

    @Test("no data is a gap, never a bar")
    func gaps() {
        #expect(Sparkline.drawn([1, nil, 1]) == "█ █")
        #expect(Sparkline.drawn([nil, nil]) == "  ")
        #expect(Sparkline.drawn([.nan, .infinity, 2]) == "  █")
        #expect(Sparkline.drawn([]) == "")
    }

    @Test("negative values hang the row from the smallest one")
    func negatives() {
        #expect(Sparkline.drawn([-8, 0]) == "▁█")
        #expect(Sparkline.drawn([-.greatestFiniteMagnitude, .greatestFiniteMagnitude]) == "▁█")
    }
}
