import CPostgres

/// One consistent view of the database, in a read-only transaction.
class PostgresReading: SQLReader {
    fileprivate let connection: PostgresConnection
    let scope: StatementScope

    init(_ connection: PostgresConnection, tally: StatementTally?) {
        self.connection = connection
        scope = StatementScope(tally: tally)
    }

    func forEachRow(_ sql: String, _ arguments: [SQLValue], _ body: (any SQLRow) throws -> Void) throws {
        try scope.admit(sql)
        let stream = try watching { try connection.rows(sql, arguments) }
        try stream.forEach(body) { error in
            let noted = connection.note(error)
            return (noted as? StoreError).map(scope.fail) ?? noted
        }
    }

    func scan(_ sql: String, _ arguments: [SQLValue], _ body: (any SQLRow) throws -> Void) throws {
        try scope.admit(sql)
        let cursor = try watching { try connection.cursor(sql, arguments) }
        try cursor.forEach(body, failed: scope.fail)
    }

    func columns() throws -> [(table: String, column: String)] {
        let sql = """
            SELECT tables.relname, columns.attname
            FROM pg_class AS tables
            JOIN pg_namespace AS schemas ON schemas.oid = tables.relnamespace
            JOIN pg_attribute AS columns ON columns.attrelid = tables.oid
            WHERE schemas.nspname = current_schema() AND tables.relkind IN ('r', 'p')
              AND columns.attnum > 0 AND NOT columns.attisdropped
            ORDER BY tables.relname, columns.attnum
            """
        return try rows(sql) { (table: $0.text(0), column: $0.text(1)) }
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

/// One transaction that writes.
final class PostgresWriting: PostgresReading, SQLWriter {
    /// The waiting tables of this transaction, by what they hold: making one costs more than filling it.
    private var waitingTables: [String: String] = [:]

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try scope.admit(sql)
        return try watching {
            let result = try connection.answer(sql, arguments)
            defer { PQclear(result) }
            // A query reports the rows that it gave, which are none that it changed.
            if PQresultStatus(result) == PGRES_TUPLES_OK, String(cString: PQcmdStatus(result)).hasPrefix("SELECT") { return 0 }
            return Self.count(in: result)
        }
    }

    func bulkLoad(
        into table: String, columns: [String], onConflict: BulkConflict,
        _ body: (any BulkLoader) throws -> Void
    ) throws -> Int {
        let doing = "loading rows into \(table)"
        let list = columns.joined(separator: ", ")
        return try scope.load(doing) {
            do {
                switch onConflict {
                case .fail:
                    return try copy(into: table, list, columns.count, doing: doing, body)
                case .ignore:
                    // COPY cannot pass rows over: they go into a table of this transaction first.
                    let waiting = try waitingTable(for: table, list)
                    _ = try copy(into: waiting, list, columns.count, doing: doing, body)
                    let result = try connection.answer(
                        "INSERT INTO \(table) (\(list)) SELECT \(list) FROM \(waiting) ON CONFLICT DO NOTHING", [])
                    defer { PQclear(result) }
                    try connection.command("TRUNCATE \(waiting)")
                    return Self.count(in: result)
                }
            } catch {
                _ = scope.fail(
                    error as? StoreError
                        ?? StoreError(
                            .statement, doing: doing, detail: "the load was given up half way"))
                throw error
            }
        }
    }

    /// An empty table with these columns that lives as long as the transaction.
    private func waitingTable(for table: String, _ list: String) throws -> String {
        let content = "\(table) (\(list))"
        if let known = waitingTables[content] { return known }
        let name = "bulk_load_\(waitingTables.count + 1)"
        try connection.command("CREATE TEMPORARY TABLE \(name) ON COMMIT DROP AS SELECT \(list) FROM \(table) WITH NO DATA")
        waitingTables[content] = name
        return name
    }

    private func copy(
        into table: String, _ list: String, _ columnCount: Int, doing: String, _ body: (any BulkLoader) throws -> Void
    ) throws -> Int {
        let handle = try connection.live()
        PQclear(try connection.check(PQexec(handle, "COPY \(table) (\(list)) FROM STDIN"), doing: doing))
        let loader = PostgresBulkLoader(handle, columnCount: columnCount, doing: doing)
        do {
            try body(loader)
            try loader.end()
        } catch {
            let answer = finish(handle, abandon: true, doing: doing)
            // Where the server stopped the load, its reason says more than ours.
            throw loader.isRefused ? answer.failure ?? error : error
        }
        let (count, failure) = finish(handle, abandon: false, doing: doing)
        if let failure { throw failure }
        return count
    }

    /// Ends a `COPY` and takes the server's answer.
    private func finish(_ handle: OpaquePointer, abandon: Bool, doing: String) -> (count: Int, failure: (any Error)?) {
        let isEnded = PQputCopyEnd(handle, abandon ? "given up" : nil) == 1
        var count = 0
        var failure: (any Error)?
        while let result = PQgetResult(handle) {
            defer { PQclear(result) }
            if PQresultStatus(result) == PGRES_COMMAND_OK {
                count = Self.count(in: result)
            } else if failure == nil {
                failure = connection.failure(result, doing: doing)
            }
        }
        if !isEnded, failure == nil { failure = connection.failure(nil, doing: doing) }
        return (count, failure)
    }

    private static func count(in result: OpaquePointer) -> Int {
        Int(String(cString: PQcmdTuples(result))) ?? 0
    }
}
