/// Differences between texts that are differences of spelling only.
enum LicenceSpelling {
    /// The alignment without the words that are spelled in another way: parted at the end of a line, run together, mistyped.
    static func without(_ one: LicenceAlignment, _ wanted: [String], _ given: (Int) -> String) -> LicenceAlignment {
        guard !one.replaced.isEmpty, one.distance <= 80 else { return one }
        var missing = Set<Int>()
        var added = Set<Int>()
        for pair in one.replaced where pair.missing.count <= 6 && pair.added.count <= 6 {
            let first = one.missing[pair.missing].map { $0 < wanted.count ? wanted[$0].lowercased() : "" }
            let second = one.added[pair.added].map { given($0).lowercased() }
            if isSame(Array(first.joined().utf8), Array(second.joined().utf8)) {
                missing.formUnion(pair.missing)
                added.formUnion(pair.added)
            } else if first.count == second.count {
                for (at, words) in zip(first, second).enumerated() where isSame(Array(words.0.utf8), Array(words.1.utf8)) {
                    missing.insert(pair.missing.lowerBound + at)
                    added.insert(pair.added.lowerBound + at)
                }
            }
        }
        var rest = one
        rest.missing = one.missing.indices.filter { !missing.contains($0) }.map { one.missing[$0] }
        rest.added = one.added.indices.filter { !added.contains($0) }.map { one.added[$0] }
        rest.replaced = []
        return rest
    }

    /// Equal, or long and different in one letter of six at most; never in the first letter.
    private static func isSame(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        if one == other { return true }
        guard one.count >= 8, other.count >= 8, one.count <= 60, other.count <= 60, one[0] == other[0] else { return false }
        return distance(one, other) <= (min(one.count, other.count) + 2) / 6
    }

    /// Letters to change, to put in and to take out; swapped neighbours count as two.
    private static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
        var row = Array(0...other.count)
        for (i, letter) in one.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, against) in other.enumerated() {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, diagonal + (letter == against ? 0 : 1))
                diagonal = above
            }
        }
        return row[other.count]
    }
}
