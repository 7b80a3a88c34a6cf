/// What one module keeps in the database: numbered migrations, and the tables as they stand after all of them.
///
/// Migrations are run on start, each module's in order, all of them in one transaction.
public struct Schema: Sendable {
    public let module: String
    /// The tables as this version of the program knows them; the privacy register is read from here.
    public let tables: [Table]
    public let migrations: [Migration]

    public init(module: String, tables: [Table], migrations: [Migration]) {
        self.module = module
        self.tables = tables
        self.migrations = migrations
    }

    /// The number of the last migration; what a migrated database carries.
    public var version: Int { migrations.last?.number ?? 0 }
}

/// One change of a schema. A change that has landed is never edited: a later one mends it.
public struct Migration: Sendable {
    public enum Step: Sendable {
        case create(Table)
        /// A column that comes after those which the table has; it may be empty, as the rows there are have none.
        case add(Column, table: String)
        /// A statement in portable SQL.
        case sql(String)
        /// A statement for one engine alone, for what the other does in another way, such as an index for full text.
        case engine(StoreEngine, String)
    }

    public let number: Int
    public let title: String
    public let steps: [Step]

    public init(_ number: Int, _ title: String, _ steps: [Step]) {
        self.number = number
        self.title = title
        self.steps = steps
    }

    /// A change that makes tables.
    public init(_ number: Int, _ title: String, creating tables: [Table]) {
        self.init(number, title, tables.map(Step.create))
    }
}
