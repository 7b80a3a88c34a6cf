/// One pack with its index: compressed objects one after another, many of them as changes to others.
final class Pack: @unchecked Sendable {
    let path: String
    let file: MappedFile
    private let index: MappedFile
    let names: NameTable
    /// The number of objects.
    let count: Int
    /// Where the objects end and the digest of the pack begins.
    let end: Int
    private let offsets: UnsafePointer<UInt8>
    private let wideOffsets: UnsafePointer<UInt8>
    private let wideCount: Int
    /// The pack is not the one that the index was made for, or not whole.
    let isSuspect: Bool

    private static let signature: [UInt8] = [0xFF, 0x74, 0x4F, 0x63, 0, 0, 0, 2]

    /// - Parameter path: of the index, which ends in `.idx`.
    init(index path: String, format: ObjectFormat) throws(PackError) {
        self.path = String(path.dropLast(4)) + ".pack"
        let index = try MappedFile(path)
        self.index = index
        let nameSize = format.nameSize
        func damaged(_ what: String) -> PackError { PackError(.damaged, path: path, what) }
        guard index.count >= 8 + 1024 + 2 * nameSize else { throw damaged("it is cut short") }
        guard (0..<8).allSatisfy({ index.bytes[$0] == Self.signature[$0] }) else {
            throw PackError(.unsupported, path: path, "an index of another version than 2")
        }
        count = Int(Self.word(index.bytes + 8 + 255 * 4))
        let narrow = 8 + 1024 + count * (nameSize + 8) + 2 * nameSize
        guard count < Int(Int32.max) / 2, index.count >= narrow, (index.count - narrow) % 8 == 0 else {
            throw damaged("its length does not fit the number of its objects")
        }
        let names = index.bytes + 8 + 1024
        guard let table = NameTable(names: names, count: count, nameSize: nameSize) else {
            throw damaged("its names are not in order")
        }
        self.names = table
        offsets = names + count * (nameSize + 4)
        wideOffsets = offsets + count * 4
        wideCount = (index.count - narrow) / 8
        let file = try MappedFile(self.path)
        self.file = file
        guard file.count >= 12 + nameSize, Self.word(file.bytes) == 0x5041_434B else {
            throw PackError(.damaged, path: self.path, "it is no pack")
        }
        let version = Self.word(file.bytes + 4)
        guard version == 2 || version == 3 else {
            throw PackError(.unsupported, path: self.path, "a pack of version \(version)")
        }
        let expected = index.bytes + index.count - 2 * nameSize
        let isWhole =
            Self.word(file.bytes + 8) == UInt32(count)
            && NameTable.areEqual(expected, file.bytes + file.count - nameSize, nameSize)
        isSuspect = !isWhole
        // The end of a pack that was cut short is no digest, but may be part of an object.
        end = isWhole ? file.count - nameSize : file.count
    }

    @inline(__always)
    static func word(_ bytes: UnsafePointer<UInt8>) -> UInt32 {
        UInt32(bigEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt32.self))
    }

    /// Where the object at a place of the index begins; may lie anywhere in a damaged index.
    @inline(__always)
    func offset(at place: Int) -> Int {
        let narrow = Self.word(offsets + place * 4)
        if narrow & 0x8000_0000 == 0 { return Int(narrow) }
        let wide = Int(narrow & 0x7FFF_FFFF)
        guard wide < wideCount else { return Int.max }
        let high = Self.word(wideOffsets + wide * 8)
        return Int(high & 0x7FFF_FFFF) << 32 | Int(Self.word(wideOffsets + wide * 8 + 4))
    }
}

/// What stands before the compressed bytes of an object in a pack.
struct EntryHeader {
    enum Base {
        case none
        /// The object that begins so many bytes before this one.
        case distance(Int)
        /// The object of this name.
        case name(UnsafePointer<UInt8>)
    }

    /// 1 to 4: an `ObjectKind`; 6 and 7: a change to another object.
    var kind: UInt8
    /// The bytes of the object, or of the delta, when inflated.
    var size: Int
    /// Where the compressed bytes begin.
    var dataAt: Int
    var base: Base

    /// Nil when it is damaged or lies outside of the pack.
    @inline(__always)
    init?(_ bytes: UnsafePointer<UInt8>, at offset: Int, end: Int, nameSize: Int) {
        guard offset >= 12, offset < end else { return nil }
        var at = offset
        var byte = bytes[at]
        at += 1
        kind = byte >> 4 & 7
        var size = Int(byte & 15)
        var shift = 4
        while byte & 0x80 != 0 {
            guard at < end, shift < 56 else { return nil }
            byte = bytes[at]
            at += 1
            size |= Int(byte & 0x7F) << shift
            shift += 7
        }
        self.size = size
        switch kind {
        case 1...4: base = .none
        case 6:
            guard at < end else { return nil }
            byte = bytes[at]
            at += 1
            var distance = Int(byte & 0x7F)
            while byte & 0x80 != 0 {
                guard at < end, distance < 1 << 48 else { return nil }
                byte = bytes[at]
                at += 1
                distance = (distance + 1) << 7 | Int(byte & 0x7F)
            }
            guard distance > 0, distance <= offset - 12 else { return nil }
            base = .distance(distance)
        case 7:
            guard end - at >= nameSize else { return nil }
            base = .name(bytes + at)
            at += nameSize
        default: return nil
        }
        guard at < end else { return nil }
        dataAt = at
    }
}
