import GRDB
import GRDBSQLite
import Synchronization

/// Decides which statements are kept prepared.
///
/// GRDB keeps a statement for as long as its connection lives. A program that puts statements together as it
/// runs could fill the memory with them, so only the first ones are kept; later ones are prepared for one use.
final class SQLiteShelf: Sendable {
    private static let capacity = 500
    private let kept = Mutex<Set<String>>([])

    func statement(_ sql: String, on database: Database) throws -> Statement {
        guard isKept(sql) else { return try database.makeStatement(sql: sql) }
        let statement = try database.cachedStatement(sql: sql)
        // A statement that is still giving rows (one query inside another) must not be started again.
        let isBusy = sqlite3_stmt_busy(statement.sqliteStatement) != 0
        return isBusy ? try database.makeStatement(sql: sql) : statement
    }

    private func isKept(_ sql: String) -> Bool {
        kept.withLock { kept in
            if kept.contains(sql) { return true }
            if kept.count == Self.capacity { return false }
            kept.insert(sql)
            return true
        }
    }
}
