/// Reads comma-separated values as RFC 4180 describes them, row by row, strictly and within bounds: what it cannot be sure
/// of it names instead of guessing.
///
/// Lines end with CR LF or LF. A byte order mark is passed over, and so are lines without anything on them. The first
/// line names the columns, in any order and any case; columns that nobody asked for are passed over.
public struct CSVReader {
    /// The largest file that is read, in bytes, where the caller sets no other bound.
    public static let largestFile = 4 << 20
    static let mostColumns = 100
    static let longestField = 10_000

    /// Gives the next bytes of a file, as many as it likes; none at its end.
    public typealias Source = () throws(FileProblem) -> [UInt8]

    /// A line of the file with its values by the names of their columns.
    public struct Row: Sendable {
        /// Counted from 1, the line of the headings included.
        public let line: Int
        fileprivate let fields: [String]
        fileprivate let indexes: [String: Int]

        /// The value of a column without the white space around it; nil when it is empty or the column is missing.
        public subscript(column: String) -> String? {
            guard let index = indexes[column], !fields[index].isEmpty else { return nil }
            return fields[index]
        }
    }

    /// What messages call it.
    public let file: String
    /// In lower case.
    public let columns: [String]
    private let indexes: [String: Int]
    private var scanner: Scanner

    /// - Parameters:
    ///   - required: columns that must be there.
    ///   - largest: more bytes than that are refused.
    /// - Throws: ``FileProblem`` when the first line does not name the columns.
    public init(
        file: String, required: [String], largest: Int = largestFile, _ source: @escaping Source
    ) throws(FileProblem) {
        self.file = file
        scanner = try Scanner(source, file: file, largest: largest)
        guard let heading = try scanner.next() else { throw FileProblem(file, "is empty; its first line names the columns") }
        let columns = heading.fields.map { $0.lowercased() }
        for (index, column) in columns.enumerated() where columns[..<index].contains(column) && !column.isEmpty {
            throw FileProblem(file, line: heading.line, field: column, "stands twice among the columns")
        }
        let missing = required.filter { !columns.contains($0) }
        guard missing.isEmpty else {
            throw FileProblem(
                file, line: heading.line,
                "has no column \(missing.map { "“\($0)”" }.joined(separator: ", ")); it has \(columns.map { "“\($0.prefix(50))”" }.joined(separator: ", "))"
            )
        }
        self.columns = columns
        indexes = Dictionary(columns.enumerated().map { ($1, $0) }.filter { !$0.0.isEmpty }, uniquingKeysWith: { first, _ in first })
    }

    /// The next line that has something on it; nil at the end.
    ///
    /// - Throws: ``FileProblem`` for what makes the rest of the file unreadable.
    public mutating func next() throws(FileProblem) -> Row? {
        guard let record = try scanner.next() else { return nil }
        guard record.fields.count == columns.count else {
            throw FileProblem(file, line: record.line, "has \(record.fields.count) fields where there are \(columns.count) columns")
        }
        return Row(line: record.line, fields: record.fields, indexes: indexes)
    }

    /// All rows of a text.
    public static func rows(of text: String, file: String, required: [String]) throws(FileProblem) -> [Row] {
        var reader = try CSVReader(file: file, required: required, source(of: text))
        var rows: [Row] = []
        while let row = try reader.next() { rows.append(row) }
        return rows
    }

    /// Gives the bytes of a text at once.
    public static func source(of text: String) -> Source {
        var text: String? = text
        return { () throws(FileProblem) -> [UInt8] in
            defer { text = nil }
            return text.map { Array($0.utf8) } ?? []
        }
    }
}

/// Cuts bytes into records, knowing at which line each begins.
private struct Scanner {
    private let source: CSVReader.Source
    private let file: String
    private let largest: Int
    private var bytes: [UInt8] = []
    private var index = 0
    private var read = 0
    private var isAtEnd = false
    private var line = 1

    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    init(_ source: @escaping CSVReader.Source, file: String, largest: Int) throws(FileProblem) {
        self.source = source
        self.file = file
        self.largest = largest
        while bytes.count < Self.mark.count, !isAtEnd { try fill() }
        if bytes.starts(with: Self.mark) { index = Self.mark.count }
    }

    /// Reads more bytes behind those that are there.
    private mutating func fill() throws(FileProblem) {
        let more = try source()
        isAtEnd = more.isEmpty
        read += more.count
        guard read <= largest else { throw FileProblem(file, "is larger than \(largest) bytes") }
        if index == bytes.count { (bytes, index) = (more, 0) } else { bytes += more }
    }

    /// The next byte, which stays where it is; nil at the end.
    private mutating func peek() throws(FileProblem) -> UInt8? {
        while index == bytes.count {
            if isAtEnd { return nil }
            try fill()
        }
        return bytes[index]
    }

    /// The next record that has something on it; nil at the end.
    mutating func next() throws(FileProblem) -> (line: Int, fields: [String])? {
        while try peek() != nil {
            let start = line
            var fields = [try field()]
            while try peek() == Self.comma {
                index += 1
                fields.append(try field())
                guard fields.count <= CSVReader.mostColumns else {
                    throw FileProblem(file, line: start, "has more than \(CSVReader.mostColumns) fields")
                }
            }
            try endLine()
            if fields.contains(where: { !$0.isEmpty }) { return (start, fields) }
        }
        return nil
    }

    private mutating func endLine() throws(FileProblem) {
        guard let byte = try peek() else { return }
        if byte == Self.carriageReturn { index += 1 }
        guard try peek() == Self.lineFeed else {
            throw FileProblem(file, line: line, "has a carriage return that does not end the line")
        }
        index += 1
        line += 1
    }

    private mutating func field() throws(FileProblem) -> String {
        let start = line
        let content = try peek() == Self.quote ? try quoted() : try plain()
        if let control = content.first(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D || $0 == 0x7F }) {
            throw FileProblem(file, line: start, "holds the control character U+00\(control < 16 ? "0" : "")\(String(control, radix: 16))")
        }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw FileProblem(file, line: start, "is not written in UTF-8")
        }
        let inside = text.drop(while: \.isWhitespace)
        return inside.lastIndex { !$0.isWhitespace }.map { String(inside[...$0]) } ?? ""
    }

    private func checkLength(_ content: [UInt8], _ start: Int) throws(FileProblem) {
        guard content.count <= CSVReader.longestField else {
            throw FileProblem(file, line: start, "has a field of more than \(CSVReader.longestField) bytes")
        }
    }

    private mutating func plain() throws(FileProblem) -> [UInt8] {
        var content: [UInt8] = []
        while let byte = try peek(), byte != Self.comma, byte != Self.lineFeed, byte != Self.carriageReturn {
            guard byte != Self.quote else {
                throw FileProblem(file, line: line, "has a quotation mark inside a field that does not begin with one")
            }
            content.append(byte)
            index += 1
            try checkLength(content, line)
        }
        return content
    }

    private mutating func quoted() throws(FileProblem) -> [UInt8] {
        let start = line
        var content: [UInt8] = []
        index += 1
        while let byte = try peek() {
            index += 1
            if byte == Self.lineFeed { line += 1 }
            guard byte == Self.quote else {
                content.append(byte)
                try checkLength(content, start)
                continue
            }
            let next = try peek()
            if next == Self.quote {
                content.append(byte)
                index += 1
                continue
            }
            guard next == nil || next == Self.comma || next == Self.lineFeed || next == Self.carriageReturn else {
                throw FileProblem(file, line: line, "has text after the closing quotation mark of a field")
            }
            return content
        }
        throw FileProblem(file, line: start, "has a quotation mark that is never closed")
    }
}
