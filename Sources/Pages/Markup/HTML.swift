/// Markup in which all text has been escaped.
///
/// Write pages as literals and put values in by interpolation: a `String` is always escaped, by its type and wherever
/// it stands; only another `HTML` goes in as it is.
///
///     let row: HTML = "<td title=\"\(person.name)\">\(link)</td>"
///
/// Numbers other than integers have no interpolation on purpose: ``Format`` decides how they read.
public struct HTML: Sendable, Hashable {
    /// UTF-8.
    var bytes: [UInt8]

    public init() { bytes = [] }

    public var isEmpty: Bool { bytes.isEmpty }

    /// The markup as text, for tests and for other programs.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    public static func + (first: HTML, second: HTML) -> HTML {
        var sum = first
        sum.bytes += second.bytes
        return sum
    }

    public static func += (first: inout HTML, second: HTML) {
        first.bytes += second.bytes
    }
}

extension HTML: ExpressibleByStringInterpolation {
    public init(stringLiteral literal: String) { bytes = Array(literal.utf8) }

    public init(stringInterpolation: Interpolation) { bytes = stringInterpolation.bytes }

    public struct Interpolation: StringInterpolationProtocol {
        var bytes: [UInt8] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + 32 * interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) {
            bytes.append(contentsOf: literal.utf8)
        }

        /// Text, escaped for elements and for quoted attributes.
        public mutating func appendInterpolation(_ text: some StringProtocol) {
            Escaping.append(text, to: &bytes)
        }

        public mutating func appendInterpolation(_ number: some FixedWidthInteger) {
            bytes.append(contentsOf: String(number).utf8)
        }

        public mutating func appendInterpolation(_ address: SafeURL) {
            Escaping.append(address.text, to: &bytes)
        }

        public mutating func appendInterpolation(_ markup: HTML) {
            bytes += markup.bytes
        }

        /// Nothing for nil.
        public mutating func appendInterpolation(_ markup: HTML?) {
            if let markup { bytes += markup.bytes }
        }

        /// The pieces one after the other.
        public mutating func appendInterpolation(_ pieces: some Sequence<HTML>) {
            for piece in pieces { bytes += piece.bytes }
        }
    }
}

extension HTML {
    /// A link. The text is isolated, so that a name in a right-to-left script cannot reorder what stands around it;
    /// a name without a visible letter becomes words, for a link must have some.
    public static func link(_ text: String, to address: SafeURL) -> HTML {
        let isBlank = text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
        return "<a href=\"\(address)\"><bdi>\(isBlank ? "(no name)" : text)</bdi></a>"
    }

    /// Text from outside, such as a person's name, kept from changing the direction of what stands around it.
    public static func isolated(_ text: String) -> HTML {
        "<bdi>\(text)</bdi>"
    }
}

extension Sequence<HTML> {
    /// The pieces with `separator` between them.
    public func joined(separator: HTML) -> HTML {
        var joined = HTML()
        for (index, piece) in enumerated() {
            if index > 0 { joined += separator }
            joined += piece
        }
        return joined
    }
}
