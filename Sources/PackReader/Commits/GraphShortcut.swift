/// Makes the records of commits from what git wrote down of them.
final class GraphShortcut {
    private let graph: CommitGraph
    private let forest: Forest
    private let extras: ExtraObjects
    /// One more than the number of the commit at each position, 0 where nobody asked yet.
    private let numbers: Region
    /// The commits whose records were made.
    var taken: [Int32] = []

    init(_ graph: CommitGraph, _ forest: Forest, _ extras: ExtraObjects) {
        self.graph = graph
        self.forest = forest
        self.extras = extras
        numbers = Region(bytes: graph.count * 4)
    }

    /// The record of a commit, and its parents after the second; nil when nothing is written down, or damaged.
    func record(of number: Int32) -> (record: CommitRecord, moreParents: [Int32])? {
        let position = graph.position(of: forest.name(number))
        guard position >= 0, let entry = graph.entry(at: position) else { return nil }
        var record = CommitRecord(number: number)
        record.tree = self.number(entry.tree)
        record.time = entry.time
        var count = 0
        for parent in [entry.parents.first, entry.parents.second] where parent >= 0 {
            guard let found = self.number(at: parent) else { return nil }
            if count == 0 { record.parent = found } else { record.secondParent = found }
            count += 1
        }
        var more: [Int32] = []
        for parent in entry.moreParents {
            guard let found = self.number(at: parent) else { return nil }
            more.append(found)
        }
        record.parentCount = Int32(truncatingIfNeeded: count + more.count)
        return (record, more)
    }

    /// Whether a record that was read is what is written down of its commit, if anything is.
    func isTrue(of read: CommitRecord, _ moreParents: borrowing GrowingBuffer<Int32>) -> Bool {
        guard read.fault == CommitRecord.noFault, let (record, more) = record(of: read.number) else { return true }
        return record.tree == read.tree && record.parentCount == read.parentCount && record.parent == read.parent
            && record.secondParent == read.secondParent
            && more.indices.allSatisfy { more[$0] == moreParents[Int(read.moreParents) + $0] }
    }

    private func number(_ name: UnsafePointer<UInt8>) -> Int32 {
        let found = forest.find(name)
        return found >= 0 ? found : extras.number(name, isSubmodule: false)
    }

    private func number(at position: Int) -> Int32? {
        guard position < graph.count, let name = graph.name(at: position) else { return nil }
        let known = numbers.start.assumingMemoryBound(to: Int32.self) + position
        if known.pointee == 0 { known.pointee = number(name) + 1 }
        return known.pointee - 1
    }
}
