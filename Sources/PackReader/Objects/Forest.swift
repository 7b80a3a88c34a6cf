internal import CDeflate
import Dispatch
import Synchronization

/// What the headers of packed objects say, in arrays by number: where each lies, what it is stored as a change to.
///
/// For a few objects their headers are read as they are needed (`prepare`), for many all headers in the order in which
/// they lie in the packs (`prepareAll`).
final class Forest: @unchecked Sendable {
    let catalogue: ObjectCatalogue
    /// Where each object begins in its pack.
    let offsets: UnsafeMutablePointer<UInt64>
    /// The bytes that inflating gives: of the object, or of its delta.
    let sizes: UnsafeMutablePointer<UInt32>
    /// `ObjectKind` of the object itself; 0 when its header or a base is damaged, `unknownKind` for loose ones.
    let kinds: UnsafeMutablePointer<UInt8>
    let bases: UnsafeMutablePointer<Int32>
    /// The place in the index of the pack of each number, and the other way round.
    private let places: UnsafeMutablePointer<UInt32>
    private let numbers: UnsafeMutablePointer<UInt32>

    // Which objects a round needs: see `Round`. Kept here so that a round need not clear them all.
    let firstChild: UnsafeMutablePointer<Int32>
    let nextChild: UnsafeMutablePointer<Int32>
    let marks: UnsafeMutablePointer<UInt8>
    /// Free for whoever runs a round: -1 outside of one.
    let slots: UnsafeMutablePointer<Int32>

    static let unknownKind: UInt8 = 8
    /// Its header was not read.
    private static let unread: UInt8 = 9
    /// Its header was read, and those of its bases are being read.
    private static let pending: UInt8 = 10
    private static let settling: UInt8 = 11
    private static let headerBlock = 8192
    private static let headersAhead = 12

    /// Leads from places in a pack to the objects that begin there, about one for each object.
    private struct Buckets {
        let starts: Region
        let count: Int
        let shift: Int
    }

    /// One pack as the inner loops see it, which count no references.
    struct PackPart: BitwiseCopyable {
        let bytes: UnsafePointer<UInt8>
        let end: Int
        /// The number after that of its last object.
        let next: Int
    }

    private let parts: UnsafeMutableBufferPointer<PackPart>
    private var buckets: [Buckets] = []
    private var isWholeRead = false
    private let memory: Region

    init(_ catalogue: ObjectCatalogue) {
        self.catalogue = catalogue
        let count = catalogue.count + 1
        memory = Region(bytes: count * (8 + 4 * 7 + 2) + 128)
        parts = .allocate(capacity: catalogue.packs.count)
        _ = parts.initialize(
            from: catalogue.packs.enumerated().map { place, pack in
                PackPart(bytes: pack.file.bytes, end: pack.end, next: catalogue.firsts[place + 1])
            })
        var at = memory.start
        func take<Element>(_: Element.Type) -> UnsafeMutablePointer<Element> {
            defer { at += (count * MemoryLayout<Element>.stride + 7) / 8 * 8 }
            return at.assumingMemoryBound(to: Element.self)
        }
        offsets = take(UInt64.self)
        sizes = take(UInt32.self)
        bases = take(Int32.self)
        places = take(UInt32.self)
        numbers = take(UInt32.self)
        firstChild = take(Int32.self)
        nextChild = take(Int32.self)
        slots = take(Int32.self)
        kinds = take(UInt8.self)
        marks = take(UInt8.self)
        for number in 0..<count {
            firstChild[number] = -1
            nextChild[number] = -1
            slots[number] = -1
            bases[number] = ObjectCatalogue.noBase
            kinds[number] = Self.unread
        }
        for place in catalogue.packs.indices { buckets.append(sort(place)) }
        for number in catalogue.firsts[catalogue.packs.count]..<catalogue.count { kinds[number] = Self.unknownKind }
    }

    deinit { parts.deallocate() }

    /// The pack of an object.
    @inline(__always)
    func part(of number: Int32) -> PackPart {
        parts.count == 1 ? parts[0] : parts[catalogue.packPlace(of: number)]
    }

    /// Has the beginning of an object fetched that is read soon.
    @inline(__always)
    func fetch(_ number: Int32) {
        guard number >= 0, !catalogue.isLoose(number) else { return }
        let part = part(of: number)
        steward_prefetch(part.bytes + min(Int(truncatingIfNeeded: offsets[Int(number)]), part.end &- 1))
    }

    /// Reads the headers of all objects, on several threads.
    func prepareAll(threads: Int) {
        if isWholeRead { return }
        isWholeRead = true
        for (place, pack) in catalogue.packs.enumerated() {
            let numbers = catalogue.firsts[place]..<catalogue.firsts[place + 1]
            let blocks = (numbers.count + Self.headerBlock - 1) / Self.headerBlock
            let next = Atomic<Int>(0)
            DispatchQueue.concurrentPerform(iterations: max(1, min(threads, blocks))) { [self] _ in
                while true {
                    let block = next.add(1, ordering: .relaxed).oldValue
                    guard block < blocks else { return }
                    let first = numbers.lowerBound + block * Self.headerBlock
                    readHeaders(first..<min(first + Self.headerBlock, numbers.upperBound), pack)
                }
            }
        }
        for number in 0..<catalogue.firsts[catalogue.packs.count] where kinds[number] == Self.pending {
            let kind = kinds[Int(bases[number])]
            if kind == Self.pending || kind == 0 { settle(Int32(truncatingIfNeeded: number)) } else { kinds[number] = kind }
        }
    }

    private func readHeaders(_ numbers: Range<Int>, _ pack: Pack) {
        for number in numbers {
            // Headers lie far apart: each is on its way to the processor while those before it are read.
            let ahead = min(number &+ Self.headersAhead, numbers.upperBound &- 1)
            steward_prefetch(pack.file.bytes + min(Int(truncatingIfNeeded: offsets[ahead]), pack.file.count &- 1))
            if kinds[number] == Self.unread { readHeader(Int32(truncatingIfNeeded: number)) }
        }
    }

    /// Follows an object whose header was read, as were those of all others, to the one that is stored whole.
    private func settle(_ start: Int32) {
        var path: [Int32] = []
        var number = start
        while kinds[Int(number)] == Self.pending {
            kinds[Int(number)] = Self.settling
            path.append(number)
            number = bases[Int(number)]
        }
        let kind = kinds[Int(number)]
        // What is being settled was passed before: the bases go round in a circle.
        let isBroken = kind == Self.settling || kind == 0
        for passed in path {
            kinds[Int(passed)] = isBroken ? 0 : kind
            if isBroken { bases[Int(passed)] = ObjectCatalogue.brokenBase }
        }
    }

    /// Reads the header of an object, and of those that it is a change to. Not while a round is running.
    @inline(__always)
    func prepare(_ number: Int32) {
        guard kinds[Int(number)] == Self.unread else { return }
        readHeader(number)
        guard kinds[Int(number)] == Self.pending else { return }
        let kind = kinds[Int(bases[Int(number)])]
        if kind == Self.unread || kind == Self.pending || kind == 0 { return resolve(number) }
        kinds[Int(number)] = kind
    }

    /// Follows an object to the one that is stored whole; all on the way are of its kind.
    private func resolve(_ start: Int32) {
        var path = [start]
        var number = bases[Int(start)]
        while kinds[Int(number)] == Self.unread {
            readHeader(number)
            guard kinds[Int(number)] == Self.pending else { break }
            path.append(number)
            number = bases[Int(number)]
        }
        let kind = kinds[Int(number)]
        // What is pending still was passed before: the bases go round in a circle.
        let isBroken = kind == Self.pending || kind == 0
        for passed in path {
            kinds[Int(passed)] = isBroken ? 0 : kind
            if isBroken { bases[Int(passed)] = ObjectCatalogue.brokenBase }
        }
    }

    private func readHeader(_ number: Int32) {
        let place = catalogue.packPlace(of: number)
        let pack = catalogue.packs[place]
        let first = catalogue.firsts[place]
        let index = Int(number)
        let offset = Int(offsets[index])
        guard let header = EntryHeader(pack.file.bytes, at: offset, end: pack.end, nameSize: catalogue.nameSize) else {
            kinds[index] = 0
            return
        }
        sizes[index] = UInt32(clamping: header.size)
        let base: Int
        switch header.base {
        case .none:
            kinds[index] = header.kind
            return
        case .distance(let distance): base = first + rankOf(offset - distance, first: first, buckets[place])
        case .name(let name):
            let found = pack.names.find(name)
            // Only a damaged repository, or a pack that shares its index, has the base elsewhere. Git finds it there too.
            let anywhere = found < 0 ? catalogue.place(of: name) : first + found
            base = anywhere < 0 ? -1 : Int(numbers[anywhere])
        }
        guard base >= 0, base != index else {
            bases[index] = ObjectCatalogue.brokenBase
            kinds[index] = 0
            return
        }
        bases[index] = Int32(truncatingIfNeeded: base)
        kinds[index] = Self.pending
    }

    /// Sorts the objects of a pack by offset: into about as many buckets as there are objects, then within each.
    private func sort(_ packPlace: Int) -> Buckets {
        let pack = catalogue.packs[packPlace]
        let first = catalogue.firsts[packPlace]
        var shift = 0
        while pack.file.count >> shift > pack.count { shift += 1 }
        let count = (pack.file.count >> shift) + 1
        let table = Region(bytes: (count + 1) * 4)
        let starts = table.start.assumingMemoryBound(to: UInt32.self)
        func bucket(_ place: Int) -> Int { min(pack.offset(at: place) >> shift, count - 1) }
        for place in 0..<pack.count { starts[bucket(place) + 1] &+= 1 }
        for index in 1...count { starts[index] &+= starts[index - 1] }
        for place in 0..<pack.count {
            let bucket = bucket(place)
            places[first + Int(starts[bucket])] = UInt32(truncatingIfNeeded: place)
            starts[bucket] &+= 1
        }
        // Filling moved each start to the next one's.
        for index in stride(from: count, to: 0, by: -1) { starts[index] = starts[index - 1] }
        starts[0] = 0
        for index in 0..<count where starts[index + 1] - starts[index] > 1 {
            var range = UnsafeMutableBufferPointer(
                start: places + first + Int(starts[index]), count: Int(starts[index + 1] - starts[index]))
            range.sort { pack.offset(at: Int($0)) < pack.offset(at: Int($1)) }
        }
        for rank in 0..<pack.count {
            let place = Int(places[first + rank])
            offsets[first + rank] = UInt64(pack.offset(at: place))
            numbers[first + place] = UInt32(first + rank)
        }
        return Buckets(starts: table, count: count, shift: shift)
    }

    /// How many objects of a pack lie before the one that begins at `offset`; far below 0 when none begins there.
    private func rankOf(_ offset: Int, first: Int, _ buckets: Buckets) -> Int {
        let bucket = offset >> buckets.shift
        guard bucket < buckets.count else { return Int(Int32.min) }
        let starts = buckets.starts.start.assumingMemoryBound(to: UInt32.self)
        var (low, high) = (Int(starts[bucket]), Int(starts[bucket + 1]))
        while low < high {
            let middle = (low + high) / 2
            let found = Int(offsets[first + middle])
            if found == offset { return middle }
            if found < offset { low = middle + 1 } else { high = middle }
        }
        return Int(Int32.min)
    }

    /// The number of an object; -1 when it is not there.
    @inline(__always)
    func find(_ name: UnsafePointer<UInt8>) -> Int32 {
        let place = catalogue.place(of: name)
        if place >= 0 { return Int32(truncatingIfNeeded: numbers[place]) }
        let found = catalogue.loose.names.find(name)
        return found < 0 ? -1 : Int32(truncatingIfNeeded: catalogue.firsts[catalogue.packs.count] + found)
    }

    func find(_ id: ObjectID) -> Int32 {
        id.size == catalogue.nameSize ? id.withBytes { find($0) } : -1
    }

    /// Whether an object has a name; one that nothing but a delta leads to may have none.
    func isNamed(_ number: Int32) -> Bool {
        catalogue.isLoose(number) || Int(places[Int(number)]) < catalogue.packs[catalogue.packPlace(of: number)].names.count
    }

    /// The bytes of the name of an object that has one.
    @inline(__always)
    func name(_ number: Int32) -> UnsafePointer<UInt8> {
        if catalogue.isLoose(number) {
            let names = catalogue.loose.names
            return names.names + (Int(number) - catalogue.firsts[catalogue.packs.count]) * names.nameSize
        }
        let names = catalogue.packs[catalogue.packPlace(of: number)].names
        return names.names + Int(places[Int(number)]) * names.nameSize
    }

    func id(_ number: Int32) -> ObjectID { ObjectID(name(number), size: catalogue.nameSize) }
}
