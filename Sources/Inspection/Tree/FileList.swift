import PackReader

/// Many files with what is known of each, held small: a million of them must not fill the memory.
///
/// Paths are put together when they are asked for. Each folder is held once, and so is each name.
public struct FileList: RandomAccessCollection, Sendable {
    private struct Folder: Sendable {
        /// The place of the folder above; -1 at the top.
        let parent: Int32
        let name: Int32
        let traits: FileClass.FolderTraits
    }

    private struct Record: Sendable {
        /// -1 at the top.
        let folder: Int32
        let name: Int32
        let kind: Tree.Kind
        let fileClass: FileClass
    }

    /// A folder by the place of the one above and that of its name.
    private struct FolderKey: Hashable {
        let parent: Int32
        let name: Int32
    }

    private var names: NameList
    private var folders: [Folder] = []
    private var known: [FolderKey: Int32] = [:]
    private var records: [Record] = []
    /// Of all files or, where listing does not tell, of none.
    private var blobs = ObjectIDList()
    /// Of all files or of none; -1 where it is not known.
    private var sizes: [Int] = []

    /// The folder of the file that came last: most files share it.
    private var lastFolder: (path: [UInt8], place: Int32)?
    private var lastPath: [UInt8] = []
    private var isSorted = true

    /// - Parameter nameBytes: of all names of files and folders together.
    init(nameBytes: Int) { names = NameList(mostBytes: nameBytes) }

    // MARK: Adding

    /// Adds a file at the end; false when there is no room for its name. All files come with a blob, or none.
    mutating func append(_ path: UnsafeRawBufferPointer, _ kind: Tree.Kind, size: Int? = nil, blob: ObjectID? = nil) -> Bool {
        guard records.count < Int(Int32.max) else { return false }
        var (folder, start): (Int32, Int) = (-1, 0)
        if let slash = path.lastIndex(of: UInt8(ascii: "/")) {
            guard let found = self.folder(UnsafeRawBufferPointer(rebasing: path[..<slash])) else { return false }
            (folder, start) = (found, slash + 1)
        }
        guard let name = names.place(of: UnsafeRawBufferPointer(rebasing: path[start...])) else { return false }
        let traits = folder >= 0 ? folders[Int(folder)].traits : []
        let text = String(decoding: path[start...], as: UTF8.self).lowercased()
        records.append(Record(folder: folder, name: name, kind: kind, fileClass: FileClass(name: text, in: traits)))
        if let blob { blobs.append(blob) }
        if size != nil && sizes.isEmpty { sizes = [Int](repeating: -1, count: records.count - 1) }
        if size != nil || !sizes.isEmpty { sizes.append(size ?? -1) }
        if isSorted { isSorted = !path.lexicographicallyPrecedes(lastPath) }
        lastPath.removeAll(keepingCapacity: true)
        lastPath.append(contentsOf: path)
        return true
    }

    /// Takes back what was added last.
    mutating func removeLast() {
        records.removeLast()
        if !blobs.isEmpty { blobs.removeLast() }
        if !sizes.isEmpty { sizes.removeLast() }
    }

    /// The place of a folder, which is held from now on with those above it; nil when there is no room for their names.
    private mutating func folder(_ path: UnsafeRawBufferPointer) -> Int32? {
        if let lastFolder, lastFolder.path.elementsEqual(path) { return lastFolder.place }
        var place: Int32 = -1
        for part in path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let name = names.place(of: UnsafeRawBufferPointer(rebasing: part)) else { return nil }
            let key = FolderKey(parent: place, name: name)
            if let before = known[key] {
                place = before
                continue
            }
            guard folders.count < Int(Int32.max) else { return nil }
            let above = place >= 0 ? folders[Int(place)].traits : []
            let own = FileClass.FolderTraits(folder: String(decoding: part, as: UTF8.self).lowercased())
            folders.append(Folder(parent: place, name: name, traits: above.union(own)))
            place = Int32(truncatingIfNeeded: folders.count - 1)
            known[key] = place
        }
        lastFolder = (Array(path), place)
        return place
    }

    /// Gives up what only adding needs.
    mutating func stopAdding() {
        names.close()
        (known, lastFolder, lastPath) = ([:], nil, [])
    }

    /// Sorts by path, and gives up what only adding needs. Files come sorted, except from trees that git itself would not write.
    mutating func close() {
        stopAdding()
        guard !isSorted else { return }
        let order = records.indices.sorted { path(at: $0) < path(at: $1) }
        let (oldRecords, oldBlobs, oldSizes) = (records, blobs, sizes)
        records = order.map { oldRecords[$0] }
        if !oldBlobs.isEmpty { blobs = order.reduce(into: ObjectIDList()) { $0.append(oldBlobs[$1]) } }
        if !oldSizes.isEmpty { sizes = order.map { oldSizes[$0] } }
        isSorted = true
    }

    // MARK: Reading

    public var startIndex: Int { 0 }
    public var endIndex: Int { records.count }

    public subscript(place: Int) -> Tree.Entry {
        let record = records[place]
        return Tree.Entry(
            path: path(at: place), kind: record.kind, size: size(at: place), blob: blob(at: place), fileClass: record.fileClass)
    }

    func isFile(at place: Int) -> Bool { [.file, .executable].contains(records[place].kind) }
    func fileClass(at place: Int) -> FileClass { records[place].fileClass }
    func blob(at place: Int) -> ObjectID? { blobs.isEmpty ? nil : blobs[place] }
    func name(at place: Int) -> String { names.withBytes(at: records[place].name) { String(decoding: $0, as: UTF8.self) } }
    func path(at place: Int) -> TreePath { path(records[place].folder, records[place].name) }

    private func size(at place: Int) -> Int? { sizes.isEmpty || sizes[place] < 0 ? nil : sizes[place] }

    /// The paths of all folders, each once.
    var folderPaths: some Sequence<TreePath> { folders.lazy.map { path($0.parent, $0.name) } }

    private func path(_ above: Int32, _ name: Int32) -> TreePath {
        var length = names.length(at: name)
        var folder = above
        while folder >= 0 {
            length += names.length(at: folders[Int(folder)].name) + 1
            folder = folders[Int(folder)].parent
        }
        return TreePath(
            [UInt8](unsafeUninitializedCapacity: length) { room, filled in
                // From the end to the beginning, as folders lead to the one above.
                var end = length
                func put(_ name: Int32) {
                    names.withBytes(at: name) { bytes in
                        end -= bytes.count
                        UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(room)[end..<end + bytes.count]).copyMemory(
                            from: bytes)
                    }
                }
                put(name)
                var folder = above
                while folder >= 0 {
                    end -= 1
                    room[end] = UInt8(ascii: "/")
                    put(folders[Int(folder)].name)
                    folder = folders[Int(folder)].parent
                }
                filled = length
            })
    }

    /// Calls `body` with the place of each file and with what `judge` says of the path of its folder, which is asked once for each folder
    /// and has the empty path at the top.
    func forEach<Judgement>(judging judge: (TreePath) -> Judgement, _ body: (Int, Judgement) -> Void) {
        let atTop = judge(TreePath([]))
        let judgements = folders.map { judge(path($0.parent, $0.name)) }
        for (place, record) in records.enumerated() { body(place, record.folder >= 0 ? judgements[Int(record.folder)] : atTop) }
    }

    /// The places of what lies in folders that fit, not counting what lies in folders inside of them.
    func places(inFolders fits: (TreePath) -> Bool) -> [Int] {
        var places: [Int] = []
        forEach(judging: fits) { if $1 { places.append($0) } }
        return places
    }
}
