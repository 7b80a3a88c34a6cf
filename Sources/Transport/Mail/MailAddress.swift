/// A mailbox such as `ada@example.org`, in the plain form that every server takes: letters, digits and a few signs before
/// the `@`, a host name after it. Quoted names, comments and addresses beyond ASCII (RFC 6531) are refused.
///
/// Such an address can stand in a header and in a command of SMTP as it is: it holds no blank, no line end and no bracket.
public struct MailAddress: Sendable, Hashable, CustomStringConvertible {
    public let text: String

    public var description: String { text }

    /// The part after the `@`.
    public var host: String { String(text[text.index(after: text.lastIndex(of: "@") ?? text.startIndex)...]) }

    /// Nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count), (1...253).contains(parts[1].utf8.count),
            parts[0].utf8.allSatisfy(Self.isPlain), Self.isDotted(parts[0]), Self.isDotted(parts[1]),
            parts[1].split(separator: ".").allSatisfy(Self.isLabel)
        else { return nil }
        self.text = text
    }

    private static func isDotted(_ text: Substring) -> Bool {
        text.first != "." && text.last != "." && !text.contains("..")
    }

    /// The characters of an atom in RFC 5322, section 3.2.3, and the dot.
    private static func isPlain(_ byte: UInt8) -> Bool { isLetterOrDigit(byte) || "!#$%&'*+-/=?^_`{|}~.".utf8.contains(byte) }

    private static func isLabel(_ label: Substring) -> Bool {
        label.utf8.count <= 63 && label.first != "-" && label.last != "-"
            && label.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}
