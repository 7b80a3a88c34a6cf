/// Reads the bytes of many commits, family by family, and gives them in the order in which they were asked for.
struct CommitTexts {
    let forest: Forest
    let engine: EngineSettings

    /// What is held of a block of commits.
    final class Block: @unchecked Sendable {
        // Nothing changes after `init`.
        fileprivate let places: GrowingBuffer<Place>
        fileprivate let works: [Work]

        fileprivate init(_ places: consuming GrowingBuffer<Place>, _ works: [Work]) {
            self.places = places
            self.works = works
        }

        /// The bytes of the commit that was asked for as this one; they are there as long as the block is.
        func bytes(at index: Int) throws(ObjectFault) -> UnsafeRawBufferPointer {
            let place = places[index]
            if let fault = ObjectFault(rawValue: place.fault) { throw fault }
            return UnsafeRawBufferPointer(
                start: works[Int(place.thread)].bytes.start + Int(place.start), count: Int(place.count))
        }
    }

    struct Place: BitwiseCopyable {
        var thread: UInt8 = 0
        var fault: UInt8 = ObjectFault.missing.rawValue
        var start: UInt32 = 0
        var count: UInt32 = 0
    }

    /// Reads commits, each of which is named once.
    func read(_ numbers: [Int32]) -> Block {
        var table = PairTable()
        var places = GrowingBuffer<Place>(capacity: numbers.count)
        var pairs: [Int32] = []
        for number in numbers {
            places.append(Place())
            // Those that are not there get a pair as well, so that pairs are numbered as the commits are.
            let pair = table.number(PairTable.nothing, number)
            if Int(number) < forest.catalogue.count { pairs.append(pair) }
        }
        let works = (0..<engine.threads).map { Work(UInt8(truncatingIfNeeded: $0), places: places.start) }
        let left = Round<Work>(forest, table, pairs, budget: engine.kept).run(works, engine)
        for pair in left { places[Int(pair)].fault = ObjectFault.tooLarge.rawValue }
        return Block(places, works)
    }

    fileprivate final class Work: PairWork {
        static var needsLines: Bool { false }
        private let thread: UInt8
        private let places: UnsafeMutablePointer<Place>
        private(set) var bytes = GrowingBuffer<UInt8>(capacity: 1 << 16)

        init(_ thread: UInt8, places: UnsafeMutablePointer<Place>) {
            self.thread = thread
            self.places = places
        }

        func view(_ object: borrowing DecodedObject) throws(ObjectFault) -> UnsafeRawBufferPointer? {
            guard object.kind == ObjectKind.commit.rawValue else { throw .kind }
            return UnsafeRawBufferPointer(start: object.bytes, count: object.size)
        }

        func compare(_ pair: Int32, old: UnsafeRawBufferPointer?, new: UnsafeRawBufferPointer?) {
            guard let new, let start = new.baseAddress else { return }
            guard bytes.count + new.count < Int(UInt32.max) else {
                places[Int(pair)].fault = ObjectFault.tooLarge.rawValue
                return
            }
            places[Int(pair)] = Place(
                thread: thread, fault: CommitRecord.noFault, start: UInt32(truncatingIfNeeded: bytes.count),
                count: UInt32(truncatingIfNeeded: new.count))
            bytes.append(start.assumingMemoryBound(to: UInt8.self), count: new.count)
        }

        func decide(_ pair: Int32) {}

        func fail(_ pair: Int32, _ number: Int32, _ fault: ObjectFault) { places[Int(pair)].fault = fault.rawValue }
    }
}
