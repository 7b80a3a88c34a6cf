/// A database that holds the ledger: SQLite in one file, or PostgreSQL.
///
/// Statements are written once, in the subset that SQLite 3.40 and PostgreSQL 15 share (common table
/// expressions, window functions, upserts, `RETURNING`), with `?` for each argument. A driver turns `?`
/// into what its engine wants and keeps statements prepared.
///
/// Two differences cannot be hidden: PostgreSQL refuses more than about 2,700 bytes in a column that has an index or
/// belongs to a key, and a text that holds U+0000, which both drivers store as U+FFFD instead.
public protocol SQLStore: Sendable {
    /// Which engine this is; for messages and benchmarks, never to choose between two statements.
    var engine: StoreEngine { get }

    /// Runs `body` on one consistent view of the database. Several reads run side by side, and beside a write.
    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLReader) throws -> T) async throws -> T

    /// Runs `body` in one transaction, one at a time: all of it is stored, or, when it throws, nothing.
    ///
    /// A statement that fails loses the transaction, even when `body` catches its error: nothing is stored and the
    /// error is thrown. Writes of other processes are waited for, up to 30 seconds; then the reason is `busy`.
    func write<T: Sendable>(_ body: @escaping @Sendable (any SQLWriter) throws -> T) async throws -> T

    /// Waits for running statements, then releases the database. A store that was closed throws when used.
    func close() async throws
}

/// The two engines that Steward stores into.
public enum StoreEngine: String, Sendable, CaseIterable {
    case sqlite
    case postgres
}

/// The reading half of one connection, valid only inside the closure that received it.
public protocol SQLReader: AnyObject {
    /// Calls `body` once per row, in the statement's order. The row is valid only during the call.
    ///
    /// A long answer is not gathered in memory, unless another statement is sent inside `body` (PostgreSQL).
    func forEachRow(_ sql: String, _ arguments: [SQLValue], _ body: (any SQLRow) throws -> Void) throws

    /// Calls `body` once per row of a query that gives many: dearer to begin than ``forEachRow(_:_:_:)``, and cheaper for each row
    /// (PostgreSQL).
    func scan(_ sql: String, _ arguments: [SQLValue], _ body: (any SQLRow) throws -> Void) throws

    /// Every column of every table that is really there, by table in order of name; the engine's own tables are left out.
    func columns() throws -> [(table: String, column: String)]
}

/// The writing half of one connection: everything it does belongs to one transaction.
public protocol SQLWriter: SQLReader {
    /// Runs one statement and returns the number of rows that it inserted, changed or deleted.
    @discardableResult
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int

    /// Loads many rows by the engine's fastest way: one prepared statement (SQLite) or `COPY` (PostgreSQL).
    ///
    /// `body` appends the cells of each row in the order of `columns` and ends the row. With
    /// ``BulkConflict/ignore`` a row whose key is already there is passed over. While it runs, `body` must not send
    /// other statements: PostgreSQL's connection carries nothing but the rows.
    ///
    /// - Returns: the number of rows inserted.
    @discardableResult
    func bulkLoad(
        into table: String, columns: [String], onConflict: BulkConflict,
        _ body: (any BulkLoader) throws -> Void
    ) throws -> Int
}

/// What a bulk load does with a row whose key exists already.
public enum BulkConflict: Sendable {
    /// The whole load fails.
    case fail
    /// The row is passed over and what is stored stays.
    case ignore
}

/// Receives the cells of a bulk load, left to right.
public protocol BulkLoader: AnyObject {
    func integer(_ value: Int64)
    func real(_ value: Double)
    func text(_ value: String)
    func null()
    /// Ends the row; the number of cells since the last end must be the number of columns.
    func endRow() throws
}

// Called for every cell and every row: who calls them compiles them for the types at hand.
extension BulkLoader {
    @inlinable public func integer<I: BinaryInteger>(_ value: I?) {
        if let value { integer(Int64(value)) } else { null() }
    }

    @inlinable public func text(_ value: String?) {
        if let value { text(value) } else { null() }
    }
}

/// One row of an answer, read by column position from 0.
public protocol SQLRow {
    func isNull(_ column: Int) -> Bool
    /// The integer in `column`; 0 when it is null.
    func integer(_ column: Int) -> Int64
    /// The number in `column`; 0 when it is null.
    func real(_ column: Int) -> Double
    /// The text in `column`; empty when it is null.
    func text(_ column: Int) -> String
}

extension SQLRow {
    public func int(_ column: Int) -> Int { Int(integer(column)) }
    public func bool(_ column: Int) -> Bool { integer(column) != 0 }
    public func optionalInteger(_ column: Int) -> Int64? { isNull(column) ? nil : integer(column) }
    public func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
}

extension SQLReader {
    /// All rows, each turned into a value while it is at hand.
    @inlinable public func rows<T>(_ sql: String, _ arguments: [SQLValue] = [], _ make: (any SQLRow) throws -> T) throws -> [T] {
        var all: [T] = []
        try forEachRow(sql, arguments) { all.append(try make($0)) }
        return all
    }

    /// The first row, or nil when there is none.
    @inlinable public func first<T>(_ sql: String, _ arguments: [SQLValue] = [], _ make: (any SQLRow) throws -> T) throws -> T? {
        var found: T?
        try forEachRow(sql, arguments) { row in
            if found == nil { found = try make(row) }
        }
        return found
    }

    /// The first column of the first row as an integer; nil when there is no row or it is null.
    public func integer(_ sql: String, _ arguments: [SQLValue] = []) throws -> Int64? {
        try first(sql, arguments) { $0.optionalInteger(0) } ?? nil
    }
}

extension SQLWriter {
    @discardableResult
    public func execute(_ sql: String) throws -> Int { try execute(sql, []) }
}
