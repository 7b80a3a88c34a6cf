/// Where the objects of one pack begin, by name.
///
/// Read from the pack's own index, or gathered from the index of several packs. The latter names an object that is in two of
/// them once only; what the other pack holds of it, and needs for its deltas, has a place after all named ones.
final class PackIndex: @unchecked Sendable {
    let names: NameTable
    /// How many objects it knows, those without a name included.
    let count: Int
    /// The digest that the pack must end with; nil when it is not known.
    let packDigest: UnsafePointer<UInt8>?
    private let source: Source

    private enum Source {
        case file(MappedFile, narrow: UnsafePointer<UInt8>, wide: UnsafePointer<UInt8>, wideCount: Int)
        case memory(Region, [UInt64])
    }

    private static let signature: [UInt8] = [0xFF, 0x74, 0x4F, 0x63, 0, 0, 0, 2]

    /// Opens a file that ends in `.idx`.
    init(_ path: String, format: ObjectFormat) throws(PackError) {
        let file = try MappedFile(path)
        let nameSize = format.nameSize
        func damaged(_ what: String) -> PackError { PackError(.damaged, path: path, what) }
        guard file.count >= 8 + 1024 + 2 * nameSize else { throw damaged("it is cut short") }
        guard (0..<8).allSatisfy({ file.bytes[$0] == Self.signature[$0] }) else {
            throw PackError(.unsupported, path: path, "an index of another version than 2")
        }
        count = Int(Pack.word(file.bytes + 8 + 255 * 4))
        let narrowEnd = 8 + 1024 + count * (nameSize + 8) + 2 * nameSize
        guard count < Int(Int32.max) / 2, file.count >= narrowEnd, (file.count - narrowEnd) % 8 == 0 else {
            throw damaged("its length does not fit the number of its objects")
        }
        let start = file.bytes + 8 + 1024
        guard let table = NameTable(names: start, count: count, nameSize: nameSize) else {
            throw damaged("its names are not in order")
        }
        names = table
        packDigest = file.bytes + file.count - 2 * nameSize
        let narrow = start + count * (nameSize + 4)
        source = .file(file, narrow: narrow, wide: narrow + count * 4, wideCount: (file.count - narrowEnd) / 8)
    }

    /// - Parameters:
    ///   - named: the objects of the pack in the order of their names, and where each begins.
    ///   - nameless: where others begin.
    init?(named: [(name: UnsafePointer<UInt8>, offset: UInt64)], nameless: [UInt64], nameSize: Int) {
        let memory = Region(bytes: named.count * nameSize)
        let start = memory.start.assumingMemoryBound(to: UInt8.self)
        for (place, object) in named.enumerated() { (start + place * nameSize).update(from: object.name, count: nameSize) }
        guard let table = NameTable(names: start, count: named.count, nameSize: nameSize) else { return nil }
        names = table
        count = named.count + nameless.count
        packDigest = nil
        source = .memory(memory, named.map(\.offset) + nameless)
    }

    /// Where the object at a place begins; may lie anywhere in a damaged index.
    func offset(at place: Int) -> Int {
        switch source {
        case .file(_, let narrows, let wides, let wideCount):
            let narrow = Pack.word(narrows + place * 4)
            if narrow & 0x8000_0000 == 0 { return Int(narrow) }
            let wide = Int(narrow & 0x7FFF_FFFF)
            guard wide < wideCount else { return Int.max }
            let high = Pack.word(wides + wide * 8)
            return Int(high & 0x7FFF_FFFF) << 32 | Int(Pack.word(wides + wide * 8 + 4))
        case .memory(_, let offsets): return Int(truncatingIfNeeded: offsets[place] & 0x7FFF_FFFF_FFFF_FFFF)
        }
    }
}
