import Dispatch
import Synchronization

/// What is done with each pair of objects. One for each thread.
protocol PairWork: AnyObject, SendableMetatype {
    /// Objects are given with their lines.
    static var needsLines: Bool { get }
    /// Views are parts of the objects themselves, so that one of a base lasts while what is stored as a change to it is read.
    /// So it is unless a work says otherwise.
    static var viewsLast: Bool { get }
    /// What of an object its comparisons need; nil when they are decided by this object alone.
    func view(_ object: borrowing DecodedObject) throws(ObjectFault) -> UnsafeRawBufferPointer?
    /// Compares both sides, of which one may be nothing.
    func compare(_ pair: Int32, old: UnsafeRawBufferPointer?, new: UnsafeRawBufferPointer?)
    /// Decides a pair of which one side has no view.
    func decide(_ pair: Int32)
    /// Gives a pair up.
    func fail(_ pair: Int32, _ number: Int32, _ fault: ObjectFault)
}

extension PairWork {
    static var viewsLast: Bool { true }
}

/// Compares pairs of objects while their families are walked, on all cores.
///
/// The object of a pair that comes first is kept until the other comes. What would not fit into the budget is
/// put off, and given back to be compared in another round.
final class Round<Work: PairWork>: @unchecked Sendable {
    // How far a pair has come.
    private static var open: UInt8 { 0 }
    /// One side came and is kept.
    private static var half: UInt8 { 1 }
    private static var putOff: UInt8 { 2 }
    private static var done: UInt8 { 3 }

    private let forest: Forest
    private let budget: Int
    private let pairs: [Int32]
    private let olds: UnsafeMutablePointer<Int32>
    private let news: UnsafeMutablePointer<Int32>
    private let nextOfOld: UnsafeMutablePointer<Int32>
    private let nextOfNew: UnsafeMutablePointer<Int32>
    private let states: UnsafeMutablePointer<Atomic<UInt8>>
    /// For each object that is needed: its first pair, and what is kept of it.
    private var heads = GrowingBuffer<Int32>()
    private var kept = GrowingBuffer<UnsafeMutableRawPointer?>()
    private var needed = GrowingBuffer<Int32>()
    private var touched = GrowingBuffer<Int32>()
    private var roots = GrowingBuffer<Int32>()
    private let live = Atomic<Int>(0)
    private let memory: Region

    /// Which pairs of `table` to compare.
    init(_ forest: Forest, _ table: borrowing PairTable, _ pairs: [Int32], budget: Int) {
        self.forest = forest
        self.pairs = pairs
        self.budget = budget
        let count = pairs.count
        memory = Region(bytes: count * 17 + 64)
        let words = memory.start.assumingMemoryBound(to: Int32.self)
        olds = words
        news = words + count
        nextOfOld = words + 2 * count
        nextOfNew = words + 3 * count
        states = (memory.start + 16 * count).assumingMemoryBound(to: Atomic<UInt8>.self)
        for index in 0..<count {
            olds[index] = table.olds[Int(pairs[index])]
            news[index] = table.news[Int(pairs[index])]
            (states + index).initialize(to: Atomic(Self.open))
            if olds[index] >= 0 { nextOfOld[index] = link(olds[index], Int32(index)) }
            if news[index] >= 0 && news[index] != olds[index] { nextOfNew[index] = link(news[index], Int32(index)) }
        }
        for index in 0..<needed.count { mark(needed[index]) }
    }

    /// Puts a pair at the head of the list of an object; gives the one that was there.
    private func link(_ number: Int32, _ index: Int32) -> Int32 {
        let slot = forest.slots[Int(number)]
        if slot >= 0 {
            defer { heads[Int(slot)] = index }
            return heads[Int(slot)]
        }
        forest.slots[Int(number)] = Int32(truncatingIfNeeded: heads.count)
        heads.append(index)
        kept.append(nil)
        needed.append(number)
        return -1
    }

    /// Marks an object and all that it is a change to.
    private func mark(_ number: Int32) {
        var number = number
        while forest.marks[Int(number)] == 0 {
            forest.marks[Int(number)] = 1
            touched.append(number)
            forest.prepare(number)
            let base = forest.bases[Int(number)]
            guard base >= 0 else {
                roots.append(number)
                return
            }
            forest.nextChild[Int(number)] = forest.firstChild[Int(base)]
            forest.firstChild[Int(base)] = number
            number = base
        }
    }

    /// Walks all families; gives back the pairs that were put off.
    func run(_ works: [Work], _ engine: EngineSettings) -> [Int32] {
        let next = Atomic<Int>(0)
        let visitors = works.map { Visitor(self, $0) }
        let families = roots.count
        let (walkers, isCancelled) = (engine.walkers, engine.isCancelled)
        DispatchQueue.concurrentPerform(iterations: min(works.count, max(1, families / 2))) { thread in
            while true {
                let family = next.add(1, ordering: .relaxed).oldValue
                guard family < families, !isCancelled() else { return }
                walkers[thread].walk(roots[family], visitors[thread])
            }
        }
        for index in 0..<touched.count {
            let number = Int(touched[index])
            forest.marks[number] = 0
            forest.firstChild[number] = -1
            forest.nextChild[number] = -1
        }
        for index in 0..<needed.count {
            forest.slots[Int(needed[index])] = -1
            // Kept for a pair that was given up.
            kept[index]?.deallocate()
        }
        return pairs.indices.filter { states[$0].load(ordering: .relaxed) == Self.putOff }.map { pairs[$0] }
    }

    private final class Visitor: FamilyVisitor, @unchecked Sendable {
        static var needsLines: Bool { Work.needsLines }
        let round: Round
        let work: Work

        init(_ round: Round, _ work: Work) {
            self.round = round
            self.work = work
        }

        func visit(_ object: borrowing DecodedObject, base: DecodedObject?) { round.visit(object, base, work) }
        func fail(_ number: Int32, _ fault: ObjectFault) { round.fail(number, fault, work) }
    }

    // MARK: What is kept: a count of those that need it, the number of bytes, the bytes.

    private static var header: Int { 16 }

    private func keep(_ view: UnsafeRawBufferPointer, for users: Int) -> UnsafeMutableRawPointer? {
        let now = live.add(view.count, ordering: .relaxed).newValue
        guard now <= budget || now == view.count else {
            live.subtract(view.count, ordering: .relaxed)
            return nil
        }
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: Self.header + view.count + ObjectBytes.slack, alignment: 16)
        memory.assumingMemoryBound(to: Atomic<Int>.self).initialize(to: Atomic(users))
        memory.storeBytes(of: view.count, toByteOffset: 8, as: Int.self)
        (memory + Self.header).copyMemory(from: view.baseAddress ?? UnsafeRawPointer(memory), byteCount: view.count)
        return memory
    }

    private func release(_ slot: Int, _ users: Int = 1) {
        guard users > 0, let memory = kept[slot] else { return }
        let count = memory.assumingMemoryBound(to: Atomic<Int>.self)
        guard count.pointee.subtract(users, ordering: .acquiringAndReleasing).newValue == 0 else { return }
        live.subtract(memory.load(fromByteOffset: 8, as: Int.self), ordering: .relaxed)
        kept[slot] = nil
        memory.deallocate()
    }

    private func view(of slot: Int) -> UnsafeRawBufferPointer {
        guard let memory = kept[slot] else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(
            start: memory + Self.header, count: memory.load(fromByteOffset: 8, as: Int.self))
    }

    // MARK: Objects as they come

    @inline(__always)
    private func next(of index: Int, _ number: Int32) -> Int32 {
        olds[index] == number ? nextOfOld[index] : nextOfNew[index]
    }

    /// The other object of a pair; negative when there is none.
    @inline(__always)
    private func mate(of index: Int, _ number: Int32) -> Int32 {
        let (old, new) = (olds[index], news[index])
        return old == new ? -1 : old == number ? new : old
    }

    /// Whether the other object of a pair comes while this one is at hand still, as it is stored as a change to this one.
    @inline(__always)
    private func comesNext(_ mate: Int32, after number: Int32) -> Bool {
        Work.viewsLast && forest.bases[Int(mate)] == number
    }

    private func visit(_ object: borrowing DecodedObject, _ base: DecodedObject?, _ work: Work) {
        let number = object.number
        let slot = Int(forest.slots[Int(number)])
        guard slot >= 0 else { return }
        let view: UnsafeRawBufferPointer
        do throws(ObjectFault) {
            guard let found = try work.view(object) else { return decideAll(slot, number, work) }
            view = found
        } catch {
            return fail(number, error, work)
        }
        // One thread walks a family, so that nobody else has a say in pairs of an object and its base.
        let baseNumber = Work.viewsLast ? base?.number ?? -1 : -1
        var waiting = 0
        var at = heads[slot]
        while at >= 0 {
            let index = Int(at)
            let mate = mate(of: index, number)
            if mate >= 0, mate != baseNumber, !comesNext(mate, after: number), states[index].load(ordering: .relaxed) == Self.open {
                waiting += 1
            }
            at = next(of: index, number)
        }
        let isKept: Bool
        if waiting > 0, let memory = keep(view, for: waiting + 1) {
            kept[slot] = memory
            isKept = true
        } else {
            isKept = false
        }
        var moved = 0
        at = heads[slot]
        while at >= 0 {
            let index = Int(at)
            at = next(of: index, number)
            let isOld = olds[index] == number
            let mate = mate(of: index, number)
            if mate < 0 {
                work.compare(
                    pairs[index], old: isOld ? view : nil, new: news[index] == number ? view : nil)
                states[index].store(Self.done, ordering: .relaxed)
                continue
            }
            if mate == baseNumber, let base {
                guard states[index].load(ordering: .relaxed) == Self.open, let other = try? work.view(base) else { continue }
                work.compare(pairs[index], old: isOld ? view : other, new: isOld ? other : view)
                states[index].store(Self.done, ordering: .relaxed)
                continue
            }
            if comesNext(mate, after: number) { continue }
            let wanted = isKept ? Self.half : Self.putOff
            let state = states[index].compareExchange(
                expected: Self.open, desired: wanted, ordering: .acquiringAndReleasing)
            if state.exchanged {
                if isKept { moved += 1 }
            } else if state.original == Self.half {
                let mateSlot = Int(forest.slots[Int(mate)])
                let other = self.view(of: mateSlot)
                work.compare(pairs[index], old: isOld ? view : other, new: isOld ? other : view)
                states[index].store(Self.done, ordering: .relaxed)
                release(mateSlot)
            }
        }
        if isKept { release(slot, waiting + 1 - moved) }
    }

    private func decideAll(_ slot: Int, _ number: Int32, _ work: Work) {
        finishAll(slot, number) { work.decide($0) }
    }

    private func fail(_ number: Int32, _ fault: ObjectFault, _ work: Work) {
        let slot = Int(forest.slots[Int(number)])
        guard slot >= 0 else { return }
        if fault == .tooLarge { return putOffAll(slot, number) }
        finishAll(slot, number) { work.fail($0, number, fault) }
    }

    private func finishAll(_ slot: Int, _ number: Int32, _ finish: (Int32) -> Void) {
        var at = heads[slot]
        while at >= 0 {
            let index = Int(at)
            at = next(of: index, number)
            let before = states[index].exchange(Self.done, ordering: .acquiringAndReleasing)
            if before == Self.done { continue }
            finish(pairs[index])
            if before == Self.half { release(Int(forest.slots[Int(mate(of: index, number))])) }
        }
    }

    /// Its pairs are compared one by one later on.
    private func putOffAll(_ slot: Int, _ number: Int32) {
        var at = heads[slot]
        while at >= 0 {
            let index = Int(at)
            at = next(of: index, number)
            let mate = mate(of: index, number)
            let before = states[index].exchange(Self.putOff, ordering: .acquiringAndReleasing)
            if before == Self.done {
                states[index].store(Self.done, ordering: .relaxed)
            } else if before == Self.half, mate >= 0 {
                release(Int(forest.slots[Int(mate)]))
            }
        }
    }
}
