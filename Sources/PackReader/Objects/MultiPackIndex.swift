/// An index of several packs: the name of every object in any of them, once, with the pack that it is to be read from.
final class MultiPackIndex: @unchecked Sendable {
    let path: String
    /// The names of the packs without an ending, in the order in which objects name them by number.
    let packs: [String]
    let names: NameTable
    private let file: MappedFile
    private let places: UnsafePointer<UInt8>
    private let wides: UnsafeBufferPointer<UInt8>

    private static let signature: UInt32 = 0x4D49_4458
    private static let headerSize = 12

    /// Opens a file that is called `multi-pack-index`.
    init(_ path: String, format: ObjectFormat) throws(PackError) {
        self.path = path
        let file = try MappedFile(path)
        self.file = file
        let nameSize = format.nameSize
        func damaged(_ what: String) -> PackError { PackError(.damaged, path: path, what) }
        func unsupported(_ what: String) -> PackError { PackError(.unsupported, path: path, what) }
        guard file.count >= Self.headerSize + nameSize, Pack.word(file.bytes) == Self.signature else {
            throw damaged("it is no index of several packs")
        }
        guard file.bytes[4] == 1 else { throw unsupported("an index of several packs of version \(file.bytes[4])") }
        guard file.bytes[5] == (format == .sha1 ? 1 : 2) else { throw damaged("its names are of another format") }
        guard file.bytes[7] == 0 else { throw unsupported("an index of several packs that is part of a chain") }
        let packCount = Int(Pack.word(file.bytes + 8))
        guard let chunks = ChunkTable(file, at: Self.headerSize, count: Int(file.bytes[6]), trailer: nameSize) else {
            throw damaged("its table of contents is damaged")
        }
        guard let fanOut = chunks.bytes("OIDF", size: 1024), let start = fanOut.baseAddress else {
            throw damaged("it has no table of first bytes")
        }
        let count = Int(Pack.word(start + 255 * 4))
        guard count < Int(Int32.max) / 2, let list = chunks.bytes("OIDL", size: count * nameSize)?.baseAddress,
            let places = chunks.bytes("OOFF", size: count * 8)?.baseAddress
        else { throw damaged("its length does not fit the number of its objects") }
        guard let table = NameTable(names: list, count: count, nameSize: nameSize) else {
            throw damaged("its names are not in order")
        }
        guard let packs = chunks.bytes("PNAM").flatMap({ Self.packNames($0, count: packCount) }) else {
            throw damaged("the names of its packs are damaged")
        }
        self.packs = packs
        names = table
        self.places = places
        wides = chunks.bytes("LOFF") ?? UnsafeBufferPointer(start: nil, count: 0)
    }

    /// Names that end with a NUL each, and a few more of these.
    private static func packNames(_ bytes: UnsafeBufferPointer<UInt8>, count: Int) -> [String]? {
        var names: [String] = []
        var rest = bytes[...]
        // A name takes two bytes at least, so that a false count ends soon.
        while names.count < count {
            guard let end = rest.firstIndex(of: 0), end > rest.startIndex else { return nil }
            let name = String(decoding: rest[..<end], as: UTF8.self)
            guard let stem = [".idx", ".pack"].first(where: name.hasSuffix).map({ String(name.dropLast($0.utf8.count)) }),
                !stem.contains("/")
            else { return nil }
            names.append(stem)
            rest = rest[(end + 1)...]
        }
        return names
    }

    /// Where an object is to be read from; nil when it says so of a pack, or of a place, that it does not have.
    func location(at place: Int) -> (pack: Int, offset: Int)? {
        let pack = Int(Pack.word(places + place * 8))
        let narrow = Pack.word(places + place * 8 + 4)
        guard pack < packs.count else { return nil }
        // Without a table of wide offsets the highest bit is one like the others.
        guard narrow & 0x8000_0000 != 0, let start = wides.baseAddress else { return (pack, Int(narrow)) }
        let wide = Int(narrow & 0x7FFF_FFFF)
        guard wide < wides.count / 8 else { return nil }
        let high = Pack.word(start + wide * 8)
        guard high < 1 << 16 else { return nil }
        return (pack, Int(high) << 32 | Int(Pack.word(start + wide * 8 + 4)))
    }

    /// What it knows of one of its packs, of which `file` is the contents.
    func index(of pack: Int, file: MappedFile, end: Int, nameSize: Int) throws(PackError) -> PackIndex {
        var named: [(name: UnsafePointer<UInt8>, offset: UInt64)] = []
        var known: Set<Int> = []
        for place in 0..<names.count {
            guard let found = location(at: place) else { throw PackError(.damaged, path: path, "it leads to no pack") }
            guard found.pack == pack else { continue }
            named.append((names.name(at: place), UInt64(found.offset)))
            known.insert(found.offset)
        }
        // An object of which another pack has a copy is not listed, but may be what listed ones are changes to.
        var nameless: [UInt64] = []
        var open = named.map { Int($0.offset) }
        while let offset = open.popLast() {
            guard let header = EntryHeader(file.bytes, at: offset, end: end, nameSize: nameSize),
                case .distance(let distance) = header.base, known.insert(offset - distance).inserted
            else { continue }
            nameless.append(UInt64(offset - distance))
            open.append(offset - distance)
        }
        guard let index = PackIndex(named: named, nameless: nameless, nameSize: nameSize) else {
            throw PackError(.damaged, path: path, "its names are not in order")
        }
        return index
    }
}
