/// The commits of a repository that were looked at.
///
/// Those in packs are read family by family; a commit is read by itself when a walk meets it before.
final class CommitTable: @unchecked Sendable {
    private let forest: Forest
    private let extras: ExtraObjects
    private let engine: EngineSettings
    private(set) var records = GrowingBuffer<CommitRecord>()
    private(set) var moreParents = GrowingBuffer<Int32>()
    /// One more than the place of the record of each object, 0 for none.
    private let places: Region
    private var shortcut: GraphShortcut?

    /// - Parameter graph: what git wrote down of commits, where that may be believed.
    init(_ forest: Forest, _ extras: ExtraObjects, _ engine: EngineSettings, graph: CommitGraph?) {
        self.forest = forest
        self.extras = extras
        self.engine = engine
        shortcut = graph.map { GraphShortcut($0, forest, extras) }
        // Pages without commits are never touched.
        places = Region(bytes: (forest.catalogue.count + 1) * 4)
    }

    var threads: Int { engine.threads }

    private var placeOf: UnsafeMutablePointer<Int32> { places.start.assumingMemoryBound(to: Int32.self) }

    /// The place of the record of a commit; -1 when it was not read, or is not there.
    func place(_ number: Int32) -> Int32 {
        number < 0 || Int(number) >= forest.catalogue.count ? -1 : placeOf[Int(number)] - 1
    }

    /// Calls `body` for each parent of a commit.
    func forEachParent(of record: CommitRecord, _ body: (Int32) -> Void) {
        if record.parentCount > 0 { body(record.parent) }
        if record.parentCount > 1 { body(record.secondParent) }
        guard record.parentCount > 2 else { return }
        for index in 0..<Int(record.parentCount) - 2 { body(moreParents[Int(record.moreParents) + index]) }
    }

    /// Reads the commits among `numbers` that were not read before.
    ///
    /// What is written down of a commit is believed; but those of which names are verified are read, and when one of them is
    /// not what is written down, all are.
    func load(_ numbers: [Int32]) {
        let wanted = numbers.filter { Int($0) < forest.catalogue.count && place($0) < 0 }
        guard let shortcut else { return read(wanted) }
        read(wanted.filter { engine.verification.includes($0) || !take($0, from: shortcut) })
        let isTrue = wanted.allSatisfy { number in
            !engine.verification.includes(number) || shortcut.isTrue(of: records[Int(place(number))], moreParents)
        }
        if isTrue { return }
        self.shortcut = nil
        for number in shortcut.taken { placeOf[Int(number)] = 0 }
        read(shortcut.taken)
    }

    /// Takes over what is written down of a commit; false when nothing is.
    private func take(_ number: Int32, from shortcut: GraphShortcut) -> Bool {
        if place(number) >= 0 { return true }
        guard let (record, more) = shortcut.record(of: number) else { return false }
        var taken = record
        if !more.isEmpty { taken.moreParents = Int32(truncatingIfNeeded: moreParents.count) }
        for parent in more { moreParents.append(parent) }
        records.append(taken)
        placeOf[Int(number)] = Int32(truncatingIfNeeded: records.count)
        shortcut.taken.append(number)
        return true
    }

    private func read(_ numbers: [Int32]) {
        var table = PairTable()
        for number in numbers { _ = table.number(PairTable.nothing, number) }
        guard table.count > 0 else { return }
        let first = records.count
        for index in 0..<table.count {
            records.append(CommitRecord(number: table.news[index]))
            placeOf[Int(table.news[index])] = Int32(truncatingIfNeeded: first + index + 1)
        }
        let works = (0..<engine.threads).map { _ in
            CommitWork(forest, extras, UnsafeMutablePointer(records.start + first))
        }
        var left = (0..<Int32(table.count)).map { $0 }
        left = Round<CommitWork>(forest, table, left, budget: engine.kept).run(works, engine)
        // A commit alone is put off only when it is larger than a stack.
        for pair in left { records[first + Int(pair)].fault = ObjectFault.tooLarge.rawValue }
        for work in works {
            for (pair, parents) in work.crowds {
                records[first + Int(pair)].moreParents = Int32(truncatingIfNeeded: moreParents.count)
                for parent in parents.dropFirst(2) { moreParents.append(parent) }
            }
        }
    }

    private final class CommitWork: PairWork {
        static var needsLines: Bool { false }
        private let forest: Forest
        private let extras: ExtraObjects
        private let records: UnsafeMutablePointer<CommitRecord>
        /// The parents of commits that have more than two.
        var crowds: [(pair: Int32, parents: [Int32])] = []

        init(_ forest: Forest, _ extras: ExtraObjects, _ records: UnsafeMutablePointer<CommitRecord>) {
            self.forest = forest
            self.extras = extras
            self.records = records
        }

        func view(_ object: borrowing DecodedObject) throws(ObjectFault) -> UnsafeRawBufferPointer? {
            guard object.kind == ObjectKind.commit.rawValue else { throw .kind }
            return UnsafeRawBufferPointer(start: object.bytes, count: object.size)
        }

        func compare(_ pair: Int32, old: UnsafeRawBufferPointer?, new: UnsafeRawBufferPointer?) {
            guard let new, let start = new.baseAddress else { return }
            var record = records[Int(pair)]
            var crowd: [Int32] = []
            let time = CommitHeader.read(
                start.assumingMemoryBound(to: UInt8.self), new.count, nameSize: forest.catalogue.nameSize
            ) { name in
                record.tree = number(name)
            } parent: { name in
                let parent = number(name)
                switch record.parentCount {
                case 0: record.parent = parent
                case 1: record.secondParent = parent
                case 2: crowd = [record.parent, record.secondParent, parent]
                default: crowd.append(parent)
                }
                record.parentCount += 1
            }
            if !crowd.isEmpty { crowds.append((pair, crowd)) }
            if let time { record.time = time } else { record.fault = ObjectFault.contents.rawValue }
            records[Int(pair)] = record
        }

        private func number(_ name: UnsafePointer<UInt8>) -> Int32 {
            let found = forest.find(name)
            return found >= 0 ? found : extras.number(name, isSubmodule: false)
        }

        func decide(_ pair: Int32) {}

        func fail(_ pair: Int32, _ number: Int32, _ fault: ObjectFault) { records[Int(pair)].fault = fault.rawValue }
    }
}
