import Glibc

/// Lists the files below a folder, within bounds and without following a link.
struct FolderListing {
    private(set) var entries: FileList
    private(set) var gaps: [Gap] = []
    private let budget: Budget
    private var unlisted = GapList()
    private var deep: DepthGuard
    private var isFull = false
    private var hasLongNames = false

    /// - Parameter isWorkingTree: leaves out the folders of git, other repositories inside, and what `.gitignore` files say.
    init(_ folder: String, isWorkingTree: Bool, _ budget: Budget) throws(InspectionError) {
        self.budget = budget
        entries = FileList(nameBytes: budget.nameBytes)
        deep = DepthGuard(budget.depth)
        let root = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else { throw InspectionError(folder, String(cString: strerror(errno))) }
        var ignored = IgnoreRules()
        if isWorkingTree { ignored.add(IgnoreRules.file(".git/info/exclude", in: root), folder: []) }
        list(root, [], depth: 0, isWorkingTree, ignored)
        entries.close()
        gaps = unlisted.all("folders") + deep.gaps
        if isFull {
            let reason =
                hasLongNames
                ? "the names of its files have more than \(budget.nameBytes) bytes" : "there are more than \(budget.files) files"
            gaps.append(Gap(folder, "\(reason); the others were not looked at"))
        }
    }

    /// Whether a path is that of a bare repository rather than of a working tree.
    static func isBare(_ path: String) -> Bool {
        var facts = stat()
        return lstat(path + "/.git", &facts) != 0
    }

    /// What a folder holds.
    private struct Item {
        let name: [UInt8]
        /// Nil for a folder.
        let kind: Tree.Kind?
        let size: Int?

        /// Git sorts a folder as if its name ended with a slash, so that whole paths come in order.
        static func < (a: Item, b: Item) -> Bool {
            if a.kind != nil && b.kind != nil { return a.name.lexicographicallyPrecedes(b.name) }
            let slash = UInt8(ascii: "/")
            return (a.kind == nil ? a.name + [slash] : a.name).lexicographicallyPrecedes(b.kind == nil ? b.name + [slash] : b.name)
        }
    }

    /// Lists a folder that is open, and closes it.
    private mutating func list(_ folder: Int32, _ path: [UInt8], depth: Int, _ isWorkingTree: Bool, _ above: IgnoreRules) {
        var ignored = above
        if isWorkingTree { ignored.add(IgnoreRules.file(".gitignore", in: folder), folder: path) }
        guard let stream = fdopendir(folder) else {
            unlisted.add(Gap(TreePath(path).description, "the folder cannot be listed: \(String(cString: strerror(errno)))"))
            close(folder)
            return
        }
        defer { closedir(stream) }
        // One more than fits shows that there are too many.
        let room = budget.files - entries.count + 1
        let items = items(of: stream, atMost: room, folder, path, isWorkingTree, ignored)
        for item in items.sorted(by: <) where !isFull {
            if let kind = item.kind {
                add(below(path, item.name), kind, size: item.size)
            } else {
                enter(item.name, of: folder, path, depth, isWorkingTree, ignored)
            }
        }
        if items.count == room { isFull = true }
    }

    /// What a folder holds, unsorted.
    private func items(
        of stream: OpaquePointer, atMost room: Int, _ folder: Int32, _ path: [UInt8], _ isWorkingTree: Bool, _ ignored: IgnoreRules
    ) -> [Item] {
        var items: [Item] = []
        while items.count < room, let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name == [UInt8(ascii: ".")] || name == Array("..".utf8) { continue }
            if isWorkingTree && name == Array(".git".utf8) { continue }
            var facts = stat()
            let found = (name + [0]).withUnsafeBufferPointer { bytes in
                bytes.withMemoryRebound(to: CChar.self) { text in
                    text.baseAddress.map { fstatat(folder, $0, &facts, AT_SYMLINK_NOFOLLOW) } ?? -1
                }
            }
            guard found == 0 else { continue }
            let isFolder = facts.st_mode & S_IFMT == S_IFDIR
            if ignored.ignores(below(path, name), isFolder: isFolder) { continue }
            switch facts.st_mode & S_IFMT {
            case S_IFDIR: items.append(Item(name: name, kind: nil, size: nil))
            case S_IFREG:
                items.append(
                    Item(name: name, kind: facts.st_mode & 0o100 != 0 ? .executable : .file, size: Int(clamping: facts.st_size)))
            case S_IFLNK: items.append(Item(name: name, kind: .link, size: nil))
            default: break
            }
        }
        return items
    }

    private func below(_ path: [UInt8], _ name: [UInt8]) -> [UInt8] { path.isEmpty ? name : path + [UInt8(ascii: "/")] + name }

    private mutating func enter(
        _ name: [UInt8], of folder: Int32, _ path: [UInt8], _ depth: Int, _ isWorkingTree: Bool, _ ignored: IgnoreRules
    ) {
        let whole = below(path, name)
        guard depth + 1 < budget.depth else {
            deep.refuse(whole)
            return
        }
        let opened = FolderFile.open(name, in: folder, O_DIRECTORY)
        guard opened >= 0 else {
            unlisted.add(Gap(TreePath(whole).description, "the folder cannot be listed: \(String(cString: strerror(errno)))"))
            return
        }
        // A repository inside another is not part of it.
        var facts = stat()
        if isWorkingTree && fstatat(opened, ".git", &facts, AT_SYMLINK_NOFOLLOW) == 0 {
            add(whole, .submodule, size: nil)
            close(opened)
            return
        }
        list(opened, whole, depth: depth + 1, isWorkingTree, ignored)
    }

    private mutating func add(_ path: [UInt8], _ kind: Tree.Kind, size: Int?) {
        guard entries.count < budget.files else {
            isFull = true
            return
        }
        guard path.withUnsafeBytes({ entries.append($0, kind, size: size) }) else {
            (isFull, hasLongNames) = (true, true)
            return
        }
    }
}

/// Reads files below a folder without following a link anywhere on the way.
enum FolderFile {
    static func open(_ name: [UInt8], in folder: Int32, _ flags: Int32) -> Int32 {
        (name + [0]).withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in
                text.baseAddress.map { openat(folder, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | flags) } ?? -1
            }
        }
    }

    static func closeFile(_ file: Int32) { close(file) }

    static func contents(of path: TreePath, in root: String, atMost limit: Int) throws(InspectionError) -> [UInt8] {
        func failure() -> InspectionError { InspectionError(path.description, String(cString: strerror(errno))) }
        var folder = Glibc.open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw InspectionError(root, String(cString: strerror(errno))) }
        let parts = path.bytes.split(separator: UInt8(ascii: "/")).map(Array.init)
        for part in parts.dropLast() {
            let next = open(part, in: folder, O_DIRECTORY)
            close(folder)
            guard next >= 0 else { throw failure() }
            folder = next
        }
        let file = open(parts.last ?? [], in: folder, 0)
        close(folder)
        guard file >= 0 else { throw failure() }
        defer { close(file) }
        return try contents(of: file, path.description, atMost: limit)
    }

    /// The bytes of an open file.
    static func contents(of file: Int32, _ name: String, atMost limit: Int) throws(InspectionError) -> [UInt8] {
        var facts = stat()
        guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { throw InspectionError(name, "it is no file") }
        guard facts.st_size <= limit else { throw InspectionError(name, "it has \(facts.st_size) bytes, more than \(limit)") }
        let size = Int(facts.st_size)
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { room, filled in
            while filled < size, let start = room.baseAddress {
                let got = Glibc.read(file, start + filled, size - filled)
                if got < 0 && errno == EINTR { continue }
                if got < 0 { failed = true }
                if got <= 0 { break }
                filled += got
            }
        }
        if failed { throw InspectionError(name, "it cannot be read") }
        return bytes
    }
}
