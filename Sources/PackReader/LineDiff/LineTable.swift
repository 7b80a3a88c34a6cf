/// The lines of one text: the hash of each, where it ends and, if asked for, how far it is indented. The text itself is not kept.
///
/// A line ends with a line feed, which belongs to it; a last line without one is a line too, and differs from the same line with one.
final class LineTable: @unchecked Sendable {
    // Nothing changes after `init`, which is why the pointers may cross threads.
    let count: Int
    private let hashStart: UnsafeMutablePointer<UInt64>
    private let endStart: UnsafeMutablePointer<UInt32>
    private let indentStart: UnsafeMutablePointer<UInt8>?
    /// Whether the last line has no line feed.
    let isUnfinished: Bool

    /// Copies what a builder has gathered.
    fileprivate init(
        count: Int, hashes: UnsafePointer<UInt64>, ends: UnsafePointer<UInt32>, indents: UnsafePointer<UInt8>?,
        isUnfinished: Bool
    ) {
        self.count = count
        self.isUnfinished = isUnfinished
        hashStart = .allocate(capacity: max(count, 1))
        hashStart.initialize(from: hashes, count: count)
        endStart = .allocate(capacity: max(count, 1))
        endStart.initialize(from: ends, count: count)
        indentStart = indents.map {
            let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(count, 1))
            copy.initialize(from: $0, count: count)
            return copy
        }
    }

    deinit {
        hashStart.deallocate()
        endStart.deallocate()
        indentStart?.deallocate()
    }

    /// One hash for each line. Valid as long as the table lives.
    var hashes: UnsafeBufferPointer<UInt64> { UnsafeBufferPointer(start: hashStart, count: count) }

    /// For each line, the place after its last byte. Valid as long as the table lives.
    var ends: UnsafeBufferPointer<UInt32> { UnsafeBufferPointer(start: endStart, count: count) }

    /// For each line, what `Indent.of` says, if the builder was asked to keep it. Valid as long as the table lives.
    var indents: UnsafeBufferPointer<UInt8>? {
        indentStart.map { UnsafeBufferPointer(start: $0, count: count) }
    }

    /// How many bytes the table takes.
    var size: Int { count * (12 + (indentStart == nil ? 0 : 1)) }

    fileprivate func start(of line: Int) -> Int { line == 0 ? 0 : Int(endStart[line - 1]) }

    /// The first line, from `lowest` on, that ends after `offset`; `count` if there is none.
    fileprivate func firstLine(endingAfter offset: Int, from lowest: Int) -> Int {
        var low = lowest
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if Int(endStart[middle]) > offset { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// Builds tables of lines, one after the other, in memory that it keeps.
///
/// Either `table(of:)` reads a whole text, or `begin`, then `copy` and `insert` for each instruction of a delta in order, then
/// `finish`: lines that lie wholly in what the delta copies take their hash from the table of the base, without a look at their bytes.
struct LineTableBuilder: ~Copyable {
    /// Larger texts than this have no table: their places do not fit 32 bits.
    static let largestText = Int(UInt32.max)

    private let hash: LineHash
    private let keepsIndents: Bool
    private var hashes = Scratch<UInt64>()
    private var ends = Scratch<UInt32>()
    private var indents = Scratch<UInt8>()
    private var count = 0
    private var text = UnsafeRawBufferPointer(start: nil, count: 0)
    /// Where the first line begins that is not in the table yet.
    private var lineStart = 0
    /// How much of the text the instructions told of.
    private var position = 0

    init(hash: LineHash = .ofThisRun, keepsIndents: Bool = false) {
        self.hash = hash
        self.keepsIndents = keepsIndents
    }

    /// - Returns: the table of a whole text, or nil if it is larger than `largestText`.
    mutating func table(of text: UnsafeRawBufferPointer) -> LineTable? {
        guard begin(text) else { return nil }
        insert(text.count)
        return finish()
    }

    /// Starts the table of a text that a delta makes. The text must stay valid until `finish`.
    /// - Returns: whether it can be had: the text is not larger than `largestText`.
    mutating func begin(_ text: UnsafeRawBufferPointer) -> Bool {
        self.text = text
        count = 0
        lineStart = 0
        position = 0
        return text.count <= Self.largestText
    }

    /// The next bytes are new.
    mutating func insert(_ length: Int) {
        let end = position + max(0, min(length, text.count - position))
        if lineStart < position {
            guard let lineFeed = text[position..<end].firstIndex(of: 0x0a) else {
                position = end
                return
            }
            close(at: lineFeed + 1)
        }
        let (hash, text) = (self.hash, self.text)
        lineStart = hash.lines(of: text, from: lineStart, to: end) { append($0, end: $1) }
        position = end
    }

    /// The next bytes are those of the base from `offset` on.
    mutating func copy(from base: LineTable, at offset: Int, _ length: Int) {
        let end = position + max(0, min(length, text.count - position))
        guard offset >= 0 else { return insert(length) }
        let limit = offset + (end - position)
        var line = base.firstLine(endingAfter: offset, from: 0)
        // What the table of the base cannot tell is read: its line that has no line feed may go on here.
        let whole = base.firstLine(endingAfter: limit, from: line)
        let known = whole == base.count && base.isUnfinished ? max(line, whole - 1) : whole
        guard known > line else { return insert(length) }
        if lineStart < position || base.start(of: line) < offset {
            close(at: position + (Int(base.ends[line]) - offset))
            line += 1
        }
        if line < known {
            let shift = position - offset
            reserve(known - line)
            (hashes.start + count).update(from: base.hashes.baseAddress! + line, count: known - line)
            for copied in line..<known {
                (ends.start + count)[copied - line] = UInt32(truncatingIfNeeded: Int(base.ends[copied]) + shift)
            }
            carryIndents(of: base, line, known, shift: shift)
            count += known - line
            lineStart = Int(base.ends[known - 1]) + shift
        }
        position = end
    }

    /// Ends the table: whatever the instructions did not tell of counts as new.
    mutating func finish() -> LineTable {
        if position < text.count { insert(text.count - position) }
        let isUnfinished = lineStart < text.count
        if isUnfinished { close(at: text.count) }
        return LineTable(
            count: count, hashes: hashes.start, ends: ends.start, indents: keepsIndents ? UnsafePointer(indents.start) : nil,
            isUnfinished: isUnfinished)
    }

    private mutating func close(at end: Int) {
        append(hash.hash(UnsafeRawBufferPointer(rebasing: text[lineStart..<end])), end: end)
        lineStart = end
    }

    @inline(__always)
    private mutating func append(_ hash: UInt64, end: Int) {
        reserve(1)
        hashes.start[count] = hash
        ends.start[count] = UInt32(truncatingIfNeeded: end)
        if keepsIndents {
            let start = count == 0 ? 0 : Int(ends.start[count - 1])
            indents.start[count] = Indent.of(UnsafeRawBufferPointer(rebasing: text[start..<end]))
        }
        count += 1
    }

    private mutating func carryIndents(of base: LineTable, _ first: Int, _ limit: Int, shift: Int) {
        guard keepsIndents else { return }
        if let known = base.indents, let start = known.baseAddress {
            (indents.start + count).update(from: start + first, count: limit - first)
            return
        }
        for line in first..<limit {
            let place = base.start(of: line) + shift..<Int(base.ends[line]) + shift
            indents.start[count + line - first] = Indent.of(UnsafeRawBufferPointer(rebasing: text[place]))
        }
    }

    @inline(__always)
    private mutating func reserve(_ more: Int) {
        guard count + more > hashes.capacity else { return }
        hashes.grow(toHold: count + more, keeping: count)
        ends.grow(toHold: hashes.capacity, keeping: count)
        if keepsIndents { indents.grow(toHold: hashes.capacity, keeping: count) }
    }
}
