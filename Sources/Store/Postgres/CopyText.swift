/// Rows in the text form of PostgreSQL's `COPY`: cells parted by tabs, rows ended by newlines, `\N` for null.
/// <https://www.postgresql.org/docs/15/sql-copy.html#id-1.9.3.55.9.2>
struct CopyText {
    private(set) var bytes: [UInt8] = []
    /// Cells of the row that has not been ended.
    private(set) var cells = 0

    init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    mutating func integer(_ value: Int64) {
        beginCell()
        bytes.append(decimal: value)
    }

    /// A value that is not a number is stored as null, as SQLite does.
    mutating func real(_ value: Double) {
        if value.isNaN { return null() }
        beginCell()
        bytes.append(real: value)
    }

    mutating func text(_ value: String) {
        beginCell()
        var value = value
        value.withUTF8 { append(escaping: $0) }
    }

    mutating func null() {
        beginCell()
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(UInt8(ascii: "N"))
    }

    mutating func endRow() {
        cells = 0
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Forgets the bytes, which were sent, and keeps their room.
    mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
    }

    private mutating func beginCell() {
        if cells > 0 { bytes.append(UInt8(ascii: "\t")) }
        cells += 1
    }

    private mutating func append(escaping text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for index in text.indices where text[index] < 0x20 || text[index] == UInt8(ascii: "\\") {
            guard let escape = Self.escape(text[index]) else { continue }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
            bytes.append(contentsOf: escape.utf8)
            start = index + 1
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
    }

    private static func escape(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "\\"): #"\\"#
        case UInt8(ascii: "\n"): #"\n"#
        case UInt8(ascii: "\r"): #"\r"#
        case UInt8(ascii: "\t"): #"\t"#
        case 0: "\u{FFFD}"
        default: nil
        }
    }
}

extension [UInt8] {
    /// Appends an integer in decimal digits.
    mutating func append(decimal value: Int64) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = digits.count
            var rest = value.magnitude
            repeat {
                start -= 1
                digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if value < 0 {
                start -= 1
                digits[start] = UInt8(ascii: "-")
            }
            append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }

    /// Appends a number with all its digits; a negative zero as zero, because SQLite stores it so.
    mutating func append(real value: Double) {
        append(contentsOf: "\(value == 0 ? 0 : value)".utf8)
    }
}
