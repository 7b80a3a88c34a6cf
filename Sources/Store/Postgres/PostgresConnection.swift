import CPostgres

/// One connection to the server. It belongs to one ``PostgresWorker`` and is touched on its queue only.
final class PostgresConnection {
    let address: PostgresAddress
    private var handle: OpaquePointer?
    private var templates: [String: PostgresTemplate] = [:]
    private var prepared: [Prepared: String] = [:]
    private var mustForget = false
    private var stream: (any ArrivingAnswer)?
    private var cursors = 0

    private struct Prepared: Hashable {
        let sql: String
        let shape: [UInt8]
    }

    /// Statements kept prepared on one connection; further ones are prepared for one use.
    private static let capacity = 300

    init(_ address: PostgresAddress) {
        self.address = address
    }

    /// Connects, unless the connection stands already.
    func connect() throws {
        if handle == nil { handle = try PostgresLogin.connect(to: address) }
    }

    func disconnect() {
        PQfinish(handle)
        handle = nil
        prepared = [:]
        mustForget = false
    }

    /// Begins a transaction. A connection that the server has dropped since its last use is made anew, once.
    func begin(_ sql: String) throws {
        let isNew = handle == nil
        try connect()
        do {
            try forget()
            try command(sql)
        } catch {
            guard !isNew, PQstatus(handle) != CONNECTION_OK else { throw error }
            disconnect()
            try connect()
            try command(sql)
        }
    }

    /// Ends a transaction with `COMMIT` and makes sure that it was.
    func commit() throws {
        let doing = "storing the transaction"
        let result = try check(PQexec(try live(), "COMMIT"), doing: doing)
        defer { PQclear(result) }
        if String(cString: PQcmdStatus(result)) != "COMMIT" {
            throw StoreError(.statement, doing: doing, detail: "the server rolled it back, because a statement in it had failed")
        }
    }

    /// Takes a transaction back; a connection on which that fails is given up.
    func rollback() {
        do { try command("ROLLBACK") } catch { disconnect() }
    }

    /// Runs a command of the store's own, without arguments.
    func command(_ sql: String) throws {
        PQclear(try check(PQexec(try live(), sql), doing: "running \(shortened(sql))"))
    }

    /// Runs a statement and returns its whole answer, which the caller clears.
    func answer(_ sql: String, _ arguments: [SQLValue]) throws -> OpaquePointer {
        let call = try prepare(sql, arguments)
        let handle = try live()
        let result = call.arguments.withAddresses { count, values in
            if let name = call.name {
                return PQexecPrepared(handle, name, count, values, nil, nil, 0)
            }
            return PQexecParams(handle, call.sql, count, call.arguments.types, values, nil, nil, 0)
        }
        return try check(result, doing: "running \(shortened(sql))")
    }

    /// Sends a statement whose rows are then taken one at a time.
    func rows(_ sql: String, _ arguments: [SQLValue]) throws -> PostgresRowStream {
        let call = try prepare(sql, arguments)
        let handle = try live()
        let isSent = call.arguments.withAddresses { count, values in
            if let name = call.name {
                return PQsendQueryPrepared(handle, name, count, values, nil, nil, 0)
            }
            return PQsendQueryParams(handle, call.sql, count, call.arguments.types, values, nil, nil, 0)
        }
        guard isSent == 1, PQsetSingleRowMode(handle) == 1 else { throw failure(nil, doing: "running \(shortened(sql))") }
        let stream = PostgresRowStream(of: sql, on: handle)
        self.stream = stream
        return stream
    }

    /// Declares a cursor over a query, inside a transaction.
    func cursor(_ sql: String, _ arguments: [SQLValue]) throws -> PostgresCursor {
        cursors += 1
        let name = "steward_\(cursors)"
        PQclear(try answer("DECLARE \(name) BINARY NO SCROLL CURSOR FOR \(sql)", arguments))
        return PostgresCursor(name, of: sql, on: self)
    }

    /// Sends a command whose answer a cursor takes later.
    func send(_ command: String, for cursor: PostgresCursor, doing: String) throws {
        guard PQsendQuery(try live(), command) == 1 else { throw failure(nil, doing: doing) }
        stream = cursor
    }

    /// Takes the answer to what was sent; nil when the connection is lost.
    func receive() -> OpaquePointer? {
        guard let handle else { return nil }
        var last: OpaquePointer?
        while let result = PQgetResult(handle) {
            PQclear(last)
            last = result
        }
        return last
    }

    /// Closes a cursor; one of a transaction that has failed is closed already.
    func close(cursor name: String) {
        guard let handle, PQtransactionStatus(handle) == PQTRANS_INTRANS else { return }
        PQclear(PQexec(handle, "CLOSE \(name)"))
    }

    /// The connection to libpq for a bulk load, free of any answer that is still arriving.
    func live() throws -> OpaquePointer {
        guard let handle else {
            throw StoreError(.unavailable, doing: "using the database at \(address.description)", detail: "the connection was lost")
        }
        if let stream, !stream.hasEnded { stream.keepRest() }
        stream = nil
        return handle
    }

    /// Passes a good answer on and turns any other into an error.
    func check(_ result: OpaquePointer?, doing: @autoclosure () -> String) throws -> OpaquePointer {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_COPY_IN, PGRES_EMPTY_QUERY:
            if let result { return result }
        default: break
        }
        defer { PQclear(result) }
        throw failure(result, doing: doing())
    }

    func failure(_ result: OpaquePointer?, doing: String) -> any Error {
        note(PostgresFailure.error(in: result, on: handle, doing: doing))
    }

    /// After an error, what was prepared may be out of date (a table may have changed under it).
    func note(_ error: any Error) -> any Error {
        mustForget = true
        return error
    }
}

extension PostgresConnection {
    private struct Call {
        /// The prepared statement, or nil when it is to be run from its text.
        let name: String?
        let sql: String
        let arguments: PostgresArguments
    }

    private func prepare(_ sql: String, _ values: [SQLValue]) throws -> Call {
        let template = template(sql)
        guard template.argumentCount == values.count else {
            throw StoreError.arguments(sql, given: values.count, wanted: template.argumentCount)
        }
        let arguments = PostgresArguments(values)
        let key = Prepared(sql: sql, shape: arguments.shape)
        if let name = prepared[key] { return Call(name: name, sql: sql, arguments: arguments) }
        let spelled = template.statement(isNull: arguments.isNull)
        guard prepared.count < Self.capacity, Self.isWorthKeeping(sql) else {
            return Call(name: nil, sql: spelled, arguments: arguments)
        }
        let name = "s\(prepared.count)"
        let result = PQprepare(try live(), name, spelled, CInt(arguments.types.count), arguments.types)
        PQclear(try check(result, doing: "running \(shortened(sql))"))
        prepared[key] = name
        return Call(name: name, sql: spelled, arguments: arguments)
    }

    private func template(_ sql: String) -> PostgresTemplate {
        if let template = templates[sql] { return template }
        if templates.count >= Self.capacity { templates = [:] }
        let template = PostgresTemplate(sql)
        templates[sql] = template
        return template
    }

    /// Statements that change the schema are run once.
    private static func isWorthKeeping(_ sql: String) -> Bool {
        let first = sql.drop(while: \.isWhitespace).prefix(while: \.isLetter).uppercased()
        return ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES"].contains(first)
    }

    /// Frees the prepared statements when they may be out of date or fill the room that there is for them.
    private func forget() throws {
        guard mustForget || prepared.count >= Self.capacity else { return }
        try command("DEALLOCATE ALL")
        prepared = [:]
        mustForget = false
    }
}
