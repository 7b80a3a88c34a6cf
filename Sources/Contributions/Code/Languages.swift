import Measures

/// Lines changed by programming language.
struct Languages: WindowMeasure {
    let card = MeasureCard(
        id: "code.languages",
        title: "Languages",
        question: "In which languages is the work?",
        definition: """
            Lines added plus lines removed in the period, split by type into the language that each file's name \
            tells. Files whose name tells none are a part of their own.
            """,
        unit: .lines,
        standards: [.chaoss("Programming Language Distribution", "programming-language-distribution")],
        parameters: [CommonParameter.bots, CommonParameter.dates], parts: .sum, rowNoun: "languages")

    var needsFiles: Bool { true }

    func value(of window: Window) -> Double? { linesByLanguage(window).values.reduce(0) { $0 + Double($1) } }

    func listing(of window: Window) -> Listing {
        .tallies(RowColumn("language", "Language"), RowColumn("lines", "Lines changed"), tallies(of: window) ?? [])
    }

    func tallies(of window: Window) -> [Tally]? {
        linesByLanguage(window).sorted { $0.key < $1.key }.map { language, lines in
            let key = String(language.lowercased().map { $0.isLetter || $0.isNumber || $0 == "+" || $0 == "#" ? $0 : "-" })
            return Tally(key: key, title: language, value: Double(lines), n: lines)
        }
    }

    private func linesByLanguage(_ window: Window) -> [String: Int] {
        guard let files = window.files else { return [:] }
        var lines: [Int32: Int] = [:]
        for row in window.rows {
            for change in files.changes(of: window.commit(row)) {
                let count = max(0, Int(files.added[change])) + max(0, Int(files.removed[change]))
                if count > 0 { lines[files.path[change], default: 0] += count }
            }
        }
        var languages: [String: Int] = [:]
        for (path, count) in lines { languages[Language.of(files.paths[Int(path)]) ?? "Other", default: 0] += count }
        return languages
    }
}
