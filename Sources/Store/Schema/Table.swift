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
        self.name = name
        self.columns = columns()
        self.primaryKey = primaryKey
        self.unique = unique
        self.indexes = indexes
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
        // SQLite stores a table in the order of a lone key spelled INTEGER; PostgreSQL's INTEGER holds 32 bits only.
        let rowKey = engine == .sqlite && primaryKey.count == 1 ? primaryKey[0] : nil
        var lines = columns.map { column -> String in
            let isRowKey = column.name == rowKey && column.kind == .integer
            let type = isRowKey ? "INTEGER" : column.kind.rawValue
            return "\(column.name) \(type)\(column.optional ? "" : " NOT NULL")"
        }
        lines.append("PRIMARY KEY (\(primaryKey.joined(separator: ", ")))")
        lines += unique.map { "UNIQUE (\($0.joined(separator: ", ")))" }
        // A compound key would make SQLite keep the rows twice, once by row number and once by key.
        let clustered = engine == .sqlite && primaryKey.count > 1 ? " WITHOUT ROWID" : ""
        let table = "CREATE TABLE \(name) (\n  \(lines.joined(separator: ",\n  "))\n)\(clustered)"
        return [table] + indexes.map { index in
            let condition = index.condition.map { " WHERE \($0)" } ?? ""
            return "CREATE INDEX \(index.name) ON \(name) (\(index.columns.joined(separator: ", ")))\(condition)"
        }
    }
}
