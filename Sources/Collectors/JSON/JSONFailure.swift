/// Why a JSON document, or a part of it, could not be used.
public struct JSONFailure: Error, Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        /// Longer than the limit, in bytes.
        case tooLong(limit: Int)
        /// Nested more deeply than the limit.
        case tooDeep(limit: Int)
        case notUTF8
        /// The text is not JSON; says what is wrong with it.
        case malformed(String)
        /// The text ends before the document does.
        case unfinished
        case noMemory
        /// A field that must be there is absent or null.
        case missing
        /// A field holds something else than it must.
        case unexpected(expected: String, found: String)
    }

    public let reason: Reason
    /// The file, address or archive that holds the document.
    public let source: String
    /// The path of the field, such as `pull.user.login` or `events[3].id`, or a line such as `line 12`; empty for the
    /// document as a whole.
    public let place: String

    public init(_ reason: Reason, in source: String, at place: String = "") {
        self.reason = reason
        self.source = source
        self.place = place
    }

    /// The same failure, seen from further out: `login` inside `user` becomes `user.login`.
    public func inside(_ outer: String) -> JSONFailure {
        let joint = place.isEmpty || outer.isEmpty || place.hasPrefix("[") ? "" : "."
        return JSONFailure(reason, in: source, at: outer + joint + place)
    }
}

extension JSONFailure: CustomStringConvertible {
    public var description: String { "\(source)\(place.isEmpty ? "" : ", \(place)"): \(sentence)" }

    private var sentence: String {
        switch reason {
        case .tooLong(let limit): "it is longer than \(limit) bytes."
        case .tooDeep(let limit): "it is nested more deeply than \(limit) levels."
        case .notUTF8: "it is not UTF-8."
        case .malformed(let what): "\(what)."
        case .unfinished: "the text ends in the middle of the document."
        case .noMemory: "there is not enough memory to read it."
        case .missing: "it is missing."
        case .unexpected(let expected, let found): "\(expected) was expected, \(found) was found."
        }
    }
}
