/// What a document may cost at most. A document beyond a limit is refused before it is built in memory.
public struct JSONLimits: Sendable, Hashable {
    /// Longest text in bytes. Building it in memory takes up to about ten times as much.
    public var bytes: Int
    /// Deepest nesting of objects and arrays.
    public var depth: Int

    public init(bytes: Int = 64 << 20, depth: Int = 100) {
        self.bytes = bytes
        self.depth = depth
    }
}

/// A JSON document that was read as a whole (RFC 8259, UTF-8 only).
///
/// Of several members with one name the first counts. A whole number that does not fit in 64 bits, and a number too
/// great for a `Double`, are refused with the document. Half of a surrogate pair becomes U+FFFD.
///
/// ```swift
/// let document = try JSONDocument(bytes: body, source: "pulls/7.json")
/// let login = document.root["user"]?["login"]?.string
/// ```
public struct JSONDocument {
    /// Keeps the document alive, as does every value of it.
    public let root: JSONValue

    public init(
        bytes: some Collection<UInt8>, source: String, limits: JSONLimits = JSONLimits()
    ) throws(JSONFailure) {
        var parser = JSONParser(limits: limits)
        root = try parser.parse(bytes, source: source)
    }
}

/// Reads one document after another and uses the memory of the last one again when nothing refers to it any more.
public struct JSONParser {
    public let limits: JSONLimits
    private var store: JSONStore?

    public init(limits: JSONLimits = JSONLimits()) { self.limits = limits }

    /// - Returns: the root, which keeps the document alive.
    public mutating func parse(
        _ bytes: some Collection<UInt8>, source: String
    ) throws(JSONFailure) -> JSONValue {
        let count = bytes.count
        guard count <= limits.bytes else { throw JSONFailure(.tooLong(limit: limits.bytes), in: source) }
        return try parse(length: count, source: source) { room in
            _ = UnsafeMutableBufferPointer(rebasing: room[..<count]).initialize(from: bytes)
            return count
        }
    }

    /// Parses what `fill` writes.
    ///
    /// - Parameters:
    ///   - length: how many bytes of room `fill` gets; the limit holds for them.
    ///   - fill: writes the text into the room and returns its length; nil when the text turned out longer.
    mutating func parse(
        length: Int, source: String, fill: (UnsafeMutableBufferPointer<UInt8>) -> Int?
    ) throws(JSONFailure) -> JSONValue {
        guard length <= limits.bytes else { throw JSONFailure(.tooLong(limit: limits.bytes), in: source) }
        let store = try freeStore(source)
        store.source = source
        guard let room = store.room(length) else { throw JSONFailure(.noMemory, in: source) }
        guard let count = fill(UnsafeMutableBufferPointer(start: room, count: length)), count <= length else {
            throw JSONFailure(.tooLong(limit: limits.bytes), in: source)
        }
        return try store.parse(count, limits)
    }

    /// The last document's memory when no value refers to it, else new memory.
    private mutating func freeStore(_ source: String) throws(JSONFailure) -> JSONStore {
        if isKnownUniquelyReferenced(&store), let store { return store }
        guard let new = JSONStore() else { throw JSONFailure(.noMemory, in: source) }
        store = new
        return new
    }
}
