/// A table of comma-separated values as RFC 4180 describes it: UTF-8, lines end with CR LF, the first line names the
/// columns, and cells with commas, quotes or line ends stand in quotes.
///
/// A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a line end for a formula. Text from
/// outside could so run in the reader's office, and is therefore given a leading apostrophe unless it is a number.
/// A program that reads the file and needs the text exactly as it was takes JSON instead.
public struct CSV: Sendable {
    public let columns: [String]
    public private(set) var rows: [[Cell]]

    public enum Cell: Sendable, Hashable {
        case text(String)
        case integer(Int)
        /// Full precision; not a number is written as an empty cell.
        case number(Double)
        /// No data.
        case empty

        public init(_ text: String?) { self = text.map(Cell.text) ?? .empty }
        public init(_ number: Int?) { self = number.map(Cell.integer) ?? .empty }
        public init(_ number: Double?) { self = number.map(Cell.number) ?? .empty }
    }

    public init(columns: [String], rows: [[Cell]] = []) {
        self.columns = columns
        self.rows = rows
    }

    public mutating func add(_ row: [Cell]) { rows.append(row) }

    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        Self.writeLine(columns.map(Cell.text), to: &bytes)
        for row in rows { Self.writeLine(row, to: &bytes) }
        return bytes
    }

    public var text: String { String(decoding: bytes, as: UTF8.self) }

    private static func writeLine(_ cells: [Cell], to bytes: inout [UInt8]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            switch cell {
            case .text(let text): write(text, to: &bytes)
            case .integer(let number): bytes.append(contentsOf: String(number).utf8)
            case .number(let number):
                if number.isFinite { bytes.append(contentsOf: JSON.spelled(number).utf8) }
            case .empty: break
            }
        }
        bytes += [0x0D, 0x0A]
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        let guarded = looksLikeFormula(text) ? "'" + text : text
        guard guarded.utf8.contains(where: needsQuotes) else {
            bytes.append(contentsOf: guarded.utf8)
            return
        }
        bytes.append(UInt8(ascii: "\""))
        for byte in guarded.utf8 where byte != 0 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsQuotes(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte < 0x20
    }

    /// Whether a spreadsheet could take `text` for a formula. The full-width forms of the four signs count too:
    /// some spreadsheets fold them.
    static func looksLikeFormula(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, "=+-@\t\r\n\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains(first)
        else { return false }
        guard first == "-" || first == "+" else { return true }
        let isNumeric = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "+-.eE".utf8.contains(byte)
        }
        return !isNumeric || Double(text) == nil
    }
}
