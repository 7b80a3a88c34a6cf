import GRDB
import GRDBSQLite

/// The embedded store: one SQLite file in write-ahead mode, with readers beside one writer.
///
/// GRDB keeps the connections, the transactions and the prepared statements; rows and arguments go through
/// SQLite's own functions, which is two to seven times faster than its row type.
public final class SQLiteStore: SQLStore {
    public let engine = StoreEngine.sqlite
    private let pool: DatabasePool
    private let path: String

    private init(pool: DatabasePool, path: String) {
        self.pool = pool
        self.path = path
    }

    /// Opens the database at `path`, which is made when it is missing; its folder must exist.
    ///
    /// - Throws: ``StoreError`` when the file cannot be opened or is not a database.
    public static func open(path: String) throws -> SQLiteStore {
        let doing = "Opening the database \(path)"
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 4
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { db in
            // A power failure may lose the last transactions and never damages the file; collecting again mends it.
            try db.execute(sql: "PRAGMA synchronous = NORMAL")
            try db.execute(sql: "PRAGMA cache_size = -32000")
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        do {
            return SQLiteStore(pool: try DatabasePool(path: path, configuration: configuration), path: path)
        } catch let error as DatabaseError {
            throw StoreError(sqlite: error.extendedResultCode.rawValue, error.message ?? "", doing: doing)
        }
    }

    public func read<T: Sendable>(_ body: @escaping @Sendable (any SQLReader) throws -> T) async throws -> T {
        let tally = StatementTally.current
        return try await translating("Reading from \(path)") {
            try await self.pool.read { try body(SQLiteConnection($0, tally)) }
        }
    }

    public func write<T: Sendable>(_ body: @escaping @Sendable (any SQLWriter) throws -> T) async throws -> T {
        let tally = StatementTally.current
        return try await translating("Writing to \(path)") {
            try await self.pool.write { try body(SQLiteConnection($0, tally)) }
        }
    }

    public func close() async throws {
        try await translating("Closing \(path)") { try self.pool.close() }
    }

    private func translating<T>(_ doing: String, _ work: () async throws -> T) async throws -> T {
        do {
            return try await work()
        } catch let error as DatabaseError {
            throw StoreError(sqlite: error.extendedResultCode.rawValue, error.message ?? "", doing: doing)
        }
    }
}

/// One connection during one read or write.
final class SQLiteConnection: SQLWriter {
    private let database: Database
    private let tally: StatementTally?

    init(_ database: Database, _ tally: StatementTally?) {
        self.database = database
        self.tally = tally
    }

    func forEachRow(_ sql: String, _ arguments: [SQLValue], _ body: (any SQLRow) throws -> Void) throws {
        let statement = try prepare(sql, arguments)
        defer { statement.rewind() }
        let row = SQLiteRow(statement: statement.pointer)
        while try statement.step() { try body(row) }
    }

    @discardableResult
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        let statement = try prepare(sql, arguments)
        defer { statement.rewind() }
        while try statement.step() {}
        return Int(sqlite3_changes(database.sqliteConnection))
    }

    @discardableResult
    func bulkLoad(
        into table: String, columns: [String], onConflict: BulkConflict, _ body: (any BulkLoader) throws -> Void
    ) throws -> Int {
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        let ending = onConflict == .ignore ? " ON CONFLICT DO NOTHING" : ""
        let sql = "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(marks))\(ending)"
        let statement = try prepare(sql, [])
        defer { statement.rewind() }
        let loader = SQLiteLoader(statement, columns: columns.count)
        let before = sqlite3_total_changes(database.sqliteConnection)
        try body(loader)
        try loader.finish()
        return Int(sqlite3_total_changes(database.sqliteConnection) - before)
    }

    func columns() throws -> [(table: String, column: String)] {
        try rows(
            """
            SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
            WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid
            """
        ) { ($0.text(0), $0.text(1)) }
    }

    private func prepare(_ sql: String, _ arguments: [SQLValue]) throws -> SQLiteStatement {
        tally?.add()
        let statement = try SQLiteStatement(database.cachedStatement(sql: sql).sqliteStatement, sql)
        for (index, argument) in arguments.enumerated() { statement.bind(argument, at: index + 1) }
        return statement
    }
}

/// A prepared statement, stepped through SQLite's own functions.
struct SQLiteStatement {
    let pointer: OpaquePointer
    private let sql: String

    init(_ pointer: OpaquePointer, _ sql: String) throws {
        self.pointer = pointer
        self.sql = sql
        rewind()
    }

    func rewind() {
        sqlite3_reset(pointer)
        sqlite3_clear_bindings(pointer)
    }

    /// True while there is a row to read.
    func step() throws -> Bool {
        switch sqlite3_step(pointer) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let connection = sqlite3_db_handle(pointer)
            throw StoreError(
                sqlite: sqlite3_extended_errcode(connection), String(cString: sqlite3_errmsg(connection)),
                doing: "Running “\(sql.prefix(120))”")
        }
    }

    func bind(_ value: SQLValue, at index: Int) {
        switch value {
        case .null: sqlite3_bind_null(pointer, Int32(index))
        case .integer(let integer): sqlite3_bind_int64(pointer, Int32(index), integer)
        case .real(let real): sqlite3_bind_double(pointer, Int32(index), real)
        case .text(let text): bind(text, at: index)
        }
    }

    func bind(_ text: String, at index: Int) {
        var text = StorableText.cleaned(text)
        text.withUTF8 { bytes in
            // SQLite copies the bytes before the call returns.
            let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
            let start = UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
            if let start {
                sqlite3_bind_text(pointer, Int32(index), start, Int32(bytes.count), copied)
            } else {
                sqlite3_bind_text(pointer, Int32(index), "", 0, copied)
            }
        }
    }
}

/// The row that a statement stands on.
struct SQLiteRow: SQLRow {
    let statement: OpaquePointer

    func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL }
    func integer(_ column: Int) -> Int64 { sqlite3_column_int64(statement, Int32(column)) }
    func real(_ column: Int) -> Double { sqlite3_column_double(statement, Int32(column)) }

    func text(_ column: Int) -> String {
        guard let bytes = sqlite3_column_text(statement, Int32(column)) else { return "" }
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }
}

/// Binds cells one by one and runs the insertion at the end of each row.
final class SQLiteLoader: BulkLoader {
    private let statement: SQLiteStatement
    private let columns: Int
    private var cells = 0

    init(_ statement: SQLiteStatement, columns: Int) {
        self.statement = statement
        self.columns = columns
    }

    func integer(_ value: Int64) {
        cells += 1
        sqlite3_bind_int64(statement.pointer, Int32(cells), value)
    }

    func real(_ value: Double) {
        cells += 1
        sqlite3_bind_double(statement.pointer, Int32(cells), value)
    }

    func text(_ value: String) {
        cells += 1
        statement.bind(value, at: cells)
    }

    func null() {
        cells += 1
        sqlite3_bind_null(statement.pointer, Int32(cells))
    }

    func endRow() throws {
        try check()
        _ = try statement.step()
        sqlite3_reset(statement.pointer)
        cells = 0
    }

    /// A row that was begun must have been ended.
    func finish() throws {
        if cells != 0 { try check(cells: cells, of: columns, whole: false) }
    }

    private func check() throws { try check(cells: cells, of: columns, whole: true) }
}
