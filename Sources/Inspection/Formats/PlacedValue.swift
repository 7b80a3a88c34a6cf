internal import Yams

/// A value of a JSON or YAML document from outside, with the line on which it stands.
///
/// Numbers keep the digits that somebody wrote, so that a version such as `1.10` stays one, and members keep their order.
public struct PlacedValue: Sendable, Hashable {
    public indirect enum Content: Sendable, Hashable {
        case null
        case bool(Bool)
        /// As it is written.
        case number(String)
        case string(String)
        case array([PlacedValue])
        case object([Member])
    }

    public struct Member: Sendable, Hashable {
        public let name: String
        public let value: PlacedValue

        public init(_ name: String, _ value: PlacedValue) {
            (self.name, self.value) = (name, value)
        }
    }

    public let content: Content
    /// From 1; nil in JSON, whose reader does not tell lines.
    public let line: Int?

    public init(_ content: Content, line: Int? = nil) {
        (self.content, self.line) = (content, line)
    }

    /// Reads one document within the bounds of ``StructuredValue``.
    ///
    /// - Throws: `InspectionError` that names the file and, where it is known, the line: for bytes that are no UTF-8, for what is
    ///   neither JSON nor YAML, for a key that stands twice, and for more than one document.
    public init(_ bytes: [UInt8], name: String) throws(InspectionError) {
        guard bytes.count <= StructuredValue.mostBytes else {
            throw InspectionError(name, "it has more than \(StructuredValue.mostBytes) bytes")
        }
        let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        if let problem = TextEncoding.problem(in: bytes) { throw InspectionError(name, problem) }
        let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            self.init(structured: try StructuredValue(bytes, name: name))
            return
        }
        let text = String(decoding: bytes, as: UTF8.self)
        if let problem = YAMLBounds.problem(in: text) { throw InspectionError(name, problem) }
        var count = 0
        do {
            self = try Self.value(of: compose(yaml: text), name, depth: 0, &count)
        } catch let error as InspectionError {
            throw error
        } catch {
            throw InspectionError(name, "it is not valid YAML: \(StructuredValue.words(for: error))")
        }
    }

    private init(structured value: StructuredValue) {
        let content: Content =
            switch value {
            case .null: .null
            case .bool(let truth): .bool(truth)
            case .number(let number): .number(Int64(exactly: number).map { String($0) } ?? number.description)
            case .string(let text): .string(text)
            case .array(let values): .array(values.map { PlacedValue(structured: $0) })
            case .object(let members): .object(members.sorted { $0.key < $1.key }.map { Member($0.key, PlacedValue(structured: $0.value)) })
            }
        self.init(content)
    }

    private static func value(of node: Node?, _ name: String, depth: Int, _ count: inout Int) throws(InspectionError) -> PlacedValue {
        count += 1
        guard count <= StructuredValue.mostValues else {
            throw InspectionError(name, "it holds more than \(StructuredValue.mostValues) values")
        }
        guard depth <= StructuredValue.deepest else {
            throw InspectionError(name, "its values are nested more than \(StructuredValue.deepest) deep")
        }
        let line = node?.mark?.line
        switch node {
        case nil: return PlacedValue(.null)
        case .scalar(let scalar)?:
            guard scalar.style == .plain || scalar.style == .any else { return PlacedValue(.string(scalar.string), line: line) }
            return PlacedValue(plain(scalar.string), line: line)
        case .sequence(let sequence)?:
            var values: [PlacedValue] = []
            for element in sequence { values.append(try value(of: element, name, depth: depth + 1, &count)) }
            return PlacedValue(.array(values), line: line)
        case .mapping(let mapping)?:
            var members: [Member] = []
            for (key, element) in mapping {
                let read = try value(of: element, name, depth: depth + 1, &count)
                // Where somebody looks for a field is where its name stands.
                members.append(Member(key.string ?? "", PlacedValue(read.content, line: key.mark?.line ?? read.line)))
            }
            return PlacedValue(.object(members), line: line)
        case .alias?: throw InspectionError(name, "aliases are not taken")
        }
    }

    private static func plain(_ text: String) -> Content {
        switch StructuredValue.plain(text) {
        case .null: .null
        case .bool(let truth): .bool(truth)
        case .number: .number(text)
        default: .string(text)
        }
    }
}

extension PlacedValue {
    /// The value of a member of an object.
    public subscript(name: String) -> PlacedValue? { members.first { $0.name == name }?.value }

    /// Of an object; empty for anything else.
    public var members: [Member] { if case .object(let members) = content { members } else { [] } }

    /// Of a list; empty for anything else.
    public var elements: [PlacedValue] { if case .array(let values) = content { values } else { [] } }

    /// A text, or a number as it is written.
    public var text: String? {
        switch content {
        case .string(let text), .number(let text): text
        default: nil
        }
    }

    public var truth: Bool? { if case .bool(let truth) = content { truth } else { nil } }

    public var isNull: Bool { content == .null }
}

/// Tells texts in other encodings than UTF-8.
enum TextEncoding {
    /// Why the bytes are no UTF-8, and what they seem to be; nil when they are.
    static func problem(in bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
            return "it is written in UTF-32; save it as UTF-8"
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return "it is written in UTF-16; save it as UTF-8" }
        guard String(validating: bytes, as: UTF8.self) == nil else {
            return bytes.contains(0) ? "it holds zero bytes, as UTF-16 or a binary file does; save it as UTF-8" : nil
        }
        let line = 1 + bytes.prefix(validCount(of: bytes)).count { $0 == UInt8(ascii: "\n") }
        return "line \(line): it is not UTF-8, perhaps Latin-1 or Windows-1252; save it as UTF-8"
    }

    /// How many bytes at the start are UTF-8.
    private static func validCount(of bytes: [UInt8]) -> Int {
        var (low, high) = (0, bytes.count)
        // A prefix that ends within a letter is no UTF-8 either, which is off by less than a letter.
        while low < high {
            let middle = (low + high + 1) / 2
            let isValid = (0..<4).contains { middle >= $0 && String(validating: bytes[0..<(middle - $0)], as: UTF8.self) != nil }
            if isValid { low = middle } else { high = middle - 1 }
        }
        return low
    }
}
