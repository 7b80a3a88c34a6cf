/// How well entries fit words that they hold: by the best place in which each word stands.
///
/// The databases' own ranks look at every place of every word in every description, which takes longer than all the rest of a search
/// where a word is in most entries, and the two of them rank unlike.
struct WordRanks: Sendable {
    /// The words of titles, summaries and terms: each once, sorted.
    private let words: [String]
    /// The words of the entry at a place, as numbers: those from `starts[place]` to the next, of which the title has
    /// those before `titleEnds[place]`.
    private let starts: [Int32]
    private let titleEnds: [Int32]
    private let numbers: [Int32]

    /// What a word is worth where it stands; one that is in the description alone is worth 1.
    private enum Worth {
        static let title = 12, inTitle = 9, heading = 5, inHeading = 4, description = 1
    }

    /// - Parameter heads: by place, texts as ``SearchText`` spells them.
    init(_ heads: [(title: String, rest: String)]) {
        func split(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
        var distinct: Set<String> = []
        for head in heads { distinct.formUnion(split(head.title) + split(head.rest)) }
        words = distinct.sorted()
        let numberOf = Dictionary(uniqueKeysWithValues: words.enumerated().map { ($1, Int32(truncatingIfNeeded: $0)) })
        var (starts, titleEnds, numbers): ([Int32], [Int32], [Int32]) = ([0], [], [])
        for head in heads {
            numbers += split(head.title).compactMap { numberOf[$0] }
            titleEnds.append(Int32(truncatingIfNeeded: numbers.count))
            numbers += split(head.rest).compactMap { numberOf[$0] }
            starts.append(Int32(truncatingIfNeeded: numbers.count))
        }
        (self.starts, self.titleEnds, self.numbers) = (starts, titleEnds, numbers)
    }

    /// The places in the order of what they are worth, the most first; equal ones as they came.
    ///
    /// - Parameter meant: the words that each of the entries holds, or the beginnings of them.
    func ranked(_ places: [Int], by meant: [String]) -> [Int] {
        let wanted = meant.map { word -> (whole: Int32, beginnings: Range<Int32>) in
            let first = words.lowerBound { $0 < word }
            let last = words.lowerBound { $0 < word || $0.hasPrefix(word) }
            let whole = first < words.count && words[first] == word ? Int32(first) : -1
            return (whole, Int32(first)..<Int32(last))
        }
        var buckets = [[Int]](repeating: [], count: wanted.count * Worth.title + 1)
        for place in places {
            var worth = 0
            for word in wanted { worth += self.worth(of: word.whole, word.beginnings, at: place) }
            buckets[worth].append(place)
        }
        return buckets.reversed().flatMap(\.self)
    }

    private func worth(of whole: Int32, _ beginnings: Range<Int32>, at place: Int) -> Int {
        guard !beginnings.isEmpty else { return Worth.description }
        var best = Worth.description
        let titleEnd = Int(titleEnds[place])
        for index in Int(starts[place])..<Int(starts[place + 1]) where beginnings.contains(numbers[index]) {
            let isWhole = numbers[index] == whole
            let isTitle = index < titleEnd
            best = max(best, isTitle ? (isWhole ? Worth.title : Worth.inTitle) : isWhole ? Worth.heading : Worth.inHeading)
        }
        return best
    }
}

extension [String] {
    /// The index of the first element that is not before, of elements of which those before come first.
    fileprivate func lowerBound(isBefore: (String) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
