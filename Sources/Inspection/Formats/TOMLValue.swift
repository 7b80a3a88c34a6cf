internal import CTOML

/// A value of a TOML document (version 1.0).
public indirect enum TOMLValue: Sendable, Hashable {
    case string(String)
    case integer(Int64)
    case number(Double)
    case bool(Bool)
    /// A date, a time or both, as TOML writes it.
    case date(String)
    case array([TOMLValue])
    case table([String: TOMLValue])

    private static let mostBytes = 64 << 20

    /// Reads a document.
    ///
    /// - Parameter name: of the file, for errors.
    /// - Throws: `InspectionError` with the line of the first mistake.
    public init(_ bytes: UnsafeRawBufferPointer, name: String) throws(InspectionError) {
        guard bytes.count <= Self.mostBytes else { throw InspectionError(name, "it has more than \(Self.mostBytes) bytes") }
        if let line = TOMLBounds.tooDeep(bytes) { throw InspectionError(name, "line \(line): its keys have too many parts") }
        let builder = TOMLBuilder()
        var problem = [CChar](repeating: 0, count: 400)
        var line: UInt32 = 0
        let isRead = withExtendedLifetime(builder) {
            toml_read(
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, Unmanaged.passUnretained(builder).toOpaque(),
                { context, event in
                    guard let context, let event else { return }
                    Unmanaged<TOMLBuilder>.fromOpaque(context).takeUnretainedValue().take(event.pointee)
                }, &problem, problem.count, &line)
        }
        guard isRead else {
            let words = String(decoding: problem.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            throw InspectionError(name, "line \(line): \(words)")
        }
        self = builder.root
    }

    public init(_ text: String, name: String) throws(InspectionError) {
        let bytes = Array(text.utf8)
        let result: Result<TOMLValue, InspectionError> = bytes.withUnsafeBytes { bytes in
            Result { () throws(InspectionError) in try TOMLValue(bytes, name: name) }
        }
        self = try result.get()
    }

    public subscript(key: String) -> TOMLValue? {
        if case .table(let table) = self { return table[key] }
        return nil
    }

    public var string: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    public var array: [TOMLValue]? {
        if case .array(let values) = self { return values }
        return nil
    }

    public var table: [String: TOMLValue]? {
        if case .table(let table) = self { return table }
        return nil
    }

    public var bool: Bool? {
        if case .bool(let truth) = self { return truth }
        return nil
    }

    public var integer: Int64? {
        if case .integer(let integer) = self { return integer }
        return nil
    }

    /// Of a number, whole or not.
    public var number: Double? {
        switch self {
        case .number(let number): number
        case .integer(let integer): Double(integer)
        default: nil
        }
    }
}

/// Puts the parts of a document together.
private final class TOMLBuilder {
    private struct Open {
        var key: String
        var isTable: Bool
        var table: [String: TOMLValue] = [:]
        var array: [TOMLValue] = []
    }

    private var open: [Open] = []
    private(set) var root = TOMLValue.table([:])

    func take(_ event: toml_event) {
        let key = Self.text(event.key, event.key_length)
        switch event.kind {
        case toml_table_begin: open.append(Open(key: key, isTable: true))
        case toml_array_begin: open.append(Open(key: key, isTable: false))
        case toml_end:
            guard let closed = open.popLast() else { return }
            let value = closed.isTable ? TOMLValue.table(closed.table) : .array(closed.array)
            if open.isEmpty { root = value } else { put(value, closed.key) }
        case toml_string: put(.string(Self.text(event.text, event.length)), key)
        case toml_integer: put(.integer(event.integer), key)
        case toml_number: put(.number(event.number), key)
        case toml_bool: put(.bool(event.integer != 0), key)
        default: put(.date(Self.text(event.text, event.length)), key)
        }
    }

    private func put(_ value: TOMLValue, _ key: String) {
        guard let last = open.indices.last else { return }
        if open[last].isTable { open[last].table[key] = value } else { open[last].array.append(value) }
    }

    private static func text(_ start: UnsafePointer<CChar>?, _ length: Int) -> String {
        String(decoding: UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : length), as: UTF8.self)
    }
}

/// What is looked for before the library reads a document: it bounds how deep brackets are nested, but not the parts of a key.
private enum TOMLBounds {
    private static let mostParts = 64

    /// The line of a key with more parts than anybody writes; nil when there is none.
    static func tooDeep(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var line = 1
        var dots = 0
        var at = 0
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\n"):
                line += 1
                dots = 0
            case UInt8(ascii: ","), UInt8(ascii: "="), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"): dots = 0
            case UInt8(ascii: "."):
                dots += 1
                if dots > mostParts { return line }
            case UInt8(ascii: "#"): at = end(of: bytes, from: at) - 1
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                let next = behindText(bytes, from: at)
                line += bytes[at..<next].count { $0 == UInt8(ascii: "\n") }
                at = next - 1
            default: break
            }
            at += 1
        }
        return nil
    }

    /// Where the line ends.
    private static func end(of bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    }

    /// Where a text in quotes ends, of one line or of several between three quotes.
    private static func behindText(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        let quote = bytes[start]
        let isLong = start + 2 < bytes.count && bytes[start + 1] == quote && bytes[start + 2] == quote
        var at = start + (isLong ? 3 : 1)
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"") {
                at += 2
                continue
            }
            if bytes[at] == UInt8(ascii: "\n") && !isLong { return at }
            if bytes[at] == quote {
                if !isLong { return at + 1 }
                if at + 2 < bytes.count, bytes[at + 1] == quote, bytes[at + 2] == quote { return at + 3 }
            }
            at += 1
        }
        return bytes.count
    }
}
