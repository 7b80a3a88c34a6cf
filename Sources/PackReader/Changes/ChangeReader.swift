/// Compares commits with their parents: all pairs of trees level by level, then all pairs of files.
struct ChangeReader: @unchecked Sendable {
    let forest: Forest
    let extras: ExtraObjects
    let engine: EngineSettings
    let commits: CommitTable
    let shallow: Set<Int32>
    /// How to find hunks; nil when only counts are wanted.
    let hunks: Repository.HunkRule?
    /// For hunks that were not kept.
    let points: PointReader

    /// Up to so many commits only the headers of the objects that they need are read.
    private static let few = 1000
    /// A path has no more parts than this.
    private static let deepest = 2048
    /// Rounds over what was put off; what is left then is compared pair by pair.
    static let mostRounds = 6

    /// Reads the commits with these numbers.
    ///
    /// - Throws: `PackError` when it is not wanted any more.
    func read(_ numbers: [Int32]) throws(PackError) -> PreparedChanges {
        var blobs = PairTable()
        let (starts, found) = try compareTrees(numbers, with: .onlyParent, &blobs)
        let comparison = BlobComparison(forest: forest, extras: extras, engine: engine)
        var places: HunkResults?
        let lines: GrowingBuffer<LineResult>
        if let hunks { lines = comparison.findHunks(blobs, hunks, &places) } else { lines = comparison.count(blobs) }
        try checkCancellation()
        return PreparedChanges(self, numbers, starts, found, lines, places)
    }

    /// What the tree of a commit is compared with.
    enum Base {
        /// A merge is compared with nothing, and has no changes.
        case onlyParent
        case firstParent
        /// All files of a commit are new.
        case emptyTree
    }

    /// Compares the trees of the commits with these numbers; gives each pair of files that differ a number in `blobs`.
    ///
    /// - Throws: `PackError` when it is not wanted any more.
    func compareTrees(
        _ numbers: [Int32], with base: Base, _ blobs: inout PairTable
    ) throws(PackError) -> (starts: [Start], trees: TreeResults) {
        if numbers.count > Self.few { forest.prepareAll(threads: engine.threads) }
        commits.load(numbers)
        commits.load(
            numbers.compactMap { number in
                let place = commits.place(number)
                guard place >= 0, !shallow.contains(number) else { return nil }
                let record = commits.records[Int(place)]
                switch base {
                case .onlyParent: return record.parentCount == 1 ? record.parent : nil
                case .firstParent: return record.parentCount > 0 ? record.parent : nil
                case .emptyTree: return nil
                }
            })
        var trees = PairTable()
        let starts = numbers.map { start(of: $0, with: base, &trees) }
        let found = compareTrees(&trees, &blobs)
        try checkCancellation()
        return (starts, found)
    }

    private func checkCancellation() throws(PackError) {
        if engine.isCancelled() { throw PackError(.cancelled, "nobody wants it any more") }
    }

    /// What is compared for a commit.
    enum Start {
        /// This pair of trees.
        case pair(Int32)
        /// Nothing: a merge, or the same tree as before.
        case nothing
        case unreadable(Int32, ObjectFault)
    }

    private func start(of number: Int32, with base: Base, _ trees: inout PairTable) -> Start {
        guard let record = record(number) else { return .unreadable(number, .missing) }
        if let fault = ObjectFault(rawValue: record.fault) { return .unreadable(number, fault) }
        let isRoot = record.parentCount == 0 || shallow.contains(number) || base == .emptyTree
        if !isRoot && record.parentCount > 1 && base == .onlyParent { return .nothing }
        var old = PairTable.nothing
        if !isRoot {
            guard let parent = self.record(record.parent) else { return .unreadable(record.parent, .missing) }
            if let fault = ObjectFault(rawValue: parent.fault) { return .unreadable(record.parent, fault) }
            old = parent.tree
        }
        return old == record.tree ? .nothing : .pair(trees.number(old, record.tree))
    }

    private func record(_ number: Int32) -> CommitRecord? {
        let place = commits.place(number)
        return place < 0 ? nil : commits.records[Int(place)]
    }

    private func compareTrees(
        _ trees: inout PairTable, _ blobs: inout PairTable
    ) -> TreeResults {
        var results = GrowingBuffer<TreeResult>()
        let works = (0..<engine.threads).map { TreeWork(forest, extras, thread: $0, results: results.start) }
        var first = 0
        var depth = 0
        while first < trees.count {
            let level = first..<trees.count
            first = trees.count
            var pairs: [Int32] = []
            pairs.reserveCapacity(level.count)
            for pair in level {
                results.append(TreeResult())
                let faulty = [trees.olds[pair], trees.news[pair]].first { $0 >= 0 && !canBeTree($0) }
                if let faulty {
                    results[pair] = TreeResult(fault: fault(of: faulty).rawValue, faulty: faulty)
                } else {
                    pairs.append(Int32(truncatingIfNeeded: pair))
                }
            }
            works.forEach { $0.results = results.start }
            compare(pairs, of: trees, works)
            guard depth < Self.deepest else {
                for pair in level { results[pair] = TreeResult(fault: ObjectFault.tooLarge.rawValue) }
                break
            }
            depth += 1
            for pair in level { number(results[pair], works, &trees, &blobs) }
        }
        return TreeResults(results, works)
    }

    /// Gives the pairs of files and folders that differ their numbers.
    private func number(
        _ result: TreeResult, _ works: [TreeWork], _ trees: inout PairTable, _ blobs: inout PairTable
    ) {
        guard result.fault == CommitRecord.noFault, result.count > 0 else { return }
        let differences = works[Int(result.thread)].differences.start
        for index in Int(result.start)..<Int(result.start) + Int(result.count) {
            let difference = differences[index]
            differences[index].pair =
                difference.isFolder
                ? trees.number(difference.old, difference.new) : blobs.number(difference.old, difference.new)
        }
    }

    private func compare(_ pairs: [Int32], of trees: borrowing PairTable, _ works: [TreeWork]) {
        var left = pairs
        var rounds = 0
        while !left.isEmpty && rounds < Self.mostRounds {
            left = Round<TreeWork>(forest, trees, left, budget: engine.kept).run(works, engine)
            rounds += 1
        }
        guard !left.isEmpty, let work = works.first else { return }
        let reader = PointReader(forest.catalogue, limit: engine.largest)
        for pair in left {
            let (old, new) = (trees.olds[Int(pair)], trees.news[Int(pair)])
            do throws(ObjectFault) {
                let a = try old < 0 ? nil : tree(old, reader)
                let b = try new < 0 ? nil : tree(new, reader)
                work.compare(
                    pair, old: a.map { UnsafeRawBufferPointer($0.buffer) }, new: b.map { UnsafeRawBufferPointer($0.buffer) })
                withExtendedLifetime((a, b)) {}
            } catch {
                work.fail(pair, new < 0 ? old : new, error)
            }
        }
    }

    private func tree(_ number: Int32, _ reader: PointReader) throws(ObjectFault) -> ObjectBytes {
        let (kind, bytes) = try reader.read(forest.id(number))
        guard kind == .tree else { throw .kind }
        return bytes
    }

    private func canBeTree(_ number: Int32) -> Bool {
        guard Int(number) < forest.catalogue.count else { return false }
        forest.prepare(number)
        let kind = forest.kinds[Int(number)]
        return kind == ObjectKind.tree.rawValue || kind == Forest.unknownKind
    }

    private func fault(of number: Int32) -> ObjectFault {
        guard Int(number) < forest.catalogue.count else { return .missing }
        return forest.kinds[Int(number)] == 0 ? .base : .kind
    }

    /// The name of an object, of the repository or not.
    func id(_ number: Int32) -> ObjectID {
        Int(number) < forest.catalogue.count ? forest.id(number) : extras.id(number)
    }

    func error(_ fault: ObjectFault, _ number: Int32) -> PackError {
        PackError(fault.reason, object: number < 0 ? nil : id(number), fault.detail)
    }
}

/// What was found for each pair of trees.
final class TreeResults {
    let pairs: GrowingBuffer<TreeResult>
    let works: [TreeWork]

    init(_ pairs: consuming GrowingBuffer<TreeResult>, _ works: [TreeWork]) {
        self.pairs = pairs
        self.works = works
    }
}

/// What was found for some commits, to be handed over row by row.
final class PreparedChanges: @unchecked Sendable {
    // Nothing changes after `init`.
    private let reader: ChangeReader
    private let numbers: [Int32]
    private let starts: [ChangeReader.Start]
    private let trees: TreeResults
    private let lines: GrowingBuffer<LineResult>
    private let hunks: HunkResults?

    init(
        _ reader: ChangeReader, _ numbers: [Int32], _ starts: [ChangeReader.Start], _ trees: TreeResults,
        _ lines: consuming GrowingBuffer<LineResult>, _ hunks: HunkResults?
    ) {
        self.reader = reader
        self.numbers = numbers
        self.starts = starts
        self.trees = trees
        self.lines = lines
        self.hunks = hunks
    }

    func handOver(to visitor: inout some ChangeVisitor) throws {
        var rows = RowWalk(reader: reader, trees: trees, lines: lines.start, hunks: hunks)
        for (number, start) in zip(numbers, starts) { try rows.handOver(number, start, to: &visitor) }
    }
}
