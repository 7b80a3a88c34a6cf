/// Finds what somebody meant to type.
extension Sequence<String> {
    /// The word that is nearest to `typed`, nil when none is near enough to be what was meant.
    ///
    /// Near enough is one slip for each three letters typed, and always at least one. The first of equals wins.
    func nearest(to typed: String) -> String? {
        let letters = Array(typed.lowercased().unicodeScalars.prefix(80))
        let limit = Swift.max(1, letters.count / 3)
        var best: (word: String, slips: Int)?
        for word in self {
            let candidate = Array(word.lowercased().unicodeScalars)
            guard abs(candidate.count - letters.count) <= limit else { continue }
            let slips = slipsBetween(letters, candidate)
            if slips <= limit, slips < best?.slips ?? .max { best = (word, slips) }
        }
        return best?.word
    }
}

/// How many letters must be added, removed, changed or swapped with a neighbour to turn one word into the other.
private func slipsBetween(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in a.indices {
        var row = [i + 1] + [Int](repeating: 0, count: b.count)
        for j in b.indices {
            row[j + 1] = Swift.min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                row[j + 1] = Swift.min(row[j + 1], beforeLast[j - 1] + 1)
            }
        }
        (beforeLast, last) = (last, row)
    }
    return last[b.count]
}
