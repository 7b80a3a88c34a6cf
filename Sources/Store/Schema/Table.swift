/// A table as the program declares it: its columns with their privacy entries, its keys and its indexes.
///
/// One declaration makes the table on both engines and fills the privacy register, so a column cannot
/// exist without saying whose data it holds.
public struct Table: Sendable {
    public let name: String
    public let columns: [Column]
    public let primaryKey: [String]
    public let unique: [[String]]
    public let indexes: [Index]

    public init(
        _ name: String, primaryKey: [String], unique: [[String]] = [], indexes: [Index] = [],
        @ColumnList columns: () -> [Column]
    ) {
        self.init(name, columns: columns(), primaryKey: primaryKey, unique: unique, indexes: indexes)
    }

    private init(_ name: String, columns: [Column], primaryKey: [String], unique: [[String]], indexes: [Index]) {
        self.name = name
        self.columns = columns
        self.primaryKey = primaryKey
        self.unique = unique
        self.indexes = indexes
    }

    /// The table after a migration added a column to it.
    public func adding(_ column: Column) -> Table {
        Table(name, columns: columns + [column], primaryKey: primaryKey, unique: unique, indexes: indexes)
    }
}

/// One column: its type, whether it may be empty, and its entry in the privacy register.
public struct Column: Sendable {
    public enum Kind: String, Sendable {
        case integer = "BIGINT"
        case real = "DOUBLE PRECISION"
        case text = "TEXT"
    }

    public let name: String
    public let kind: Kind
    public let optional: Bool
    public let privacy: PrivacyEntry

    public init(_ name: String, _ kind: Kind, optional: Bool = false, _ privacy: PrivacyEntry) {
        self.name = name
        self.kind = kind
        self.optional = optional
        self.privacy = privacy
    }
}

extension Column {
    func declaration(on engine: StoreEngine) -> String { "\(name) \(kind.spelling(on: engine))\(optional ? "" : " NOT NULL")" }
}

/// An index over columns of its table; `name` is unique in the database.
public struct Index: Sendable {
    public let name: String
    public let columns: [String]
    /// A condition that the indexed rows meet, in portable SQL; nil for all rows.
    public let condition: String?

    public init(_ name: String, on columns: [String], where condition: String? = nil) {
        self.name = name
        self.columns = columns
        self.condition = condition
    }
}

@resultBuilder
public enum ColumnList {
    public static func buildBlock(_ columns: Column...) -> [Column] { columns }
}

extension Table {
    /// The statements that make the table and its indexes on `engine`.
    public func creation(on engine: StoreEngine) -> [String] {
        var lines = columns.map { $0.declaration(on: engine) }
        lines.append("PRIMARY KEY (\(primaryKey.joined(separator: ", ")))")
        lines += unique.map { "UNIQUE (\($0.joined(separator: ", ")))" }
        let table = "CREATE TABLE \(name) (\n  \(lines.joined(separator: ",\n  "))\n)\(options(on: engine))"
        return [table]
            + indexes.map { index in
                let condition = index.condition.map { " WHERE \($0)" } ?? ""
                return "CREATE INDEX \(index.name) ON \(name) (\(index.columns.joined(separator: ", ")))\(condition)"
            }
    }

    private func options(on engine: StoreEngine) -> String {
        guard engine == .sqlite else { return "" }
        // STRICT refuses a text in a column of integers, as PostgreSQL does. A compound key would make SQLite
        // keep the rows twice, once by row number and once by key.
        return primaryKey.count > 1 ? " STRICT, WITHOUT ROWID" : " STRICT"
    }
}

extension Column.Kind {
    /// SQLite's integers hold 64 bits and a lone key spelled INTEGER orders the rows; PostgreSQL's INTEGER holds 32.
    fileprivate func spelling(on engine: StoreEngine) -> String {
        guard engine == .sqlite else { return rawValue }
        switch self {
        case .integer: return "INTEGER"
        case .real: return "REAL"
        case .text: return "TEXT"
        }
    }
}
