import Ledger

/// What is wrong with a file of the programme's settings: where, and what to do.
public struct FileProblem: Error, Sendable, Hashable, CustomStringConvertible {
    public let file: String
    /// Counted from 1; nil when it is about the file as a whole.
    public let line: Int?
    /// The heading of the column, where one is at fault.
    public let field: String?
    public let message: String

    public init(_ file: String, line: Int? = nil, field: String? = nil, _ message: String) {
        self.file = file
        self.line = line
        self.field = field
        self.message = message
    }

    public var description: String {
        file + (line.map { " line \($0)" } ?? "") + (field.map { ", \($0)" } ?? "") + ": " + message
    }
}

/// Reads comma-separated values as RFC 4180 describes them, strictly and within bounds: what it cannot be sure of it
/// names instead of guessing.
///
/// Lines end with CR LF or LF. A byte order mark is passed over, and so are lines without anything on them. The first
/// line names the columns, in any order and any case; columns that nobody asked for are passed over.
public struct CSVReader: Sendable {
    /// The largest file that is read, in bytes.
    public static let largestFile = 4 << 20
    static let mostColumns = 100
    static let longestField = 10_000

    /// A line of the file with its values by the names of their columns.
    struct Row: Sendable {
        let line: Int
        fileprivate let values: [String: String]

        /// The value of a column without the white space around it; nil when it is empty or the column is missing.
        subscript(column: String) -> String? { values[column] }
    }

    let file: String
    let rows: [Row]
    let columns: [String]

    /// - Parameters:
    ///   - file: what messages call it.
    ///   - required: columns that must be there.
    /// - Throws: ``FileProblem`` for the first thing that makes the rest of the file unreadable.
    init(_ text: String, file: String, required: [String]) throws(FileProblem) {
        self.file = file
        guard text.utf8.count <= Self.largestFile else {
            throw FileProblem(file, "is larger than \(Self.largestFile) bytes")
        }
        var scanner = Scanner(text, file: file)
        guard let heading = try scanner.next() else { throw FileProblem(file, "is empty; its first line names the columns") }
        let columns = heading.fields.map { $0.lowercased() }
        for (index, column) in columns.enumerated() where columns[..<index].contains(column) && !column.isEmpty {
            throw FileProblem(file, line: heading.line, field: column, "stands twice among the columns")
        }
        let missing = required.filter { !columns.contains($0) }
        guard missing.isEmpty else {
            throw FileProblem(
                file, line: heading.line,
                "has no column \(missing.map { "“\($0)”" }.joined(separator: ", ")); it has \(columns.map { "“\($0.prefix(50))”" }.joined(separator: ", "))")
        }
        var rows: [Row] = []
        while let record = try scanner.next() {
            guard record.fields.count == columns.count else {
                throw FileProblem(
                    file, line: record.line, "has \(record.fields.count) fields where there are \(columns.count) columns")
            }
            let pairs = zip(columns, record.fields).filter { !$0.0.isEmpty && !$0.1.isEmpty }
            rows.append(Row(line: record.line, values: Dictionary(uniqueKeysWithValues: pairs.map { ($0.0, $0.1) })))
        }
        self.columns = columns
        self.rows = rows
    }
}

/// Cuts text into records, knowing at which line each begins.
private struct Scanner {
    private let bytes: [UInt8]
    private let file: String
    private var index = 0
    private var line = 1

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    init(_ text: String, file: String) {
        let all = Array(text.utf8)
        bytes = all.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(all.dropFirst(3)) : all
        self.file = file
    }

    /// The next record that has something on it; nil at the end.
    mutating func next() throws(FileProblem) -> (line: Int, fields: [String])? {
        while index < bytes.count {
            let start = line
            var fields = [try field()]
            while index < bytes.count, bytes[index] == Self.comma {
                index += 1
                fields.append(try field())
                guard fields.count <= CSVReader.mostColumns else {
                    throw FileProblem(file, line: start, "has more than \(CSVReader.mostColumns) fields")
                }
            }
            try endLine(start)
            if fields.contains(where: { !$0.isEmpty }) { return (start, fields) }
        }
        return nil
    }

    private mutating func endLine(_ start: Int) throws(FileProblem) {
        guard index < bytes.count else { return }
        if bytes[index] == Self.carriageReturn { index += 1 }
        guard index < bytes.count, bytes[index] == Self.lineFeed else {
            throw FileProblem(file, line: line, "has a carriage return that does not end the line")
        }
        index += 1
        line += 1
    }

    private mutating func field() throws(FileProblem) -> String {
        let start = line
        let isQuoted = index < bytes.count && bytes[index] == Self.quote
        let content = isQuoted ? try quoted() : try plain()
        guard content.count <= CSVReader.longestField else {
            throw FileProblem(file, line: start, "has a field of more than \(CSVReader.longestField) bytes")
        }
        if let control = content.first(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D || $0 == 0x7F }) {
            throw FileProblem(file, line: start, "holds the control character U+00\(control < 16 ? "0" : "")\(String(control, radix: 16))")
        }
        let text = String(decoding: content, as: UTF8.self)
        let inside = text.drop(while: \.isWhitespace)
        return inside.lastIndex { !$0.isWhitespace }.map { String(inside[...$0]) } ?? ""
    }

    private mutating func plain() throws(FileProblem) -> ArraySlice<UInt8> {
        let start = index
        while index < bytes.count, bytes[index] != Self.comma, bytes[index] != Self.lineFeed, bytes[index] != Self.carriageReturn {
            guard bytes[index] != Self.quote else {
                throw FileProblem(file, line: line, "has a quotation mark inside a field that does not begin with one")
            }
            index += 1
        }
        return bytes[start..<index]
    }

    private mutating func quoted() throws(FileProblem) -> ArraySlice<UInt8> {
        let start = line
        var content: [UInt8] = []
        index += 1
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == Self.lineFeed { line += 1 }
            guard byte == Self.quote else {
                content.append(byte)
                continue
            }
            if index < bytes.count, bytes[index] == Self.quote {
                content.append(byte)
                index += 1
                continue
            }
            guard index == bytes.count || [Self.comma, Self.lineFeed, Self.carriageReturn].contains(bytes[index]) else {
                throw FileProblem(file, line: line, "has text after the closing quotation mark of a field")
            }
            return content[...]
        }
        throw FileProblem(file, line: start, "has a quotation mark that is never closed")
    }
}
