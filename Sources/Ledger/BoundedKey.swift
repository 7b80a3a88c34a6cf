/// Keeps texts from outside short enough to be keys.
///
/// PostgreSQL refuses an indexed text of more than about 2,700 bytes, and nothing that people read is that long.
enum BoundedKey {
    static let longest = 1000

    /// The text itself, or its beginning with a fingerprint of the whole, so that different texts stay different.
    static func of(_ text: String) -> String {
        guard text.utf8.count > longest else { return text }
        var beginning = ""
        for character in text {
            guard beginning.utf8.count + character.utf8.count <= longest - 40 else { break }
            beginning.append(character)
        }
        // FNV-1a over 64 bits, from two starts: no defence against forgery, which would only merge two unreadable keys.
        let marks = [UInt64(0xcbf2_9ce4_8422_2325), 0x9e37_79b9_7f4a_7c15].map { start in
            String(text.utf8.reduce(start) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }, radix: 16)
        }
        return beginning + "…" + marks.joined()
    }
}
