/// The path of a file inside a tree, as the bytes that the file system or git has: it may hold line feeds, and need not be UTF-8.
///
/// Parts are separated by `/`; there is none at the beginning or end.
public struct TreePath: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public init(_ text: String) { bytes = Array(text.utf8) }

    /// For comparing and showing by those who escape: what is not UTF-8 is replaced.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// For people: control characters are written as `\n`, `\u{1B}` and so on.
    public var description: String { text.withVisibleControls }

    /// The last part.
    public var name: String {
        let start = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        return String(decoding: bytes[start...], as: UTF8.self)
    }

    /// What stands behind the last dot of the name, in small letters; empty when there is none or the name begins with it.
    public var fileExtension: String { Self.fileExtension(of: name) }

    static func fileExtension(of name: String) -> String {
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return "" }
        return name[name.index(after: dot)...].lowercased()
    }

    /// The first part; of a folder, the one at the top that it lies in.
    var top: String { String(decoding: bytes.prefix { $0 != UInt8(ascii: "/") }, as: UTF8.self) }

    /// The names of the folders that lead to the file, from the top.
    public var folders: [String] {
        bytes.split(separator: UInt8(ascii: "/")).dropLast().map { String(decoding: $0, as: UTF8.self) }
    }

    /// The path as a relative reference of a URI (RFC 3986), every byte kept.
    public var uri: String {
        var text = ""
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return text
    }

    public static func < (a: TreePath, b: TreePath) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
}

/// Written as text where it is UTF-8, and as percent-encoded bytes behind `bytes:` where it is not.
extension TreePath: Codable {
    private static let mark = "bytes:"

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard text.hasPrefix(Self.mark) else {
            self.init(text)
            return
        }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8.dropFirst(Self.mark.utf8.count))[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%"), let high = rest.popFirst(), let low = rest.popFirst(),
                let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
            else {
                bytes.append(byte)
                continue
            }
            bytes.append(value)
        }
        self.init(bytes)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        let text = text
        let isExact = Array(text.utf8) == bytes && !text.hasPrefix(Self.mark)
        try container.encode(isExact ? text : Self.mark + uri)
    }
}

extension String {
    /// With control characters, and those that turn the direction of writing, written out: safe for a terminal.
    var withVisibleControls: String {
        var result = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
                    result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
                default: result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }
}
