/// What `LineDiff` needs to know of one text: the hash and the indentation of each line.
///
/// A line ends with a line feed, which belongs to it; a last line without one is a line too, and differs from the same line with one.
struct TextLines {
    private(set) var hashes: [UInt64] = []
    private(set) var indents: [UInt8] = []

    /// - Parameter hasher: the same one for the texts that are compared.
    init(_ text: UnsafeRawBufferPointer, hasher: LineDigest) {
        // The hasher reads a little past the end.
        let copy = ObjectBytes(count: text.count)
        UnsafeMutableRawBufferPointer(start: copy.start, count: text.count).copyMemory(from: text)
        var start = 0
        while start < text.count {
            let lineFeed = text[start...].firstIndex(of: 0x0a)
            let end = lineFeed ?? text.count
            let place = copy.start + start
            hashes.append(
                lineFeed == nil ? hasher.unterminated(place, end - start) : hasher.hash(place, end - start))
            indents.append(Indent.of(UnsafeRawBufferPointer(rebasing: text[start..<end])))
            start = end + 1
        }
        withExtendedLifetime(copy) {}
    }

    mutating func dropLast(_ count: Int) {
        hashes.removeLast(min(count, hashes.count))
        indents.removeLast(min(count, indents.count))
    }
}

extension LineDiff {
    /// How many lines `git diff --numstat` counts as added and deleted.
    mutating func counts(old: TextLines, new: TextLines) -> (added: Int, deleted: Int) {
        old.hashes.withUnsafeBufferPointer { oldHashes in
            new.hashes.withUnsafeBufferPointer { newHashes in counts(old: oldHashes, new: newHashes) }
        }
    }

    /// The changes where `git diff` shows them.
    mutating func hunks(old: TextLines, new: TextLines) -> [Hunk] {
        old.hashes.withUnsafeBufferPointer { oldHashes in
            new.hashes.withUnsafeBufferPointer { newHashes in
                old.indents.withUnsafeBufferPointer { oldIndents in
                    new.indents.withUnsafeBufferPointer { newIndents in
                        hunks(old: oldHashes, new: newHashes, oldIndents: oldIndents, newIndents: newIndents)
                    }
                }
            }
        }
    }
}
