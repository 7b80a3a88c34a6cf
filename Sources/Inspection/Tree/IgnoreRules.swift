/// What `.gitignore` files leave out, as git reads them: later rules win, `!` takes back, a folder that is left out is not entered.
struct IgnoreRules {
    private struct Rule {
        /// The folder whose file has the rule.
        var folder: [UInt8]
        var pattern: [UInt8]
        var isNegated: Bool
        var isForFolders: Bool
        /// Matches the whole path below the folder, not a name alone.
        var isAnchored: Bool
    }

    private var rules: [Rule] = []

    private static let mostRules = 20_000

    /// The text of a file in a folder that is open; nothing when it is not there or larger than anybody writes.
    static func file(_ name: String, in folder: Int32) -> [UInt8] {
        var folder = folder
        var isOwn = false
        defer { if isOwn { FolderFile.closeFile(folder) } }
        let parts = name.split(separator: "/").map { Array($0.utf8) }
        for part in parts.dropLast() {
            let next = FolderFile.open(part, in: folder, 0)
            if isOwn { FolderFile.closeFile(folder) }
            isOwn = false
            guard next >= 0 else { return [] }
            folder = next
            isOwn = true
        }
        let file = FolderFile.open(parts.last ?? [], in: folder, 0)
        guard file >= 0 else { return [] }
        defer { FolderFile.closeFile(file) }
        return (try? FolderFile.contents(of: file, name, atMost: 1 << 20)) ?? []
    }

    mutating func add(_ text: [UInt8], folder: [UInt8]) {
        for line in text.split(separator: UInt8(ascii: "\n")) {
            guard rules.count < Self.mostRules else { return }
            var pattern = Array(line)
            if pattern.last == UInt8(ascii: "\r") { pattern.removeLast() }
            while pattern.last == UInt8(ascii: " "), !pattern.dropLast().reversed().starts(with: [UInt8(ascii: "\\")]) {
                pattern.removeLast()
            }
            guard let first = pattern.first, first != UInt8(ascii: "#") else { continue }
            let isNegated = first == UInt8(ascii: "!")
            if isNegated { pattern.removeFirst() }
            let isForFolders = pattern.last == UInt8(ascii: "/")
            if isForFolders { pattern.removeLast() }
            let isAnchored = pattern.contains(UInt8(ascii: "/"))
            if pattern.first == UInt8(ascii: "/") { pattern.removeFirst() }
            guard !pattern.isEmpty else { continue }
            rules.append(
                Rule(folder: folder, pattern: pattern, isNegated: isNegated, isForFolders: isForFolders, isAnchored: isAnchored))
        }
    }

    func ignores(_ path: [UInt8], isFolder: Bool) -> Bool {
        for rule in rules.reversed() where !rule.isForFolders || isFolder {
            var below = path[...]
            if !rule.folder.isEmpty {
                guard path.starts(with: rule.folder), path.count > rule.folder.count + 1 else { continue }
                below = path[(rule.folder.count + 1)...]
            }
            if !rule.isAnchored, let slash = below.lastIndex(of: UInt8(ascii: "/")) { below = below[(slash + 1)...] }
            if PathPattern.matches(rule.pattern[...], below) { return !rule.isNegated }
        }
        return false
    }
}

/// Patterns for paths: `*`, `?` and `[…]` within a part, `**` across parts.
enum PathPattern {
    private static let slash = UInt8(ascii: "/")

    static func matches(_ pattern: String, _ path: TreePath) -> Bool { matches(Array(pattern.utf8)[...], path.bytes[...]) }

    /// Part by part; the time is at most that of the parts of both multiplied, so no pattern is slow.
    static func matches(_ pattern: ArraySlice<UInt8>, _ path: ArraySlice<UInt8>) -> Bool {
        let wanted = pattern.split(separator: slash, omittingEmptySubsequences: false)
        let parts = path.split(separator: slash, omittingEmptySubsequences: false)
        let any = Array("**".utf8)[...]
        // Which prefixes of the path the pattern's parts so far can stand for.
        var reached = [Bool](repeating: false, count: parts.count + 1)
        reached[0] = true
        for (place, part) in wanted.enumerated() {
            var next = [Bool](repeating: false, count: parts.count + 1)
            if part == any {
                // The last one needs at least one part below.
                let isLast = place == wanted.count - 1 && place > 0
                var open = false
                for end in 0...parts.count {
                    if isLast { next[end] = open }
                    if reached[end] { open = true }
                    if !isLast { next[end] = open }
                }
            } else {
                for end in 0..<parts.count where reached[end] && matchesPart(Array(part), Array(parts[end])) { next[end + 1] = true }
            }
            reached = next
        }
        return reached[parts.count]
    }

    private static func matchesPart(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
        var (p, n) = (0, 0)
        var star: (pattern: Int, name: Int)?
        while n < name.count {
            if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
                star = (p + 1, n)
                p += 1
            } else if p < pattern.count, let end = single(pattern, p, name[n]) {
                p = end
                n += 1
            } else if let last = star {
                p = last.pattern
                n = last.name + 1
                star = (last.pattern, n)
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// Where the pattern goes on when its next sign stands for `byte`; nil when it does not.
    private static func single(_ pattern: [UInt8], _ at: Int, _ byte: UInt8) -> Int? {
        switch pattern[at] {
        case UInt8(ascii: "?"): return at + 1
        case UInt8(ascii: "\\") where at + 1 < pattern.count: return pattern[at + 1] == byte ? at + 2 : nil
        case UInt8(ascii: "["):
            var place = at + 1
            let isNegated = place < pattern.count && (pattern[place] == UInt8(ascii: "!") || pattern[place] == UInt8(ascii: "^"))
            if isNegated { place += 1 }
            var isIn = false
            let first = place
            while place < pattern.count, pattern[place] != UInt8(ascii: "]") || place == first {
                if place + 2 < pattern.count, pattern[place + 1] == UInt8(ascii: "-"), pattern[place + 2] != UInt8(ascii: "]") {
                    if pattern[place] <= byte && byte <= pattern[place + 2] { isIn = true }
                    place += 3
                } else {
                    if pattern[place] == byte { isIn = true }
                    place += 1
                }
            }
            guard place < pattern.count else { return byte == UInt8(ascii: "[") ? at + 1 : nil }
            return isIn != isNegated ? place + 1 : nil
        default: return pattern[at] == byte ? at + 1 : nil
        }
    }
}
