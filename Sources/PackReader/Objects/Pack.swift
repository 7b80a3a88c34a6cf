/// One pack with its index: compressed objects one after another, many of them as changes to others.
final class Pack: @unchecked Sendable {
    let path: String
    let file: MappedFile
    private let index: PackIndex
    /// Where the objects end and the digest of the pack begins.
    let end: Int
    /// The pack is not the one that the index was made for, or not whole.
    let isSuspect: Bool

    private static let smallest = 12

    /// A pack that has an index of its own.
    ///
    /// - Parameter path: of the index, which ends in `.idx`.
    init(index path: String, format: ObjectFormat) throws(PackError) {
        let index = try PackIndex(path, format: format)
        self.index = index
        self.path = String(path.dropLast(4)) + ".pack"
        let (nameSize, count) = (format.nameSize, index.count)
        let file = try Self.open(self.path, nameSize: nameSize)
        self.file = file
        let isWhole =
            Self.word(file.bytes + 8) == UInt32(count)
            && index.packDigest.map { NameTable.areEqual($0, file.bytes + file.count - nameSize, nameSize) } == true
        isSuspect = !isWhole
        // The end of a pack that was cut short is no digest, but may be part of an object.
        end = isWhole ? file.count - nameSize : file.count
    }

    /// A pack that only an index of several packs knows, under this number.
    init(_ path: String, in shared: MultiPackIndex, number: Int, format: ObjectFormat) throws(PackError) {
        self.path = path
        let file = try Self.open(path, nameSize: format.nameSize)
        self.file = file
        end = file.count - format.nameSize
        index = try shared.index(of: number, file: file, end: end, nameSize: format.nameSize)
        isSuspect = Self.word(file.bytes + 8) < UInt32(index.count)
    }

    private static func open(_ path: String, nameSize: Int) throws(PackError) -> MappedFile {
        let file = try MappedFile(path)
        guard file.count >= smallest + nameSize, word(file.bytes) == 0x5041_434B else {
            throw PackError(.damaged, path: path, "it is no pack")
        }
        let version = word(file.bytes + 4)
        guard version == 2 || version == 3 else {
            throw PackError(.unsupported, path: path, "a pack of version \(version)")
        }
        return file
    }

    var names: NameTable { index.names }
    /// The number of objects.
    var count: Int { index.count }

    @inline(__always)
    static func word(_ bytes: UnsafePointer<UInt8>) -> UInt32 {
        UInt32(bigEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt32.self))
    }

    /// Where the object at a place of the index begins; may lie anywhere in a damaged index.
    func offset(at place: Int) -> Int { index.offset(at: place) }
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
