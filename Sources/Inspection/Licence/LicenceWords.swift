/// The words of a text as licences are compared by: without case, punctuation, line breaks, comment leaders and tags, as the matching
/// guidelines of SPDX ask. A word is its hash, with its place in the bytes that it was read from.
struct LicenceWords: Sendable {
    struct Word: Sendable {
        /// Equal for equal words, and for spellings that mean the same.
        var hash: UInt32
        var start: UInt32
        var end: UInt32
        var marks: Marks
    }

    struct Marks: OptionSet, Sendable {
        let rawValue: UInt8
        /// The number or letter of an item of a list.
        static let bullet = Marks(rawValue: 1)
        /// Part of a line that says who holds a copyright.
        static let copyright = Marks(rawValue: 2)
        /// Part of an address.
        static let address = Marks(rawValue: 4)
        /// A sentence or a heading ends after it.
        static let last = Marks(rawValue: 8)
        /// A plus sign follows at once.
        static let plus = Marks(rawValue: 16)
        /// The first word of its line.
        static let first = Marks(rawValue: 32)
        /// A line without words stands before it.
        static let paragraph = Marks(rawValue: 64)

        /// What may stand in a copy of a licence without making it another.
        static let free: Marks = [.bullet, .copyright, .address]
    }

    private(set) var words: [Word] = []

    /// `longestCopyright`: lines of more words are no copyright lines, whatever they begin with.
    init(_ bytes: UnsafeBufferPointer<UInt8>, longestCopyright: Int = 40) {
        words.reserveCapacity(bytes.count / 6)
        var reader = WordReader(bytes: bytes)
        while let word = reader.next() { words.append(word) }
        markCopyright(longest: longestCopyright)
    }

    /// The hash of a word as `init` gives it.
    static func hash(_ word: String) -> UInt32 { hashes(word).first ?? 0 }

    static func hashes(_ text: String) -> [UInt32] {
        var text = text
        return text.withUTF8 { bytes in
            var reader = WordReader(bytes: bytes)
            var hashes: [UInt32] = []
            while let word = reader.next() { hashes.append(word.hash) }
            return hashes
        }
    }

    private static let copyright = hashes("copyright copyrighted")
    private static let rights = hashes("all rights reserved")
    /// Words after which "copyright" is part of a sentence of the licence.
    private static let terms = Set(
        hashes(
            """
            notice notices holder holders owner owners law laws license licenses and or in is to interest interests protection statement
            statements act disclaimer the for on as permission treaties treaty infringement rights right information that under of doctrine are which
            with
            """))

    /// Marks the lines that begin with "Copyright (c) 2020 Somebody" or say "all rights reserved".
    private mutating func markCopyright(longest: Int) {
        var index = 0
        while index < words.count {
            var end = index + 1
            while end < words.count, !words[end].marks.contains(.first) { end += 1 }
            defer { index = end }
            // At most two words may stand before it: "portions copyright", "@copyright".
            for at in index..<min(end, index + 3) where end - index <= longest {
                if Self.copyright.contains(words[at].hash), at + 1 < end, !Self.terms.contains(words[at + 1].hash) {
                    for one in index..<end { words[one].marks.insert(.copyright) }
                    break
                }
            }
            if end - index >= 3 {
                for at in index..<(end - 2)
                where words[at].hash == Self.rights[0] && words[at + 1].hash == Self.rights[1] && words[at + 2].hash == Self.rights[2] {
                    for one in at...(at + 2) { words[one].marks.insert(.copyright) }
                }
            }
        }
    }
}

/// Reads words one after another.
struct WordReader {
    let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var atLineStart = true
    private var blankLine = false
    /// An ampersand was skipped that is the word "and".
    private var pendingAnd = false
    private let isRichText: Bool

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        isRichText = bytes.count > 5 && bytes[0] == 0x7B && bytes[1] == 0x5C && bytes[2] == 0x72 && bytes[3] == 0x74 && bytes[4] == 0x66
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

// What is no word.
extension WordReader {
    enum ByteClass { case letter, digit, high, newLine, other }

    static let classes: [ByteClass] = (0..<256).map { byte in
        switch byte {
        case 0x41...0x5A, 0x61...0x7A: .letter
        case 0x30...0x39: .digit
        case 0x80...: .high
        case 0x0A, 0x0D: .newLine
        default: .other
        }
    }

    private func isDigit(_ at: Int) -> Bool { at < bytes.count && at >= 0 && bytes[at] >= 0x30 && bytes[at] <= 0x39 }

    private func lower(_ at: Int) -> UInt8 { at < bytes.count && at >= 0 ? bytes[at] | 0x20 : 0 }

    /// `sub` or `non`.
    private func isPrefix(_ at: Int) -> Bool {
        let three = (lower(at), lower(at + 1), lower(at + 2))
        return three == (0x73, 0x75, 0x62) || three == (0x6E, 0x6F, 0x6E)
    }

    /// How many bytes of punctuation outside ASCII begin here; 0 when a letter does. Broken UTF-8 separates.
    private func separatorLength(at: Int) -> Int {
        let byte = bytes[at]
        guard at + 1 < bytes.count else { return 1 }
        switch byte {
        case 0xC2: return bytes[at + 1] == 0xAA || bytes[at + 1] == 0xB5 || bytes[at + 1] == 0xBA ? 0 : 2
        case 0xC3: return bytes[at + 1] == 0x97 || bytes[at + 1] == 0xB7 ? 2 : 0
        case 0xE2: return bytes[at + 1] <= 0xAF && at + 2 < bytes.count ? 3 : 0
        case 0xE3: return bytes[at + 1] == 0x80 && at + 2 < bytes.count ? 3 : 0
        case 0xEF: return (bytes[at + 1] >= 0xB8 && bytes[at + 1] <= 0xBD) && at + 2 < bytes.count ? 3 : 0
        default: return 0
        }
    }

    private func ideographLength(at: Int) -> Int? {
        let byte = bytes[at]
        guard byte >= 0xE3, byte <= 0xED, at + 2 < bytes.count else { return nil }
        return 3
    }

    /// After an ampersand: skips a character reference, and says whether the ampersand is a word.
    private mutating func skipEntity() -> Bool {
        var end = position
        while end < bytes.count, end < position + 10, Self.classes[Int(bytes[end])] == .letter || isDigit(end) || bytes[end] == 0x23 {
            end += 1
        }
        if end > position, end < bytes.count, bytes[end] == 0x3B {
            let name = (end - position, lower(position), lower(position + 1), lower(position + 2))
            pendingAnd = name == (3, 0x61, 0x6D, 0x70)
            // The semicolon stays for `read` as the word's only byte.
            position = pendingAnd ? end : end + 1
            return pendingAnd
        }
        // Between spaces it is a word; in code and addresses it is none.
        guard position < bytes.count, bytes[position] == 0x20, position >= 2, bytes[position - 2] == 0x20 else { return false }
        position -= 1
        pendingAnd = true
        return true
    }

    private static let tags: Set<String> = [
        "a", "abbr", "address", "article", "b", "big", "blockquote", "body", "br", "center", "cite", "code", "dd", "div", "dl", "dt", "em",
        "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "i", "img", "kbd", "li", "link", "meta", "ol",
        "p", "para", "pre", "q", "s", "samp", "script", "section", "small", "span", "strong", "style", "sub", "sup", "table", "tbody", "td",
        "th", "title", "tr", "tt", "u", "ul", "var",
    ]

    /// After `<`: skips a tag of HTML.
    private mutating func skipTag() {
        var at = position
        if at < bytes.count, bytes[at] == 0x2F { at += 1 }
        let name = at
        while at < bytes.count, at - name < 11, Self.classes[Int(bytes[at])] == .letter || isDigit(at) { at += 1 }
        guard at > name, at - name < 11, Self.tags.contains(String(decoding: bytes[name..<at], as: UTF8.self).lowercased()) else { return }
        let limit = min(bytes.count, at + 400)
        var lines = 0
        while at < limit {
            if bytes[at] == 0x3E { position = at + 1; return }
            if bytes[at] == 0x3C { return }
            if bytes[at] == 0x0A { lines += 1; if lines > 3 { return } }
            at += 1
        }
    }

    /// After a backslash: the escapes of C strings, of manual pages and of rich text.
    private mutating func skipEscape() {
        guard position < bytes.count else { return }
        let byte = bytes[position]
        if isRichText {
            while position < bytes.count, Self.classes[Int(bytes[position])] == .letter || bytes[position] == 0x2D || isDigit(position) {
                position += 1
            }
            return
        }
        switch byte {
        case 0x6E, 0x74, 0x72: position += 1
        case 0x66:
            // \fB, \fI, \fR, \fP
            if position + 1 < bytes.count, [0x42, 0x49, 0x52, 0x50].contains(bytes[position + 1]) { position += 2 }
        default: break
        }
    }

    /// Whether the first word of a line is a comment leader or a request of a manual page.
    private func isLeader(_ start: Int, _ end: Int) -> Bool {
        let length = end - start
        if length == 3, lower(start) == 0x64, lower(start + 1) == 0x6E, lower(start + 2) == 0x6C { return true }
        // The line number of a listing: 00012.
        if length >= 4, bytes[start] == 0x30, (start..<end).allSatisfy({ isDigit($0) }) { return true }
        if length == 3, lower(start) == 0x72, lower(start + 1) == 0x65, lower(start + 2) == 0x6D { return true }
        return length <= 3 && start > 0 && bytes[start - 1] == 0x2E && (start == 1 || Self.classes[Int(bytes[start - 2])] == .newLine)
    }

    private func isBullet(_ start: Int, _ end: Int, first: Bool) -> Bool {
        let length = end - start
        guard length <= 6 else { return false }
        let before: UInt8 = start > 0 ? bytes[start - 1] : 0
        let after: UInt8 = end < bytes.count ? bytes[end] : 0
        let closes = after == 0x29 || after == 0x2E || after == 0x3A || after == 0x5D
        let enclosed = (before == 0x28 || before == 0x5B) && (after == 0x29 || after == 0x5D)
        var digits = 0
        for at in start..<end where isDigit(at) || bytes[at] == 0x2E { digits += 1 }
        if digits == length {
            // 1, 2.1, (3); a year is none.
            return length < 4 || bytes[start..<end].contains(0x2E) ? first || enclosed || after == 0x29 : false
        }
        let roman = (start..<end).allSatisfy { [0x69, 0x76, 0x78].contains(lower($0)) }
        if length == 1 { return enclosed || after == 0x29 || first && (closes || Self.classes[Int(bytes[start])] == .letter) }
        return roman && (enclosed || first && closes)
    }

    /// Part of something with `://`, or after `www.`, or of an address of mail.
    private func isAddress(_ start: Int, _ end: Int) -> Bool {
        if end + 2 < bytes.count, bytes[end] == 0x3A, bytes[end + 1] == 0x2F, bytes[end + 2] == 0x2F { return true }
        if end < bytes.count, bytes[end] == 0x40 { return true }
        guard start > 0 else { return false }
        let before = bytes[start - 1]
        if before == 0x40 { return true }
        guard before == 0x2F || before == 0x2E || before == 0x2D || before == 0x5F else {
            return false
        }
        // The rest of what began as an address: no space since.
        var at = start - 1
        let limit = max(0, start - 200)
        while at > limit {
            let byte = bytes[at]
            if byte <= 0x20 || byte == 0x3C || byte == 0x22 || byte == 0x28 { return false }
            if byte == 0x3A, at + 2 < bytes.count, bytes[at + 1] == 0x2F, bytes[at + 2] == 0x2F { return true }
            if byte == 0x40 { return true }
            at -= 1
        }
        return false
    }
}
