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
