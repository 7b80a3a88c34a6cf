import Glibc

/// Compares two texts line by line, with the result that git's default algorithm has: not any shortest difference but the very one
/// that git counts and prints.
///
/// The steps, each of which can change the result (`docs/pack-reader.md`):
/// 1. Equal lines at both ends are left out.
/// 2. Lines that have no partner, and frequent ones among such, are set aside (`Sorting`).
/// 3. What is left is cut along a shortest path of insertions and deletions, or a good one where the shortest is expensive (`EditPath`).
/// 4. For hunks, not for counts: each change is moved up or down to where it reads best (`Sliding`).
///
/// Lines are compared by their hash alone (`LineDigest`). Only lines of one pair of texts meet: a pair with 10,000 different lines makes
/// 5 · 10⁷ comparisons, so that ten million such pairs, far more than the largest history has, meet a collision with a probability of
/// about 3 · 10⁻⁵. One value serves one thread; it keeps its memory between calls.
struct LineDiff: ~Copyable {
    private var sorting = Sorting()
    private var path = EditPath()
    private var oldMarks = Scratch<Bool>()
    private var newMarks = Scratch<Bool>()

    /// Texts with more lines than this are compared as if they had no line in common, apart from their ends. Git refuses files of 1,023 MiB.
    static let mostLines = Int(Int32.max) / 4

    init() {}

    /// How many lines `git diff --numstat` counts as added and deleted.
    mutating func counts(
        old: UnsafeBufferPointer<UInt64>, new: UnsafeBufferPointer<UInt64>
    ) -> (added: Int, deleted: Int) {
        let middle = Middle(old: old, new: new)
        return compare(middle, marks: nil)
    }

    /// The changes, in order, where `git diff` shows them. Their lines add up to `counts`.
    ///
    /// `git diff -U0` itself, and `git blame`, leave out the common end of both texts before they compare, which can change the result:
    /// to have theirs, pass both texts without the lines that `CommonTail` counts.
    /// - Parameters:
    ///   - oldIndents: what `Indent.of` says of every old line, as in `TextLines.indents`.
    mutating func hunks(
        old: UnsafeBufferPointer<UInt64>, new: UnsafeBufferPointer<UInt64>,
        oldIndents: UnsafeBufferPointer<UInt8>, newIndents: UnsafeBufferPointer<UInt8>
    ) -> [Hunk] {
        let middle = Middle(old: old, new: new)
        let changed = (old: Self.clear(&oldMarks, old.count), new: Self.clear(&newMarks, new.count))
        _ = compare(middle, marks: (changed.old + middle.prefix, changed.new + middle.prefix))
        let oldSide = Sliding.Side(hashes: old, indents: oldIndents, changed: changed.old)
        let newSide = Sliding.Side(hashes: new, indents: newIndents, changed: changed.new)
        Sliding.slide(changesOf: oldSide, beside: newSide)
        Sliding.slide(changesOf: newSide, beside: oldSide)
        return Hunk.between(oldSide, newSide)
    }

    /// A mark for each line and an unset one on either side of them, so that looking one line beyond an end is allowed.
    private static func clear(_ marks: inout Scratch<Bool>, _ count: Int) -> UnsafeMutablePointer<Bool> {
        let start = marks.reserve(count + 2)
        start.initialize(repeating: false, count: count + 2)
        return start + 1
    }

    private mutating func compare(_ middle: Middle, marks: EditPath.Marks?) -> (added: Int, deleted: Int) {
        if middle.old.isEmpty || middle.new.isEmpty || middle.longest > Self.mostLines {
            return allChanged(middle, marks)
        }
        // Two texts without a line in common need no path, whatever git would set aside.
        guard sorting.findPartners(middle) else { return allChanged(middle, marks) }
        let kept = sorting.sort(middle, onlyCounts: marks == nil)
        if let marks {
            sorting.markSetAside(kept, marks)
        }
        let moved = path.follow(kept, marks: marks)
        return (
            added: middle.new.count - kept.newCount + moved.added,
            deleted: middle.old.count - kept.oldCount + moved.deleted
        )
    }

    private func allChanged(_ middle: Middle, _ marks: EditPath.Marks?) -> (added: Int, deleted: Int) {
        marks?.old.update(repeating: true, count: middle.old.count)
        marks?.new.update(repeating: true, count: middle.new.count)
        return (middle.new.count, middle.old.count)
    }
}

/// Two texts without the lines that they share at the beginning and at the end.
struct Middle {
    let old: UnsafeBufferPointer<UInt64>
    let new: UnsafeBufferPointer<UInt64>
    /// The shared lines before and after.
    let before: UnsafeBufferPointer<UInt64>
    let after: UnsafeBufferPointer<UInt64>

    init(old: UnsafeBufferPointer<UInt64>, new: UnsafeBufferPointer<UInt64>) {
        let shorter = min(old.count, new.count)
        var prefix = 0
        while prefix + Self.block <= shorter, Self.areEqual(old, prefix, new, prefix) { prefix += Self.block }
        while prefix < shorter && old[prefix] == new[prefix] { prefix += 1 }
        let most = shorter - prefix
        var suffix = 0
        while suffix + Self.block <= most,
            Self.areEqual(old, old.count - suffix - Self.block, new, new.count - suffix - Self.block)
        {
            suffix += Self.block
        }
        while suffix < most && old[old.count - 1 - suffix] == new[new.count - 1 - suffix] { suffix += 1 }
        self.old = UnsafeBufferPointer(rebasing: old[prefix..<(old.count - suffix)])
        self.new = UnsafeBufferPointer(rebasing: new[prefix..<(new.count - suffix)])
        before = UnsafeBufferPointer(rebasing: old[..<prefix])
        after = UnsafeBufferPointer(rebasing: old[(old.count - suffix)...])
    }

    /// So many lines are compared at once.
    private static let block = 64

    private static func areEqual(
        _ old: UnsafeBufferPointer<UInt64>, _ oldPlace: Int, _ new: UnsafeBufferPointer<UInt64>, _ newPlace: Int
    ) -> Bool {
        guard let old = old.baseAddress, let new = new.baseAddress else { return false }
        return memcmp(old + oldPlace, new + newPlace, block * 8) == 0
    }

    var prefix: Int { before.count }
    var longest: Int { max(old.count, new.count) }
    var wholeOldCount: Int { before.count + old.count + after.count }
    var wholeNewCount: Int { before.count + new.count + after.count }
}
