/// What an alignment says of a text.
enum LicenceVerdict: Equatable {
    case exact
    /// Differs in a few words of no weight.
    case close
    case modified

    /// Words that change what a licence says, or which licence it is.
    private static let weighty = Set(
        LicenceWords.hashes(
            """
            not no non except only without unless may must shall cannot never prohibited forbidden commercial noncommercial advertising
            patent patents modify modified modifications distribute sell evil good military
            """))
    /// Words that say which licence it is. A title may be missing; another may not stand in its place.
    private static let names = Set(LicenceWords.hashes("lesser library affero later"))
    private static let numbers = Set(LicenceWords.hashes("1 2 3 4 1.0 1.1 1.2 2.0 2.1 2.5 3.0 4.0"))

    init(_ one: LicenceAlignment, _ template: LicenceTemplate, _ words: [LicenceWords.Word]) {
        if one.distance == 0 { self = .exact; return }
        let allowed = max(2, template.required * 2 / 100)
        let isWeighty =
            one.missing.contains {
                let word = template.words[$0]
                return Self.weighty.contains(word) || Self.numbers.contains(word) || !one.added.isEmpty && Self.names.contains(word)
            }
            || one.added.contains { Self.weighty.contains(words[$0].hash) || Self.names.contains(words[$0].hash) }
        self = one.distance <= allowed && !isWeighty ? .close : .modified
    }
}

/// Which id stands for several that share a text.
enum LicenceIds {
    /// Current ids before deprecated ones, `-only` before `-or-later`, short before long. A deprecated id that another replaces
    /// stands for that one.
    static func ordered(_ entries: [LicenceList.Entry]) -> [String] {
        let sorted = entries.sorted {
            ($0.isDeprecated ? 1 : 0, $0.id.hasSuffix("-or-later") ? 1 : 0, $0.id.utf8.count, $0.id)
                < ($1.isDeprecated ? 1 : 0, $1.id.hasSuffix("-or-later") ? 1 : 0, $1.id.utf8.count, $1.id)
        }
        var ids: [String] = []
        for entry in sorted {
            if entry.isDeprecated, let current = try? LicenceExpression(entry.id).normalised().description, !ids.contains(current) {
                ids.append(current)
            }
            if !ids.contains(entry.id) { ids.append(entry.id) }
        }
        return ids
    }
}
