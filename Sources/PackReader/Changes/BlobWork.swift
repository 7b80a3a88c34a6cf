/// How many lines of a file changed.
struct LineResult: BitwiseCopyable {
    var added: Int32 = 0
    /// -1 when the file is binary.
    var deleted: Int32 = 0
    /// `CommitRecord.noFault` or an `ObjectFault`, of the object with this number.
    var fault: UInt8 = CommitRecord.noFault
    var faulty: Int32 = -1

    static var binary: LineResult { LineResult(deleted: -1) }
}

/// What is done with each pair of files.
protocol FileWork: PairWork {
    /// The same as the view of an object, of a text that was read by itself.
    func view(of text: ObjectBytes, _ hasher: LineDigest) -> [UInt64]
}

/// Counts the lines that differ between two versions of a file. One for each thread.
final class BlobWork: FileWork {
    static var needsLines: Bool { true }

    private let results: UnsafeMutablePointer<LineResult>
    private var diff = LineDiff()

    init(results: UnsafeMutablePointer<LineResult>) { self.results = results }

    func view(_ object: borrowing DecodedObject) throws(ObjectFault) -> UnsafeRawBufferPointer? {
        guard object.kind == ObjectKind.blob.rawValue else { throw .kind }
        guard object.hasLines else { return nil }
        return UnsafeRawBufferPointer(start: object.lines.hashes, count: object.lines.count * 8)
    }

    func view(of text: ObjectBytes, _ hasher: LineDigest) -> [UInt64] {
        let bytes = UnsafePointer(text.start)
        var hashes: [UInt64] = []
        text.buffer.split(separator: 10, omittingEmptySubsequences: false).forEach { line in
            let start = bytes + line.startIndex
            if line.endIndex < text.count {
                hashes.append(hasher.hash(start, line.count))
            } else if !line.isEmpty {
                hashes.append(hasher.unterminated(start, line.count))
            }
        }
        return hashes
    }

    func compare(_ pair: Int32, old: UnsafeRawBufferPointer?, new: UnsafeRawBufferPointer?) {
        guard let old, let new else {
            results[Int(pair)] = LineResult(
                added: Int32(truncatingIfNeeded: (new?.count ?? 0) / 8),
                deleted: Int32(truncatingIfNeeded: (old?.count ?? 0) / 8))
            return
        }
        // The same file with another mode.
        if old.baseAddress == new.baseAddress && old.count == new.count { return }
        let (added, deleted) = diff.counts(
            old: old.bindMemory(to: UInt64.self), new: new.bindMemory(to: UInt64.self))
        results[Int(pair)] = LineResult(
            added: Int32(truncatingIfNeeded: added), deleted: Int32(truncatingIfNeeded: deleted))
    }

    func decide(_ pair: Int32) { results[Int(pair)] = .binary }

    func fail(_ pair: Int32, _ number: Int32, _ fault: ObjectFault) {
        results[Int(pair)] = LineResult(fault: fault.rawValue, faulty: number)
    }
}
