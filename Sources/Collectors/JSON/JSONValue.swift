import CSimdjson
public import Ledger

/// A value in a document. It keeps the document alive.
public struct JSONValue {
    private let store: JSONStore
    private let value: json_value

    init(_ store: JSONStore, _ value: json_value) {
        self.store = store
        self.value = value
    }

    /// What the document was read from.
    public var source: String { store.source }

    /// The member of that name; nil when it is absent or null, or when this is no object.
    public subscript(name: StaticString) -> JSONValue? {
        name.withUTF8Buffer { member($0) }
    }

    /// The member of a name that is not known at compile time.
    public func member(named name: String) -> JSONValue? {
        var name = name
        return name.withUTF8 { member($0) }
    }

    private func member(_ name: UnsafeBufferPointer<UInt8>) -> JSONValue? {
        var found = json_value()
        let start = name.baseAddress ?? Self.nothing
        guard json_value_member(value, start, name.count, &found), json_value_kind(found) != json_kind_null else { return nil }
        return JSONValue(store, found)
    }

    /// Somewhere to point at when there are no bytes.
    private static var nothing: UnsafePointer<UInt8> { ("" as StaticString).utf8Start }

    /// The text of a string; nil for anything else.
    public var string: String? { withBytes { String(decoding: $0, as: UTF8.self) } }

    /// Runs `body` on the bytes of a string, without making a `String`; nil for anything else.
    func withBytes<T>(_ body: (UnsafeBufferPointer<UInt8>) throws -> T) rethrows -> T? {
        var bytes: UnsafePointer<UInt8>?
        var count = 0
        guard json_value_string(value, &bytes, &count) else { return nil }
        return try withExtendedLifetime(store) { try body(UnsafeBufferPointer(start: bytes, count: count)) }
    }

    /// A whole number, exactly; nil for anything else, such as 1.0 or one beyond 64 bits with a sign.
    public var integer: Int64? {
        var integer: Int64 = 0
        return json_value_integer(value, &integer) ? integer : nil
    }

    /// Any number, as near as a `Double` comes to it.
    public var number: Double? {
        var number = 0.0
        return json_value_number(value, &number) ? number : nil
    }

    public var bool: Bool? {
        var truth = false
        return json_value_bool(value, &truth) ? truth : nil
    }

    /// A time as RFC 3339 writes it, such as `2024-01-02T03:04:05Z`, with any offset; fractions of a second are dropped.
    public var instant: Instant? { withBytes { RFC3339.instant($0) } ?? nil }

    public var isObject: Bool { json_value_kind(value) == json_kind_object }
    public var isArray: Bool { json_value_kind(value) == json_kind_array }
    public var isNull: Bool { json_value_kind(value) == json_kind_null }

    /// The elements of an array in their order, null ones included; nothing for anything else.
    public var elements: Elements { Elements(of: isArray ? self : nil) }

    /// The members of an object in their order, null ones included; nothing for anything else.
    public var members: Members { Members(of: isObject ? self : nil) }

    /// What kind of value it is, for a failure.
    var kindName: String {
        switch json_value_kind(value) {
        case json_kind_bool: "true or false"
        case json_kind_integer, json_kind_number: "a number"
        case json_kind_string: "a string"
        case json_kind_array: "an array"
        case json_kind_object: "an object"
        default: "null"
        }
    }

    /// The elements of an array.
    public struct Elements: Sequence, IteratorProtocol {
        private let store: JSONStore?
        private var cursor = json_cursor()

        init(of array: JSONValue?) {
            guard let array, json_cursor_begin(array.value, &cursor) else {
                store = nil
                return
            }
            store = array.store
        }

        public mutating func next() -> JSONValue? {
            var element = json_value()
            guard let store, json_cursor_element(&cursor, &element) else { return nil }
            return JSONValue(store, element)
        }
    }

    /// The members of an object.
    public struct Members: Sequence, IteratorProtocol {
        private let store: JSONStore?
        private var cursor = json_cursor()

        init(of object: JSONValue?) {
            guard let object, json_cursor_begin(object.value, &cursor) else {
                store = nil
                return
            }
            store = object.store
        }

        public mutating func next() -> (name: String, value: JSONValue)? {
            var name: UnsafePointer<UInt8>?
            var count = 0
            var member = json_value()
            guard let store, json_cursor_member(&cursor, &name, &count, &member) else { return nil }
            let text = String(decoding: UnsafeBufferPointer(start: name, count: count), as: UTF8.self)
            return (text, JSONValue(store, member))
        }
    }
}
