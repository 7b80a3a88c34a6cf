import Ledger

/// What of an item could not be understood: counts everything and keeps the first failures.
public struct MappingReport: Sendable {
    static let longest = 20

    public private(set) var failures: [JSONFailure] = []
    public private(set) var count = 0

    public init() {}

    mutating func add(_ failure: JSONFailure) {
        count += 1
        if failures.count < Self.longest { failures.append(failure) }
    }

    mutating func unexpected(_ expected: String, _ value: JSONValue, at place: String) {
        let found = value.string.map { "“\($0.prefix(40))”" } ?? value.kindName
        add(JSONFailure(.unexpected(expected: expected, found: found), in: value.source, at: place))
    }

    /// What `reading` finds; nil, and a failure that names the place, when it throws.
    mutating func read<T>(_ place: String, _ reading: () throws(JSONFailure) -> T) -> T? {
        do throws(JSONFailure) {
            return try reading()
        } catch {
            add(error.inside(place))
            return nil
        }
    }

    /// A field that may be absent or null, but must not hold something else.
    mutating func optional<T>(
        _ object: JSONValue, _ name: String, _ place: String, _ expected: String, _ reading: (JSONValue) -> T?
    ) -> T? {
        guard let value = object.member(named: name) else { return nil }
        if let result = reading(value) { return result }
        unexpected(expected, value, at: "\(place).\(name)")
        return nil
    }

    mutating func string(_ object: JSONValue, _ name: String, _ place: String) -> String? {
        optional(object, name, place, "a string", \.string)
    }

    mutating func integer(_ object: JSONValue, _ name: String, _ place: String) -> Int64? {
        optional(object, name, place, "a whole number", \.integer)
    }

    mutating func instant(_ object: JSONValue, _ name: String, _ place: String) -> Instant? {
        optional(object, name, place, "a time", \.instant)
    }

    mutating func bool(_ object: JSONValue, _ name: String, _ place: String) -> Bool? {
        optional(object, name, place, "true or false", \.bool)
    }

    /// The elements of an array; nil when it is absent, null or no array.
    mutating func elements(_ object: JSONValue, _ name: String, _ place: String) -> [JSONValue]? {
        optional(object, name, place, "an array") { $0.isArray ? Array($0.elements) : nil }
    }
}
