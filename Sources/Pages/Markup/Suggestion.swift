/// Finds what somebody probably meant.
public enum Suggestion {
    /// The candidate nearest to `text`, when it is near enough to be worth proposing: at most a third of its letters
    /// differ, and at least one edit is always allowed. Case does not count.
    public static func nearest(to text: String, among candidates: some Sequence<String>) -> String? {
        let wanted = Array(text.lowercased().utf8.prefix(longest))
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let letters = Array(candidate.lowercased().utf8.prefix(longest))
            let allowed = max(1, letters.count / 3)
            let distance = distance(wanted, letters)
            if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.candidate
    }

    /// Longer words are cut: nobody types them by hand.
    private static let longest = 64

    /// How many insertions, deletions, replacements and swaps of neighbours lead from one word to the other.
    static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in 0..<a.count {
            var row = [Int](repeating: 0, count: b.count + 1)
            row[0] = i + 1
            for j in 0..<b.count {
                let replaced = last[j] + (a[i] == b[j] ? 0 : 1)
                row[j + 1] = min(replaced, last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
                }
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
