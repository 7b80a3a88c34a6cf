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
            statements act disclaimer the for on as permission treaties treaty infringement rights right information that under of
            doctrine are which with
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
