import Testing

@testable import PackReader

@Suite struct LineTableTests {
    private func lines(_ text: [UInt8]) -> (hashes: [UInt64], ends: [UInt32], indents: [UInt8]) {
        var builder = LineTableBuilder(keepsIndents: true)
        let table = text.withUnsafeBytes { builder.table(of: $0) }
        guard let table, let indents = table.indents else { return ([], [], []) }
        return (Array(table.hashes), Array(table.ends), Array(indents))
    }

    @Test func aLineEndsWithItsLineFeedAndALastLineWithoutOneIsALine() {
        #expect(lines([]).ends == [])
        #expect(lines(Array("\n".utf8)).ends == [1])
        #expect(lines(Array("a".utf8)).ends == [1])
        #expect(lines(Array("a\nbc\n".utf8)).ends == [2, 5])
        #expect(lines(Array("a\n\nbc".utf8)).ends == [2, 3, 5])
    }

    @Test func equalLinesHaveEqualHashesWhereverTheyStand() {
        for length in 0...40 {
            let line = [UInt8](repeating: UInt8(ascii: "x"), count: length) + [0x0a]
            for before in 0...9 {
                let text = [UInt8](repeating: UInt8(ascii: "y"), count: before) + [0x0a] + line
                let found = lines(text + line).hashes
                #expect(found.count == 3)
                #expect(found[1] == found[2])
                #expect(found[1] == lines(line).hashes[0])
            }
        }
    }

    @Test func linesThatDifferInOneByteOrInTheLineFeedDiffer() {
        let texts = ["", "\n", "\0\n", "\0\0\n", "a", "a\n", "a\r\n", "a \n", "b\n", "aaaaaaaa", "aaaaaaaa\n", "aaaaaaaa\0\n"]
        let hashes = texts.flatMap { lines(Array($0.utf8)).hashes }
        #expect(hashes.count == texts.count - 1)
        #expect(Set(hashes).count == hashes.count)
    }

    /// A delta may copy and insert anything; the table of what it makes is the same as the one that is read from the text.
    @Test func aTableBuiltFromADeltaIsTheOneReadFromTheText() {
        var generator = SplitMix(seed: 11)
        for _ in 0..<3000 {
            let base = randomText(using: &generator)
            var text: [UInt8] = []
            var instructions: [(copy: Int?, length: Int)] = []
            for _ in 0..<Int.random(in: 0...6, using: &generator) {
                if Bool.random(using: &generator), !base.isEmpty {
                    let offset = Int.random(in: 0..<base.count, using: &generator)
                    let length = Int.random(in: 1...(base.count - offset), using: &generator)
                    text += base[offset..<(offset + length)]
                    instructions.append((offset, length))
                } else {
                    let new = randomText(using: &generator)
                    text += new
                    instructions.append((nil, new.count))
                }
            }
            let keepsIndentsOfBase = Bool.random(using: &generator)
            var baseBuilder = LineTableBuilder(keepsIndents: keepsIndentsOfBase)
            let baseTable = base.withUnsafeBytes { baseBuilder.table(of: $0) }
            var builder = LineTableBuilder(keepsIndents: true)
            let table = text.withUnsafeBytes { bytes -> LineTable? in
                guard let baseTable, builder.begin(bytes) else { return nil }
                for instruction in instructions {
                    if let offset = instruction.copy {
                        builder.copy(from: baseTable, at: offset, instruction.length)
                    } else {
                        builder.insert(instruction.length)
                    }
                }
                return builder.finish()
            }
            let read = lines(text)
            #expect(table.map { Array($0.hashes) } == read.hashes)
            #expect(table.map { Array($0.ends) } == read.ends)
            #expect(table?.indents.map { Array($0) } == read.indents)
            #expect(table?.isUnfinished == (text.last.map { $0 != 0x0a } ?? false))
        }
    }

    /// The instructions of a damaged delta may not fit the texts.
    @Test func instructionsThatDoNotFitGiveATableAllTheSame() {
        let base = Array("one\ntwo\nthree".utf8)
        let text = Array("one\ntwo\nfour\n".utf8)
        var builder = LineTableBuilder()
        let baseTable = base.withUnsafeBytes { builder.table(of: $0) }
        let count = text.withUnsafeBytes { bytes -> Int? in
            guard let baseTable, builder.begin(bytes) else { return nil }
            builder.copy(from: baseTable, at: 900, 4)
            builder.copy(from: baseTable, at: -1, 4)
            builder.insert(-3)
            builder.insert(9000)
            builder.copy(from: baseTable, at: 0, 8)
            return builder.finish().ends.last.map { Int($0) }
        }
        #expect(count == text.count)
    }

    private func randomText(using generator: inout SplitMix) -> [UInt8] {
        (0..<Int.random(in: 0...60, using: &generator)).map { _ in
            Array("ab \t\n\n\r".utf8).randomElement(using: &generator) ?? 0
        }
    }
}
