import CPostgres

/// How the values of one column of an answer are written.
enum PostgresColumn {
    /// As PostgreSQL spells them; bytes and texts also in a binary answer.
    case text
    /// Truth values, spelled `t` and `f` where SQLite has 1 and 0.
    case spelledTruth
    /// Binary, the first byte the most significant.
    case integer, real, truth

    /// The columns of an answer.
    ///
    /// - Throws: ``StoreError`` for a column of a binary answer whose form is not known.
    static func all(of result: OpaquePointer) throws -> [PostgresColumn] {
        try (0..<PQnfields(result)).map { column in
            let type = PQftype(result, column)
            if PQfformat(result, column) == 0 { return type == 16 ? .spelledTruth : .text }
            // The numbers of PostgreSQL's own types never change.
            switch type {
            case 16: return .truth
            case 20, 21, 23: return .integer
            case 700, 701: return .real
            case 17, 25, 1043: return .text
            default:
                let name = PQfname(result, column).map { String(cString: $0) } ?? "\(column)"
                throw StoreError(
                    .statement, doing: "reading the column \(name) of a scan", detail: "scans do not read PostgreSQL's type number \(type)",
                    hint: "Cast it to bigint, double precision or text.")
            }
        }
    }
}

/// One row of an answer in PostgreSQL's text form or its binary form, converted between types the way SQLite does.
final class PostgresRow: SQLRow {
    private let result: OpaquePointer
    /// Which of the answer's rows it is.
    var index: CInt = 0
    private let columnCount: Int
    private let columns: [PostgresColumn]

    /// - Parameter columns: how the values of each column are written.
    init(_ result: OpaquePointer, columns: [PostgresColumn]) {
        self.result = result
        self.columns = columns
        columnCount = columns.count
    }

    func isNull(_ column: Int) -> Bool {
        !isColumn(column) || PQgetisnull(result, index, CInt(column)) != 0
    }

    func integer(_ column: Int) -> Int64 {
        guard let bytes = bytes(column) else { return 0 }
        switch columns[column] {
        case .integer: return Self.binary(bytes)
        case .truth: return bytes.first == 1 ? 1 : 0
        case .spelledTruth: return bytes.first == UInt8(ascii: "t") ? 1 : 0
        case .text: if let integer = Self.decimal(bytes) { return integer }
        case .real: break
        }
        let real = real(column)
        if real.isNaN { return 0 }
        return Int64(exactly: real.rounded(.towardZero)) ?? (real < 0 ? .min : .max)
    }

    func real(_ column: Int) -> Double {
        guard let bytes = bytes(column) else { return 0 }
        switch columns[column] {
        case .real where bytes.count == 4: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: Self.binary(bytes))))
        case .real: return Double(bitPattern: UInt64(bitPattern: Self.binary(bytes)))
        case .text: return Self.real(bytes)
        case .integer, .truth, .spelledTruth: return Double(integer(column))
        }
    }

    func text(_ column: Int) -> String {
        guard let bytes = bytes(column) else { return "" }
        switch columns[column] {
        case .text: return String(decoding: bytes, as: UTF8.self)
        case .real: return "\(real(column))"
        case .integer, .truth, .spelledTruth: return "\(integer(column))"
        }
    }

    private func isColumn(_ column: Int) -> Bool {
        column >= 0 && column < columnCount
    }

    /// The value's text; nil when it is null or there is no such column.
    private func bytes(_ column: Int) -> UnsafeBufferPointer<UInt8>? {
        guard !isNull(column), let value = PQgetvalue(result, index, CInt(column)) else { return nil }
        let count = Int(PQgetlength(result, index, CInt(column)))
        let address = UnsafeRawPointer(value).assumingMemoryBound(to: UInt8.self)
        return UnsafeBufferPointer(start: address, count: count)
    }

    /// A signed integer of two, four or eight bytes.
    private static func binary(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64 {
        let raw = UnsafeRawBufferPointer(bytes)
        switch bytes.count {
        case 8: return Int64(bigEndian: raw.loadUnaligned(as: Int64.self))
        case 4: return Int64(Int32(bigEndian: raw.loadUnaligned(as: Int32.self)))
        case 2: return Int64(Int16(bigEndian: raw.loadUnaligned(as: Int16.self)))
        default: return 0
        }
    }

    /// The whole text as an integer, or nil when it is anything else or too large.
    private static func decimal(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        let isNegative = bytes.first == UInt8(ascii: "-")
        let digits = bytes.dropFirst(isNegative ? 1 : 0)
        if digits.isEmpty { return nil }
        // Counted downwards, because the smallest integer has no positive counterpart.
        var value: Int64 = 0
        for byte in digits {
            let digit = byte &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (difference, tooFar) = product.subtractingReportingOverflow(Int64(digit))
            if tooLarge || tooFar { return nil }
            value = difference
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    private static func real(_ bytes: UnsafeBufferPointer<UInt8>) -> Double {
        Double(String(decoding: bytes, as: UTF8.self)) ?? 0
    }
}
