import TestSupport

/// Pairs of texts that lead the comparison into each of its steps.
enum TextPairs {
    typealias Pair = (old: [UInt8], new: [UInt8])

    private static let lineFeed = UInt8(ascii: "\n")

    /// What everybody would try by hand.
    static let byHand: [Pair] = [
        ("", "a\n"), ("a\n", ""), ("a", "a\n"), ("a\n", "a"), ("a", "b"), ("a\nb", "a\nb\n"), ("\n", "\n\n"),
        ("a\r\nb\r\n", "a\nb\n"), ("a\nb\n", "a\r\nb\r\n"), ("a\rb\r", "a\rc\r"), ("a\n\n\nb\n", "a\n\nb\n"),
        ("a\u{c}\nb\n", "b\n"), ("a\0b\nc\n", "a\0b\nd\n"), ("a\nb\nc\n", "c\nb\na\n"), ("ä\n", "a\n"),
    ].map { (Array($0.0.utf8), Array($0.1.utf8)) }

    /// Few lines of few kinds: many equally short paths, of which git takes one.
    static func small(using generator: inout SeededNumbers) -> Pair {
        let kinds = ["", "a", "b", "  a", "\tb", "}", "  }", "    x", " \t "].prefix(Int.random(in: 1...9, using: &generator))
        let old = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
            kinds.randomElement(using: &generator) ?? ""
        }
        let new = edited(old, edits: Int.random(in: 0...6, using: &generator), Array(kinds), using: &generator)
        return (bytes(old, using: &generator), bytes(new, using: &generator))
    }

    /// Blocks of indented code, repeated and taken out: changes that can stand in several places.
    static func indented(using generator: inout SeededNumbers) -> Pair {
        let words = ["if x {", "}", "return 1", "foo()", "", "bar(y)", "else {", "// c"]
        var old: [String] = []
        for _ in 0..<Int.random(in: 1...25, using: &generator) {
            let word = words.randomElement(using: &generator) ?? ""
            let unit = Bool.random(using: &generator) ? "    " : "\t"
            let depth = Int.random(in: 0...3, using: &generator)
            old.append(word.isEmpty ? word : String(repeating: unit, count: depth) + word)
            if Int.random(in: 0..<10, using: &generator) == 0 {
                old += Array(repeating: "", count: Int.random(in: 1...25, using: &generator))
            }
        }
        var new = old
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let block = part(of: new, upTo: 8, using: &generator)
            let place = Int.random(in: 0...new.count, using: &generator)
            if Bool.random(using: &generator) {
                new.insert(contentsOf: new[block], at: place)
            } else {
                new.removeSubrange(block)
            }
        }
        return (bytes(old, using: &generator), bytes(new, using: &generator))
    }

    /// Thousands of lines with hundreds of edits: the shortest path is too expensive.
    static func large(using generator: inout SeededNumbers) -> Pair {
        let count = [2, 3, 10, 100, 1000, 5000].randomElement(using: &generator) ?? 2
        let kinds = (0..<count).map { "w\($0)" }
        func text() -> [String] {
            (0..<Int.random(in: 300...3000, using: &generator)).map { _ in kinds.randomElement(using: &generator) ?? "" }
        }
        let old = text()
        var new = text()
        if Bool.random(using: &generator) {
            new = edited(old, edits: Int.random(in: 50...800, using: &generator), kinds, using: &generator)
        } else {
            // Texts that have nothing but a few long runs in common.
            for _ in 0..<Int.random(in: 0...6, using: &generator) {
                let run = old[part(of: old, upTo: 300, using: &generator)]
                new.insert(contentsOf: run, at: Int.random(in: 0...new.count, using: &generator))
            }
        }
        return (bytes(old, using: &generator), bytes(new, using: &generator))
    }

    /// Long runs of equal lines between thousands of small edits: paths that get far for their edits. Git looks at that only where more than
    /// 65,536 lines take part, as it gives up before in smaller texts.
    static func promising(using generator: inout SeededNumbers) -> Pair {
        let old = (0..<Int.random(in: 34_000...40_000, using: &generator)).map { "l\($0)" }
        var new: [String] = []
        var place = 0
        while place < old.count {
            let run = min(Int.random(in: 10...45, using: &generator), old.count - place)
            new += old[place..<(place + run)]
            place += run + Int.random(in: 0...3, using: &generator)
            // Lines from elsewhere, so that they have a partner.
            new += (0..<4).prefix(Int.random(in: 0...4, using: &generator)).map { _ in
                old.randomElement(using: &generator) ?? ""
            }
        }
        return (bytes(old, using: &generator), bytes(new, using: &generator))
    }

    /// A middle of new lines with frequent ones among them, between long equal ends that are full of these.
    static func frequent(using generator: inout SeededNumbers) -> Pair {
        let count = Int.random(in: 20...900, using: &generator)
        func end(_ name: String) -> [String] {
            (0..<count).map { ["}", "", "\(name)\($0)"].randomElement(using: &generator) ?? "" }
        }
        func middle(_ name: String) -> [String] {
            (0..<Int.random(in: 1...300, using: &generator)).map { line in
                switch Int.random(in: 0..<20, using: &generator) {
                case 0...2: "}"
                case 3...4: ""
                case 5...6: "c\(Int.random(in: 0...30, using: &generator))"
                default: "\(name)\(line)"
                }
            }
        }
        let (before, after) = (end("x"), end("y"))
        return (
            bytes(before + middle("o") + after, using: &generator), bytes(before + middle("n") + after, using: &generator)
        )
    }

    private static func part(of lines: [String], upTo most: Int, using generator: inout SeededNumbers) -> Range<Int> {
        let start = Int.random(in: 0...lines.count, using: &generator)
        return start..<min(lines.count, start + Int.random(in: 1...most, using: &generator))
    }

    private static func edited(
        _ lines: [String], edits: Int, _ kinds: [String], using generator: inout SeededNumbers
    ) -> [String] {
        var lines = lines
        for _ in 0..<edits {
            let block = part(of: lines, upTo: 4, using: &generator)
            let new = (0..<4).prefix(Int.random(in: 1...4, using: &generator)).map { _ in
                kinds.randomElement(using: &generator) ?? ""
            }
            switch Int.random(in: 0...3, using: &generator) {
            case 0: lines.insert(contentsOf: new, at: block.lowerBound)
            case 1: lines.removeSubrange(block)
            case 2: lines.replaceSubrange(block, with: new)
            default: lines.insert(contentsOf: lines[block], at: Int.random(in: 0...lines.count, using: &generator))
            }
        }
        return lines
    }

    /// One text in five has no line feed at its end, one in twenty carriage returns.
    private static func bytes(_ lines: [String], using generator: inout SeededNumbers) -> [UInt8] {
        let hasReturns = Int.random(in: 0..<20, using: &generator) == 0
        var text = Array(lines.joined(separator: hasReturns ? "\r\n" : "\n").utf8)
        if !lines.isEmpty && Int.random(in: 0..<5, using: &generator) > 0 { text.append(lineFeed) }
        return text
    }
}
