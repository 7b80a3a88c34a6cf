public import Ledger

/// Readers for fields that must be there. A failure names the source and the field's path, seen from this value.
extension JSONValue {
    /// The value at a path of member names with dots between them.
    public func required(_ path: String) throws(JSONFailure) -> JSONValue {
        var value = self
        var walked = ""
        if isObject, !path.utf8.contains(UInt8(ascii: ".")), let member = member(named: path) { return member }
        for name in path.split(separator: ".", omittingEmptySubsequences: false) {
            if !value.isObject {
                throw JSONFailure(.unexpected(expected: "an object", found: value.kindName), in: source, at: walked)
            }
            walked += walked.isEmpty ? String(name) : ".\(name)"
            guard let next = value.member(named: String(name)) else { throw JSONFailure(.missing, in: source, at: walked) }
            value = next
        }
        return value
    }

    public func requiredString(_ path: String) throws(JSONFailure) -> String {
        try read(path, "a string", \.string)
    }

    public func requiredInteger(_ path: String) throws(JSONFailure) -> Int64 {
        try read(path, "a whole number", \.integer)
    }

    public func requiredBool(_ path: String) throws(JSONFailure) -> Bool {
        try read(path, "true or false", \.bool)
    }

    public func requiredInstant(_ path: String) throws(JSONFailure) -> Instant {
        try read(path, "a time", \.instant)
    }

    /// The elements of an array.
    public func requiredElements(_ path: String) throws(JSONFailure) -> Elements {
        try read(path, "an array") { $0.isArray ? $0.elements : nil }
    }

    private func read<T>(
        _ path: String, _ expected: String, _ reading: (JSONValue) -> T?
    ) throws(JSONFailure) -> T {
        let value = try required(path)
        guard let result = reading(value) else { throw value.unexpected(expected, at: path) }
        return result
    }

    /// The failure of a value that should have been something else.
    func unexpected(_ expected: String, at place: String = "") -> JSONFailure {
        let found = withBytes { "“\(String(decoding: $0.prefix(40), as: UTF8.self))”" } ?? kindName
        return JSONFailure(.unexpected(expected: expected, found: found), in: source, at: place)
    }
}

/// Readers for fields that may be absent or null, which gives nil, but may hold nothing of another type.
extension JSONValue {
    public func optionalString(_ name: StaticString) throws(JSONFailure) -> String? {
        try readOptional(name, "a string", \.string)
    }

    /// The text of a member of a member, such as the name of a label; nil when either is absent.
    public func optionalString(_ outer: StaticString, _ name: StaticString) throws(JSONFailure) -> String? {
        guard let value = try optionalObject(outer) else { return nil }
        do throws(JSONFailure) {
            return try value.optionalString(name)
        } catch {
            throw error.inside("\(outer)")
        }
    }

    public func optionalInteger(_ name: StaticString) throws(JSONFailure) -> Int64? {
        try readOptional(name, "a whole number", \.integer)
    }

    public func optionalBool(_ name: StaticString) throws(JSONFailure) -> Bool? {
        try readOptional(name, "true or false", \.bool)
    }

    public func optionalInstant(_ name: StaticString) throws(JSONFailure) -> Instant? {
        try readOptional(name, "a time", \.instant)
    }

    public func optionalObject(_ name: StaticString) throws(JSONFailure) -> JSONValue? {
        try readOptional(name, "an object") { $0.isObject ? $0 : nil }
    }

    /// The elements of an array; none when it is absent.
    public func optionalElements(_ name: StaticString) throws(JSONFailure) -> Elements {
        try readOptional(name, "an array") { $0.isArray ? $0.elements : nil } ?? Elements(of: nil)
    }

    private func readOptional<T>(
        _ name: StaticString, _ expected: String, _ reading: (JSONValue) -> T?
    ) throws(JSONFailure) -> T? {
        guard let value = self[name] else { return nil }
        guard let result = reading(value) else { throw value.unexpected(expected, at: "\(name)") }
        return result
    }
}
