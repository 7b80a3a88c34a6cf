import Foundation
import Inspection
import Ledger

/// The tests of texts that several formats share.
extension TextTest {
    static func oneOf(_ words: [String]) -> TextTest {
        let known = Set(words)
        return TextTest { text in
            if known.contains(text) { return nil }
            let near = Nearest.word(to: text, among: words).map { "; is “\($0)” meant?" } ?? ""
            return words.count > 20
                ? "“\(text.prefix(60))” is not in the list of the format\(near)"
                : "it must be one of \(words.joined(separator: ", "))\(near)"
        }
    }

    /// Letters as people count them: an accent or a joined sign adds none.
    static func letters(atMost most: Int) -> TextTest {
        TextTest { text in text.count > most ? "it has \(text.count) letters and may have \(most)" : nil }
    }

    static func letters(atLeast least: Int) -> TextTest {
        TextTest { text in text.count < least ? "it has \(text.count) letters and needs \(least)" : nil }
    }

    static let notEmpty = TextTest("something") { !$0.allSatisfy(\.isWhitespace) }

    static let day = TextTest("a day written as 2026-11-21") { CivilDate($0) != nil }

    /// A point of time as RFC 3339 writes it, or a day.
    static let time = TextTest("a time such as 2026-11-21T10:04:00Z") { CivilDate(String($0.prefix(10))) != nil && $0.utf8.count <= 40 }

    static let webAddress = TextTest("an address that begins with https:// or http://") { Address.isWeb($0) }

    /// Any address with a scheme and a host, such as that of a repository.
    static let address = TextTest("an address with a scheme and a host") { Address.hasHost($0) }

    /// An address, or a URN.
    static let uri = TextTest("an address with a scheme and a host, or a URN") { Address.hasHost($0) || Address.isURN($0) }

    static let mail = TextTest("an e-mail address") { text in
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && !parts[1].hasPrefix(".") && !parts[1].hasSuffix(".")
            && text.utf8.count <= 254 && !text.contains(where: \.isWhitespace)
    }

    static let mediaType = TextTest("a media type such as text/plain") { text in
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2
            && parts.allSatisfy { part in
                part.first.map { $0.isASCII && ($0.isLetter || $0.isNumber) } == true
                    && part.utf8.allSatisfy { $0.isLetterOrDigit || "!#$&^_.+-".utf8.contains($0) }
            }
    }

    static let licence = TextTest { text in
        do throws(LicenceExpressionError) {
            _ = try LicenceExpression(text)
            return nil
        } catch {
            return error.description
        }
    }

    /// A tag of a language by BCP 47, hyphens between its parts, of a language that ISO 639-1 or 639-2 has.
    static let language = TextTest("the tag of a language, such as en or pt-BR") { LanguageTag.isValid($0) }

    /// A file of the repository or an address; never one of this machine.
    static let fileOrAddress = TextTest("a path in the repository, or an address that begins with https:// or http://") { text in
        if text.hasPrefix("/") || text.lowercased().hasPrefix("file:") { return false }
        return !text.contains("://") && !text.split(separator: "/").contains("..") || Address.isWeb(text)
    }

    static func fileKind(_ endings: [String]) -> TextTest {
        TextTest("a file that ends with \(endings.joined(separator: ", "))") { text in
            let path = text.prefix { $0 != "?" && $0 != "#" }.lowercased()
            return endings.contains { path.hasSuffix($0) }
        }
    }
}

extension UInt8 {
    var isLetterOrDigit: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }
}

/// Addresses from outside.
enum Address {
    static func isWeb(_ text: String) -> Bool {
        let scheme = text.lowercased()
        return (scheme.hasPrefix("https://") || scheme.hasPrefix("http://")) && hasHost(text)
    }

    /// A scheme of letters, `://`, and a host; no spaces, no control or invisible characters.
    static func hasHost(_ text: String) -> Bool {
        guard text.utf8.count <= 2048, let colon = text.firstRange(of: "://"), isPlain(text) else { return false }
        let scheme = text[..<colon.lowerBound]
        let host = text[colon.upperBound...].prefix { !"/?#".contains($0) }.split(separator: "@").last ?? ""
        return scheme.utf8.first.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) } == true
            && scheme.utf8.allSatisfy { $0.isLetterOrDigit || "+.-".utf8.contains($0) } && !host.isEmpty && host.first != ":"
    }

    /// `urn:name:rest` of RFC 2141.
    static func isURN(_ text: String) -> Bool {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].lowercased() == "urn", text.utf8.count <= 2048, isPlain(text) else { return false }
        return (2...32).contains(parts[1].utf8.count) && parts[1].utf8.first.map(\.isLetterOrDigit) == true
            && parts[1].utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") } && !parts[2].isEmpty
    }

    private static func isPlain(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy {
            $0.value > 0x20 && $0.value != 0x5C && !(0x7F...0xA0).contains($0.value) && $0.properties.generalCategory != .format
        }
    }
}

/// Tags of languages (BCP 47, strict: one spelling).
enum LanguageTag {
    private static let known = Set(Locale.LanguageCode.isoLanguageCodes.map(\.identifier))

    static func isValid(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = parts.first, text.utf8.count <= 35, known.contains(String(first)) else { return false }
        return parts.dropFirst().allSatisfy { (2...8).contains($0.utf8.count) && $0.utf8.allSatisfy(\.isLetterOrDigit) }
    }
}

/// Finds what was probably meant.
enum Nearest {
    static func word(to text: String, among words: [String]) -> String? {
        let wanted = Array(text.lowercased().utf8.prefix(40))
        guard wanted.count > 1 else { return nil }
        var best: (word: String, distance: Int)?
        for word in words {
            let letters = Array(word.lowercased().utf8.prefix(40))
            guard let distance = EditDistance.between(wanted, letters, atMost: min(2, letters.count / 3)) else { continue }
            if distance < best?.distance ?? .max { best = (word, distance) }
        }
        return best?.word
    }
}
