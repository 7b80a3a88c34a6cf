public import Ledger
public import Measures

/// Rows and columns, shown as a table that scrolls inside a group of its own when the window is narrower than it is.
public struct Table: Sendable {
    /// What a column holds, which decides how it is aligned.
    public enum ColumnKind: String, Sendable {
        case text, number, time
    }

    public struct Column: Sendable {
        public let title: String
        public let kind: ColumnKind
        /// Sorts the table by this column; nil when it cannot be sorted by it.
        public let sort: SafeURL?
        public let order: Order?

        /// - Parameters:
        ///   - sort: the address of the same table sorted by this column, the other way round when it is already.
        ///   - order: set on the column by which the table is sorted.
        public init(_ title: String, _ kind: ColumnKind = .text, sort: SafeURL? = nil, order: Order? = nil) {
            self.title = title
            self.kind = kind
            self.sort = sort
            self.order = order
        }
    }

    public enum Order: String, Sendable { case ascending, descending }

    public enum Cell: Sendable {
        /// Text from anywhere; what is longer than ``Table/longestText`` is cut.
        case text(String)
        case link(String, SafeURL)
        case integer(Int)
        /// A value, or "no data" for nil.
        case value(Double?, ValueFormat)
        /// A number with the page that lists what was counted.
        case counted(Int, SafeURL)
        case instant(Instant)
        case date(CivilDate)
        case trend(Sparkline)
        case html(HTML)
        /// A person as a reader may see them, with the page about them.
        case person(PersonLabel, PersonLabel.Reader)
        /// Nothing applies here.
        case none
    }

    /// So many characters of a text or link are shown. CSV and JSON have all of it.
    public static let longestText = 300

    public var id: String
    public var caption: String
    public var columns: [Column]
    public var rows: [[Cell]]
    /// A last row set apart, such as a total.
    public var total: [Cell]?
    /// Shown in place of the table when there are no rows.
    public var empty: EmptyState
    /// The caption is for screen readers only, where a heading above says the same.
    public var hidesCaption: Bool
    /// On a phone each row becomes a block with a line for each cell, named by its column, instead of scrolling sideways: for rows that
    /// are read one at a time, or that hold something to press.
    public var stacks: Bool

    /// - Parameters:
    ///   - id: unique on the page.
    ///   - caption: what the rows are; also names the group in which the table scrolls.
    public init(
        _ caption: String, id: String, columns: [Column], rows: [[Cell]], total: [Cell]? = nil,
        empty: EmptyState = EmptyState("There is nothing to show", next: "Choose a longer period or a wider selection."),
        hidesCaption: Bool = false, stacks: Bool = false
    ) {
        self.caption = caption
        self.id = id
        self.columns = columns
        self.rows = rows
        self.total = total
        self.empty = empty
        self.hidesCaption = hidesCaption
        self.stacks = stacks
    }

    /// The first cell of each row is its heading.
    public var html: HTML {
        guard !rows.isEmpty else { return empty.html }
        return """
            <div class="scroll" role="group" aria-labelledby="\(id)-caption" tabindex="0">
            <table id="\(id)"\(stacks ? " class=\"stacked\" role=\"table\"" : "" as HTML)>
            <caption id="\(id)-caption"\(hidesCaption ? " class=\"visually-hidden\"" : "" as HTML)><span>\(caption)</span></caption>
            <thead\(role("rowgroup"))><tr\(role("row"))>\(columns.map(heading))</tr></thead>
            <tbody\(role("rowgroup"))>
            \(rows.map(row))</tbody>
            \(total.map { "<tfoot\(role("rowgroup"))>\(row($0))</tfoot>\n" as HTML })</table>
            </div>
            """
    }

    /// Browsers take a table that is laid out as blocks for none, unless it says what it is.
    private func role(_ name: HTML) -> HTML { stacks ? " role=\"\(name)\"" : "" }

    private func heading(_ column: Column) -> HTML {
        let order: HTML = column.order.map { " aria-sort=\"\($0.rawValue)\"" } ?? ""
        // A column of buttons has no title to see, but one to hear.
        let words: HTML = column.title.isEmpty ? "<span class=\"visually-hidden\">What can be done</span>" : "\(column.title)"
        let title: HTML = column.sort.map { "<a href=\"\($0)\">\(words)</a>" } ?? words
        let arrow: HTML =
            switch column.order {
            case .ascending: "<span class=\"order\" aria-hidden=\"true\"> ▲</span>"
            case .descending: "<span class=\"order\" aria-hidden=\"true\"> ▼</span>"
            case nil: ""
            }
        return "<th scope=\"col\" class=\"\(column.kind.rawValue)\"\(role("columnheader"))\(order)>\(title)\(arrow)</th>"
    }

    private func row(_ cells: [Cell]) -> HTML {
        let drawn: [HTML] = zip(columns, cells).enumerated().map { index, pair in
            let (column, cell) = pair
            let label: HTML = stacks && !column.title.isEmpty ? " data-label=\"\(column.title)\"" : ""
            return index == 0
                ? "<th scope=\"row\" class=\"\(column.kind.rawValue)\"\(role("rowheader"))\(label)>\(cell.html)</th>"
                : "<td class=\"\(column.kind.rawValue)\"\(role("cell"))\(label)>\(cell.html)</td>"
        }
        return "<tr\(role("row"))>\(drawn)</tr>\n"
    }
}

extension Table.Cell {
    var html: HTML {
        switch self {
        case .text(let text):
            text.unicodeScalars.allSatisfy(\.properties.isWhitespace) ? Self.none.html : .isolated(Self.shortened(text))
        case .link(let text, let address): .link(Self.shortened(text), to: address)
        case .integer(let number): "\(Format.integer(number))"
        case .value(let value?, let format): "\(format.text(value))"
        case .value(nil, _): "<span class=\"no-data\">no data</span>"
        case .counted(let number, let address): "<a href=\"\(address)\">\(Format.integer(number))</a>"
        case .instant(let instant): Format.timeElement(instant)
        case .date(let date): "<time datetime=\"\(date.description)\">\(date.description)</time>"
        case .trend(let line): "<div class=\"cell-trend\">\(line.html)</div>"
        case .html(let html): html
        case .person(let person, let reader): .person(person, reader)
        case .none: "<span class=\"no-data\">–</span>"
        }
    }

    private static func shortened(_ text: String) -> String {
        text.utf8.count > Table.longestText && text.count > Table.longestText ? text.prefix(Table.longestText) + "…" : text
    }
}
