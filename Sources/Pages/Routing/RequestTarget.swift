/// The path and query of a request, decoded once and strictly.
struct RequestTarget: Sendable {
    /// The decoded segments of the path; empty for `/`.
    let segments: [String]
    /// The path ended with a slash that is not the first one.
    let hasTrailingSlash: Bool
    /// Decoded, in the order given, without those whose value is empty: a form sends all its fields.
    let query: [(name: String, value: String)]

    /// The longest target that is looked at, in bytes.
    static let longest = 4096

    /// Reads an origin-form target such as `/measures?period=year`.
    init(_ text: String) throws(Problem) {
        guard text.utf8.count <= Self.longest else { throw .targetTooLong }
        guard text.utf8.first == UInt8(ascii: "/") else { throw .malformedTarget("The path does not begin with a slash.") }
        let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var segments: [String] = []
        for part in parts[0].split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            segments.append(try Self.decoded(part, plusIsSpace: false, what: "path"))
        }
        hasTrailingSlash = segments.count > 1 && segments.last == ""
        if hasTrailingSlash || segments == [""] { segments.removeLast() }
        self.segments = segments

        var query: [(name: String, value: String)] = []
        for pair in parts.count > 1 ? parts[1].split(separator: "&") : [] {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.decoded(sides[0], plusIsSpace: true, what: "query")
            let value = sides.count > 1 ? try Self.decoded(sides[1], plusIsSpace: true, what: "query") : ""
            if !value.isEmpty { query.append((name, value)) }
        }
        guard query.count <= 100 else { throw .malformedTarget("The query has more than 100 parameters.") }
        self.query = query
    }

    /// Undoes percent-encoding. A `%` without two digits, bytes that are not UTF-8 and control characters are refused
    /// rather than guessed at.
    ///
    /// - Parameter allowsLines: lets tabs and line ends through.
    static func decoded(
        _ text: Substring, plusIsSpace: Bool, allowsLines: Bool = false, what: String
    ) throws(Problem) -> String {
        let source = Array(text.utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.count)
        var index = 0
        while index < source.count {
            switch source[index] {
            case UInt8(ascii: "%"):
                guard index + 2 < source.count, let high = digit(source[index + 1]), let low = digit(source[index + 2])
                else { throw .malformedTarget("The \(what) has a % that is not followed by two hexadecimal digits.") }
                bytes.append(high << 4 | low)
                index += 3
            case UInt8(ascii: "+") where plusIsSpace:
                bytes.append(0x20)
                index += 1
            case let byte:
                bytes.append(byte)
                index += 1
            }
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else {
            throw .malformedTarget("The \(what) is not UTF-8.")
        }
        let isClean = decoded.unicodeScalars.allSatisfy { scalar in
            scalar.properties.generalCategory != .control || allowsLines && ["\t", "\n", "\r"].contains(scalar)
        }
        guard isClean else {
            throw .malformedTarget("The \(what) has a control character.")
        }
        return decoded
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
