import GRDBSQLite

extension StoreError {
    /// What an extended result code of SQLite means for the person who has to mend it.
    init(sqlite code: Int32, _ message: String, doing: String) {
        let reason: Reason
        let hint: String
        switch code & 0xff {
        case SQLITE_FULL:
            (reason, hint) = (.diskFull, "Free some space and run the command again; what was stored before is intact.")
        case SQLITE_IOERR:
            (reason, hint) = (
                .diskFull, "The disk refused to read or write; check its space and health, then run the command again."
            )
        case SQLITE_BUSY, SQLITE_LOCKED:
            (reason, hint) = (.busy, "Another program holds the database; wait for it to end, or stop it.")
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            (reason, hint) = (.corrupt, "The file is not a Steward database or is damaged; restore it from a backup.")
        case SQLITE_CONSTRAINT:
            (reason, hint) = (.constraint, "")
        case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_READONLY, SQLITE_AUTH:
            (reason, hint) = (.unavailable, "Check that the folder exists and that you may write to it.")
        case SQLITE_MISUSE:
            (reason, hint) = (.closed, "")
        default:
            (reason, hint) = (.statement, "")
        }
        self.init(reason, doing: doing, detail: message.isEmpty ? "SQLite error \(code)" : message, hint: hint)
    }
}
