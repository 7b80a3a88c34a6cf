public import Store

/// Every suggestion that the ledger gives rise to now, the likeliest first.
public struct SuggestionList: Sendable {
    public let all: [Suggestion]

    /// For each person the likeliest so many.
    private static let mostPerPerson = 5
    /// Below this it is chance.
    public static let leastScore = 0.3

    init(_ reader: any SQLReader, at now: Instant) throws {
        let source = try SuggestionSource(reader, at: now)
        var comparison = SuggestionComparison(source)
        comparison.run()
        all = Self.bounded(
            comparison.pairs.compactMap { pair, signs -> Suggestion? in
                guard !source.settled.contains(pair) else { return nil }
                return Self.suggestion(signs, source)
            })
    }

    private static func suggestion(_ signs: [SuggestionComparison.Found], _ source: SuggestionSource) -> Suggestion? {
        let signs = signs.sorted { ($1.weight, $0.sign.rawValue, $0.a, $0.b) < ($0.weight, $1.sign.rawValue, $1.a, $1.b) }
        let score = 1 - signs.reduce(1) { $0 * (1 - $1.weight) }
        guard score >= leastScore, let best = signs.first else { return nil }
        let (a, b) = (source.accounts[Int(best.a)], source.accounts[Int(best.b)])
        let reasons = signs.map { found in
            Suggestion.Reason(
                rule: found.sign.name, words: found.sign.words(source.accounts[Int(found.a)], source.accounts[Int(found.b)]),
                weight: found.weight)
        }
        return Suggestion(
            first: a.id, second: b.id, firstPerson: PersonID(number: source.people[Int(a.person)]),
            secondPerson: PersonID(number: source.people[Int(b.person)]), score: (score * 1000).rounded() / 1000, reasons: reasons)
    }

    private static func bounded(_ suggestions: [Suggestion]) -> [Suggestion] {
        var counts: [PersonID: Int] = [:]
        return suggestions.sorted { $0.cursor < $1.cursor }.filter { suggestion in
            let people = [suggestion.firstPerson, suggestion.secondPerson]
            guard people.allSatisfy({ counts[$0, default: 0] < mostPerPerson }) else { return false }
            for person in people { counts[person, default: 0] += 1 }
            return true
        }
    }

    /// A page of the list.
    public func page(limit: Int, after cursor: Suggestion.Cursor? = nil) -> [Suggestion] {
        guard let cursor else { return Array(all.prefix(max(0, limit))) }
        var (low, high) = (0, all.count)
        while low < high {
            let middle = (low + high) / 2
            if cursor < all[middle].cursor { high = middle } else { low = middle + 1 }
        }
        return Array(all[low...].prefix(max(0, limit)))
    }
}

extension SQLReader {
    /// What weaker signs suggest now: accounts of different people that may be one person's. Refused pairs do not come
    /// back, and postponed ones not before their day.
    ///
    /// Reads all accounts; keep the list while ``revision()`` stays the same.
    public func suggestionList(at now: Instant) throws -> SuggestionList { try SuggestionList(self, at: now) }

    /// A page of ``suggestionList(at:)``, which is made anew for it.
    public func suggestions(limit: Int, after cursor: Suggestion.Cursor? = nil, at now: Instant) throws -> [Suggestion] {
        try suggestionList(at: now).page(limit: limit, after: cursor)
    }
}
