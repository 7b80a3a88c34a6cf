import CPostgres

/// Feeds rows to a `COPY` in its text form: cells parted by tabs, rows ended by newlines, `\N` for null.
/// <https://www.postgresql.org/docs/15/sql-copy.html#id-1.9.3.55.9.2>
final class PostgresBulkLoader: BulkLoader {
    private static let chunk = 64 * 1024

    private let connection: OpaquePointer
    private let columnCount: Int
    private let doing: String
    private var cells = 0
    private var buffer: [UInt8] = []
    /// Whether the server would not take any more, and has the reason ready.
    private(set) var isRefused = false

    init(_ connection: OpaquePointer, columnCount: Int, doing: String) {
        self.connection = connection
        self.columnCount = columnCount
        self.doing = doing
        buffer.reserveCapacity(2 * Self.chunk)
    }

    func integer(_ value: Int64) {
        beginCell()
        buffer.append(decimal: value)
    }

    func real(_ value: Double) {
        if value.isNaN { return null() }
        beginCell()
        buffer.append(real: value)
    }

    func text(_ value: String) {
        beginCell()
        var value = value
        value.withUTF8 { append(escaping: $0) }
    }

    func null() {
        beginCell()
        buffer.append(UInt8(ascii: "\\"))
        buffer.append(UInt8(ascii: "N"))
    }

    func endRow() throws {
        guard cells == columnCount else {
            throw StoreError.cells(doing, given: cells, wanted: columnCount)
        }
        cells = 0
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count >= Self.chunk { try send() }
    }

    /// Sends what is left; every row must have been ended.
    func end() throws {
        if cells > 0 { throw StoreError.cells(doing, given: cells, wanted: columnCount) }
        try send()
    }

    private func beginCell() {
        if cells > 0 { buffer.append(UInt8(ascii: "\t")) }
        cells += 1
    }

    private func append(escaping bytes: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for (index, byte) in bytes.enumerated() where byte < 0x20 || byte == UInt8(ascii: "\\") {
            guard let escape = Self.escape(byte) else { continue }
            buffer.append(contentsOf: bytes[start..<index])
            buffer.append(contentsOf: escape)
            start = index + 1
        }
        buffer.append(contentsOf: bytes[start...])
    }

    private static func escape(_ byte: UInt8) -> [UInt8]? {
        switch byte {
        case UInt8(ascii: "\\"): Array(#"\\"#.utf8)
        case UInt8(ascii: "\n"): Array(#"\n"#.utf8)
        case UInt8(ascii: "\r"): Array(#"\r"#.utf8)
        case UInt8(ascii: "\t"): Array(#"\t"#.utf8)
        case 0: Array("\u{FFFD}".utf8)
        default: nil
        }
    }

    private func send() throws {
        let isTaken = buffer.withUnsafeBytes { bytes in
            let address = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            return PQputCopyData(connection, address, CInt(bytes.count)) == 1
        }
        buffer.removeAll(keepingCapacity: true)
        guard isTaken else {
            isRefused = true
            throw StoreError(.unavailable, doing: doing, detail: "the server stopped taking rows")
        }
    }
}
