import Glibc

/// A secret that a rule found in a file. Ranges are bytes of the file; the value itself is never copied out.
struct SecretMatch {
    /// The place of the rule in the pack.
    var rule: Int
    var match: Range<Int>
    var secret: Range<Int>
    /// The lines that the match stands in, without the last line feed; of very long ones only what is near.
    var line: Range<Int>
    /// The line carries `gitleaks:allow`, which asks scanners to pass over it.
    var isMarkedAllowed: Bool
}

/// Finds secrets in bytes by a pack of rules, as gitleaks does; what is encoded in base64 or otherwise is not decoded.
struct SecretScanner: Sendable {
    let pack: SecretRulePack

    /// A file with more than so many matches of one rule has these only.
    static let mostMatches = 1000

    /// Whether the global lists leave a path out.
    func allows(path: TreePath) -> Bool {
        path.bytes.withUnsafeBytes { path in pack.allowLists.contains { $0.allows(path: path) } }
    }

    /// The rules that go by the path alone and that a path matches.
    func rules(byPath path: TreePath) -> [Int] {
        path.bytes.withUnsafeBytes { path in
            pack.byPath.filter { index in
                let rule = pack.rules[index]
                guard let pattern = rule.path else { return false }
                return pattern.matches(path) && !rule.allowLists.contains { $0.allows(path: path) }
            }
        }
    }

    /// Every match that no list leaves out, by rule and place.
    func matches(in bytes: UnsafeRawBufferPointer, path: TreePath) -> [SecretMatch] {
        path.bytes.withUnsafeBytes { path in
            var matches: [SecretMatch] = []
            for index in candidates(in: bytes) { find(index, in: bytes, path, into: &matches) }
            return withoutDoubles(matches, in: bytes)
        }
    }

    /// The rules of which a keyword stands in the text.
    private func candidates(in bytes: UnsafeRawBufferPointer) -> [Int] {
        var wanted = [Bool](repeating: false, count: pack.rules.count)
        for index in pack.always { wanted[index] = true }
        for (word, stands) in pack.keywords.find(in: bytes).enumerated() where stands {
            for rule in pack.rulesOfKeyword[word] { wanted[rule] = true }
        }
        return wanted.indices.filter { wanted[$0] }
    }

    private func find(_ index: Int, in bytes: UnsafeRawBufferPointer, _ path: UnsafeRawBufferPointer, into matches: inout [SecretMatch]) {
        let rule = pack.rules[index]
        guard let pattern = rule.pattern else { return }
        if let wanted = rule.path, !wanted.matches(path) { return }
        if rule.allowLists.contains(where: { $0.allows(path: path) }) { return }
        var from = 0
        var count = 0
        while from <= bytes.count, count < Self.mostMatches, let groups = pattern.find(in: bytes, from: from), let found = groups[0] {
            from = max(found.upperBound, found.lowerBound + 1)
            let match = trimmed(found, in: bytes)
            guard let secret = secret(rule, groups, match) else { continue }
            if let least = rule.entropy, Entropy.bits(of: bytes[secret]) <= least { continue }
            let line = line(around: match, in: bytes)
            let texts = AllowList.Texts(
                path: path, secret: bytes[part: secret], match: bytes[part: match], line: bytes[part: line])
            if pack.allowLists.contains(where: { $0.allows(texts) }) || rule.allowLists.contains(where: { $0.allows(texts) }) { continue }
            matches.append(
                SecretMatch(
                    rule: index, match: match, secret: secret, line: line,
                    isMarkedAllowed: Self.allowMark.map { $0.stands(in: bytes[part: line]) } ?? false))
            count += 1
        }
    }

    private static let allowMark = try? WordSet(["gitleaks:allow"], name: "allow mark")

    /// Without line feeds at the ends.
    private func trimmed(_ range: Range<Int>, in bytes: UnsafeRawBufferPointer) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, bytes[start] == UInt8(ascii: "\n") { start += 1 }
        while start < end, bytes[end - 1] == UInt8(ascii: "\n") { end -= 1 }
        return start..<end
    }

    /// The group that the rule names, or the first that holds anything, or the whole match.
    private func secret(_ rule: SecretRule, _ groups: [Range<Int>?], _ match: Range<Int>) -> Range<Int>? {
        if rule.secretGroup > 0 { return rule.secretGroup < groups.count ? groups[rule.secretGroup] : nil }
        return groups.dropFirst().compactMap(\.self).first { !$0.isEmpty } ?? match
    }

    /// A line is looked at so far before and behind a match, and no further: files that are one line are common.
    private static let reach = 1024

    private func line(around range: Range<Int>, in bytes: UnsafeRawBufferPointer) -> Range<Int> {
        let first = max(0, range.lowerBound - Self.reach)
        let last = min(bytes.count, range.upperBound + Self.reach)
        let start = bytes[first..<range.lowerBound].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? first
        let end = bytes[range.upperBound..<last].firstIndex(of: UInt8(ascii: "\n")) ?? last
        return start..<end
    }

    /// Without what a generic rule found of a secret that another rule knows by its kind.
    private func withoutDoubles(_ matches: [SecretMatch], in bytes: UnsafeRawBufferPointer) -> [SecretMatch] {
        let kinds = matches.filter { !pack.rules[$0.rule].isGeneric }
        return matches.filter { match in
            guard pack.rules[match.rule].isGeneric else { return true }
            return !kinds.contains { $0.secret.lowerBound <= match.secret.lowerBound && match.secret.upperBound <= $0.secret.upperBound }
        }.sorted { ($0.match.lowerBound, $0.rule) < ($1.match.lowerBound, $1.rule) }
    }
}

/// How evenly the bytes of a text are spread.
enum Entropy {
    /// Shannon's entropy in bits for each byte; 0 of nothing.
    static func bits(of bytes: some Collection<UInt8>) -> Double {
        guard !bytes.isEmpty else { return 0 }
        var counts = [Int](repeating: 0, count: 256)
        for byte in bytes { counts[Int(byte)] += 1 }
        let total = Double(bytes.count)
        return counts.reduce(0) { sum, count in
            guard count > 0 else { return sum }
            let share = Double(count) / total
            return sum - share * log2(share)
        }
    }
}

extension UnsafeRawBufferPointer {
    /// A part that counts from its own beginning.
    subscript(part range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: self[range]) }
}
