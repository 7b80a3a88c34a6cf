extension StringProtocol {
    /// How many columns of a terminal the text takes: two for each wide letter and emoji, none for marks on a letter.
    ///
    /// Control characters count as nothing; see ``asVisible``. Widths follow Unicode's East Asian Width (UAX 11), with
    /// ambiguous characters narrow, as terminals outside East Asia show them.
    var displayWidth: Int {
        if utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return utf8.count }
        return reduce(0) { $0 + $1.displayWidth }
    }

    /// The text cut to at most `width` columns, with `…` in the last one when something was cut off.
    func truncated(to width: Int) -> String {
        guard displayWidth > width else { return String(self) }
        guard width > 0 else { return "" }
        var kept = ""
        var used = 0
        for character in self {
            let next = character.displayWidth
            if used + next > width - 1 { break }
            kept.append(character)
            used += next
        }
        return kept + "…"
    }

    /// The text filled with spaces to `width` columns, on its right or on its left.
    func padded(to width: Int, alignment: Alignment = .leading) -> String {
        let space = String(repeating: " ", count: Swift.max(0, width - displayWidth))
        return alignment == .leading ? self + space : space + self
    }
}

/// On which side a text stands in its column.
enum Alignment: Sendable {
    case leading, trailing
}

extension Character {
    /// Columns of a terminal. An emoji takes two however many parts it is joined from; of other letters each part that
    /// is not a mark takes its own.
    var displayWidth: Int {
        let isEmoji = unicodeScalars.first?.properties.isEmojiPresentation ?? false
        if isEmoji || unicodeScalars.contains("\u{FE0F}") { return 2 }
        return unicodeScalars.reduce(0) { $0 + $1.displayWidth }
    }
}

extension Unicode.Scalar {
    fileprivate var displayWidth: Int {
        if value < 0x300 { return (0x20..<0x7F).contains(value) || value >= 0xA0 ? 1 : 0 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator: return 0
        default: break
        }
        // Vowels and final consonants that join a Korean syllable that is already two columns wide.
        if (0x1160...0x11FF).contains(value) { return 0 }
        return Self.wideRanges.contains { $0.contains(value) } ? 2 : 1
    }

    /// Blocks whose letters are all wide or full-width, in rising order.
    private static let wideRanges: [ClosedRange<UInt32>] = [
        0x1100...0x115F,  // Hangul consonants
        0x2E80...0x303E,  // CJK radicals and punctuation
        0x3041...0x33FF,  // kana, compatibility
        0x3400...0x4DBF, 0x4E00...0x9FFF,  // CJK ideographs
        0xA000...0xA4CF,  // Yi
        0xA960...0xA97F, 0xAC00...0xD7A3,  // Hangul
        0xF900...0xFAFF, 0xFE30...0xFE6F,  // compatibility forms
        0xFF01...0xFF60, 0xFFE0...0xFFE6,  // full-width forms
        0x16FE0...0x18CFF, 0x1AFF0...0x1B2FF,  // Tangut, kana supplements
        0x20000...0x3FFFD,  // further ideographs
    ]
}
