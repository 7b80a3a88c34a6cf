/// A database on a PostgreSQL server, 15 or newer, for an installation that has outgrown one machine.
///
/// The tables live in the first schema of the connection's `search_path`. Statements are kept prepared on the
/// server, so a connection pooler between Steward and the server must pool sessions, not transactions.
public final class PostgresStore: SQLStore {
    private let connections: Lender<PostgresWorker>
    private let workers: [PostgresWorker]
    /// Held by the one write that runs, so that waiting writes do not occupy the connections that reads need.
    private let turn = Lender([Turn()])
    private let gate = Gate()

    private struct Turn: Sendable {}

    private init(_ workers: [PostgresWorker]) {
        self.workers = workers
        connections = Lender(workers)
    }

    public var engine: StoreEngine { .postgres }

    /// Opens the database at `conninfo`, an address (`postgresql://user@host/database`) or libpq's `key=value` pairs.
    /// <https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING>
    ///
    /// One connection is made at once, the others when they are needed. Messages never show a password.
    ///
    /// - Parameter connections: how many statements may run side by side; at least 1.
    /// - Throws: ``StoreError`` with reason `unavailable`.
    public static func open(conninfo: String, connections: Int = 4) throws -> PostgresStore {
        let address = try PostgresAddress(conninfo)
        let workers = (0..<max(1, connections)).map { _ in PostgresWorker(address) }
        // The last one is lent first.
        try workers.last?.connect()
        return PostgresStore(workers)
    }

    public func read<T: Sendable>(_ body: @escaping @Sendable (any SQLReader) throws -> T) async throws -> T {
        let tally = StatementTally.current
        try gate.enter()
        defer { gate.leave() }
        return try await connections.lend { worker in
            try await worker.run { connection in
                try connection.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                defer { connection.rollback() }
                let session = PostgresReading(connection, tally: tally)
                defer { session.scope.end() }
                return try body(session)
            }
        }
    }

    public func write<T: Sendable>(_ body: @escaping @Sendable (any SQLWriter) throws -> T) async throws -> T {
        let tally = StatementTally.current
        try gate.enter()
        defer { gate.leave() }
        return try await turn.lend { _ in
            try await connections.lend { worker in
                try await worker.run { try Self.write(on: $0, tally: tally, body) }
            }
        }
    }

    public func close() async throws {
        guard await gate.close() else { return }
        for worker in workers {
            try await worker.run { $0.disconnect() }
        }
    }

    private static func write<T>(
        on connection: PostgresConnection, tally: StatementTally?, _ body: (any SQLWriter) throws -> T
    ) throws -> T {
        do {
            // Each statement must see what was stored while this one waited for the lock.
            try connection.begin("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; \(lock)")
            let session = PostgresWriting(connection, tally: tally)
            defer { session.scope.end() }
            let result = try body(session)
            if let failure = session.scope.failure { throw failure }
            try connection.commit()
            return result
        } catch {
            connection.rollback()
            throw error
        }
    }

    /// One write at a time, among all processes that use the same schema. The number stands for Steward.
    private static let lock = "SELECT pg_advisory_xact_lock(1400137079, hashtext(current_schema()))"
}
