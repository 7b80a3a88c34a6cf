/// Two texts side by side: which lines of each stand in the other as well, by all runs of words and not by kept fingerprints alone.
struct Comparison: Sendable {
    struct Side: Sendable {
        /// Lines as text; what is not UTF-8 is replaced.
        let lines: [String]
        /// By line: whether it belongs to a run of words that the other side has too.
        let isShared: [Bool]

        var sharedLines: Int { isShared.count { $0 } }
    }

    let a: Side
    let b: Side

    init(_ a: [UInt8], endingA: String, _ b: [UInt8], endingB: String, _ settings: ReuseSettings) {
        let (first, second) = (Words(a, endingA, settings), Words(b, endingB, settings))
        self.a = first.side(sharedWith: Set(second.grams))
        self.b = second.side(sharedWith: Set(first.grams))
    }

    private struct Words {
        let tokens: CodeTokens
        let grams: [UInt64]
        let lines: [String]
        let gram: Int

        init(_ bytes: [UInt8], _ ending: String, _ settings: ReuseSettings) {
            tokens = bytes.withUnsafeBytes { CodeTokens($0, style: CodeStyle(fileExtension: ending), foldsNames: settings.foldsNames) }
            grams = Winnowing.grams(of: tokens.words, length: settings.gram)
            gram = settings.gram
            var split = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
                String(decoding: $0, as: UTF8.self)
            }
            if split.last?.isEmpty == true { split.removeLast() }
            lines = split
        }

        func side(sharedWith others: Set<UInt64>) -> Side {
            var shared = [Bool](repeating: false, count: lines.count)
            for (place, hash) in grams.enumerated() where others.contains(hash) {
                for word in place..<(place + gram) {
                    let line = Int(tokens.lines[word]) - 1
                    if shared.indices.contains(line) { shared[line] = true }
                }
            }
            return Side(lines: lines, isShared: shared)
        }
    }
}

extension Comparison.Side {
    /// A run of lines that are shown together.
    struct Passage: Sendable, Hashable {
        /// Indexes of lines.
        let lines: Range<Int>
    }

    /// The shared lines with a few around them, so many in all at most.
    func passages(around: Int = 3, most: Int = 400) -> [Passage] {
        var found: [Range<Int>] = []
        for line in isShared.indices where isShared[line] {
            let range = max(0, line - around)..<min(lines.count, line + around + 1)
            if let last = found.last, last.upperBound >= range.lowerBound {
                found[found.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                found.append(range)
            }
        }
        var left = most
        return found.compactMap { range in
            guard left > 0 else { return nil }
            let shown = range.prefix(left)
            left -= shown.count
            return Passage(lines: shown.lowerBound..<shown.upperBound)
        }
    }
}
