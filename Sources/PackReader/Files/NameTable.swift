/// Sorted names of objects, found by their first bits.
///
/// Names are digests and so spread evenly: a table of about as many places as there are names leads to within one of
/// the right one.
struct NameTable: @unchecked Sendable {
    /// Finds names, without keeping the table in memory.
    let finder: NameFinder
    private let memory: Region

    /// Nil when the names are not in ascending order.
    init?(names: UnsafePointer<UInt8>, count: Int, nameSize: Int) {
        var bits: UInt32 = 1
        while bits < 24 && (1 << Int(bits)) < count { bits += 1 }
        let shift = 32 - bits
        let places = 1 << Int(bits)
        memory = Region(bytes: (places + 1) * 4)
        let starts = memory.start.assumingMemoryBound(to: UInt32.self)
        var place = 0
        for index in 0..<count {
            let next = Int(NameFinder.head(names + index * nameSize) >> shift)
            guard next >= place - 1 else { return nil }
            while place <= next {
                starts[place] = UInt32(truncatingIfNeeded: index)
                place += 1
            }
        }
        while place <= places {
            starts[place] = UInt32(truncatingIfNeeded: count)
            place += 1
        }
        finder = NameFinder(names: names, count: count, nameSize: nameSize, shift: shift, starts: starts)
    }

    var names: UnsafePointer<UInt8> { finder.names }
    var count: Int { finder.count }
    var nameSize: Int { finder.nameSize }

    /// The bytes of the name at a place.
    func name(at place: Int) -> UnsafePointer<UInt8> { names + place * nameSize }

    /// The place of a name; -1 when it is not there.
    func find(_ name: UnsafePointer<UInt8>) -> Int { finder.find(name) }

    static func areEqual(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ size: Int) -> Bool {
        NameFinder.areEqual(a, b, size)
    }
}

/// What looks names up in a `NameTable`, which must outlive it: plain pointers, so that no inner loop counts references.
struct NameFinder: BitwiseCopyable {
    let names: UnsafePointer<UInt8>
    let count: Int
    let nameSize: Int
    fileprivate let shift: UInt32
    /// Where the names of each place begin, and the end.
    fileprivate let starts: UnsafeMutablePointer<UInt32>

    @inline(__always)
    fileprivate static func head(_ name: UnsafePointer<UInt8>) -> UInt32 {
        UInt32(bigEndian: UnsafeRawPointer(name).loadUnaligned(as: UInt32.self))
    }

    /// The place of a name; -1 when it is not there.
    @inline(__always)
    func find(_ name: UnsafePointer<UInt8>) -> Int {
        let place = Int(Self.head(name) >> shift)
        var low = Int(starts[place])
        var high = Int(starts[place + 1])
        // Only names that somebody chose crowd in one place.
        while high - low > 8 {
            let middle = (low + high) / 2
            if Self.precedes(names + middle * nameSize, name, nameSize) { low = middle + 1 } else { high = middle + 1 }
        }
        while low < high {
            if Self.areEqual(names + low * nameSize, name, nameSize) { return low }
            low += 1
        }
        return -1
    }

    static func precedes(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ size: Int) -> Bool {
        for index in 0..<size where a[index] != b[index] { return a[index] < b[index] }
        return false
    }

    @inline(__always)
    static func areEqual(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ size: Int) -> Bool {
        let (a, b) = (UnsafeRawPointer(a), UnsafeRawPointer(b))
        var difference =
            (a.loadUnaligned(as: UInt64.self) ^ b.loadUnaligned(as: UInt64.self))
            | (a.loadUnaligned(fromByteOffset: 8, as: UInt64.self) ^ b.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        if size == 20 {
            difference |= UInt64(
                a.loadUnaligned(fromByteOffset: 16, as: UInt32.self)
                    ^ b.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
        } else {
            difference |=
                a.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
                ^ b.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
            difference |=
                a.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
                ^ b.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
        }
        return difference == 0
    }
}
