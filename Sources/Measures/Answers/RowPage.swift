public import Ledger

/// One page of the rows that a figure was counted from.
public struct RowPage: Sendable {
    public var columns: [RowColumn]
    public var rows: [[RowCell]]
    /// How many rows there are on all pages.
    public var total: Int
    /// Gives the next page; nil on the last.
    public var next: String?

    public init(columns: [RowColumn], rows: [[RowCell]], total: Int, next: String?) {
        self.columns = columns
        self.rows = rows
        self.total = total
        self.next = next
    }

    /// One page of rows that are all at hand; the cursor counts the rows before it.
    ///
    /// - Parameter cells: makes the cells of a row.
    /// - Throws: ``QuestionError/invalid(parameter:value:allowed:)`` for a cursor that no page gave.
    public init<Row>(
        _ rows: some RandomAccessCollection<Row>, _ request: RowRequest, columns: [RowColumn], _ cells: (Row) -> [RowCell]
    ) throws(QuestionError) {
        var start = 0
        if let cursor = request.cursor {
            guard let after = Int(cursor), (0...rows.count).contains(after) else {
                throw .invalid(parameter: "cursor", value: cursor, allowed: "the cursor that the page before gave")
            }
            start = after
        }
        let page = rows.dropFirst(start).prefix(min(max(request.limit, 1), RowRequest.mostRows))
        let end = start + page.count
        self.init(columns: columns, rows: page.map(cells), total: rows.count, next: end < rows.count ? String(end) : nil)
    }
}

/// A column of the drill-down.
public struct RowColumn: Sendable, Hashable {
    /// The name in CSV and JSON.
    public let name: String
    /// The heading on a page.
    public let title: String
    /// Shown only on the machine on which Steward runs, such as what a customer pays.
    public let isRestricted: Bool

    public init(_ name: String, _ title: String, isRestricted: Bool = false) {
        self.name = name
        self.title = title
        self.isRestricted = isRestricted
    }
}

/// One cell of the drill-down.
public enum RowCell: Sendable, Hashable {
    case text(String)
    case integer(Int)
    case number(Double)
    case instant(Instant)
    /// A person, of whom each reader is shown what they may see.
    case person(PersonLabel)
    /// A project by slug and title.
    case project(slug: String, title: String)
    /// An organisation by slug and name.
    case organisation(slug: String, title: String)
    case none
}
