import GRDBSQLite

/// Feeds rows to one prepared `INSERT`.
final class SQLiteBulkLoader: BulkLoader {
    private let call: SQLiteCall
    private let columnCount: Int
    private let doing: String
    private var cells = 0

    init(_ call: SQLiteCall, columnCount: Int, doing: String) {
        self.call = call
        self.columnCount = columnCount
        self.doing = doing
    }

    func integer(_ value: Int64) {
        if cells < columnCount { call.bind(value, at: cells) }
        cells += 1
    }

    func real(_ value: Double) {
        if cells < columnCount { call.bind(value, at: cells) }
        cells += 1
    }

    func text(_ value: String) {
        if cells < columnCount { call.bind(value, at: cells) }
        cells += 1
    }

    func null() {
        if cells < columnCount { call.bindNull(at: cells) }
        cells += 1
    }

    func endRow() throws {
        guard cells == columnCount else {
            throw StoreError.cells(doing, given: cells, wanted: columnCount)
        }
        _ = try call.step()
        sqlite3_reset(call.handle)
        cells = 0
    }

    /// Ends the load; every row must have been ended.
    func end() throws {
        if cells > 0 { throw StoreError.cells(doing, given: cells, wanted: columnCount) }
    }
}
