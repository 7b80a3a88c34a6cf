import CPostgres

/// The rows of one statement, fetched many at a time and in binary form: libpq spends less on each than when it hands them out singly,
/// and nobody spells and reads numbers.
///
/// While some rows are read the server already works on the next.
final class PostgresCursor: ArrivingAnswer {
    /// Rows of one fetch: some 10 MB. With 4,096, reading 15 million rows took a third longer, as server and reader waited for one another.
    static let batch: CInt = 65_536

    private let name: String
    private let sql: String
    private let connection: PostgresConnection
    private var kept: OpaquePointer?
    /// Whether rows have been asked for that have not arrived.
    private var isWaiting = false

    /// - Parameter name: of a cursor that was declared in this transaction.
    init(_ name: String, of sql: String, on connection: PostgresConnection) {
        self.name = name
        self.sql = sql
        self.connection = connection
    }

    var hasEnded: Bool { !isWaiting }

    func keepRest() {
        guard isWaiting else { return }
        kept = receive()
    }

    /// Calls `body` with each row, then closes the cursor.
    ///
    /// - Parameter failed: told of an error of the statement, as opposed to one of `body`.
    func forEach(_ body: (any SQLRow) throws -> Void, failed: (StoreError) -> any Error) throws {
        defer { close() }
        func told<T>(_ step: () throws -> T) throws -> T {
            do { return try step() } catch let error as StoreError { throw failed(error) }
        }
        try told(ask)
        while true {
            let answer = try told(take)
            defer { PQclear(answer) }
            let count = PQntuples(answer)
            if count == Self.batch { try told(ask) }
            let row = PostgresRow(answer, columns: try told { try PostgresColumn.all(of: answer) })
            for index in 0..<count {
                row.index = index
                try body(row)
            }
            if count < Self.batch { return }
        }
    }

    private func ask() throws {
        try connection.send("FETCH \(Self.batch) FROM \(name)", for: self, doing: doing)
        isWaiting = true
    }

    private func take() throws -> OpaquePointer {
        let arrived = kept ?? receive()
        kept = nil
        return try connection.check(arrived, doing: doing)
    }

    /// The whole answer to the last question.
    private func receive() -> OpaquePointer? {
        isWaiting = false
        return connection.receive()
    }

    private func close() {
        keepRest()
        PQclear(kept)
        kept = nil
        connection.close(cursor: name)
    }

    private var doing: String { "running \(shortened(sql))" }
}
