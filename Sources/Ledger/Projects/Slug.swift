/// Makes and checks the short names that stand in addresses.
public enum Slug {
    static let longest = 80

    /// Returns `text` when it may name something in addresses.
    ///
    /// - Throws: ``LedgerError/invalidSlug(_:)``
    public static func checked(_ text: String) throws -> String {
        let letters = text.utf8
        let isPlain = letters.allSatisfy { isPlainCharacter($0) }
        guard isPlain, (1...longest).contains(letters.count), let first = letters.first, isLetterOrDigit(first) else {
            throw LedgerError.invalidSlug(String(text.prefix(100)))
        }
        return text
    }

    /// A slug made from a title or the last part of a path: `Curl Tool.git` becomes `curl-tool`.
    public static func made(from text: String) -> String {
        var name = text.split(whereSeparator: { $0 == "/" || $0 == ":" }).last.map(String.init) ?? ""
        if name.hasSuffix(".git") { name.removeLast(4) }
        var slug = ""
        for byte in name.lowercased().utf8 {
            if isPlainCharacter(byte) {
                slug.unicodeScalars.append(Unicode.Scalar(byte))
            } else if !slug.hasSuffix("-") {
                slug.append("-")
            }
        }
        let trimmed = slug.drop { !($0.isLetter || $0.isNumber) }.prefix(longest)
        let end = trimmed.lastIndex { $0 != "-" }.map { trimmed[...$0] } ?? ""
        return end.isEmpty ? "unnamed" : String(end)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isPlainCharacter(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
    }
}
