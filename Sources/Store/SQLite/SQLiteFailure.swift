import GRDB
import GRDBSQLite

/// Turns what SQLite reports into a ``StoreError``. <https://www.sqlite.org/rescode.html>
enum SQLiteFailure {
    /// - Parameters:
    ///   - code: an extended result code.
    ///   - message: SQLite's own words; they name tables and columns, never values.
    static func error(code: CInt, message: String, doing: String) -> any Error {
        if code & 0xFF == SQLITE_INTERRUPT { return CancellationError() }
        let (reason, hint) = meaning(of: code)
        return StoreError(reason, doing: doing, detail: message, hint: hint)
    }

    /// An error that GRDB threw, or any other one unchanged.
    static func error(_ error: any Error, doing: String) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        return Self.error(
            code: error.extendedResultCode.rawValue, message: error.message ?? "\(error.resultCode)", doing: doing)
    }

    private static let diskFullHint = "Make room on the disk that holds the database, then try again; what was stored before is kept."
    private static let corruptHint = "Check the path. If the file is Steward's, restore it from a backup."
    private static let pathHint = "Check that the file and its folder may be read and written by the user that runs Steward."

    /// Kinds of input and output errors that mean "no more room": a write, a flush or a file that could not grow.
    private static let writeErrors: Set<CInt> = [
        SQLITE_IOERR | (3 << 8), SQLITE_IOERR | (4 << 8), SQLITE_IOERR | (6 << 8), SQLITE_IOERR | (19 << 8),
    ]
    private static let fileMoved = SQLITE_READONLY | (4 << 8)

    private static func meaning(of code: CInt) -> (StoreError.Reason, hint: String) {
        if writeErrors.contains(code) { return (.diskFull, diskFullHint) }
        if code == fileMoved { return (.unavailable, "The database file was moved or removed while it was open. Start Steward again.") }
        switch code & 0xFF {
        case SQLITE_FULL: return (.diskFull, diskFullHint)
        case SQLITE_BUSY, SQLITE_LOCKED: return (.busy, "Another program is writing to the database. Wait until it is done, or stop it.")
        case SQLITE_CORRUPT, SQLITE_NOTADB: return (.corrupt, corruptHint)
        case SQLITE_CONSTRAINT: return (.constraint, "")
        case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH, SQLITE_IOERR: return (.unavailable, pathHint)
        default: return (.statement, "")
        }
    }
}
