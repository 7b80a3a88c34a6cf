extension StringProtocol {
    /// The text with everything that could drive a terminal, or hide in one, made visible.
    ///
    /// Names and subjects come from strangers. Control characters become their pictures (`␛` for escape); characters that
    /// reorder, hide or break text are written out as `<U+202E>`; more marks on one letter than any language puts
    /// there are cut off. The result is one line.
    var asVisible: String {
        // Nearly every text is plain ASCII and is given back as it is.
        if utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return String(self) }
        var result = ""
        for character in self {
            let scalars = character.unicodeScalars
            for scalar in scalars.prefix(mostScalarsOfCharacter) { appendVisible(scalar, to: &result) }
        }
        return result
    }
}

/// Family emoji, the longest that are in use, have ten.
private let mostScalarsOfCharacter = 12

private func appendVisible(_ scalar: Unicode.Scalar, to text: inout String) {
    switch scalar.value {
    case 0x00...0x1F:
        text.unicodeScalars.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
    case 0x7F:
        text.unicodeScalars.append("\u{2421}")
    case 0x80...0x9F, 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB,
        0xE0000...0xE007F:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        text += "<U+" + String(repeating: "0", count: Swift.max(0, 4 - digits.count)) + digits + ">"
    default:
        text.unicodeScalars.append(scalar)
    }
}
