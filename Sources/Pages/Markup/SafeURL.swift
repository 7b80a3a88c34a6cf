/// An address that is safe to stand in a link: within this site, or `http`, `https` or `mailto`.
///
/// Write addresses as literals; what is interpolated is percent-encoded, so it can neither end the part of the
/// address in which it stands nor begin a scheme:
///
///     let address: SafeURL = "/measures/\(id)?period=\(period)"
public struct SafeURL: Sendable, Hashable, CustomStringConvertible {
    /// The encoded address.
    public let text: String

    public var description: String { text }

    /// An address from outside, such as a link in a project's description. Nil unless it is a path of this site or
    /// of the schemes `http`, `https` and `mailto`: `javascript:`, `data:` and the like never become links.
    public init?(untrusted text: String) {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") })
        else { return nil }
        let lowercased = text.lowercased()
        let isOurs = text.hasPrefix("/") && !text.hasPrefix("//")
        let isOther = ["https://", "http://", "mailto:"].contains { lowercased.hasPrefix($0) && lowercased != $0 }
        guard isOurs || isOther else { return nil }
        self.text = text
    }

    /// A path of this site with a query, both given decoded.
    public init(segments: [String], query: [(name: String, value: String)] = []) {
        var text = segments.map { "/" + Self.encoded($0) }.joined()
        if text.isEmpty { text = "/" }
        for (index, pair) in query.enumerated() {
            text += (index == 0 ? "?" : "&") + Self.encoded(pair.name) + "=" + Self.encoded(pair.value)
        }
        self.text = text
    }

    /// The address with a query that is encoded already, such as `?period=year`, or with nothing.
    func appending(_ query: Substring) -> SafeURL { SafeURL(encoded: text + query) }

    private init(encoded text: String) { self.text = text }

    /// The text with everything but letters, digits and `-._~,` percent-encoded. A comma is let through because
    /// lists of choices read better with it and it means nothing in a path or query.
    static func encoded(_ text: String) -> String {
        if text.utf8.allSatisfy(isPlain) { return text }
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isPlain(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), hexDigit(byte >> 4), hexDigit(byte & 15)]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: ","): true
        default: false
        }
    }
}

/// The digit, in capitals, for a value from 0 to 15.
func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
}

extension SafeURL: ExpressibleByStringInterpolation {
    /// An address that a programmer wrote.
    public init(stringLiteral literal: String) { text = literal }

    public init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

    public struct Interpolation: StringInterpolationProtocol {
        var text = ""

        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) { text += literal }

        /// Percent-encodes the value.
        public mutating func appendInterpolation(_ value: some StringProtocol) {
            text += SafeURL.encoded(String(value))
        }

        public mutating func appendInterpolation(_ number: some FixedWidthInteger) { text += String(number) }
    }
}
