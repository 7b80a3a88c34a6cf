/// What names, addresses and passwords of users may be.
enum NameRules {
    /// - Throws: ``AccessFailure/invalid(field:allowed:)``.
    static func name(_ text: String) throws(AccessFailure) -> String {
        let name = text.lowercased()
        let isFine =
            (2...40).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x5F || $0 == 0x2D
            }
            && name.utf8.first.map { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) } == true
        guard isFine else {
            throw .invalid(
                field: "name", allowed: "2 to 40 lower-case letters, digits, dots, hyphens or underscores, with a letter or digit first")
        }
        return name
    }

    static func displayName(_ text: String) throws(AccessFailure) -> String {
        try line(text, field: "name that others see", longest: 100)
    }

    /// One line of readable text.
    static func line(_ text: String, field: String, longest: Int) throws(AccessFailure) -> String {
        let line = trimmed(text)
        guard (1...longest).contains(line.count), line.utf8.count <= longest * 4,
            !line.unicodeScalars.contains(where: { $0.properties.generalCategory == .control || $0.properties.generalCategory == .format })
        else { throw .invalid(field: field, allowed: "a line of up to \(longest) characters") }
        return line
    }

    static func email(_ text: String) throws(AccessFailure) -> String {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= 254, parts.count == 2, !parts[0].isEmpty, parts[1].contains("."),
            text.utf8.allSatisfy({ (0x21..<0x7F).contains($0) && $0 != 0x3C && $0 != 0x3E && $0 != 0x22 && $0 != 0x2C })
        else { throw .invalid(field: "e-mail address", allowed: "an address such as ada@example.org") }
        return text
    }

    /// The rules of NIST SP 800-63B: length counts, and what is easily guessed does not pass; nothing about kinds of characters.
    static func password(_ text: String, of name: String) throws(AccessFailure) {
        let allowed = "at least 12 characters (at most 1,000 bytes) that are neither the name nor a few characters again and again"
        guard text.count >= 12, text.utf8.count <= 1000, Set(text).count >= 5,
            !text.lowercased().contains(name.lowercased()) || text.count >= name.count + 12
        else { throw .invalid(field: "password", allowed: allowed) }
    }

    static func trimmed(_ text: String) -> String {
        let start = text.drop(while: \.isWhitespace)
        return start.lastIndex { !$0.isWhitespace }.map { String(start[...$0]) } ?? ""
    }
}
