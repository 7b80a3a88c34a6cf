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
        if let (pack, offset) = place(of: id) {
            do throws(ObjectFault) {
                return try read(id, pack, at: offset)
            } catch {
                fault = error
            }
            // Another copy may be whole.
            for other in catalogue.packs where other !== pack {
                let place = id.withBytes { other.names.find($0) }
                guard place >= 0 else { continue }
                do throws(ObjectFault) {
                    return try read(id, other, at: other.offset(at: place))
                } catch {
                    fault = error
                }
            }
        }
        let place = id.withBytes { catalogue.loose.names.find($0) }
        guard place >= 0 else { throw fault }
        let found = try catalogue.loose.read(at: place, limit: limit, with: inflater)
        guard isNamed(id, found.0, found.1) else { throw .name }
        return (found.0, found.1)
    }

    private func place(of id: ObjectID) -> (pack: Pack, offset: Int)? { id.withBytes { place(of: $0) } }

    private func place(of name: UnsafePointer<UInt8>) -> (pack: Pack, offset: Int)? {
        let place = catalogue.place(of: name)
        guard place >= 0 else { return nil }
        let number = catalogue.packPlace(of: Int32(truncatingIfNeeded: place))
        let pack = catalogue.packs[number]
        return (pack, pack.offset(at: place - catalogue.firsts[number]))
    }

    private func read(_ id: ObjectID, _ pack: Pack, at offset: Int) throws(ObjectFault) -> (kind: ObjectKind, bytes: ObjectBytes) {
        let found = try read(pack, at: offset)
        guard isNamed(id, found.kind, found.bytes) else { throw .name }
        return found
    }

    /// The bytes of an object that is too large to be read, as its header has them; 0 when only reading would tell.
    func size(of id: ObjectID) -> Int {
        guard let (pack, offset) = place(of: id) else { return 0 }
        let header = EntryHeader(pack.file.bytes, at: offset, end: pack.end, nameSize: catalogue.nameSize)
        if let header, case .none = header.base { return header.size }
        return 0
    }

    private func isNamed(_ id: ObjectID, _ kind: ObjectKind, _ bytes: ObjectBytes) -> Bool {
        ObjectName.made(of: kind, UnsafePointer(bytes.start), bytes.count, size: id.size) == id
    }

    private func read(_ pack: Pack, at start: Int) throws(ObjectFault) -> (kind: ObjectKind, bytes: ObjectBytes) {
        var chain: [(header: EntryHeader, pack: Pack)] = []
        var (pack, offset) = (pack, start)
        while true {
            let header = EntryHeader(pack.file.bytes, at: offset, end: pack.end, nameSize: catalogue.nameSize)
            guard let header else { throw chain.isEmpty ? .header : .base }
            guard header.size <= limit else { throw .tooLarge }
            chain.append((header, pack))
            switch header.base {
            case .none: break
            case .distance(let distance): offset -= distance
            case .name(let name):
                let own = pack.names.find(name)
                if own >= 0 {
                    offset = pack.offset(at: own)
                } else if let found = place(of: name) {
                    (pack, offset) = found
                } else {
                    throw .base
                }
            }
            if case .none = header.base { break }
            guard chain.count < Self.longestChain else { throw .base }
        }
        guard let root = chain.popLast(), let kind = ObjectKind(rawValue: root.header.kind) else { throw .header }
        var bytes = try inflate(root.pack, root.header)
        while let (header, pack) = chain.popLast() {
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
