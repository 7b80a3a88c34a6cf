/// What a commit says of its place in the history.
struct CommitRecord: BitwiseCopyable {
    /// The number of the commit, and those of its tree and its first two parents; -1 for what it does not have.
    var number: Int32
    var tree: Int32 = -1
    var parent: Int32 = -1
    var secondParent: Int32 = -1
    /// The parents after the second begin here in a list of their own; -1 when there are none.
    var moreParents: Int32 = -1
    var parentCount: Int32 = 0
    /// The committer's date in seconds since 1970.
    var time: Int64 = 0
    /// 255 when it is readable; an `ObjectFault` otherwise.
    var fault: UInt8 = Self.noFault

    static let noFault: UInt8 = 255
}

/// Takes the header of a commit apart.
enum CommitHeader {
    /// Calls back with the name of the tree and of each parent, in bytes; gives the committer's date.
    ///
    /// - Returns: nil when it is not the header of a commit.
    static func read(
        _ bytes: UnsafePointer<UInt8>, _ count: Int, nameSize: Int,
        tree: (UnsafePointer<UInt8>) -> Void, parent: (UnsafePointer<UInt8>) -> Void
    ) -> Int64? {
        let digits = nameSize * 2
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { room -> Int64? in
            guard let name = room.baseAddress else { return nil }
            func readName(_ word: StaticString, at: Int) -> Bool {
                let length = word.utf8CodeUnitCount
                guard count - at > length + digits, bytes[at + length + digits] == UInt8(ascii: "\n") else { return false }
                for index in 0..<length where bytes[at + index] != word.utf8Start[index] { return false }
                return Hexadecimal.read(bytes + at + length, size: nameSize, into: name)
            }
            guard readName("tree ", at: 0) else { return nil }
            tree(UnsafePointer(name))
            var at = 5 + digits + 1
            while readName("parent ", at: at) {
                parent(UnsafePointer(name))
                at += 7 + digits + 1
            }
            return committerDate(bytes, count, from: at)
        }
    }

    /// The seconds after the last `>` of the line that begins with `committer `; 0 when there are none.
    private static func committerDate(_ bytes: UnsafePointer<UInt8>, _ count: Int, from start: Int) -> Int64 {
        let word: StaticString = "committer "
        var at = start
        while at < count, bytes[at] != UInt8(ascii: "\n") {
            var end = at
            while end < count && bytes[end] != UInt8(ascii: "\n") { end += 1 }
            let length = word.utf8CodeUnitCount
            if end - at > length, (0..<length).allSatisfy({ bytes[at + $0] == word.utf8Start[$0] }) {
                var place = end
                while place > at && bytes[place - 1] != UInt8(ascii: ">") { place -= 1 }
                while place < end && bytes[place] == UInt8(ascii: " ") { place += 1 }
                var seconds: Int64 = 0
                while place < end, bytes[place] >= UInt8(ascii: "0"), bytes[place] <= UInt8(ascii: "9") {
                    if seconds > 1 << 55 { return seconds }
                    seconds = seconds * 10 + Int64(bytes[place] - UInt8(ascii: "0"))
                    place += 1
                }
                return seconds
            }
            at = end + 1
        }
        return 0
    }
}
