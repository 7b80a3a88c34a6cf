import GRDB
import GRDBSQLite

/// One consistent view of the database, on a connection that GRDB lent.
class SQLiteReading: SQLReader {
    fileprivate let database: Database
    fileprivate let connection: OpaquePointer
    fileprivate let shelf: SQLiteShelf
    let scope: StatementScope

    init(_ database: Database, shelf: SQLiteShelf, tally: StatementTally?) throws {
        guard let connection = database.sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
        self.database = database
        self.connection = connection
        self.shelf = shelf
        self.scope = StatementScope(tally: tally)
    }

    func forEachRow(_ sql: String, _ arguments: [SQLValue], _ body: (any SQLRow) throws -> Void) throws {
        let call = try begin(sql, arguments)
        defer { call.finish() }
        let row = SQLiteRow(statement: call.handle)
        while try watching({ try call.step() }) { try body(row) }
    }

    func scan(_ sql: String, _ arguments: [SQLValue], _ body: (any SQLRow) throws -> Void) throws {
        try forEachRow(sql, arguments, body)
    }

    func columns() throws -> [(table: String, column: String)] {
        let sql = """
            SELECT tables.name, columns.name
            FROM pragma_table_list AS tables, pragma_table_info(tables.name) AS columns
            WHERE tables.schema = 'main' AND tables.type IN ('table', 'virtual') AND substr(tables.name, 1, 7) <> 'sqlite_'
            ORDER BY tables.name, columns.cid
            """
        return try rows(sql) { (table: $0.text(0), column: $0.text(1)) }
    }

    /// Admits a statement, prepares it and binds its arguments.
    fileprivate func begin(_ sql: String, _ arguments: [SQLValue]) throws -> SQLiteCall {
        try scope.admit(sql)
        return try watching {
            let call = try prepare(sql) { "running \(shortened(sql))" }
            guard call.argumentCount == arguments.count else {
                throw StoreError.arguments(sql, given: arguments.count, wanted: call.argumentCount)
            }
            for (index, value) in arguments.enumerated() { call.bind(value, at: index) }
            return call
        }
    }

    fileprivate func prepare(_ sql: String, doing: @escaping () -> String) throws -> SQLiteCall {
        do {
            let statement = try shelf.statement(sql, on: database)
            return SQLiteCall(statement, on: connection, doing: doing)
        } catch {
            throw SQLiteFailure.error(error, doing: doing())
        }
    }

    /// Remembers an error of a statement, so that the transaction counts as lost.
    fileprivate func watching<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as StoreError {
            throw scope.fail(error)
        }
    }
}

/// One transaction on the connection that writes.
final class SQLiteWriting: SQLiteReading, SQLWriter {
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        let call = try begin(sql, arguments)
        defer { call.finish() }
        let before = sqlite3_total_changes(connection)
        try watching { while try call.step() {} }
        // A statement that changes no rows leaves the count of the one before it in place.
        return sqlite3_total_changes(connection) == before ? 0 : Int(sqlite3_changes(connection))
    }

    func bulkLoad(
        into table: String, columns: [String], onConflict: BulkConflict,
        _ body: (any BulkLoader) throws -> Void
    ) throws -> Int {
        let marks = Array(repeating: "?", count: columns.count).joined(separator: ", ")
        // OR IGNORE would also pass over a row that lacks a required value.
        let conflict = onConflict == .ignore ? " ON CONFLICT DO NOTHING" : ""
        let sql = "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(marks))\(conflict)"
        return try scope.load(sql) {
            let doing = "loading rows into \(table)"
            let call = try watching { try prepare(sql) { doing } }
            defer { call.finish() }
            let before = sqlite3_total_changes(connection)
            let loader = SQLiteBulkLoader(call, columnCount: columns.count, doing: doing)
            do {
                try body(loader)
                try loader.end()
            } catch {
                // The rows loaded so far are in the transaction: it must not be stored without the rest.
                _ = scope.fail(
                    error as? StoreError
                        ?? StoreError(
                            .statement, doing: doing, detail: "the load was given up half way"))
                throw error
            }
            return Int(sqlite3_total_changes(connection) &- before)
        }
    }
}
