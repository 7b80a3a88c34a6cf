import GRDB
import GRDBSQLite
import Glibc

/// One statement with its arguments, stepped through SQLite's own interface.
///
/// GRDB prepares and keeps the statement; binding and stepping here costs a fraction of its general path.
struct SQLiteCall {
    /// Holds the prepared statement while it is in use.
    private let statement: Statement
    let handle: OpaquePointer
    private let connection: OpaquePointer
    private let doing: () -> String

    init(_ statement: Statement, on connection: OpaquePointer, doing: @escaping () -> String) {
        self.statement = statement
        self.handle = statement.sqliteStatement
        self.connection = connection
        self.doing = doing
    }

    var argumentCount: Int { Int(sqlite3_bind_parameter_count(handle)) }

    /// Runs to the next row; false after the last one.
    func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw failure()
        }
    }

    /// Readies the statement for its next use and lets go of its arguments.
    func finish() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    /// Binds one argument, counted from 0.
    func bind(_ value: SQLValue, at index: Int) {
        switch value {
        case .null: bindNull(at: index)
        case .integer(let integer): bind(integer, at: index)
        case .real(let real): bind(real, at: index)
        case .text(let text): bind(text, at: index)
        }
    }

    func bindNull(at index: Int) {
        sqlite3_bind_null(handle, CInt(index + 1))
    }

    func bind(_ integer: Int64, at index: Int) {
        sqlite3_bind_int64(handle, CInt(index + 1), integer)
    }

    /// A value that is not a number is stored as null, which SQLite does by itself.
    func bind(_ real: Double, at index: Int) {
        sqlite3_bind_double(handle, CInt(index + 1), real)
    }

    func bind(_ text: String, at index: Int) {
        var text = text
        let isStorable = text.withUTF8 { bytes in
            // An empty text may come without an address, which SQLite would take for null.
            guard let address = bytes.baseAddress, !bytes.isEmpty else {
                sqlite3_bind_text(handle, CInt(index + 1), "", 0, Self.copied)
                return true
            }
            if memchr(address, 0, bytes.count) != nil { return false }
            address.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                _ = sqlite3_bind_text64(
                    handle, CInt(index + 1), $0, UInt64(bytes.count), Self.copied, UInt8(SQLITE_UTF8))
            }
            return true
        }
        if !isStorable { bind(text.storable, at: index) }
    }

    private func failure() -> any Error {
        SQLiteFailure.error(
            code: sqlite3_extended_errcode(connection), message: String(cString: sqlite3_errmsg(connection)),
            doing: doing())
    }

    /// Tells SQLite to copy a text before the call returns (SQLITE_TRANSIENT, which Swift cannot import).
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
