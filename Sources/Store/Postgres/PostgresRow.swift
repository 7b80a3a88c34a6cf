import CPostgres

/// One row of an answer in PostgreSQL's text form, converted between types the way SQLite does.
final class PostgresRow: SQLRow {
    private let result: OpaquePointer
    /// Which of the answer's rows it is.
    var index: CInt = 0
    private let columnCount: Int
    private let booleans: [Bool]

    /// - Parameter booleans: which columns hold truth values; PostgreSQL spells them `t` and `f`, SQLite 1 and 0.
    init(_ result: OpaquePointer, booleans: [Bool]) {
        self.result = result
        self.booleans = booleans
        columnCount = booleans.count
    }

    /// Which columns of an answer hold truth values.
    static func booleans(of result: OpaquePointer) -> [Bool] { (0..<PQnfields(result)).map { PQftype(result, $0) == 16 } }

    func isNull(_ column: Int) -> Bool {
        !isColumn(column) || PQgetisnull(result, index, CInt(column)) != 0
    }

    func integer(_ column: Int) -> Int64 {
        guard let bytes = bytes(column) else { return 0 }
        if booleans[column] { return bytes.first == UInt8(ascii: "t") ? 1 : 0 }
        if let integer = Self.decimal(bytes) { return integer }
        let real = Self.real(bytes)
        if real.isNaN { return 0 }
        return Int64(exactly: real.rounded(.towardZero)) ?? (real < 0 ? .min : .max)
    }

    func real(_ column: Int) -> Double {
        guard let bytes = bytes(column) else { return 0 }
        return booleans[column] ? Double(integer(column)) : Self.real(bytes)
    }

    func text(_ column: Int) -> String {
        guard let bytes = bytes(column) else { return "" }
        return booleans[column] ? "\(integer(column))" : String(decoding: bytes, as: UTF8.self)
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
