/// How many insertions, deletions, replacements and swaps of neighbours lead from one word to another.
enum EditDistance {
    /// Nil when it takes more than `most`. Only cells near the diagonal are worked out, so that most pairs cost little.
    static func between(_ a: [UInt8], _ b: [UInt8], atMost most: Int) -> Int? {
        guard abs(a.count - b.count) <= most else { return nil }
        if a == b { return 0 }
        guard most > 0 else { return nil }
        let far = most + 1
        var beforeLast = [Int](repeating: far, count: b.count + 1)
        var last = (0...b.count).map { min($0, far) }
        for i in 0..<a.count {
            var row = [Int](repeating: far, count: b.count + 1)
            row[0] = min(i + 1, far)
            var least = row[0]
            let from = max(0, i - most), to = min(b.count, i + most + 1)
            guard from < to else { return nil }
            for j in from..<to {
                var cost = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
                row[j + 1] = min(cost, far)
                least = min(least, row[j + 1])
            }
            if least > most { return nil }
            (beforeLast, last) = (last, row)
        }
        return last[b.count] <= most ? last[b.count] : nil
    }
}
