import Glibc

/// Objects that each have a file of their own.
final class LooseObjects: @unchecked Sendable {
    let names: NameTable
    private let memory: Region
    /// The folder of each, as a place in `folders`.
    private var places: [UInt8] = []
    private let folders: [String]
    private let nameSize: Int

    init(folders: [String], format: ObjectFormat) {
        self.folders = Array(folders.prefix(256))
        nameSize = format.nameSize
        var found: [(name: ObjectID, bytes: [UInt8], place: UInt8)] = []
        var seen: Set<ObjectID> = []
        for (place, folder) in self.folders.enumerated() {
            for high in 0..<256 {
                let prefix = String(decoding: [Self.digit(high >> 4), Self.digit(high & 15)], as: UTF8.self)
                for rest in Files.names(in: folder + "/" + prefix) ?? [] {
                    guard let id = ObjectID(prefix + rest), id.size == format.nameSize, seen.insert(id).inserted else {
                        continue
                    }
                    let bytes = id.withBytes { Array(UnsafeBufferPointer(start: $0, count: id.size)) }
                    found.append((id, bytes, UInt8(place)))
                }
            }
        }
        found.sort { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        memory = Region(bytes: found.count * format.nameSize)
        let start = memory.start.assumingMemoryBound(to: UInt8.self)
        for (index, item) in found.enumerated() {
            for (offset, byte) in item.bytes.enumerated() { start[index * format.nameSize + offset] = byte }
            places.append(item.place)
        }
        guard let table = NameTable(names: start, count: found.count, nameSize: format.nameSize) else {
            preconditionFailure("sorted names are in order")
        }
        names = table
    }

    private static func digit(_ value: Int) -> UInt8 { Hexadecimal.digit(UInt8(truncatingIfNeeded: value)) }

    var count: Int { names.count }

    func path(at place: Int) -> String {
        let text = ObjectID(names.names + place * nameSize, size: nameSize).description
        return "\(folders[Int(places[place])])/\(text.prefix(2))/\(text.dropFirst(2))"
    }

    /// Inflates an object.
    ///
    /// - Parameter limit: more bytes than this are not inflated.
    func read(at place: Int, limit: Int, with inflater: Inflater) throws(ObjectFault) -> (ObjectKind, ObjectBytes) {
        // It was there when the folders were listed: it is not missing, but packed by now, perhaps, and git will find it.
        guard let file = try? MappedFile(path(at: place)) else { throw .contents }
        var room = min(max(4096, file.count * 6), limit + 64)
        while true {
            let whole = ObjectBytes(count: room)
            switch inflater.inflateSome(file.bytes, file.count, into: whole.start, room: room) {
            case .done(let count): return try Self.split(whole, count: count, limit: limit)
            case .noRoom:
                // Deflate never makes more than 1032 times as much.
                guard room < limit + 64, room / 1040 <= file.count else { throw room > limit ? .tooLarge : .inflation }
                room = min(room * 4, limit + 64)
            case .damaged: throw .inflation
            }
        }
    }

    /// Takes the header apart: a word, a blank, the size in digits, a NUL.
    private static func split(
        _ whole: ObjectBytes, count: Int, limit: Int
    ) throws(ObjectFault) -> (ObjectKind, ObjectBytes) {
        let bytes = UnsafeBufferPointer(start: UnsafePointer(whole.start), count: count)
        guard let end = bytes.prefix(32).firstIndex(of: 0) else { throw .header }
        let words = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2, let size = Int(words[1]), size == count - end - 1 else { throw .header }
        let kind: ObjectKind
        switch words[0] {
        case "commit": kind = .commit
        case "tree": kind = .tree
        case "blob": kind = .blob
        case "tag": kind = .tag
        default: throw .kind
        }
        guard size <= limit else { throw .tooLarge }
        let contents = ObjectBytes(count: size)
        memcpy(contents.start, whole.start + end + 1, size)
        return (kind, contents)
    }
}
