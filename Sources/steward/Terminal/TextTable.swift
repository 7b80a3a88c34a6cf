/// A table for people to read in a terminal: aligned columns, a line of headings, no frame.
struct TextTable: Sendable {
    struct Column: Sendable {
        let heading: String
        let alignment: Alignment
        /// Whether the column may be cut when the terminal is too narrow.
        let flexible: Bool

        init(_ heading: String, alignment: Alignment = .leading, flexible: Bool = false) {
            self.heading = heading
            self.alignment = alignment
            self.flexible = flexible
        }
    }

    let columns: [Column]
    private(set) var rows: [[String]] = []

    /// A flexible column is never made narrower than this.
    private static let narrowest = 8
    private static let gap = 2

    init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row of one cell for each column; missing cells are empty. Cells are made safe to show.
    mutating func add(_ cells: [String]) {
        rows.append(columns.indices.map { $0 < cells.count ? cells[$0].asVisible : "" })
    }

    /// The lines of the table, cut to `width` columns of the terminal when one is given.
    func lines(width: Int? = nil, style: TextStyle = .plain) -> [String] {
        let widths = columnWidths(within: width)
        let heading = line(columns.map { $0.heading }, widths)
        return [style.bold(heading)] + rows.map { line($0, widths) }
    }

    private func columnWidths(within limit: Int?) -> [Int] {
        var widths = columns.indices.map { index in
            rows.reduce(columns[index].heading.displayWidth) { max($0, $1[index].displayWidth) }
        }
        guard let limit else { return widths }
        var excess = widths.reduce(0, +) + Self.gap * (columns.count - 1) - limit
        // The widest flexible column gives way first, so that two long ones end up alike.
        while excess > 0 {
            let candidates = columns.indices.filter { columns[$0].flexible && widths[$0] > Self.narrowest }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            let next = candidates.filter { $0 != widest }.map { widths[$0] }.max() ?? Self.narrowest
            let cut = max(1, min(excess, widths[widest] - max(next, Self.narrowest)))
            widths[widest] -= cut
            excess -= cut
        }
        return widths
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = cells.indices.map { index in
            cells[index].truncated(to: widths[index]).padded(to: widths[index], alignment: columns[index].alignment)
        }
        let line = padded.joined(separator: String(repeating: " ", count: Self.gap))
        return line.lastIndex { $0 != " " }.map { String(line[...$0]) } ?? ""
    }
}
