/// The values that entries have in each facet, as numbers, so that counting them for a question is a walk over numbers.
struct FacetIndex: Sendable {
    /// By facet, in the order of `CatalogueResult.Facet.allCases`.
    private let columns: [Column]

    /// The values of all entries in one facet.
    private struct Column: Sendable {
        let facet: CatalogueResult.Facet
        /// Each value once, with how it is shown.
        private(set) var values: [String] = []
        private(set) var titles: [String] = []
        private var numbers: [String: Int32] = [:]
        /// The values of the entry at a place: those from `starts[place]` to the next.
        private(set) var starts: [Int32] = [0]
        private(set) var entries: [Int32] = []

        init(_ facet: CatalogueResult.Facet, _ cards: [CatalogueShelf.Card]) {
            self.facet = facet
            for card in cards {
                let first = entries.count
                for (value, title) in card.values(of: facet) {
                    let number = numbers[value] ?? Int32(truncatingIfNeeded: values.count)
                    if number == values.count {
                        numbers[value] = number
                        values.append(value)
                        titles.append(title)
                    }
                    if !entries[first...].contains(number) { entries.append(number) }
                }
                starts.append(Int32(truncatingIfNeeded: entries.count))
            }
        }

        /// The number of a value; one that no entry has where nobody has the value.
        func number(of value: String) -> Int32 { numbers[value] ?? -1 }

        func range(_ place: Int) -> Range<Int> { Int(starts[place])..<Int(starts[place + 1]) }
    }

    init(_ cards: [CatalogueShelf.Card]) { columns = CatalogueResult.Facet.allCases.map { Column($0, cards) } }

    /// Those of the places that are all that was chosen; and what each value of a facet would find, were it chosen with all that is
    /// chosen in the other facets, the most frequent first.
    func narrow(_ places: [Int32], to query: CatalogueQuery) -> (found: [Int], facets: [CatalogueResult.Facet: [CatalogueResult.Choice]]) {
        let chosen = columns.map { column in query.choice(in: column.facet).map(column.number) }
        var counts = columns.map { [Int](repeating: 0, count: $0.values.count) }
        var found: [Int] = []
        for place in places.lazy.map(Int.init) {
            // The facet by which the entry is not what was chosen; an entry with two counts nowhere.
            var missed: Int?
            var misses = 0
            for (number, column) in columns.enumerated() {
                guard let value = chosen[number], !column.entries[column.range(place)].contains(value) else { continue }
                (missed, misses) = (number, misses + 1)
            }
            guard misses < 2 else { continue }
            if misses == 0 { found.append(place) }
            for number in columns.indices where missed == nil || missed == number {
                for entry in columns[number].range(place) { counts[number][Int(columns[number].entries[entry])] += 1 }
            }
        }
        var facets: [CatalogueResult.Facet: [CatalogueResult.Choice]] = [:]
        for (column, counts) in zip(columns, counts) {
            let choices = counts.indices.filter { counts[$0] > 0 }.map {
                CatalogueResult.Choice(value: column.values[$0], title: column.titles[$0], count: counts[$0])
            }
            if !choices.isEmpty { facets[column.facet] = choices.sorted { ($1.count, $0.value) < ($0.count, $1.value) } }
        }
        return (found, facets)
    }
}

extension CatalogueQuery {
    /// What was chosen in a facet; nil when nothing was.
    fileprivate func choice(in facet: CatalogueResult.Facet) -> String? {
        switch facet {
        case .status: status?.rawValue
        case .licence: licence
        case .language: language
        case .department: department
        case .help: wantsHelp ? "yes" : nil
        }
    }
}

extension CatalogueShelf.Card {
    /// What the entry has in a facet, with how it is shown.
    fileprivate func values(of facet: CatalogueResult.Facet) -> [(value: String, title: String)] {
        switch facet {
        case .status: entry.status.map { [($0.rawValue, $0.title)] } ?? []
        case .licence: licences.map { ($0, $0) }
        case .language: entry.languages.map { ($0, $0) }
        case .department: department.map { [($0.slug, $0.name)] } ?? []
        case .help: entry.openings > 0 ? [("yes", "With open issues for newcomers")] : []
        }
    }
}
