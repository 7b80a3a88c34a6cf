public import Ledger

/// Readers for fields that must be there. A failure names the source and the field's path, seen from this value.
extension JSONValue {
    /// The value at a path of member names with dots between them.
    public func required(_ path: String) throws(JSONFailure) -> JSONValue {
        var value = self
        var walked = ""
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
        guard let result = reading(value) else {
            let found = value.withBytes { "“\(String(decoding: $0.prefix(40), as: UTF8.self))”" } ?? value.kindName
            throw JSONFailure(.unexpected(expected: expected, found: found), in: source, at: path)
        }
        return result
    }
}
