/// Where the hunks of a pair of files are kept.
struct HunkPlace: BitwiseCopyable {
    var start: UInt32 = 0
    var count: UInt32 = 0
    var thread: UInt8 = 0
    /// There are more than may be kept: who wants them finds them again.
    var isLeftOut = false
}

/// A hunk in half the room. Files with more lines are not compared (`LineDiff.mostLines`).
struct StoredHunk: BitwiseCopyable {
    let oldStart: Int32
    let oldCount: Int32
    let newStart: Int32
    let newCount: Int32

    init(_ hunk: Hunk) {
        oldStart = Int32(truncatingIfNeeded: hunk.oldStart)
        oldCount = Int32(truncatingIfNeeded: hunk.oldCount)
        newStart = Int32(truncatingIfNeeded: hunk.newStart)
        newCount = Int32(truncatingIfNeeded: hunk.newCount)
    }

    var hunk: Hunk {
        Hunk(oldStart: Int(oldStart), oldCount: Int(oldCount), newStart: Int(newStart), newCount: Int(newCount))
    }
}

/// Finds where the lines of a file changed, and counts them. One for each thread.
///
/// What it keeps of a file until the other one comes is its text with the hashes and indentations of its lines.
final class HunkWork: FileWork {
    static var needsLines: Bool { true }
    static var viewsLast: Bool { false }

    private let results: UnsafeMutablePointer<LineResult>
    private let places: UnsafeMutablePointer<HunkPlace>
    private let thread: UInt8
    private let rule: Repository.HunkRule
    private let mostHunks: Int
    private(set) var hunks = GrowingBuffer<StoredHunk>()
    private var scratch = GrowingBuffer<UInt8>()
    private var diff = LineDiff()

    /// - Parameter mostHunks: more are not kept.
    init(
        results: UnsafeMutablePointer<LineResult>, places: UnsafeMutablePointer<HunkPlace>, thread: Int, _ rule: Repository.HunkRule,
        mostHunks: Int
    ) {
        self.results = results
        self.places = places
        self.thread = UInt8(truncatingIfNeeded: thread)
        self.rule = rule
        self.mostHunks = min(mostHunks, Int(Int32.max))
    }

    /// The parts of a view: two numbers, the hashes, the indentations, the text.
    private struct Parts {
        let hashes: UnsafeBufferPointer<UInt64>
        let indents: UnsafeBufferPointer<UInt8>
        let text: UnsafeRawBufferPointer

        init(_ view: UnsafeRawBufferPointer?) {
            guard let start = view?.baseAddress else {
                hashes = UnsafeBufferPointer(start: nil, count: 0)
                indents = UnsafeBufferPointer(start: nil, count: 0)
                text = UnsafeRawBufferPointer(start: nil, count: 0)
                return
            }
            let (lines, size) = (start.load(as: Int.self), start.load(fromByteOffset: 8, as: Int.self))
            hashes = UnsafeBufferPointer(start: (start + 16).assumingMemoryBound(to: UInt64.self), count: lines)
            indents = UnsafeBufferPointer(start: (start + 16 + lines * 8).assumingMemoryBound(to: UInt8.self), count: lines)
            text = UnsafeRawBufferPointer(start: start + 16 + lines * 9, count: size)
        }

        func dropLast(_ lines: Int) -> (hashes: UnsafeBufferPointer<UInt64>, indents: UnsafeBufferPointer<UInt8>) {
            let count = max(0, hashes.count - lines)
            return (UnsafeBufferPointer(rebasing: hashes[..<count]), UnsafeBufferPointer(rebasing: indents[..<count]))
        }
    }

    func view(_ object: borrowing DecodedObject) throws(ObjectFault) -> UnsafeRawBufferPointer? {
        guard object.kind == ObjectKind.blob.rawValue else { throw .kind }
        guard object.hasLines else { return nil }
        let (lines, size) = (object.lines.count, object.size)
        scratch.removeAll()
        append(lines)
        append(size)
        object.lines.hashes.withMemoryRebound(to: UInt8.self, capacity: lines * 8) { scratch.append($0, count: lines * 8) }
        for line in 0..<lines {
            let start = Int(object.lines.starts[line])
            let end = line + 1 < lines ? Int(object.lines.starts[line + 1]) - 1 : size
            scratch.append(Indent.of(UnsafeRawBufferPointer(start: object.bytes + start, count: end - start)))
        }
        scratch.append(object.bytes, count: size)
        return UnsafeRawBufferPointer(start: scratch.start, count: scratch.count)
    }

    private func append(_ number: Int) {
        withUnsafeBytes(of: number) { bytes in
            for byte in bytes { scratch.append(byte) }
        }
    }

    func view(of text: ObjectBytes, _ hasher: LineDigest) -> [UInt64] {
        let lines = TextLines(UnsafeRawBufferPointer(text.buffer), hasher: hasher)
        let count = lines.hashes.count
        var view = [UInt64](repeating: 0, count: 2 + count + (count + text.count + 7) / 8)
        view[0] = UInt64(count)
        view[1] = UInt64(text.count)
        view.withUnsafeMutableBytes { view in
            lines.hashes.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: view[16...]).copyMemory(from: $0) }
            lines.indents.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: view[(16 + count * 8)...]).copyMemory(from: $0) }
            UnsafeMutableRawBufferPointer(rebasing: view[(16 + count * 9)...]).copyMemory(from: UnsafeRawBufferPointer(text.buffer))
        }
        return view
    }

    func compare(_ pair: Int32, old: UnsafeRawBufferPointer?, new: UnsafeRawBufferPointer?) {
        // The same file with another mode.
        if let old, let new, old.baseAddress == new.baseAddress { return }
        let (before, after) = (Parts(old), Parts(new))
        var tail = 0
        if rule == .blame { tail = CommonTail.lines(before.text, after.text) }
        let (a, b) = (before.dropLast(tail), after.dropLast(tail))
        let found = diff.hunks(old: a.hashes, new: b.hashes, oldIndents: a.indents, newIndents: b.indents)
        let counts =
            tail > 0
            ? diff.counts(old: before.hashes, new: after.hashes)
            : (added: found.reduce(0) { $0 + $1.newCount }, deleted: found.reduce(0) { $0 + $1.oldCount })
        results[Int(pair)] = LineResult(
            added: Int32(truncatingIfNeeded: counts.added), deleted: Int32(truncatingIfNeeded: counts.deleted))
        keep(found, of: pair)
    }

    /// Keeps the hunks of a pair.
    func keep(_ found: [Hunk], of pair: Int32) {
        guard hunks.count + found.count <= mostHunks else {
            places[Int(pair)].isLeftOut = true
            return
        }
        places[Int(pair)] = HunkPlace(
            start: UInt32(truncatingIfNeeded: hunks.count), count: UInt32(truncatingIfNeeded: found.count), thread: thread)
        for hunk in found { hunks.append(StoredHunk(hunk)) }
    }

    func decide(_ pair: Int32) { results[Int(pair)] = .binary }

    func fail(_ pair: Int32, _ number: Int32, _ fault: ObjectFault) {
        results[Int(pair)] = LineResult(fault: fault.rawValue, faulty: number)
    }
}

/// The hunks of all pairs of files.
final class HunkResults {
    private let places: GrowingBuffer<HunkPlace>
    private let works: [HunkWork]
    let rule: Repository.HunkRule

    init(_ places: consuming GrowingBuffer<HunkPlace>, _ works: [HunkWork], _ rule: Repository.HunkRule) {
        self.places = places
        self.works = works
        self.rule = rule
    }

    /// Nil when they were not kept.
    func hunks(of pair: Int32) -> [Hunk]? {
        let place = places[Int(pair)]
        if place.isLeftOut { return nil }
        let start = works[Int(place.thread)].hunks.start + Int(place.start)
        return UnsafeBufferPointer(start: start, count: Int(place.count)).map(\.hunk)
    }
}
