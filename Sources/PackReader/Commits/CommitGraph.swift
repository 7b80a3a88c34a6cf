/// What git wrote down of commits so that they need not be read: their trees, parents and dates.
///
/// One file, or a chain of them, of which each adds commits to those before. A commit is named by its position in all of
/// them together.
final class CommitGraph: @unchecked Sendable {
    private struct Layer {
        let file: MappedFile
        let names: NameTable
        let data: UnsafePointer<UInt8>
        /// The parents of commits that have more than two, after the first.
        let edges: UnsafeBufferPointer<UInt8>
        /// The position of its first commit.
        let first: Int
        var end: Int { first + names.count }
    }

    /// What is said of one commit. Parents are positions.
    struct Entry {
        let tree: UnsafePointer<UInt8>
        var parents: (first: Int, second: Int) = (-1, -1)
        /// Those after the second.
        var moreParents: [Int] = []
        let time: Int64
    }

    let count: Int
    private let layers: [Layer]
    private let nameSize: Int
    /// Honest lists of parents do not overlap, so that no more of them are read than there are.
    private var edgesLeft: Int

    private static let signature: UInt32 = 0x4347_5048
    private static let headerSize = 8
    private static let nobody: UInt32 = 0x7000_0000
    private static let lastEdge: UInt32 = 0x8000_0000
    private static let mostLayers = 64

    /// Opens what there is in a folder of objects; nil when there is nothing.
    static func open(in folder: String, format: ObjectFormat) throws(PackError) -> CommitGraph? {
        let single = folder + "/info/commit-graph"
        if Files.sort(of: single) == .file { return try CommitGraph([single], format: format) }
        let chain = folder + "/info/commit-graphs"
        guard let list = try Files.text(chain + "/commit-graph-chain", atMost: 1 << 16) else { return nil }
        let names = list.split(whereSeparator: \.isNewline).map { ObjectID($0.trimmed) }
        guard !names.isEmpty, names.count <= mostLayers, names.allSatisfy({ $0 != nil }) else {
            throw PackError(.damaged, path: chain + "/commit-graph-chain", "it does not list commit-graphs")
        }
        return try CommitGraph(names.compactMap { $0.map { "\(chain)/graph-\($0).graph" } }, format: format)
    }

    private init(_ paths: [String], format: ObjectFormat) throws(PackError) {
        nameSize = format.nameSize
        var layers: [Layer] = []
        for path in paths { layers.append(try Self.layer(path, format, after: layers)) }
        self.layers = layers
        count = layers.last?.end ?? 0
        edgesLeft = layers.reduce(0) { $0 + $1.edges.count / 4 }
    }

    private static func layer(_ path: String, _ format: ObjectFormat, after below: [Layer]) throws(PackError) -> Layer {
        let file = try MappedFile(path)
        let nameSize = format.nameSize
        func damaged(_ what: String) -> PackError { PackError(.damaged, path: path, what) }
        guard file.count >= headerSize + nameSize, Pack.word(file.bytes) == signature else { throw damaged("it is no commit-graph") }
        guard file.bytes[4] == 1 else { throw PackError(.unsupported, path: path, "a commit-graph of version \(file.bytes[4])") }
        guard file.bytes[5] == (format == .sha1 ? 1 : 2) else { throw damaged("its names are of another format") }
        guard Int(file.bytes[7]) == below.count else { throw damaged("it belongs to another chain") }
        guard let chunks = ChunkTable(file, at: headerSize, count: Int(file.bytes[6]), trailer: nameSize) else {
            throw damaged("its table of contents is damaged")
        }
        guard let fanOut = chunks.bytes("OIDF", size: 1024), let start = fanOut.baseAddress else {
            throw damaged("it has no table of first bytes")
        }
        let count = Int(Pack.word(start + 255 * 4))
        let first = below.last?.end ?? 0
        guard first + count < Int(nobody), let list = chunks.bytes("OIDL", size: count * nameSize)?.baseAddress,
            let data = chunks.bytes("CDAT", size: count * (nameSize + 16))?.baseAddress
        else { throw damaged("its length does not fit the number of its commits") }
        guard let names = NameTable(names: list, count: count, nameSize: nameSize) else { throw damaged("its names are not in order") }
        let edges = chunks.bytes("EDGE") ?? UnsafeBufferPointer(start: nil, count: 0)
        return Layer(file: file, names: names, data: data, edges: edges, first: first)
    }

    /// The position of a commit; -1 when it is not written down.
    func position(of name: UnsafePointer<UInt8>) -> Int {
        for layer in layers.reversed() {
            let place = layer.names.find(name)
            if place >= 0 { return layer.first + place }
        }
        return -1
    }

    private func layer(of position: Int) -> Layer? { layers.first { position < $0.end } }

    func name(at position: Int) -> UnsafePointer<UInt8>? {
        guard position >= 0, let layer = layer(of: position) else { return nil }
        return layer.names.name(at: position - layer.first)
    }

    /// What is said of a commit; nil when that is damaged.
    func entry(at position: Int) -> Entry? {
        guard position >= 0, let layer = layer(of: position) else { return nil }
        let data = layer.data + (position - layer.first) * (nameSize + 16)
        let words = data + nameSize
        let time = Int64(Pack.word(words + 8) & 3) << 32 | Int64(Pack.word(words + 12))
        var entry = Entry(tree: data, time: time)
        let (first, second) = (Pack.word(words), Pack.word(words + 4))
        if first == Self.nobody { return second == Self.nobody ? entry : nil }
        guard Int(first) < layer.end else { return nil }
        entry.parents.first = Int(first)
        if second == Self.nobody { return entry }
        guard second & Self.lastEdge != 0 else {
            guard Int(second) < layer.end else { return nil }
            entry.parents.second = Int(second)
            return entry
        }
        return addEdges(from: Int(second & ~Self.lastEdge), layer, to: &entry) ? entry : nil
    }

    private func addEdges(from start: Int, _ layer: Layer, to entry: inout Entry) -> Bool {
        guard let edges = layer.edges.baseAddress else { return false }
        var at = start
        while at < layer.edges.count / 4, edgesLeft > 0 {
            let edge = Pack.word(edges + at * 4)
            let parent = Int(edge & ~Self.lastEdge)
            guard parent < layer.end else { return false }
            if at == start { entry.parents.second = parent } else { entry.moreParents.append(parent) }
            at += 1
            edgesLeft -= 1
            if edge & Self.lastEdge != 0 { return true }
        }
        return false
    }
}
