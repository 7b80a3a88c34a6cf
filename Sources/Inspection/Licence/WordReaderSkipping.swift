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

    func isDigit(_ at: Int) -> Bool { at < bytes.count && at >= 0 && bytes[at] >= 0x30 && bytes[at] <= 0x39 }

    private func lower(_ at: Int) -> UInt8 { at < bytes.count && at >= 0 ? bytes[at] | 0x20 : 0 }

    /// `sub` or `non`.
    func isPrefix(_ at: Int) -> Bool {
        let three = (lower(at), lower(at + 1), lower(at + 2))
        return three == (0x73, 0x75, 0x62) || three == (0x6E, 0x6F, 0x6E)
    }

    /// How many bytes of punctuation outside ASCII begin here; 0 when a letter does. Broken UTF-8 separates.
    func separatorLength(at: Int) -> Int {
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

    func ideographLength(at: Int) -> Int? {
        let byte = bytes[at]
        guard byte >= 0xE3, byte <= 0xED, at + 2 < bytes.count else { return nil }
        return 3
    }

    /// After an ampersand: skips a character reference, and says whether the ampersand is a word.
    mutating func skipEntity() -> Bool {
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
    mutating func skipTag() {
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
    mutating func skipEscape() {
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
    func isLeader(_ start: Int, _ end: Int) -> Bool {
        let length = end - start
        if length == 3, lower(start) == 0x64, lower(start + 1) == 0x6E, lower(start + 2) == 0x6C { return true }
        // The line number of a listing: 00012.
        if length >= 4, bytes[start] == 0x30, (start..<end).allSatisfy({ isDigit($0) }) { return true }
        if length == 3, lower(start) == 0x72, lower(start + 1) == 0x65, lower(start + 2) == 0x6D { return true }
        return length <= 3 && start > 0 && bytes[start - 1] == 0x2E && (start == 1 || Self.classes[Int(bytes[start - 2])] == .newLine)
    }

    func isBullet(_ start: Int, _ end: Int, first: Bool) -> Bool {
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
    func isAddress(_ start: Int, _ end: Int) -> Bool {
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
