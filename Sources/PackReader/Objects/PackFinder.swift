/// Finds packed objects by name: through an index of several packs where there is one, and else in one index after another.
///
/// The answer is a place: that in the index of the pack, counted on from the objects of all packs before it.
final class PackFinder: @unchecked Sendable {
    private struct Table: BitwiseCopyable {
        let finder: NameFinder
        /// The place that each name of an index of several packs stands for; nil for the index of one pack.
        let places: UnsafePointer<UInt32>?
        /// What is added to places of the index of one pack.
        let first: Int
    }

    private let tables: UnsafeMutableBufferPointer<Table>
    /// What the tables point into.
    private let packs: [Pack]
    private let shared: [MultiPackIndex]
    private var memory: [Region] = []

    /// - Parameters:
    ///   - firsts: the place of the first object of each pack.
    ///   - shared: with the folder of its packs.
    init(_ packs: [Pack], firsts: [Int], shared: [(index: MultiPackIndex, folder: String)]) {
        self.packs = packs
        self.shared = shared.map(\.index)
        var found: [Table] = []
        var memory: [Region] = []
        var alone = Set(packs.indices)
        let numbers = Dictionary(uniqueKeysWithValues: packs.enumerated().map { ($1.path, $0) })
        for (index, folder) in shared {
            let members = index.packs.map { numbers["\(folder)/\($0).pack"] }
            // One table in place of one table saves nothing.
            guard members.count > 1, let places = Self.places(index, members, packs, firsts) else { continue }
            memory.append(places)
            found.append(
                Table(finder: index.names.finder, places: UnsafePointer(places.start.assumingMemoryBound(to: UInt32.self)), first: 0))
            alone.subtract(members.compactMap(\.self))
        }
        for number in alone.sorted() {
            found.append(Table(finder: packs[number].names.finder, places: nil, first: firsts[number]))
        }
        self.memory = memory
        tables = .allocate(capacity: found.count)
        _ = tables.initialize(from: found)
    }

    deinit { tables.deallocate() }

    /// The place of each object of a shared index; nil when it does not say what the indexes of its packs say.
    ///
    /// Names are in order in all of them, so that each is gone through once.
    private static func places(_ index: MultiPackIndex, _ members: [Int?], _ packs: [Pack], _ firsts: [Int]) -> Region? {
        let region = Region(bytes: index.names.count * 4)
        let places = region.start.assumingMemoryBound(to: UInt32.self)
        var cursors = [Int](repeating: 0, count: members.count)
        for place in 0..<index.names.count {
            guard let location = index.location(at: place), let member = members[location.pack] else { return nil }
            let (pack, name) = (packs[member], index.names.name(at: place))
            let nameSize = index.names.nameSize
            var cursor = cursors[location.pack]
            while cursor < pack.names.count, NameFinder.precedes(pack.names.name(at: cursor), name, nameSize) { cursor += 1 }
            guard cursor < pack.names.count, NameFinder.areEqual(pack.names.name(at: cursor), name, nameSize),
                pack.offset(at: cursor) == location.offset
            else { return nil }
            cursors[location.pack] = cursor
            places[place] = UInt32(truncatingIfNeeded: firsts[member] + cursor)
        }
        return region
    }

    /// The place of an object; -1 when it is in no pack.
    @inline(__always)
    func find(_ name: UnsafePointer<UInt8>) -> Int {
        for table in tables {
            let found = table.finder.find(name)
            if found < 0 { continue }
            if let places = table.places { return Int(places[found]) }
            return table.first + found
        }
        return -1
    }
}
