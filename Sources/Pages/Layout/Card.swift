/// One figure of a dashboard: what it is, how large, how it changed, where it comes from.
public struct Card: Sendable {
    /// A comparison with an earlier figure.
    public struct Change: Sendable {
        /// How the change is to be read; shown as an arrow and said in words.
        public enum Mood: String, Sendable { case better, worse, neutral }

        /// Such as `+12`.
        public let text: String
        /// Such as `than 2026-09`.
        public let comparedWith: String
        public let mood: Mood

        public init(_ text: String, comparedWith: String, mood: Mood = .neutral) {
            self.text = text
            self.comparedWith = comparedWith
            self.mood = mood
        }
    }

    public var title: String
    /// The page behind the figure.
    public var address: SafeURL
    /// The figure in full, or nil when there is no data.
    public var value: String?
    /// Such as `people` or the period.
    public var unit: String
    public var change: Change?
    public var trend: Sparkline?
    /// A short remark, such as the share that is unknown.
    public var remark: HTML?
    /// Sentences beneath the trend, such as what made the figure move.
    public var notes: [HTML]

    public init(
        _ title: String, value: String?, unit: String = "", address: SafeURL, change: Change? = nil,
        trend: Sparkline? = nil, remark: HTML? = nil, notes: [HTML] = []
    ) {
        self.title = title
        self.value = value
        self.unit = unit
        self.address = address
        self.change = change
        self.trend = trend
        self.remark = remark
        self.notes = notes
    }

    public var html: HTML {
        let figure: HTML = value.map { "<b>\($0)</b> <span>\(unit)</span>" } ?? "<b class=\"none\">no data</b>"
        return """
            <article class="card">
            <h3><a href="\(address)">\(title)</a></h3>
            <p class="figure">\(figure)</p>
            \(change.map(html))
            \(remark.map { "<p class=\"remark\">\($0)</p>" as HTML })
            \(trend?.html)\(notes.map { "<p class=\"note\">\($0)</p>" as HTML })
            </article>
            """
    }

    private func html(_ change: Change) -> HTML {
        let word: String? =
            switch change.mood {
            case .better: "better"
            case .worse: "worse"
            case .neutral: nil
            }
        return """
            <p class="change \(change.mood.rawValue)"><b>\(change.text)</b> \
            \(word.map { "<span class=\"mood\">\($0)</span> " as HTML })<span>\(change.comparedWith)</span></p>
            """
    }

    /// Cards side by side, under a heading for those who hear the page.
    ///
    /// - Parameter isWide: for few cards that say more than a figure.
    public static func grid(_ cards: [Card], heading: String = "Key figures", isWide: Bool = false) -> HTML {
        "<section class=\"cards\(isWide ? " wide" : "" as HTML)\"><h2 class=\"visually-hidden\">\(heading)</h2>\(cards.map(\.html))</section>"
    }
}
