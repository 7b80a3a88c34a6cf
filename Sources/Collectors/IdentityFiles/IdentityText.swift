import Ledger

/// Checks a text of a file before it is believed.
struct IdentityText {
    let limits: IdentityLimits
    /// Whether the format keeps every character of a text, so that white space and control characters are part of it.
    var isExact = false

    /// The text, without the spaces around it where the format does not keep them; nil for nothing.
    ///
    /// - Throws: ``IdentityProblem`` for a text that is too long, or holds control characters where the format cannot mean them.
    func checked(
        _ text: some StringProtocol, field: String, at place: @autoclosure () -> IdentityPlace, _ findings: inout IdentityFindings
    ) throws(IdentityProblem) -> String? {
        guard text.utf8.count <= limits.text else {
            throw IdentityProblem(place(), field: field, "is longer than \(limits.text) bytes")
        }
        var isPlain = true
        for byte in text.utf8 where byte < 0x20 || byte >= 0x7F {
            guard byte >= 0x80 || isExact && byte != 0 else {
                throw IdentityProblem(
                    place(), field: field,
                    "holds the control character U+00\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))")
            }
            isPlain = false
        }
        if !isPlain, text.unicodeScalars.contains(where: Self.isUnseen) {
            findings.note(
                "Texts with marks that cannot be seen or that turn the direction of writing; pages show them as codes", at: place())
        }
        if isExact { return text.isEmpty ? nil : String(text) }
        let inside = text.drop { $0 == " " }
        guard let last = inside.lastIndex(where: { $0 != " " }) else { return nil }
        return String(inside[...last])
    }

    /// Zero-width characters and those that change the direction of writing.
    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF: true
        default: false
        }
    }
}
