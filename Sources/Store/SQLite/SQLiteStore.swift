import Dispatch
import GRDB
import GRDBSQLite

/// A database in one file, for an installation on one machine.
///
/// The file is in write-ahead-log mode: reads never wait for a write, nor a write for reads. Beside it SQLite
/// keeps `-wal` and `-shm` files while it is open; a backup must copy all of them, or be made by SQLite.
/// What a write has stored survives a crash of the program; a power failure may lose the last writes, never the
/// database (`synchronous = NORMAL`), and everything in it can be collected again.
public final class SQLiteStore: SQLStore {
    private let path: String
    private let pool: DatabasePool
    private let gate = Gate()
    private let shelf = SQLiteShelf()

    private init(path: String, pool: DatabasePool) {
        self.path = path
        self.pool = pool
    }

    public var engine: StoreEngine { .sqlite }

    /// Opens the database at `path`, which is made when it is not there; its folder must exist.
    ///
    /// - Throws: ``StoreError`` with reason `unavailable`, `corrupt` (the file is something else) or `busy`.
    public static func open(path: String) throws -> SQLiteStore {
        let doing = "opening the database \(path)"
        if let problem = FolderCheck.problem(with: path) {
            throw StoreError(.unavailable, doing: doing, detail: problem.detail, hint: problem.hint)
        }
        // SQLite gives a meaning of their own to names such as `file:…` and `:memory:`, but not to `./…`.
        let file = path.hasPrefix("/") ? path : "./\(path)"
        do {
            return SQLiteStore(path: path, pool: try DatabasePool(path: file, configuration: configuration()))
        } catch let error as DatabaseError {
            let mapped = SQLiteFailure.error(error, doing: doing)
            // While a database is opened no statement of ours can be at fault: it may not be written to.
            guard let failure = mapped as? StoreError, failure.reason == .statement else { throw mapped }
            throw StoreError(
                .unavailable, doing: doing, detail: failure.detail,
                hint: "Check that the file and its folder may be read and written by the user that runs Steward.")
        }
    }

    public func read<T: Sendable>(_ body: @escaping @Sendable (any SQLReader) throws -> T) async throws -> T {
        let tally = StatementTally.current
        try gate.enter()
        defer { gate.leave() }
        do {
            return try await pool.read { [shelf] database in
                let session = try SQLiteReading(database, shelf: shelf, tally: tally)
                defer { session.scope.end() }
                return try body(session)
            }
        } catch {
            throw SQLiteFailure.error(error, doing: "reading the database \(path)")
        }
    }

    public func write<T: Sendable>(_ body: @escaping @Sendable (any SQLWriter) throws -> T) async throws -> T {
        let tally = StatementTally.current
        try gate.enter()
        defer { gate.leave() }
        do {
            return try await pool.write { [shelf] database in
                let session = try SQLiteWriting(database, shelf: shelf, tally: tally)
                defer { session.scope.end() }
                let result = try body(session)
                if let failure = session.scope.failure { throw failure }
                return result
            }
        } catch {
            throw SQLiteFailure.error(error, doing: "writing to the database \(path)")
        }
    }

    public func close() async throws {
        guard await gate.close() else { return }
        let path = path
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            DispatchQueue.global().async { [pool] in
                done.resume(
                    with: Result {
                        do {
                            // Statistics for the planner, and all rows in the one file instead of the log beside it, are
                            // a courtesy: where they fail, on a full disk say, nothing that was stored is lost.
                            try? pool.writeWithoutTransaction {
                                try $0.execute(sql: "PRAGMA analysis_limit = 400; PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)")
                            }
                            try pool.close()
                        } catch {
                            throw SQLiteFailure.error(error, doing: "closing the database \(path)")
                        }
                    })
            }
        }
    }

    /// How long a write waits for another process, in seconds.
    private static let patience = 30.0

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.label = "steward.store"
        configuration.busyMode = .timeout(patience)
        configuration.maximumReaderCount = 5
        // PostgreSQL always holds to foreign keys, so SQLite does too.
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { database in
            // The writer meets random pages of large indexes; readers lean on the system's own cache of the file.
            // The file is not mapped into memory: a failing disk would then be a crash instead of an error.
            let isReader = sqlite3_db_readonly(database.sqliteConnection, "main") == 1
            let cache = isReader ? 8 : 32
            try database.execute(sql: "PRAGMA cache_size = -\(cache * 1024)")
            if !isReader {
                try database.execute(sql: "PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 67108864")
                // A first collection writes some ten thousand pages: carrying them over in fewer, larger strides waits less for the disk.
                try database.execute(sql: "PRAGMA wal_autocheckpoint = 8000")
            }
        }
        return configuration
    }
}
