/// The parts of a whole as rows with a bar each, the largest first; what is unknown comes last and hatched.
public struct ShareBars: Drawing {
    public struct Part: Sendable {
        public let name: String
        public let value: Double
        public let isUnknown: Bool
        public let address: SafeURL?

        public init(_ name: String, _ value: Double, isUnknown: Bool = false, address: SafeURL? = nil) {
            self.name = name
            self.value = value.isFinite ? max(value, 0) : 0
            self.isUnknown = isUnknown
            self.address = address
        }
    }

    public let id: String
    public let title: String
    public let format: ValueFormat
    public let parts: [Part]
    private let most: Int

    /// - Parameter most: how many known parts are drawn; the rest is added up in one.
    public init(_ title: String, id: String, parts: [Part], format: ValueFormat = .integer, most: Int = 10) {
        self.title = title
        self.id = id
        self.format = format
        self.most = min(max(most, 1), ChartReduction.mostSeries)
        let known = parts.filter { !$0.isUnknown }.enumerated().sorted { a, b in
            (b.element.value, a.offset) < (a.element.value, b.offset)
        }.map(\.element)
        self.parts = known + parts.filter(\.isUnknown)
    }

    private var whole: Double { parts.reduce(0) { $0 + $1.value } }

    private var drawn: [Part] {
        let known = parts.filter { !$0.isUnknown }
        guard known.count > most else { return parts }
        let rest = known.dropFirst(most)
        return known.prefix(most) + [Part("Others (\(rest.count))", rest.reduce(0) { $0 + $1.value })] + parts.filter(\.isUnknown)
    }

    public var remarks: [String] {
        let known = parts.filter { !$0.isUnknown }.count
        return known > most ? ["The \(most) largest are shown; \(known - most) others are added up."] : []
    }

    public var picture: HTML {
        guard whole > 0 else { return "<p class=\"chart-empty\">No data in this selection.</p>" }
        return "<ol class=\"shares\">\(drawn.map(row))</ol>"
    }

    private func row(_ part: Part) -> HTML {
        let share = part.value / whole
        let name = part.address.map { HTML.link(part.name, to: $0) } ?? HTML.isolated(part.name)
        let style = SeriesStyle(0, isUnknown: part.isUnknown)
        return """
            <li><span class="share-name">\(name)</span> <span class="share-value">\(format.text(part.value)) \
            <b>\(Format.percent(share))</b></span>\
            <svg class="share" width="100%" height="10" aria-hidden="true" focusable="false">\
            \(part.isUnknown ? SeriesStyle.patterns(id, [style]) : "")\
            <rect class="track" width="100%" height="10" rx="2"/>\
            <rect class="bar\(part.isUnknown ? "" : " f1")"\(part.isUnknown ? " fill=\"\(style.fill(id))\"" : "" as HTML) \
            width="\(percent: max(share * 100, 0.3))" height="10" rx="2"/></svg></li>

            """
    }

    public var table: Table {
        Table(
            title, id: "\(id)-table",
            columns: [Table.Column("Part"), Table.Column("Value", .number), Table.Column("Share", .number)],
            rows: parts.map { part in
                [
                    part.address.map { .link(part.name, $0) } ?? .text(part.name), .value(part.value, format),
                    .value(whole > 0 ? part.value / whole : nil, .percent),
                ]
            })
    }
}
