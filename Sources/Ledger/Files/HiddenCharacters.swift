/// Finds what people cannot see in a text: it makes two names look like one, or turns the text around it backwards.
public enum HiddenCharacters {
    /// The first such character, as `U+202E`; nil when there is none.
    ///
    /// Controls, marks of direction, spaces without width and other format characters count. The joiners U+200C and U+200D
    /// do not: Persian, Hindi and others need them within words.
    public static func first(in text: String) -> String? {
        // Most texts are plain, and need no look at what their characters are.
        if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return nil }
        for scalar in text.unicodeScalars where scalar.value != 0x200C && scalar.value != 0x200D {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .surrogate:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            default: continue
            }
        }
        return nil
    }
}
