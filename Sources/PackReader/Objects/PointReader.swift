internal import CCrypto

/// Reads single objects, each by itself. One for each thread.
///
/// The whole chain of changes behind an object is read anew, so this is for the few: `FamilyWalker` is for the many.
final class PointReader {
    private let catalogue: ObjectCatalogue
    private let inflater = Inflater()
    /// No object, and no delta, of more bytes is read.
    let limit: Int

    private static let longestChain = 1 << 16

    init(_ catalogue: ObjectCatalogue, limit: Int) {
        self.catalogue = catalogue
        self.limit = limit
    }

    func read(_ id: ObjectID) throws(ObjectFault) -> (kind: ObjectKind, bytes: ObjectBytes) {
        guard id.size == catalogue.nameSize else { throw .missing }
        var fault: ObjectFault = .missing
        for pack in catalogue.packs {
            let place = id.withBytes { pack.names.find($0) }
            if place < 0 { continue }
            do throws(ObjectFault) {
                let found = try read(pack, at: pack.offset(at: place))
                guard isNamed(id, found.kind, found.bytes) else { throw ObjectFault.name }
                return found
            } catch {
                // Another copy may be whole.
                fault = error
            }
        }
        let place = id.withBytes { catalogue.loose.names.find($0) }
        guard place >= 0 else { throw fault }
        let found = try catalogue.loose.read(at: place, limit: limit, with: inflater)
        guard isNamed(id, found.0, found.1) else { throw .name }
        return (found.0, found.1)
    }

    /// The bytes of an object that is too large to be read, as its header has them; 0 when only reading would tell.
    func size(of id: ObjectID) -> Int {
        for pack in catalogue.packs {
            let place = id.withBytes { pack.names.find($0) }
            if place < 0 { continue }
            let header = EntryHeader(
                pack.file.bytes, at: pack.offset(at: place), end: pack.end, nameSize: catalogue.nameSize)
            if let header, case .none = header.base { return header.size }
        }
        return 0
    }

    private func isNamed(_ id: ObjectID, _ kind: ObjectKind, _ bytes: ObjectBytes) -> Bool {
        ObjectName.made(of: kind, UnsafePointer(bytes.start), bytes.count, size: id.size) == id
    }

    private func read(_ pack: Pack, at start: Int) throws(ObjectFault) -> (kind: ObjectKind, bytes: ObjectBytes) {
        var chain: [EntryHeader] = []
        var offset = start
        while true {
            let header = EntryHeader(pack.file.bytes, at: offset, end: pack.end, nameSize: catalogue.nameSize)
            guard let header else { throw chain.isEmpty ? .header : .base }
            guard header.size <= limit else { throw .tooLarge }
            chain.append(header)
            switch header.base {
            case .none: break
            case .distance(let distance): offset -= distance
            case .name(let name):
                let place = pack.names.find(name)
                guard place >= 0 else { throw .base }
                offset = pack.offset(at: place)
            }
            if case .none = header.base { break }
            guard chain.count < Self.longestChain else { throw .base }
        }
        guard let root = chain.popLast(), let kind = ObjectKind(rawValue: root.kind) else { throw .header }
        var bytes = try inflate(pack, root)
        while let header = chain.popLast() {
            let delta = try inflate(pack, header)
            guard let sizes = Delta.sizes(delta.start, delta.count), sizes.base == bytes.count else { throw .delta }
            guard sizes.result <= limit else { throw .tooLarge }
            let result = ObjectBytes(count: sizes.result)
            let isMade = Delta.apply(
                delta.start, delta.count, from: sizes.length, to: bytes.start, bytes.count, into: result.start,
                size: result.count)
            guard isMade else { throw .delta }
            bytes = result
        }
        return (kind, bytes)
    }

    private func inflate(_ pack: Pack, _ header: EntryHeader) throws(ObjectFault) -> ObjectBytes {
        let bytes = ObjectBytes(count: header.size)
        let rest = pack.end - header.dataAt
        guard inflater.inflate(pack.file.bytes + header.dataAt, rest, into: bytes.start, size: header.size) else {
            throw .inflation
        }
        return bytes
    }
}

/// The names of objects as git makes them.
enum ObjectName {
    static func made(of kind: ObjectKind, _ bytes: UnsafePointer<UInt8>, _ count: Int, size: Int) -> ObjectID? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { room in
            var length = 0
            func put(_ byte: UInt8) {
                room[length] = byte
                length += 1
            }
            kind.word.withUTF8Buffer { $0.forEach(put) }
            put(UInt8(ascii: " "))
            String(count).utf8.forEach(put)
            put(0)
            guard let start = room.baseAddress,
                steward_object_name(start, length, bytes, count, start + 32, size) == 1
            else { return nil }
            return ObjectID(start + 32, size: size)
        }
    }
}
