import CPostgres

/// An answer that may still be arriving on its connection, which carries one at a time.
protocol ArrivingAnswer: AnyObject {
    /// Whether everything that was asked for has arrived.
    var hasEnded: Bool { get }

    /// Takes all that is still to come off the connection and keeps it.
    func keepRest()
}

/// The rows of one statement as they arrive, one at a time, so that a long answer never fills the memory.
///
/// A connection can send one answer at a time. When another statement is begun before this one has ended (a
/// query inside the loop over another), the rows that are still to come are kept in memory until they are asked for.
final class PostgresRowStream: ArrivingAnswer {
    private let connection: OpaquePointer
    private let sql: String
    private var kept: [OpaquePointer] = []
    private var nextKept = 0
    private(set) var hasEnded = false
    private var failure: (any Error)?
    private var known: [PostgresColumn]?

    init(of sql: String, on connection: OpaquePointer) {
        self.connection = connection
        self.sql = sql
    }

    /// Calls `body` with each row.
    func forEach(_ body: (any SQLRow) throws -> Void, failed: (any Error) -> any Error) throws {
        defer { discard() }
        while let result = next() {
            defer { PQclear(result) }
            try body(PostgresRow(result, columns: columns(of: result)))
        }
        if let failure { throw failed(failure) }
    }

    func keepRest() {
        while let result = receive() { kept.append(result) }
    }

    private func next() -> OpaquePointer? {
        guard nextKept < kept.count else { return receive() }
        nextKept += 1
        return kept[nextKept - 1]
    }

    /// Leaves the connection free for the next statement.
    private func discard() {
        kept[nextKept...].forEach { PQclear($0) }
        nextKept = kept.count
        while let result = receive() { PQclear(result) }
    }

    /// The next row from the server; nil when the statement has ended, well or not.
    private func receive() -> OpaquePointer? {
        while !hasEnded {
            guard let result = PQgetResult(connection) else {
                hasEnded = true
                break
            }
            switch PQresultStatus(result) {
            case PGRES_SINGLE_TUPLE: return result
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: break
            case PGRES_COPY_IN: PQputCopyEnd(connection, "COPY is not a statement that gives rows")
            case PGRES_COPY_OUT: while Self.skipCopyData(connection) {}
            default: fail(result)
            }
            PQclear(result)
        }
        return nil
    }

    private func fail(_ result: OpaquePointer) {
        if failure == nil { failure = PostgresFailure.error(in: result, on: connection, doing: "running \(shortened(sql))") }
    }

    private static func skipCopyData(_ connection: OpaquePointer) -> Bool {
        var buffer: UnsafeMutablePointer<CChar>?
        defer { PQfreemem(buffer) }
        return PQgetCopyData(connection, &buffer, 0) > 0
    }

    private func columns(of result: OpaquePointer) throws -> [PostgresColumn] {
        if let known { return known }
        let found = try PostgresColumn.all(of: result)
        known = found
        return found
    }
}
