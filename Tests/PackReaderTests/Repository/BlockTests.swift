import Testing

@testable import PackReader

@Suite("Commits read in blocks")
struct BlockTests {
    private func sizes(of count: Int, block: Int, budget: Int = 256 << 20) throws -> [Int] {
        let names = try (0..<count).map { try #require(ObjectID(String(repeating: "0", count: 32) + hexadecimal($0))) }
        var options = Repository.Options()
        options.block = block
        options.budget = budget
        var blocks = ChangeBlocks(of: names, options)
        var (sizes, seen): ([Int], [ObjectID]) = ([], [])
        while !blocks.isEmpty {
            let block = blocks.next()
            sizes.append(block.count)
            seen += block
        }
        #expect(seen == names)
        return sizes
    }

    private func hexadecimal(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    @Test("the last blocks are half as large, so that less is left to hand over when all is read")
    func shrinking() throws {
        #expect(try sizes(of: 39_548, block: 10_000) == [10_000, 10_000, 10_000, 5000, 4548])
        #expect(try sizes(of: 2500, block: 1000) == [1000, 1000, 500])
    }

    @Test("what fits into one block stays whole, and without a limit only memory counts")
    func whole() throws {
        #expect(try sizes(of: 7697, block: 10_000) == [7697])
        #expect(try sizes(of: 20_000, block: .max) == [20_000])
        #expect(try sizes(of: 20_000, block: .max, budget: 16 << 20) == [8192, 8192, 3616])
        #expect(try sizes(of: 0, block: 10_000) == [])
    }

    @Test("blocks give the same rows as all at once")
    func sameRows() throws {
        var history = HistoryScript()
        var lines: [UInt8] = []
        for turn in 0..<2300 {
            lines += Array("line \(turn * turn % 97)\n".utf8)
            if lines.count > 2000 { lines.removeFirst(700) }
            history.commit(.file("d\(turn % 3)/f\(turn % 11)", lines))
        }
        let scene = try PackScene()
        try scene.load(history)
        let commits = try scene.lines("rev-list", "--all").compactMap { ObjectID($0) }
        try #require(commits.count == 2300)
        var options = Repository.Options()
        options.block = 1000
        let inBlocks = try ChangeText.of(Repository(at: scene.path, options: options), commits)
        #expect(inBlocks.bytes == (try ChangeText.of(Repository(at: scene.path), commits).bytes))
        #expect(inBlocks.bytes == (try scene.numbersOfGit(of: commits)))
    }
}
