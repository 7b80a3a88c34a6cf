import GRDBSQLite
@testable import Store
import Testing

@Suite("What the engines report becomes a reason and a hint")
struct FailureTests {
    @Test(
        "of SQLite",
        arguments: [
            (SQLITE_FULL, StoreError.Reason.diskFull),
            (SQLITE_IOERR | (3 << 8), .diskFull),  // write
            (SQLITE_IOERR | (4 << 8), .diskFull),  // flush
            (SQLITE_IOERR | (1 << 8), .unavailable),  // read
            (SQLITE_BUSY, .busy),
            (SQLITE_BUSY | (2 << 8), .busy),  // snapshot
            (SQLITE_CORRUPT | (1 << 8), .corrupt),
            (SQLITE_NOTADB, .corrupt),
            (SQLITE_CONSTRAINT | (8 << 8), .constraint),  // unique
            (SQLITE_CANTOPEN, .unavailable),
            (SQLITE_READONLY, .statement),
            (SQLITE_READONLY | (4 << 8), .unavailable),  // the file was moved
            (SQLITE_ERROR, .statement),
        ])
    func sqlite(_ code: CInt, _ reason: StoreError.Reason) {
        let error = SQLiteFailure.error(code: code, message: "message", doing: "testing") as? StoreError
        #expect(error?.reason == reason)
        #expect(error?.doing == "testing" && error?.detail == "message")
        let needsHint = ![.constraint, .statement].contains(reason)
        #expect(error?.hint.isEmpty == !needsHint)
    }

    @Test(
        "of PostgreSQL",
        arguments: [
            ("53100", StoreError.Reason.diskFull), ("53300", .unavailable), ("53200", .unavailable), ("08006", .unavailable),
            ("57P01", .unavailable), ("28P01", .unavailable), ("3D000", .unavailable), ("58030", .unavailable), ("", .unavailable),
            ("55P03", .busy), ("40P01", .busy), ("40001", .busy), ("23505", .constraint), ("23502", .constraint),
            ("XX001", .corrupt), ("42601", .statement), ("42P01", .statement), ("25006", .statement), ("22P02", .statement),
        ])
    func postgres(_ state: String, _ reason: StoreError.Reason) {
        let error = PostgresFailure.error(state: state, message: "message", doing: "testing") as? StoreError
        #expect(error?.reason == reason)
        #expect(error?.doing == "testing" && error?.detail == "message")
        let needsHint = ![.constraint, .statement].contains(reason)
        #expect(error?.hint.isEmpty == !needsHint)
    }

    @Test("and an interruption is that of the task")
    func interruption() {
        #expect(SQLiteFailure.error(code: SQLITE_INTERRUPT, message: "", doing: "") is CancellationError)
        #expect(PostgresFailure.error(state: "57014", message: "", doing: "") is CancellationError)
    }

    @Test("without the values that PostgreSQL quotes when a value is at fault")
    func quotedValues() {
        let error = PostgresFailure.error(
            state: "22P02", message: "invalid input syntax for type bigint: \"mara@example.org\"", doing: "testing")
        #expect((error as? StoreError)?.detail == "invalid input syntax for type bigint: \"…\"")
    }
}
