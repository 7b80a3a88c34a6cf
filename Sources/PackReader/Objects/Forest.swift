/// What the headers of all packed objects say, in arrays by number: where each lies, what it is stored as a change to.
///
/// Made in one pass over the headers, in the order in which they lie in the packs.
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

    private let memory: Region

    init(_ catalogue: ObjectCatalogue) {
        self.catalogue = catalogue
        let count = catalogue.count + 1
        memory = Region(bytes: count * (8 + 4 * 7 + 2) + 128)
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
        for place in catalogue.packs.indices { scan(place) }
        for number in catalogue.firsts[catalogue.packs.count]..<catalogue.count {
            kinds[number] = Self.unknownKind
            bases[number] = ObjectCatalogue.noBase
        }
        for number in 0..<count {
            firstChild[number] = -1
            nextChild[number] = -1
            slots[number] = -1
        }
        resolveKinds()
    }

    private func scan(_ packPlace: Int) {
        let pack = catalogue.packs[packPlace]
        let first = catalogue.firsts[packPlace]
        var shift = 0
        while pack.file.count >> shift > pack.count { shift += 1 }
        let buckets = (pack.file.count >> shift) + 1
        let table = Region(bytes: (buckets + 1) * 4)
        let starts = table.start.assumingMemoryBound(to: UInt32.self)
        sort(pack, first: first, into: starts, buckets: buckets, shift: shift)
        for rank in 0..<pack.count {
            let number = first + rank
            let offset = Int(offsets[number])
            guard let header = EntryHeader(pack.file.bytes, at: offset, end: pack.end, nameSize: catalogue.nameSize) else {
                (kinds[number], sizes[number], bases[number]) = (0, 0, ObjectCatalogue.brokenBase)
                continue
            }
            sizes[number] = UInt32(clamping: header.size)
            switch header.base {
            case .none:
                kinds[number] = header.kind
                bases[number] = ObjectCatalogue.noBase
            case .distance(let distance):
                let base = rankOf(
                    offset - distance, first: first, starts: starts, buckets: buckets, shift: shift)
                bases[number] = base < 0 ? ObjectCatalogue.brokenBase : Int32(first + base)
                kinds[number] = base < 0 || first + base >= number ? 0 : kinds[first + base]
            case .name(let name):
                let place = pack.names.find(name)
                bases[number] = place < 0 ? ObjectCatalogue.brokenBase : Int32(numbers[first + place])
                kinds[number] = 0
            }
        }
    }

    /// Sorts the objects of a pack by offset: into about as many buckets as there are objects, then within each.
    private func sort(
        _ pack: Pack, first: Int, into starts: UnsafeMutablePointer<UInt32>, buckets: Int, shift: Int
    ) {
        func bucket(_ place: Int) -> Int { min(pack.offset(at: place) >> shift, buckets - 1) }
        for place in 0..<pack.count { starts[bucket(place) + 1] &+= 1 }
        for index in 1...buckets { starts[index] &+= starts[index - 1] }
        for place in 0..<pack.count {
            let bucket = bucket(place)
            places[first + Int(starts[bucket])] = UInt32(truncatingIfNeeded: place)
            starts[bucket] &+= 1
        }
        // Filling moved each start to the next one's.
        for index in stride(from: buckets, to: 0, by: -1) { starts[index] = starts[index - 1] }
        starts[0] = 0
        for index in 0..<buckets where starts[index + 1] - starts[index] > 1 {
            var range = UnsafeMutableBufferPointer(
                start: places + first + Int(starts[index]), count: Int(starts[index + 1] - starts[index]))
            range.sort { pack.offset(at: Int($0)) < pack.offset(at: Int($1)) }
        }
        for rank in 0..<pack.count {
            let place = Int(places[first + rank])
            offsets[first + rank] = UInt64(pack.offset(at: place))
            numbers[first + place] = UInt32(first + rank)
        }
    }

    private func rankOf(
        _ offset: Int, first: Int, starts: UnsafeMutablePointer<UInt32>, buckets: Int, shift: Int
    ) -> Int {
        let bucket = offset >> shift
        guard bucket < buckets else { return -1 }
        var (low, high) = (Int(starts[bucket]), Int(starts[bucket + 1]))
        while low < high {
            let middle = (low + high) / 2
            let found = Int(offsets[first + middle])
            if found == offset { return middle }
            if found < offset { low = middle + 1 } else { high = middle }
        }
        return -1
    }

    /// Gives deltas the kind of their base where that was not known in the first pass.
    private func resolveKinds() {
        var path: [Int32] = []
        for start in 0..<catalogue.firsts[catalogue.packs.count]
        where kinds[start] == 0 && bases[start] >= 0 {
            var number = Int32(start)
            path.removeAll(keepingCapacity: true)
            while kinds[Int(number)] == 0 && bases[Int(number)] >= 0 {
                path.append(number)
                // Passed once more means going round in a circle.
                let next = bases[Int(number)]
                bases[Int(number)] = ObjectCatalogue.brokenBase
                number = next
                nextChild[Int(path[path.count - 1])] = next
            }
            let kind = kinds[Int(number)]
            for passed in path {
                if kind != 0 {
                    bases[Int(passed)] = nextChild[Int(passed)]
                    kinds[Int(passed)] = kind
                }
                nextChild[Int(passed)] = -1
            }
        }
    }

    /// The number of an object; -1 when it is not there.
    @inline(__always)
    func find(_ name: UnsafePointer<UInt8>) -> Int32 {
        for place in 0..<catalogue.packs.count {
            let found = catalogue.packs[place].names.find(name)
            if found >= 0 { return Int32(truncatingIfNeeded: numbers[catalogue.firsts[place] + found]) }
        }
        let found = catalogue.loose.names.find(name)
        return found < 0 ? -1 : Int32(truncatingIfNeeded: catalogue.firsts[catalogue.packs.count] + found)
    }

    func find(_ id: ObjectID) -> Int32 {
        id.size == catalogue.nameSize ? id.withBytes { find($0) } : -1
    }

    /// The bytes of the name of an object.
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
