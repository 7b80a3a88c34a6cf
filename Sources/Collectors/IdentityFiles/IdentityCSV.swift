import Ledger

/// The files of people as comma-separated values: one for each kind of thing, each with a line that names its columns.
enum IdentityCSV: String, CaseIterable {
    case people, accounts, affiliations, organisations, domains, exclusions

    var columns: [String] {
        switch self {
        case .people: ["person", "bot", "display_name"]
        case .accounts: ["person", "source", "username", "name", "email", "canonical"]
        case .affiliations: ["person", "organisation", "from", "to", "share"]
        case .organisations: ["organisation"]
        case .domains: ["organisation", "domain", "subdomains", "from", "to"]
        case .exclusions: ["text"]
        }
    }

    var fileName: String { rawValue + ".csv" }

    /// The kind of a file with these columns; in doubt the one that needs most of them.
    static func kind(columns: [String]) -> IdentityCSV? {
        let needed: [(IdentityCSV, [String])] = [
            (.affiliations, ["person", "organisation"]), (.domains, ["organisation", "domain"]), (.accounts, ["person", "source"]),
            (.people, ["person"]), (.organisations, ["organisation"]), (.exclusions, ["text"]),
        ]
        return needed.first { $0.1.allSatisfy(columns.contains) }?.0
    }

    /// A spreadsheet takes a cell that begins with one of these for a formula: such a cell gets an apostrophe, and so does
    /// one that already has apostrophes before the sign, so that taking one away gives back what was there.
    static func needsApostrophe(_ text: some StringProtocol) -> Bool {
        let first = text.utf8.first { $0 != UInt8(ascii: "'") }
        return first.map { "=+-@\t\r\n".utf8.contains($0) } ?? false
    }
}

/// Cuts comma-separated values (RFC 4180) into records; a record that is wrong is named, and the next line is read.
struct CSVRecords {
    struct Record {
        let line: Int
        let fields: [String]
    }

    private let bytes: [UInt8]
    private let file: String
    private let limits: IdentityLimits
    private var index = 0
    private var line = 1

    static let mostFields = 100

    init(_ bytes: [UInt8], file: String, limits: IdentityLimits) {
        self.bytes = bytes
        self.file = file
        self.limits = limits
        index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The next record that has something on it; nil at the end.
    mutating func next() throws(IdentityProblem) -> Record? {
        while index < bytes.count {
            let start = line, begin = index
            do throws(IdentityProblem) {
                let fields = try fields()
                if fields.count > 1 || fields.first?.isEmpty == false { return Record(line: start, fields: fields) }
            } catch {
                // A mark that is never closed may have swallowed lines: go on behind the first.
                (index, line) = (begin, start)
                skipLine()
                throw error
            }
        }
        return nil
    }

    private mutating func fields() throws(IdentityProblem) -> [String] {
        var fields: [String] = []
        while true {
            fields.append(try field())
            guard fields.count <= Self.mostFields else { throw problem("has more than \(Self.mostFields) fields") }
            guard index < bytes.count else { return fields }
            if bytes[index] == UInt8(ascii: ",") {
                index += 1
                continue
            }
            if bytes[index] == UInt8(ascii: "\r") { index += 1 }
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\n") else { throw problem("has a carriage return inside of the line") }
            index += 1
            line += 1
            return fields
        }
    }

    private mutating func field() throws(IdentityProblem) -> String {
        var content: [UInt8] = []
        let start = line
        if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
            index += 1
            var isClosed = false
            while index < bytes.count, content.count <= limits.line {
                let byte = bytes[index]
                index += 1
                if byte == UInt8(ascii: "\"") {
                    guard index < bytes.count, bytes[index] == byte else {
                        isClosed = true
                        break
                    }
                    index += 1
                }
                if byte == UInt8(ascii: "\n") { line += 1 }
                content.append(byte)
            }
            guard isClosed || content.count > limits.line else { throw problem("has a quotation mark that is never closed", at: start) }
            guard index == bytes.count || ",\r\n".utf8.contains(bytes[index]) || !isClosed else {
                throw problem("has text behind a closing quotation mark")
            }
        } else {
            while index < bytes.count, !",\r\n".utf8.contains(bytes[index]), content.count <= limits.line {
                guard bytes[index] != UInt8(ascii: "\"") else { throw problem("has a quotation mark inside of a field without them") }
                content.append(bytes[index])
                index += 1
            }
        }
        guard content.count <= limits.line else { throw problem("has a field of more than \(limits.line) bytes") }
        guard let text = String(validating: content, as: UTF8.self) else { throw problem("is not UTF-8") }
        return IdentityCSV.needsApostrophe(text) && text.first == "'" ? String(text.dropFirst()) : text
    }

    private mutating func skipLine() {
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
        if index < bytes.count {
            index += 1
            line += 1
        }
    }

    private func problem(_ message: String, at start: Int? = nil) -> IdentityProblem {
        IdentityProblem(IdentityPlace(file: file, line: start ?? line), message)
    }
}
