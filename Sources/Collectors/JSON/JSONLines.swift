/// Reads a text with one JSON document on each line, piece by piece, with one parser.
///
/// A line that is no document, or too long, is told as a failure that names it; the lines after it are read. Empty
/// lines are passed over.
public struct JSONLines {
    private let source: String
    private var parser: JSONParser
    private var line: [UInt8] = []
    private var number = 0
    /// The line is longer than it may be: its end is looked for, and nothing is kept.
    private var isTooLong = false

    /// What a line turned out to be.
    public typealias Body = (_ line: Int, Result<JSONValue, JSONFailure>) throws -> Void

    public init(source: String, limits: JSONLimits = JSONLimits()) {
        self.source = source
        parser = JSONParser(limits: limits)
    }

    /// Reads on.
    ///
    /// - Parameter body: gets each line that ends in these bytes. A value is best used within the call, as keeping it
    ///   keeps its document.
    public mutating func read(_ bytes: some Collection<UInt8>, _ body: Body) throws {
        try bytes.withContiguousStorageIfAvailable { try read($0, body) } ?? Array(bytes).withUnsafeBufferPointer { try read($0, body) }
    }

    private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>, _ body: Body) throws {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            try endLine(rest[..<end], body)
            rest = rest[(end + 1)...]
        }
        append(rest)
    }

    /// Reads the last line when no line feed ends it.
    public mutating func finish(_ body: Body) throws {
        if !line.isEmpty || isTooLong { try endLine(UnsafeBufferPointer(start: nil, count: 0)[...], body) }
    }

    private mutating func append(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        isTooLong = isTooLong || line.count + bytes.count > parser.limits.bytes
        if isTooLong { line = [] } else { line.append(contentsOf: bytes) }
    }

    private mutating func endLine(_ end: Slice<UnsafeBufferPointer<UInt8>>, _ body: Body) throws {
        number += 1
        let result: Result<JSONValue, JSONFailure>?
        if line.isEmpty, !isTooLong, end.count <= parser.limits.bytes {
            result = parsed(UnsafeBufferPointer(rebasing: end))
        } else {
            append(end)
            result = isTooLong ? .failure(failure(.tooLong(limit: parser.limits.bytes))) : parsed(line)
        }
        line.removeAll(keepingCapacity: line.capacity < 1 << 20)
        isTooLong = false
        if let result { try body(number, result) }
    }

    private mutating func parsed(_ bytes: some Collection<UInt8>) -> Result<JSONValue, JSONFailure>? {
        if bytes.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\t") }) { return nil }
        do throws(JSONFailure) {
            return .success(try parser.parse(bytes, source: source))
        } catch {
            return .failure(failure(error.reason))
        }
    }

    private func failure(_ reason: JSONFailure.Reason) -> JSONFailure {
        JSONFailure(reason, in: source, at: "line \(number)")
    }
}
