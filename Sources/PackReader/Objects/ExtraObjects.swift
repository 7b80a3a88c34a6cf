import Synchronization

/// Names of objects that are not in the repository: missing ones, and the commits of submodules. They have numbers
/// after those of all objects.
final class ExtraObjects: Sendable {
    private struct Key: Hashable {
        var id: ObjectID
        var isSubmodule: Bool
    }

    /// Keys by number, and their numbers by key: one place in a table of four bytes each, where a dictionary would hold every name again.
    private struct State {
        private(set) var keys: [Key] = []
        /// One more than the number of a key, 0 for none; from the place that its hash says on, the next free one.
        private var table = [Int32](repeating: 0, count: 16)

        mutating func number(_ key: Key) -> Int {
            if (keys.count + 1) * 4 > table.count * 3 { grow() }
            let place = place(of: key)
            if table[place] == 0 {
                keys.append(key)
                table[place] = Int32(truncatingIfNeeded: keys.count)
            }
            return Int(table[place]) - 1
        }

        /// Where a key stands, or where it would. Hashes are seeded anew in each run, so that nobody can prepare names that collide.
        private func place(of key: Key) -> Int {
            var place = key.hashValue & (table.count - 1)
            while table[place] != 0, keys[Int(table[place]) - 1] != key { place = (place + 1) & (table.count - 1) }
            return place
        }

        private mutating func grow() {
            table = [Int32](repeating: 0, count: table.count * 2)
            for (index, key) in keys.enumerated() { table[place(of: key)] = Int32(truncatingIfNeeded: index + 1) }
        }
    }

    private let first: Int
    private let nameSize: Int
    private let state = Mutex(State())

    init(_ catalogue: ObjectCatalogue) {
        first = catalogue.count
        nameSize = catalogue.nameSize
    }

    func number(_ name: UnsafePointer<UInt8>, isSubmodule: Bool) -> Int32 {
        let key = Key(id: ObjectID(name, size: nameSize), isSubmodule: isSubmodule)
        return Int32(clamping: first + state.withLock { $0.number(key) })
    }

    func id(_ number: Int32) -> ObjectID { state.withLock { $0.keys[Int(number) - first].id } }

    func isSubmodule(_ number: Int32) -> Bool {
        let place = Int(number) - first
        return place >= 0 && state.withLock { $0.keys[place].isSubmodule }
    }
}
