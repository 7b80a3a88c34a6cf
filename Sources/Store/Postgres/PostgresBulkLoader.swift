import CPostgres

/// Feeds rows to a `COPY`, in chunks of some 64 KiB.
final class PostgresBulkLoader: BulkLoader {
    private static let chunk = 64 * 1024

    private let connection: OpaquePointer
    private let columnCount: Int
    private let doing: String
    private var rows = CopyText(capacity: 2 * chunk)
    /// Whether the server would not take any more, and has the reason ready.
    private(set) var isRefused = false

    init(_ connection: OpaquePointer, columnCount: Int, doing: String) {
        self.connection = connection
        self.columnCount = columnCount
        self.doing = doing
    }

    func integer(_ value: Int64) { rows.integer(value) }
    func real(_ value: Double) { rows.real(value) }
    func text(_ value: String) { rows.text(value) }
    func null() { rows.null() }

    func endRow() throws {
        guard rows.cells == columnCount else {
            throw StoreError.cells(doing, given: rows.cells, wanted: columnCount)
        }
        rows.endRow()
        if rows.bytes.count >= Self.chunk { try send() }
    }

    /// Sends what is left; every row must have been ended.
    func end() throws {
        if rows.cells > 0 { throw StoreError.cells(doing, given: rows.cells, wanted: columnCount) }
        try send()
    }

    private func send() throws {
        let isTaken = rows.bytes.withUnsafeBytes { bytes in
            let address = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            return PQputCopyData(connection, address, CInt(bytes.count)) == 1
        }
        rows.clear()
        guard isTaken else {
            isRefused = true
            throw StoreError(.unavailable, doing: doing, detail: "the server stopped taking rows")
        }
    }
}
