import Store

/// The words that entries use, for finding what a misspelled one was meant to be.
struct Vocabulary: Sendable {
    struct Word: Sendable {
        let text: String
        let letters: [UInt8]
        let signs: UInt64
        /// How many entries use it.
        let entries: Int
    }

    /// Which letters a word has, as bits. An edit changes two of them at most, so words whose bits are far apart need no closer look.
    static func signs(of letters: [UInt8]) -> UInt64 { letters.reduce(0) { $0 | 1 << UInt64($1 & 63) } }

    /// More words than the largest catalogue has.
    static let mostWords = 300_000

    /// Sorted.
    let words: [Word]

    init(_ words: [(text: String, entries: Int)]) {
        self.words = words.map { Word($0.text, entries: $0.entries) }.sorted { $0.text < $1.text }
    }

    /// Whether some word begins with these letters.
    func holds(prefix: String) -> Bool {
        var (low, high) = (0, words.count)
        while low < high {
            let middle = (low + high) / 2
            if words[middle].text < prefix { low = middle + 1 } else { high = middle }
        }
        return low < words.count && words[low].text.hasPrefix(prefix)
    }

    /// The word that was probably meant: two edits away at most, one for short words; of several the nearest, then the most used.
    func nearest(to word: String) -> String? {
        let wanted = Array(word.utf8)
        guard wanted.count > 2, wanted.count <= 4 * SearchText.longestWord else { return nil }
        var best: (word: Word, distance: Int)?
        let signs = Self.signs(of: wanted)
        for candidate in words {
            let most = min(wanted.count < 5 ? 1 : 2, best?.distance ?? 2)
            guard (candidate.signs ^ signs).nonzeroBitCount <= 2 * most,
                let distance = EditDistance.between(wanted, candidate.letters, atMost: most)
            else { continue }
            if let best, (distance, -candidate.entries) >= (best.distance, -best.word.entries) { continue }
            best = (candidate, distance)
        }
        return best?.word.text
    }
}

extension Vocabulary.Word {
    fileprivate init(_ text: String, entries: Int) {
        let letters = Array(text.utf8)
        self.init(text: text, letters: letters, signs: Vocabulary.signs(of: letters), entries: entries)
    }
}

extension Vocabulary {
    static func load(_ reader: any SQLReader) throws -> Vocabulary {
        Vocabulary(try reader.rows("SELECT word, entries FROM catalogue_words") { ($0.text(0), $0.int(1)) })
    }

    /// Counts the words of all entries.
    static func replace(_ texts: [EntryText], in writer: any SQLWriter) throws {
        var counts: [String: Int] = [:]
        for text in texts { for word in text.vocabulary { counts[word, default: 0] += 1 } }
        let kept = counts.count <= mostWords ? counts.map { $0 } : Array(counts.sorted { $0.value > $1.value }.prefix(mostWords))
        try writer.execute("DELETE FROM catalogue_words")
        try writer.bulkLoad(into: "catalogue_words", columns: ["word", "entries"], onConflict: .fail) { rows in
            for (word, count) in kept {
                rows.text(word)
                rows.integer(Int64(count))
                try rows.endRow()
            }
        }
    }
}
