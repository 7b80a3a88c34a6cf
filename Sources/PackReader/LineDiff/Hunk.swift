/// One change: so many lines of the old text gave way to so many lines of the new one.
public struct Hunk: Hashable, Sendable {
    /// Numbered from 1, as in `@@ -oldStart,oldCount +newStart,newCount @@`. Where a count is 0 the start is the line before the change.
    public let oldStart: Int
    public let oldCount: Int
    public let newStart: Int
    public let newCount: Int

    /// The changes that the marks of both texts tell of.
    static func between(_ old: Sliding.Side, _ new: Sliding.Side) -> [Hunk] {
        var hunks: [Hunk] = []
        var oldLine = 0
        var newLine = 0
        while oldLine < old.count || newLine < new.count {
            let (oldStart, newStart) = (oldLine, newLine)
            while old.changed[oldLine] { oldLine += 1 }
            while new.changed[newLine] { newLine += 1 }
            let (oldCount, newCount) = (oldLine - oldStart, newLine - newStart)
            if oldCount > 0 || newCount > 0 {
                hunks.append(
                    Hunk(
                        oldStart: oldCount == 0 ? oldStart : oldStart + 1, oldCount: oldCount,
                        newStart: newCount == 0 ? newStart : newStart + 1, newCount: newCount))
            }
            oldLine += 1
            newLine += 1
        }
        return hunks
    }
}

/// The end that `git diff -U0` and `git blame` leave out before they compare two texts.
enum CommonTail {
    private static let block = 1024

    /// How many lines at the end of both texts are left out: those that lie in equal blocks of 1,024 bytes, counted from the end.
    static func lines(_ old: UnsafeRawBufferPointer, _ new: UnsafeRawBufferPointer) -> Int {
        let shorter = min(old.count, new.count)
        var equal = 0
        while equal + block <= shorter, haveEqualBlocks(old, new, after: equal) { equal += block }
        // The line in which the first block begins stays.
        let tail = old[(old.count - equal)...]
        guard let lineFeed = tail.firstIndex(of: 0x0a) else { return 0 }
        let left = tail[(lineFeed + 1)...]
        let finished = left.lazy.filter { $0 == 0x0a }.count
        return finished + (left.last.map { $0 != 0x0a } == true ? 1 : 0)
    }

    private static func haveEqualBlocks(
        _ old: UnsafeRawBufferPointer, _ new: UnsafeRawBufferPointer, after equal: Int
    ) -> Bool {
        let oldEnd = old.count - equal
        let newEnd = new.count - equal
        return old[(oldEnd - block)..<oldEnd].elementsEqual(new[(newEnd - block)..<newEnd])
    }
}
