/// Reads words one after another.
struct WordReader {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0
    private var atLineStart = true
    private var blankLine = false
    /// An ampersand was skipped that is the word "and".
    var pendingAnd = false
    let isRichText: Bool

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        isRichText = bytes.starts(with: Array("{\\rtf".utf8))
    }

    mutating func next() -> LicenceWords.Word? {
        while true {
            guard skipToWord() else { return nil }
            let start = position
            let first = atLineStart
            atLineStart = false
            var hash = read()
            let end = position
            if first, isLeader(start, end) { atLineStart = true; continue }
            if let same = Spellings.table[hash] { hash = same }
            var marks: LicenceWords.Marks = []
            if first { marks.insert(.first) }
            if blankLine { marks.insert(.paragraph) }
            blankLine = false
            if isBullet(start, end, first: first) { marks.insert(.bullet) }
            if isAddress(start, end) { marks.insert(.address) }
            if position < bytes.count {
                let after = bytes[position]
                if after == 0x2B { marks.insert(.plus) }
                if after == 0x2E || after == 0x3B || after == 0x3A { marks.insert(.last) }
            }
            return LicenceWords.Word(
                hash: hash, start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end), marks: marks)
        }
    }

    /// Moves to the next byte that begins a word; false at the end.
    private mutating func skipToWord() -> Bool {
        var newLines = 0
        while position < bytes.count {
            let byte = bytes[position]
            switch Self.classes[Int(byte)] {
            case .letter, .digit:
                return true
            case .high:
                let length = separatorLength(at: position)
                if length == 0 { return true }
                position += length
            case .newLine:
                newLines += 1
                if newLines > 1 { blankLine = true }
                atLineStart = true
                position += 1
            case .other:
                position += 1
                switch byte {
                case 0x26: if skipEntity() { return true }
                case 0x3C: skipTag()
                case 0x5C: skipEscape()
                default: break
                }
            }
        }
        return false
    }

    private mutating func read() -> UInt32 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        if pendingAnd {
            pendingAnd = false
            position += 1
            return Spellings.and
        }
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            switch Self.classes[Int(byte)] {
            case .letter, .digit:
                hash = (hash ^ UInt64(byte | (byte < 0x5B && byte > 0x40 ? 0x20 : 0))) &* 0x100_0000_01B3
                position += 1
            case .high:
                let length = separatorLength(at: position)
                if length > 0 { return Self.fold(hash) }
                if let width = ideographLength(at: position) {
                    // Scripts without spaces: each character is a word.
                    if position > start { return Self.fold(hash) }
                    for offset in 0..<width { hash = (hash ^ UInt64(bytes[position + offset])) &* 0x100_0000_01B3 }
                    position += width
                    return Self.fold(hash)
                }
                // Capital letters with accents of Latin-1, as the small ones.
                if byte == 0xC3, position + 1 < bytes.count, (0x80...0x9E).contains(bytes[position + 1]) {
                    hash = (hash ^ 0xC3) &* 0x100_0000_01B3
                    hash = (hash ^ UInt64(bytes[position + 1] | 0x20)) &* 0x100_0000_01B3
                    position += 2
                } else {
                    hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
                    position += 1
                }
            case .newLine:
                return Self.fold(hash)
            case .other:
                // 2.0 is one word, and so are sub-license and non-commercial.
                if byte == 0x2E, position > start, isDigit(position - 1), isDigit(position + 1) {
                    hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
                    position += 1
                } else if byte == 0x2D, position - start == 3, isPrefix(start) {
                    position += 1
                } else {
                    return Self.fold(hash)
                }
            }
        }
        return Self.fold(hash)
    }

    private static func fold(_ hash: UInt64) -> UInt32 {
        UInt32(truncatingIfNeeded: hash ^ (hash >> 32))
    }
}
