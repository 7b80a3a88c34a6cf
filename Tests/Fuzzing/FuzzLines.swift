/// Texts: whatever they are, the changes that are found must turn the old one into the new one.
enum FuzzLines {
    static func compare(_ input: UnsafeRawBufferPointer) {
        guard let (old, new) = input.halves else { return }
        let hasher = LineDigest()
        let before = TextLines(old, hasher: hasher)
        let after = TextLines(new, hasher: hasher)
        var diff = LineDiff()
        let counts = diff.counts(old: before, new: after)
        guard counts.added >= 0, counts.deleted >= 0, counts.added <= after.hashes.count,
            counts.added - counts.deleted == after.hashes.count - before.hashes.count
        else { fatalError("counts that cannot be: \(counts)") }
        let hunks = diff.hunks(old: before, new: after)
        guard hunks.reduce(0, { $0 + $1.newCount }) == counts.added, hunks.reduce(0, { $0 + $1.oldCount }) == counts.deleted
        else { fatalError("hunks and counts differ") }
        guard made(by: hunks, from: before.hashes, with: after.hashes) == after.hashes else {
            fatalError("hunks that do not make the new text")
        }
        _ = Repository.hunks(Array(old), Array(new), .blame)
    }

    private static func made(by hunks: [Hunk], from old: [UInt64], with new: [UInt64]) -> [UInt64] {
        var made: [UInt64] = []
        var place = 0
        for hunk in hunks {
            let start = hunk.oldCount == 0 ? hunk.oldStart : hunk.oldStart - 1
            let newStart = hunk.newCount == 0 ? hunk.newStart : hunk.newStart - 1
            guard start >= place, start + hunk.oldCount <= old.count, newStart + hunk.newCount <= new.count else {
                fatalError("hunks out of order")
            }
            made += old[place..<start]
            made += new[newStart..<(newStart + hunk.newCount)]
            place = start + hunk.oldCount
        }
        return made + old[place...]
    }
}
