/// Paths as text: what is valid UTF-8 stays as it is; the rest is written in git's quoted form.
enum PathText {
    /// A text that no other path has: only quoted paths begin with a double quote.
    static func readable(_ bytes: UnsafeRawBufferPointer) -> String {
        if bytes.first != UInt8(ascii: "\""), let text = String(validating: bytes, as: UTF8.self) { return text }
        return quoted(bytes)
    }

    /// The path between double quotes, with C's escapes, and octal ones for all that is not printable ASCII.
    static func quoted(_ bytes: some Sequence<UInt8>) -> String {
        var text = "\""
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""): text += "\\\""
            case UInt8(ascii: "\\"): text += "\\\\"
            case 0x07: text += "\\a"
            case 0x08: text += "\\b"
            case 0x09: text += "\\t"
            case 0x0A: text += "\\n"
            case 0x0B: text += "\\v"
            case 0x0C: text += "\\f"
            case 0x0D: text += "\\r"
            case 0x20..<0x7F: text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 8)
                text += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
            }
        }
        return text + "\""
    }
}
