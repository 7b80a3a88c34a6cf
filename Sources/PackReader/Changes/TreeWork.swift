import Glibc

/// One entry that differs between two trees.
struct TreeDifference: BitwiseCopyable {
    /// Where the name lies among the names of the thread that found it.
    var nameAt: UInt32
    var nameLength: UInt16
    /// `FileMode`; 0 for nothing.
    var oldMode: UInt8
    var newMode: UInt8
    /// The numbers of both objects, -1 for nothing.
    var old: Int32
    var new: Int32
    /// The pair of both, of trees or of files.
    var pair: Int32 = -1

    var isFolder: Bool { oldMode | newMode == FileMode.folder }
}

/// The modes that git knows; all others stand for one of them.
enum FileMode {
    static let none: UInt8 = 0
    static let file: UInt8 = 1
    static let executable: UInt8 = 2
    static let link: UInt8 = 3
    static let submodule: UInt8 = 4
    static let folder: UInt8 = 8

    @inline(__always)
    static func canonical(_ mode: UInt32) -> UInt8 {
        switch mode & 0o170000 {
        case 0o100000: mode & 0o100 != 0 ? executable : file
        case 0o120000: link
        case 0o040000: folder
        default: submodule
        }
    }

    static func number(_ mode: UInt8) -> UInt32 {
        switch mode {
        case file: 0o100644
        case executable: 0o100755
        case link: 0o120000
        case submodule: 0o160000
        case folder: 0o040000
        default: 0
        }
    }
}

/// What the comparison of two trees gave.
struct TreeResult: BitwiseCopyable {
    var start: UInt32 = 0
    var count: UInt32 = 0
    var thread: UInt8 = 0
    /// `CommitRecord.noFault` or an `ObjectFault`, of the object with this number.
    var fault: UInt8 = CommitRecord.noFault
    var faulty: Int32 = -1
}

/// Compares trees, entry by entry. One for each thread.
final class TreeWork: PairWork {
    static var needsLines: Bool { false }

    private let forest: Forest
    private let extras: ExtraObjects
    private let nameSize: Int
    private let thread: UInt8
    /// Where results go, by pair; set before each round.
    var results: UnsafeMutablePointer<TreeResult>
    private(set) var differences = GrowingBuffer<TreeDifference>()
    private(set) var names = GrowingBuffer<UInt8>()

    init(_ forest: Forest, _ extras: ExtraObjects, thread: Int, results: UnsafeMutablePointer<TreeResult>) {
        self.forest = forest
        self.extras = extras
        nameSize = forest.catalogue.nameSize
        self.thread = UInt8(truncatingIfNeeded: thread)
        self.results = results
    }

    /// Bytes that are held.
    var weight: Int { differences.count * MemoryLayout<TreeDifference>.stride + names.count }

    func view(_ object: borrowing DecodedObject) throws(ObjectFault) -> UnsafeRawBufferPointer? {
        guard object.kind == ObjectKind.tree.rawValue else { throw .kind }
        return UnsafeRawBufferPointer(start: object.bytes, count: object.size)
    }

    func decide(_ pair: Int32) {}

    func fail(_ pair: Int32, _ number: Int32, _ fault: ObjectFault) {
        results[Int(pair)] = TreeResult(fault: fault.rawValue, faulty: number)
    }

    private struct Entry {
        var name: UnsafePointer<UInt8>
        var nameLength: Int
        var mode: UInt8
        /// The name of the object.
        var object: UnsafePointer<UInt8>
        var next: UnsafePointer<UInt8>
    }

    /// Reads the entry at `at`; nil when it is damaged.
    @inline(__always)
    private func entry(_ at: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Entry? {
        var place = at
        var mode: UInt32 = 0
        while place < end, place.pointee != UInt8(ascii: " ") {
            let digit = place.pointee &- UInt8(ascii: "0")
            guard digit < 8, mode < 1 << 24 else { return nil }
            mode = mode << 3 | UInt32(digit)
            place += 1
        }
        guard place < end, place > at else { return nil }
        place += 1
        guard let zero = memchr(place, 0, end - place) else { return nil }
        let stop = UnsafePointer(zero.assumingMemoryBound(to: UInt8.self))
        let length = stop - place
        guard length > 0, length <= Int(UInt16.max), end - stop > nameSize else { return nil }
        return Entry(
            name: place, nameLength: length, mode: FileMode.canonical(mode), object: stop + 1,
            next: stop + 1 + nameSize)
    }

    func compare(_ pair: Int32, old: UnsafeRawBufferPointer?, new: UnsafeRawBufferPointer?) {
        let start = differences.count
        let isWhole = merge(old, new)
        guard isWhole, differences.count < Int(Int32.max), names.count < Int(UInt32.max) else {
            results[Int(pair)] = TreeResult(fault: ObjectFault.contents.rawValue)
            return
        }
        results[Int(pair)] = TreeResult(
            start: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: differences.count - start),
            thread: thread)
    }

    private func merge(_ old: UnsafeRawBufferPointer?, _ new: UnsafeRawBufferPointer?) -> Bool {
        let empty = UnsafeRawBufferPointer(start: nil, count: 0)
        let (old, new) = (old ?? empty, new ?? empty)
        let nowhere = UnsafePointer(names.start)
        var a = old.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? nowhere
        var b = new.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? nowhere
        let (aEnd, bEnd) = (a + old.count, b + new.count)
        while a < aEnd && b < bEnd {
            // Most entries are the same, byte for byte.
            let same = Self.sameEntries(a, b, min(aEnd - a, bEnd - b), nameSize)
            a += same
            b += same
            guard a < aEnd && b < bEnd else { break }
            guard let x = entry(a, aEnd), let y = entry(b, bEnd) else { return false }
            let order = Self.order(x, y)
            if order < 0 {
                add(x, nil)
                a = x.next
            } else if order > 0 {
                add(nil, y)
                b = y.next
            } else {
                if x.mode != y.mode || memcmp(x.object, y.object, nameSize) != 0 { add(x, y) }
                a = x.next
                b = y.next
            }
        }
        while a < aEnd {
            guard let x = entry(a, aEnd) else { return false }
            add(x, nil)
            a = x.next
        }
        while b < bEnd {
            guard let y = entry(b, bEnd) else { return false }
            add(nil, y)
            b = y.next
        }
        return true
    }

    /// The bytes of the entries at the beginning that are whole and the same on both sides, of at most `count`.
    ///
    /// Up to eight bytes more are read than there are.
    @inline(__always)
    private static func sameEntries(
        _ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ count: Int, _ nameSize: Int
    ) -> Int {
        let (x, y) = (UnsafeRawPointer(a), UnsafeRawPointer(b))
        var equal = 0
        while equal &+ 8 <= count {
            let difference =
                x.loadUnaligned(fromByteOffset: equal, as: UInt64.self)
                ^ y.loadUnaligned(fromByteOffset: equal, as: UInt64.self)
            if difference != 0 {
                equal = equal &+ difference.littleEndian.trailingZeroBitCount &>> 3
                break
            }
            equal = equal &+ 8
        }
        if equal &+ 8 > count { while equal < count && a[equal] == b[equal] { equal = equal &+ 1 } }
        // Where the last whole entry ends: each has at least seven bytes before the end of its name.
        var whole = 0
        while true {
            var at = whole &+ 7
            while at < equal {
                let word = UInt64(littleEndian: x.loadUnaligned(fromByteOffset: at, as: UInt64.self))
                let zeros = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
                if zeros != 0 {
                    at = at &+ zeros.trailingZeroBitCount &>> 3
                    break
                }
                at = at &+ 8
            }
            let next = at &+ 1 &+ nameSize
            guard next <= equal else { return whole }
            whole = next
        }
    }

    /// Git's order of entries: by name, where that of a folder ends with a slash.
    @inline(__always)
    private static func order(_ x: Entry, _ y: Entry) -> Int32 {
        let common = min(x.nameLength, y.nameLength)
        let order = memcmp(x.name, y.name, common)
        if order != 0 { return order }
        return Int32(after(x, common)) - Int32(after(y, common))
    }

    @inline(__always)
    private static func after(_ entry: Entry, _ place: Int) -> UInt8 {
        place < entry.nameLength ? entry.name[place] : entry.mode == FileMode.folder ? UInt8(ascii: "/") : 0
    }

    private func add(_ old: Entry?, _ new: Entry?) {
        guard let named = new ?? old else { return }
        differences.append(
            TreeDifference(
                nameAt: UInt32(truncatingIfNeeded: names.count), nameLength: UInt16(truncatingIfNeeded: named.nameLength),
                oldMode: old?.mode ?? FileMode.none, newMode: new?.mode ?? FileMode.none, old: number(old),
                new: number(new)))
        names.append(named.name, count: named.nameLength)
    }

    @inline(__always)
    private func number(_ entry: Entry?) -> Int32 {
        guard let entry else { return PairTable.nothing }
        if entry.mode == FileMode.submodule { return extras.number(entry.object, isSubmodule: true) }
        let found = forest.find(entry.object)
        return found >= 0 ? found : extras.number(entry.object, isSubmodule: false)
    }
}
