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

    func value(of window: Window) -> Double? { linesByLanguage(window).values.reduce(0) { $0 + $1.lines } }

    func listing(of window: Window) -> Listing {
        .tallies(RowColumn("language", "Language"), RowColumn("lines", "Lines changed"), tallies(of: window) ?? [])
    }

    func tallies(of window: Window) -> [Tally]? {
        linesByLanguage(window).sorted { $0.key < $1.key }.map { language, counted in
            let key = String(language.lowercased().map { $0.isLetter || $0.isNumber || $0 == "+" || $0 == "#" ? $0 : "-" })
            return Tally(key: key, title: language, value: counted.lines, n: counted.n)
        }
    }

    /// Lines by how much of their commits counts, and the lines of these commits.
    private func linesByLanguage(_ window: Window) -> [String: (lines: Double, n: Int)] {
        guard let files = window.files else { return [:] }
        // Whole lines of each path, and those of which only a part counts in millionths.
        var lines: [Int32: (whole: Int, partial: Double)] = [:]
        for row in window.rows {
            let share = window.counted.share(row)
            for change in files.changes(of: window.commit(row)) {
                let count = max(0, Int(files.added[change])) + max(0, Int(files.removed[change]))
                guard count > 0 else { continue }
                if share == Portion.whole {
                    lines[files.path[change], default: (0, 0)].whole += count
                } else {
                    lines[files.path[change], default: (0, 0)].partial += Double(count) * Double(share)
                }
            }
        }
        var languages: [String: (lines: Double, n: Int)] = [:]
        for (path, count) in lines {
            let language = Language.of(files.paths[Int(path)]) ?? "Other"
            let counted = Double(count.whole) + count.partial / Double(Portion.whole)
            languages[language, default: (0, 0)].lines += counted
            languages[language, default: (0, 0)].n += max(1, Int(counted))
        }
        return languages
    }
}
