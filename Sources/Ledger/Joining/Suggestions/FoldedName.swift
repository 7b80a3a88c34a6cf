import Foundation

/// A name as matching compares it: words in lower case, in the basic Latin alphabet where that is known, without marks,
/// punctuation and what cannot be seen. It is never shown, and nothing is concluded from it about a person but who they are.
struct FoldedName: Hashable {
    /// In the order in which they stand; none for a name that is empty, generic or too long to be one.
    let words: [String]

    /// A longer text is no name.
    private static let longest = 200

    init(_ name: String) {
        guard name.utf8.count <= Self.longest else {
            words = []
            return
        }
        let folded = Self.fold(name)
        let all = folded.split(separator: " ").map(String.init)
        words = all.count > 8 || GenericNames.shipped.contains(folded, .name) ? [] : all
    }

    /// The words in order of the alphabet: the same for "Doe John" and "John Doe".
    var sorted: [String] { words.sorted() }

    /// A given name and a family name at least, so that it says more than a first name.
    var isFull: Bool { words.count >= 2 && words.contains { $0.utf8.count >= 3 } && words.reduce(0) { $0 + $1.utf8.count } >= 5 }

    /// The first word, or the last but one in "Doe J", is one letter.
    var isInitialled: Bool { words.count >= 2 && words.contains { $0.utf8.count == 1 } }

    /// All letters, words and digits apart from one another by one space.
    static func fold(_ text: String) -> String {
        var text = text
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        if !isASCII { text = latin(Invisible.removed(from: text)) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var depth = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth = max(0, depth - 1)
            // An apostrophe is part of a name; a dot, a hyphen or a comma ends a word.
            case UInt8(ascii: "'"), UInt8(ascii: "`"): continue
            case 0x41...0x5A where depth == 0: bytes.append(byte | 0x20)
            case 0x61...0x7A where depth == 0, 0x30...0x39 where depth == 0: bytes.append(byte)
            case 0x80... where depth == 0: bytes.append(byte)
            default: if let last = bytes.last, last != 0x20 { bytes.append(0x20) }
            }
        }
        if bytes.last == 0x20 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Takes marks off letters and spells those of other alphabets as the list says. Others stay as they are.
    private static func latin(_ text: String) -> String {
        var folded = ""
        for scalar in text.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .spacingMark, .enclosingMark: continue
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
                if scalar.value < 0x80 { folded.unicodeScalars.append(scalar) } else { folded += letters[scalar] ?? String(scalar) }
            default:
                if scalar == "’" || scalar == "ʼ" { continue }
                folded += scalar.value < 0x80 ? String(scalar) : " "
            }
        }
        return folded
    }

    private static let letters: [Unicode.Scalar: String] = {
        var letters: [Unicode.Scalar: String] = [:]
        for line in DataPack.latinLetters {
            guard let letter = line.unicodeScalars.first else { continue }
            letters[letter] = line.split(separator: " ").dropFirst().first.map(String.init) ?? ""
        }
        return letters
    }()
}

/// A short name by which somebody is known to machines: a user name, or the part of an address before its `@`.
enum Handle {
    /// Without the characters that tell `john.doe` from `johndoe`; nil for one that is generic, too short or no handle.
    static func compact(_ text: String) -> String? {
        guard text.utf8.count <= 80 else { return nil }
        let lower = text.lowercased()
        guard !GenericNames.shipped.contains(lower, .name), !GenericNames.shipped.contains(lower, .local) else { return nil }
        let folded = FoldedName.fold(lower).filter { $0 != " " }
        guard folded.utf8.count >= 4, folded.utf8.contains(where: { !(0x30...0x39).contains($0) }),
            !GenericNames.shipped.contains(folded, .name), !GenericNames.shipped.contains(folded, .local)
        else { return nil }
        return folded
    }
}
