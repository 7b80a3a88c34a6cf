import Testing

@testable import PackReader

@Suite struct TextLinesTests {
    private let hasher = LineDigest()

    private func lines(_ text: String) -> TextLines {
        Array(text.utf8).withUnsafeBytes { TextLines($0, hasher: hasher) }
    }

    @Test func aLineEndsWithItsLineFeedAndALastLineWithoutOneIsALine() {
        #expect(lines("").hashes.isEmpty)
        #expect(lines("\n").hashes.count == 1)
        #expect(lines("a").hashes.count == 1)
        #expect(lines("a\nbc\n").hashes.count == 2)
        #expect(lines("a\n\nbc").hashes.count == 3)
    }

    @Test func equalLinesHaveEqualHashesWhereverTheyStand() {
        for length in 0...40 {
            let line = String(repeating: "x", count: length) + "\n"
            for before in 0...9 {
                let found = lines(String(repeating: "y", count: before) + "\n" + line + line).hashes
                #expect(found.count == 3)
                #expect(found[1] == found[2])
                #expect(found[1] == lines(line).hashes[0])
            }
        }
    }

    @Test func linesThatDifferInOneByteOrInTheLineFeedDiffer() {
        let texts = ["\n", "\0\n", "\0\0\n", "a", "a\n", "a\r\n", "a \n", "b\n", "aaaaaaaa", "aaaaaaaa\n", "aaaaaaaa\0\n"]
        let hashes = texts.flatMap { lines($0).hashes }
        #expect(Set(hashes).count == texts.count)
    }

    @Test func indentationCountsColumnsUpToTheFirstCharacter() {
        #expect(lines("a\n  a\n\ta\n  \ta\n\t a\n\r a\n").indents == [0, 2, 8, 8, 9, 1])
        #expect(lines("\n \t\n\r\n").indents == [Indent.blank, Indent.blank, Indent.blank])
        #expect(lines(String(repeating: " ", count: 300) + "a\n").indents == [200])
        #expect(lines(String(repeating: " ", count: 300) + "\n").indents == [200])
    }
}
