/// The table of contents of a file that is made of chunks: an index of several packs, or a commit-graph.
struct ChunkTable {
    private var chunks: [UInt32: UnsafeBufferPointer<UInt8>] = [:]

    /// Chunks have names of four letters.
    private static let nameSize = 4
    private static let entrySize = 12

    /// Nil when a chunk lies outside of the file, before the one that is listed before it, or is listed twice.
    ///
    /// - Parameters:
    ///   - start: where the table begins.
    ///   - count: how many chunks there are.
    ///   - trailer: so many bytes at the end of the file belong to no chunk.
    init?(_ file: MappedFile, at start: Int, count: Int, trailer: Int) {
        let tableEnd = start + (count + 1) * Self.entrySize
        let last = file.count - trailer
        guard tableEnd <= last else { return nil }
        var offset = Self.offset(file.bytes + start)
        guard let first = offset, first >= tableEnd else { return nil }
        for index in 0..<count {
            let entry = file.bytes + start + index * Self.entrySize
            guard let begin = offset, let end = Self.offset(entry + Self.entrySize), begin <= end, end <= last else { return nil }
            let name = Pack.word(entry)
            guard chunks[name] == nil else { return nil }
            chunks[name] = UnsafeBufferPointer(start: file.bytes + begin, count: end - begin)
            offset = end
        }
    }

    private static func offset(_ entry: UnsafePointer<UInt8>) -> Int? {
        let high = Pack.word(entry + nameSize)
        guard high < 1 << 16 else { return nil }
        return Int(high) << 32 | Int(Pack.word(entry + nameSize + 4))
    }

    /// The bytes of a chunk; nil when it is not there, or has another length than `size`.
    func bytes(_ name: StaticString, size: Int? = nil) -> UnsafeBufferPointer<UInt8>? {
        guard let found = chunks[Self.number(name)], size == nil || found.count == size else { return nil }
        return found
    }

    private static func number(_ name: StaticString) -> UInt32 {
        var number: UInt32 = 0
        for index in 0..<nameSize { number = number << 8 | UInt32(name.utf8Start[index]) }
        return number
    }
}
