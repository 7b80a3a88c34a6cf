import Pages

/// A badge: two words or a few in a picture, for READMEs and other pages.
struct Badge: Sendable, Hashable {
    enum Mood: Sendable { case good, careful, bad, plain }

    let label: String
    let value: String
    let mood: Mood

    init(_ label: String, _ value: String, _ mood: Mood = .plain) {
        // What nobody reads at this size only makes the picture wide.
        self.label = String(label.onOneLine.cleaned.prefix(40))
        self.value = String(value.onOneLine.cleaned.prefix(60))
        self.mood = mood
    }

    var words: String { "\(label): \(value)" }

    static func status(_ entry: CatalogueEntry) -> Badge {
        let mood: Mood =
            switch entry.status {
            case .stable?: .good
            case .beta?, .experimental?, .concept?: .careful
            case .deprecated?, .obsolete?: .bad
            case nil: .plain
            }
        return Badge("status", entry.status?.rawValue ?? "not said", mood)
    }

    static func licence(_ entry: CatalogueEntry) -> Badge { Badge("licence", entry.licence ?? "not known") }

    /// By how many people worked on it in twelve months.
    static func health(_ figure: ProjectFigures.Figure?) -> Badge {
        guard let figure, let number = figure.number, let value = figure.value else { return Badge("activity", "no data") }
        return Badge(
            "activity", "\(value) \(number == 1 ? "contributor" : "contributors") in 12 months",
            number >= 2 ? .good : number >= 1 ? .careful : .bad)
    }

    /// A picture without links, scripts, fonts or styles of others; all text is escaped.
    var svg: String {
        let (left, right) = (Self.width(label), Self.width(value))
        let (whole, name) = (left + right, XML.escaped(words))
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(whole)" height="20" role="img" aria-label="\(name)">\
            <title>\(name)</title>\
            <rect width="\(left)" height="20" fill="#444"/><rect x="\(left)" width="\(right)" height="20" fill="\(colour)"/>\
            <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">\
            <text x="\(left / 2)" y="14">\(XML.escaped(label))</text>\
            <text x="\(left + right / 2)" y="14">\(XML.escaped(value))</text></g></svg>

            """
    }

    /// White letters stand out from each of these by 4.5 to 1 and more.
    private var colour: String {
        switch mood {
        case .good: "#1a6f2e"
        case .careful: "#8a5a00"
        case .bad: "#a3261b"
        case .plain: "#37538f"
        }
    }

    /// About seven points for a letter, twice that for signs that are as wide as they are high.
    private static func width(_ text: String) -> Int {
        12 + text.unicodeScalars.reduce(0) { $0 + ($1.value < 0x1100 ? 7 : 13) }
    }
}
