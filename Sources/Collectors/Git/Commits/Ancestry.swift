import Ledger

/// Who descends from whom among the commits of one walk.
///
/// Takes about 80 bytes a commit, and saves a second walk, which costs git nearly as much as the first.
struct Ancestry: Sendable {
    private var names: [BinaryName] = []
    private var places: [BinaryName: Int32] = [:]
    /// The places of all parents, those of one commit after those of the one before.
    private var parents: [Int32] = []
    /// Where the parents of each commit end.
    private var ends: [Int32] = []

    /// Adds commits, parents before children; a parent that did not come is left out.
    mutating func add(_ batch: [CommitFact]) {
        for fact in batch {
            guard let name = BinaryName(fact.sha), places[name] == nil else { continue }
            places[name] = Int32(names.count)
            names.append(name)
            parents.append(contentsOf: fact.parents.compactMap { BinaryName($0).flatMap { places[$0] } })
            ends.append(Int32(parents.count))
        }
    }

    /// A commit and all its ancestors; nil when it is none of those that were added.
    func lineage(of commit: String) -> [String]? {
        guard let start = BinaryName(commit).flatMap({ places[$0] }) else { return nil }
        var isReached = [Bool](repeating: false, count: names.count)
        isReached[Int(start)] = true
        // Parents have lower places than their children.
        for place in stride(from: Int(start), through: 0, by: -1) where isReached[place] {
            let first = place == 0 ? 0 : ends[place - 1]
            for parent in parents[Int(first)..<Int(ends[place])] { isReached[Int(parent)] = true }
        }
        return isReached.indices.filter { isReached[$0] }.map { names[$0].text }
    }
}

/// The name of an object in half as many bytes as it has digits.
private struct BinaryName: Hashable, Sendable {
    private var words = (UInt64.zero, UInt64.zero, UInt64.zero, UInt64.zero)
    private var digits: UInt8 = 0

    /// Nil for what is no name in lower-case hexadecimal digits.
    init?(_ text: String) {
        var text = text
        let isName = text.withUTF8 { characters in
            guard characters.count <= 64 else { return false }
            digits = UInt8(characters.count)
            for start in stride(from: 0, to: characters.count, by: 16) {
                var word: UInt64 = 0
                for character in characters[start..<min(start + 16, characters.count)] {
                    guard let value = Self.value(of: character) else { return false }
                    word = word << 4 | value
                }
                switch start {
                case 0: words.0 = word
                case 16: words.1 = word
                case 32: words.2 = word
                default: words.3 = word
                }
            }
            return true
        }
        if !isName { return nil }
    }

    private static func value(of digit: UInt8) -> UInt64? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(digit - UInt8(ascii: "a") + 10)
        default: nil
        }
    }

    var text: String {
        let words = [words.0, words.1, words.2, words.3]
        return String(unsafeUninitializedCapacity: Int(digits)) { buffer in
            for index in 0..<Int(digits) {
                let digitsOfWord = min(16, Int(digits) - index / 16 * 16)
                let shift = 4 * (digitsOfWord - 1 - index % 16)
                let value = UInt8(truncatingIfNeeded: words[index / 16] >> UInt64(shift)) & 15
                buffer[index] = value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
            }
            return Int(digits)
        }
    }

    static func == (a: BinaryName, b: BinaryName) -> Bool { a.words == b.words && a.digits == b.digits }

    func hash(into hasher: inout Hasher) {
        // An object's name is a hash already, and any part of it will do.
        hasher.combine(words.0)
    }
}
