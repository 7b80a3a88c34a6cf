/// What made a figure change: a row for each part, with a bar to the right where it added and to the left where it took
/// away.
public struct DivergingBars: Drawing {
    public struct Part: Sendable {
        public let name: String
        public let before: Double
        public let after: Double
        /// What the part added to the change of the whole; for a ratio not the difference of ``after`` and ``before``.
        public let effect: Double
        public let isUnknown: Bool
        public let address: SafeURL?

        /// - Parameter effect: the difference of `after` and `before` when nil.
        public init(
            _ name: String, before: Double, after: Double, effect: Double? = nil, isUnknown: Bool = false, address: SafeURL? = nil
        ) {
            self.name = name
            self.before = before.isFinite ? before : 0
            self.after = after.isFinite ? after : 0
            self.effect = (effect ?? (self.after - self.before)).isFinite ? effect ?? (self.after - self.before) : 0
            self.isUnknown = isUnknown
            self.address = address
        }
    }

    public let id: String
    public let title: String
    public let format: ValueFormat
    /// The largest effects first.
    public let parts: [Part]
    private let before: String
    private let after: String
    private let most: Int

    /// - Parameters:
    ///   - before: the name of the earlier period.
    ///   - after: the name of the later period.
    ///   - most: how many parts are drawn; the rest is added up in one.
    public init(
        _ title: String, id: String, parts: [Part], before: String, after: String, format: ValueFormat = .integer, most: Int = 8
    ) {
        self.title = title
        self.id = id
        self.parts = parts.enumerated().sorted { a, b in
            (b.element.effect.magnitude, a.offset) < (a.element.effect.magnitude, b.offset)
        }.map(\.element)
        self.before = before
        self.after = after
        self.format = format
        self.most = min(max(most, 1), ChartReduction.mostSeries)
    }

    private var drawn: [Part] {
        let moved = parts.filter { $0.effect != 0 }
        guard moved.count > most else { return moved }
        let rest = moved.dropFirst(most)
        return moved.prefix(most) + [
            Part(
                "Others (\(rest.count))", before: rest.reduce(0) { $0 + $1.before }, after: rest.reduce(0) { $0 + $1.after },
                effect: rest.reduce(0) { $0 + $1.effect })
        ]
    }

    public var remarks: [String] {
        let still = parts.count { $0.effect == 0 }
        guard still > 0 else { return [] }
        return [still == 1 ? "1 part did not change anything." : "\(Format.integer(still)) parts did not change anything."]
    }

    public var picture: HTML {
        guard !drawn.isEmpty else { return "<p class=\"chart-empty\">Nothing changed.</p>" }
        let largest = drawn.map(\.effect.magnitude).max() ?? 1
        let styles = [SeriesStyle(0), SeriesStyle(1)] + (drawn.contains(where: \.isUnknown) ? [SeriesStyle(0, isUnknown: true)] : [])
        // The first row defines the fills of all.
        let rows = drawn.enumerated().map { index, part in
            row(part, largest: largest, fills: index == 0 ? SeriesStyle.patterns(id, styles) : "")
        }
        return "<ol class=\"shares\">\(rows)</ol>"
    }

    private func row(_ part: Part, largest: Double, fills: HTML) -> HTML {
        let name = part.address.map { HTML.link(part.name, to: $0) } ?? HTML.isolated(part.name)
        let width = 50 * part.effect.magnitude / largest
        let style = SeriesStyle(part.effect < 0 ? 1 : 0, isUnknown: part.isUnknown)
        return """
            <li><span class="share-name">\(name)</span> <span class="share-value">\(format.text(part.before)) → \(format.text(part.after)) \
            <b>\(format.changeText(part.effect))</b></span>\
            <svg class="share" width="100%" height="12" aria-hidden="true" focusable="false">\
            \(fills)\
            <rect class="track" width="100%" height="12" rx="2"/>\
            <rect class="bar" fill="\(style.fill("\(id)"))" \
            x="\(percent: part.effect < 0 ? 50 - width : 50)" width="\(percent: max(width, 0.3))" height="12"/>\
            <line class="zero" x1="50%" x2="50%" y1="0" y2="12"/></svg></li>

            """
    }

    public var table: Table {
        let sum = parts.reduce(0) { $0 + $1.effect }
        return Table(
            title, id: "\(id)-table",
            columns: [
                Table.Column("Part"), Table.Column(before, .number), Table.Column(after, .number), Table.Column("Effect", .number),
                Table.Column("Of the change", .number),
            ],
            rows: parts.map { part in
                [
                    part.address.map { .link(part.name, $0) } ?? .text(part.name), .value(part.before, format), .value(part.after, format),
                    .text(format.changeText(part.effect)), .value(sum == 0 ? nil : part.effect / sum, .percent),
                ]
            })
    }
}

extension ValueFormat {
    /// A change with its sign; that of a share is in percentage points.
    public func changeText(_ change: Double) -> String {
        switch self {
        case .integer: Format.change(change)
        case .decimals(let decimals): Format.change(change, decimals: decimals)
        case .upToTwoDecimals: Format.change(change, decimals: change == change.rounded() ? 0 : 2)
        case .percent: Format.change(change * 100, decimals: 1) + "\u{A0}points"
        case .days: Format.change(change / 86_400, decimals: 2) + "\u{A0}days"
        }
    }
}
