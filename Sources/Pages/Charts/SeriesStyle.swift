/// How the series with a number is told apart: by colour, and by the shape of its marks or the texture of its bars,
/// so that colour is never the only carrier.
struct SeriesStyle {
    let number: Int
    let isUnknown: Bool

    init(_ number: Int, isUnknown: Bool = false) {
        self.number = number
        self.isUnknown = isUnknown
    }

    /// Eight colours in turn.
    private var colour: Int { number % 8 + 1 }
    var lineClass: String { "s\(colour)" }
    /// The class that sets the colour of a filled shape.
    var fillClass: String { isUnknown ? "unknown" : "f\(colour)" }

    /// A mark whose middle is at the given place: round, square, pointed or three-cornered in turn.
    ///
    /// - Parameter isOpen: for running periods.
    func mark(x: HTML, y: HTML, isOpen: Bool) -> HTML {
        let path: HTML =
            switch number % 4 {
            case 0: "M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0Z"
            case 1: "M-3.2-3.2h6.4v6.4h-6.4Z"
            case 2: "M0-4.6 4.6 0 0 4.6-4.6 0Z"
            default: "M0-4.4 4.4 3.4h-8.8Z"
            }
        return
            "<svg x=\"\(x)\" y=\"\(y)\" overflow=\"visible\"><path class=\"mark-\(isOpen ? "open" : "full") s\(colour)\" d=\"\(path)\"/></svg>\n"
    }

    /// The texture that lies over a bar: none, or lines and dots of the page's colour.
    ///
    /// - Parameter prefix: of the ids of the patterns that ``patterns(_:count:)`` defines.
    func fill(_ prefix: String) -> HTML {
        isUnknown ? "url(#\(prefix)-unknown)" : "url(#\(prefix)-\(number))"
    }

    /// The definitions of all fills of a drawing.
    static func patterns(_ prefix: String, _ styles: [SeriesStyle]) -> HTML {
        "<defs>\(styles.map { $0.pattern(prefix) })</defs>\n"
    }

    private func pattern(_ prefix: String) -> HTML {
        let id: HTML = isUnknown ? "\(prefix)-unknown" : "\(prefix)-\(number)"
        let texture: HTML =
            switch (isUnknown, number % 4) {
            case (true, _): "<path class=\"hatch\" d=\"M-2 2l4-4M0 8l8-8M6 10l4-4\"/>"
            case (_, 0): ""
            case (_, 1): "<path class=\"texture\" d=\"M0 4h8\"/>"
            case (_, 2): "<path class=\"texture\" d=\"M-2 6l4 4M0 0l8 8M6-2l4 4\"/>"
            default: "<circle class=\"texture-dot\" cx=\"4\" cy=\"4\" r=\"1.2\"/>"
            }
        return """
            <pattern id="\(id)" width="8" height="8" patternUnits="userSpaceOnUse">\
            <rect class="\(fillClass)" width="8" height="8"/>\(texture)</pattern>
            """
    }
}
