import Foundation
internal import Yams

/// A value of a JSON or YAML document from outside.
public indirect enum StructuredValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([StructuredValue])
    case object([String: StructuredValue])

    public static let mostBytes = 4 << 20
    static let mostValues = 200_000
    static let deepest = 64

    /// Reads JSON when the first sign is a brace or bracket and it is JSON, YAML otherwise.
    ///
    /// Values that aliases stand for are counted each time, so that a few lines cannot stand for any number of values.
    ///
    /// - Throws: `InspectionError` that names the file, and the line where it is known.
    public init(_ bytes: [UInt8], name: String) throws(InspectionError) {
        guard bytes.count <= Self.mostBytes else { throw InspectionError(name, "it has more than \(Self.mostBytes) bytes") }
        let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "["), let value = try Self.json(bytes, name) {
            self = value
            return
        }
        let text = String(decoding: bytes, as: UTF8.self)
        if let problem = YAMLBounds.problem(in: text) { throw InspectionError(name, problem) }
        let node: Node?
        do {
            node = try compose(yaml: text)
        } catch {
            throw InspectionError(name, "it is not valid YAML: \(Self.words(for: error))")
        }
        var count = 0
        self = try Self.value(of: node, name, depth: 0, &count)
    }

    public subscript(key: String) -> StructuredValue? {
        if case .object(let members) = self { return members[key] }
        return nil
    }

    public var string: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    public var bool: Bool? {
        if case .bool(let truth) = self { return truth }
        return nil
    }

    public var number: Double? {
        if case .number(let number) = self { return number }
        return nil
    }

    public var array: [StructuredValue]? {
        if case .array(let values) = self { return values }
        return nil
    }

    public var object: [String: StructuredValue]? {
        if case .object(let members) = self { return members }
        return nil
    }

    /// Of a list of texts, or of a single text.
    public var strings: [String] { array?.compactMap(\.string) ?? string.map { [$0] } ?? [] }

    // MARK: JSON

    /// Nil when it is no JSON, but may be YAML.
    private static func json(_ bytes: [UInt8], _ name: String) throws(InspectionError) -> StructuredValue? {
        guard depth(of: bytes) <= deepest else { throw InspectionError(name, "its values are nested more than \(deepest) deep") }
        return try? JSONDecoder().decode(StructuredValue.self, from: Data(bytes))
    }

    /// How deep brackets and braces are nested outside of texts.
    private static func depth(of bytes: [UInt8]) -> Int {
        var (depth, deepest) = (0, 0)
        var isText = false
        var isEscaped = false
        for byte in bytes {
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            deepest = max(deepest, depth)
        }
        return deepest
    }

    // MARK: YAML

    static func words(for error: any Error) -> String {
        switch error as? YamlError {
        case .duplicatedKeysInMapping(let keys, let context):
            "line \(context.mark.line): the key “\(keys.first?.prefix(80) ?? "")” stands twice"
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            "line \(mark.line): \(problem)"
        default: "it cannot be read"
        }
    }

    private static func value(of node: Node?, _ name: String, depth: Int, _ count: inout Int) throws(InspectionError) -> StructuredValue {
        count += 1
        guard count <= mostValues else { throw InspectionError(name, "it holds more than \(mostValues) values") }
        guard depth <= deepest else { throw InspectionError(name, "its values are nested more than \(deepest) deep") }
        switch node {
        case nil: return .null
        case .scalar(let scalar)?:
            guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
            return plain(scalar.string)
        case .sequence(let sequence)?:
            var values: [StructuredValue] = []
            for element in sequence { values.append(try value(of: element, name, depth: depth + 1, &count)) }
            return .array(values)
        case .mapping(let mapping)?:
            var members: [String: StructuredValue] = [:]
            for (key, element) in mapping { members[key.string ?? ""] = try value(of: element, name, depth: depth + 1, &count) }
            return .object(members)
        case .alias?: throw InspectionError(name, "aliases are not taken")
        }
    }

    /// What a word without quotes stands for (YAML 1.2, core schema).
    static func plain(_ text: String) -> StructuredValue {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default:
            let isNumber = text.utf8.first.map { "+-.0123456789".utf8.contains($0) } ?? false
            return isNumber ? Double(text).map { .number($0) } ?? .string(text) : .string(text)
        }
    }
}

extension StructuredValue: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let truth = try? container.decode(Bool.self) {
            self = .bool(truth)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .string(text)
        } else if let values = try? container.decode([StructuredValue].self) {
            self = .array(values)
        } else {
            self = .object(try container.decode([String: StructuredValue].self))
        }
    }
}

/// What is looked for in YAML before the library reads it: it reads nested values on the stack, and a value for each alias.
enum YAMLBounds {
    private static let deepest = 200
    /// Each alias can multiply what those before it stand for; few cannot make much.
    private static let mostAliases = 20

    /// Why the text is not read; nil when it may be.
    static func problem(in text: String) -> String? {
        var depth = 0
        var aliases = 0
        for (number, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            // Each of these signs at the beginning of a line can open a value inside another.
            let indentation = line.prefix { " -?".utf8.contains($0) }.count
            for byte in line {
                if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { depth += 1 }
                if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { depth = max(0, depth - 1) }
                guard depth <= deepest else { break }
            }
            aliases += line.split { " \t[]{},:-".utf8.contains($0) }.count { $0.first == UInt8(ascii: "*") && $0.count > 1 }
            if aliases > mostAliases { return "line \(number + 1): it has more than \(mostAliases) aliases" }
            if indentation > deepest || depth > deepest { return "line \(number + 1): its values are nested more than \(deepest) deep" }
        }
        return nil
    }
}
