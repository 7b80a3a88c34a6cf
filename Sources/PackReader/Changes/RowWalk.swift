/// Puts together the rows of each commit from what was found for pairs of trees and of files.
struct RowWalk: ~Copyable {
    private let reader: ChangeReader
    private let objectNames: ObjectNames
    private let pairs: UnsafePointer<TreeResult>
    private let differences: [UnsafePointer<TreeDifference>]
    private let names: [UnsafePointer<UInt8>]
    private let lines: UnsafePointer<LineResult>
    private let hunks: HunkResults?

    struct Level: BitwiseCopyable {
        var next: UnsafePointer<TreeDifference>
        let end: UnsafePointer<TreeDifference>
        let thread: Int
        /// How long the path is above.
        let pathLength: Int
    }

    struct Row: BitwiseCopyable {
        var difference: UnsafePointer<TreeDifference>
        var pathAt: Int
        var pathLength: Int
    }

    private var rows = GrowingBuffer<Row>()
    private var paths = GrowingBuffer<UInt8>()
    private var path = GrowingBuffer<UInt8>()
    private var levels: [Level] = []
    /// How much of the path is the name of the file that is handed over.
    private var nameLength = 0
    private var failure: PackError?

    /// A commit with more rows, or with more bytes of paths, is none that anybody made by hand.
    private static let mostRows = 2_000_000
    private static let mostPathBytes = 128 << 20
    private static let deepest = 2048

    init(reader: ChangeReader, trees: TreeResults, lines: UnsafeMutablePointer<LineResult>, hunks: HunkResults? = nil) {
        self.reader = reader
        objectNames = ObjectNames(reader)
        pairs = UnsafePointer(trees.pairs.start)
        differences = trees.works.map { UnsafePointer($0.differences.start) }
        names = trees.works.map { UnsafePointer($0.names.start) }
        self.lines = UnsafePointer(lines)
        self.hunks = hunks
    }

    mutating func handOver(
        _ number: Int32, _ start: ChangeReader.Start, to visitor: inout some ChangeVisitor
    ) throws {
        let id = reader.id(number)
        switch start {
        case .nothing: try visitor.commit(id)
        case .unreadable(let object, let fault): try visitor.unreadable(id, reader.error(fault, object))
        case .pair(let pair):
            if let error = collect(pair) { return try visitor.unreadable(id, error) }
            try visitor.commit(id)
            for index in 0..<rows.count { try visitor.file(change(rows[index])) }
        }
    }

    /// Hands over what differs between a pair of trees, with the paths, which are there only during the call.
    ///
    /// - Returns: why it cannot be told; nothing was handed over then.
    mutating func differences(
        of pair: Int32, _ body: (UnsafeRawBufferPointer, TreeDifference) throws -> Void
    ) rethrows -> PackError? {
        // Walked twice rather than held: a tree may have very many files.
        var (count, bytes) = (0, 0)
        begin(pair)
        while next() != nil {
            (count, bytes) = (count + 1, bytes + path.count)
            if let error = Self.refusal(count, bytes) { return error }
        }
        if let failure { return failure }
        begin(pair)
        while let difference = next() { try body(UnsafeRawBufferPointer(start: path.start, count: path.count), difference.pointee) }
        return nil
    }

    private static func refusal(_ rows: Int, _ pathBytes: Int) -> PackError? {
        guard rows > mostRows || pathBytes > mostPathBytes else { return nil }
        return PackError(.tooLarge, "the commit changes too many files to be held")
    }

    /// Gathers the rows of a pair of trees.
    ///
    /// - Returns: why they cannot be told.
    private mutating func collect(_ pair: Int32) -> PackError? {
        rows.removeAll()
        paths.removeAll()
        begin(pair)
        while let difference = next() {
            let start = paths.count
            paths.append(path.start, count: path.count)
            rows.append(Row(difference: difference, pathAt: start, pathLength: path.count))
            if let error = Self.refusal(rows.count, paths.count) { return error }
        }
        return failure
    }

    private mutating func begin(_ pair: Int32) {
        path.removeAll()
        levels.removeAll(keepingCapacity: true)
        nameLength = 0
        failure = enter(pair)
    }

    /// Goes on to the next file, whose path is in `path` then; nil at the end, or when `failure` says why it goes no further.
    private mutating func next() -> UnsafePointer<TreeDifference>? {
        path.removeLast(nameLength)
        nameLength = 0
        while failure == nil, let last = levels.indices.last {
            let level = levels[last]
            guard level.next < level.end else {
                path.removeLast(path.count - level.pathLength)
                levels.removeLast()
                continue
            }
            levels[last].next += 1
            let difference = level.next
            let length = Int(difference.pointee.nameLength)
            path.append(names[level.thread] + Int(difference.pointee.nameAt), count: length)
            guard difference.pointee.isFolder else {
                nameLength = length
                return difference
            }
            path.append(UInt8(ascii: "/"))
            failure = enter(difference.pointee.pair, above: length + 1)
        }
        return nil
    }

    /// - Parameter length: how much of the path is this folder's own.
    private mutating func enter(_ pair: Int32, above length: Int = 0) -> PackError? {
        // Asked first, as trees that lie deeper were not compared.
        guard levels.count < Self.deepest else {
            return PackError(.tooLarge, "its folders are nested more than \(Self.deepest) deep, the top one counted")
        }
        let result = pairs[Int(pair)]
        if let fault = ObjectFault(rawValue: result.fault) { return reader.error(fault, result.faulty) }
        let first = differences[Int(result.thread)] + Int(result.start)
        levels.append(
            Level(
                next: first, end: first + Int(result.count), thread: Int(result.thread), pathLength: path.count - length))
        return nil
    }

    private func change(_ row: Row) -> FileChange {
        let difference = row.difference.pointee
        let result = lines[Int(difference.pair)]
        let counted: FileChange.Lines
        var changes: [Hunk]?
        if let fault = ObjectFault(rawValue: result.fault) {
            counted = .unknown(reader.error(fault, result.faulty))
        } else if result.deleted < 0 {
            counted = .binary
        } else {
            counted = .counted(added: Int(result.added), deleted: Int(result.deleted))
            if let hunks { changes = hunks.hunks(of: difference.pair) ?? hunksAgain(difference, hunks.rule) }
        }
        return FileChange(
            path: UnsafeRawBufferPointer(start: paths.start + row.pathAt, count: row.pathLength),
            oldMode: FileMode.number(difference.oldMode), newMode: FileMode.number(difference.newMode),
            lines: counted, hunks: changes, oldNumber: difference.old, newNumber: difference.new, names: objectNames)
    }

    /// Finds hunks anew that were too many to be kept. Both files were read before, so that they can be read.
    private func hunksAgain(_ difference: TreeDifference, _ rule: Repository.HunkRule) -> [Hunk]? {
        func text(_ number: Int32) -> [UInt8]? {
            if number < 0 { return [] }
            let bytes =
                reader.extras.isSubmodule(number) ? SubmoduleText.of(reader.id(number)) : try? reader.points.read(reader.id(number)).bytes
            return bytes.map { Array($0.buffer) }
        }
        guard let old = text(difference.old), let new = text(difference.new),
            case .changes(let found) = Repository.hunks(old, new, rule)
        else { return nil }
        return found
    }
}
