import Testing

@testable import Collectors

@Suite("Commits shared out among processes")
struct CommitQueueTests {
    private func blocks(_ count: Int, workers: Int) -> [[String]] {
        let queue = CommitQueue((0..<count).map(String.init), workers: workers)
        var blocks: [[String]] = []
        while let block = queue.next() { blocks.append(block) }
        return blocks
    }

    @Test("every commit is handed out once, the last one first", arguments: [0, 1, 31, 32, 33, 270, 5000])
    func all(_ count: Int) {
        #expect(blocks(count, workers: 2).flatMap(\.self) == (0..<count).reversed().map(String.init))
    }

    @Test("few commits are shared as well, and the last blocks are small")
    func sharing() {
        #expect(blocks(270, workers: 2).map(\.count) == [67, 50, 38, 32, 32, 32, 19])
        #expect(blocks(5000, workers: 2).first?.count == 512)
        #expect(blocks(20, workers: 2).map(\.count) == [20])
    }
}
