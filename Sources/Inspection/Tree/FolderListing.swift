import Glibc

/// Lists the files below a folder, within bounds and without following a link.
struct FolderListing {
    private(set) var entries: [Tree.Entry] = []
    private(set) var gaps: [Gap] = []
    private let budget: Budget
    private var isFull = false

    /// - Parameter isWorkingTree: leaves out the folders of git, other repositories inside, and what `.gitignore` files say.
    init(_ folder: String, isWorkingTree: Bool, _ budget: Budget) throws(InspectionError) {
        self.budget = budget
        let root = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else { throw InspectionError(folder, String(cString: strerror(errno))) }
        var ignored = IgnoreRules()
        if isWorkingTree { ignored.add(IgnoreRules.file(".git/info/exclude", in: root), folder: []) }
        list(root, [], depth: 0, isWorkingTree, ignored)
        if isFull { gaps.append(Gap(folder, "there are more than \(budget.files) files; the others were not looked at")) }
    }

    /// Whether a path is that of a bare repository rather than of a working tree.
    static func isBare(_ path: String) -> Bool {
        var facts = stat()
        return lstat(path + "/.git", &facts) != 0
    }

    /// Lists a folder that is open, and closes it.
    private mutating func list(_ folder: Int32, _ path: [UInt8], depth: Int, _ isWorkingTree: Bool, _ above: IgnoreRules) {
        var ignored = above
        if isWorkingTree { ignored.add(IgnoreRules.file(".gitignore", in: folder), folder: path) }
        guard let stream = fdopendir(folder) else {
            gaps.append(Gap(TreePath(path).description, "the folder cannot be listed: \(String(cString: strerror(errno)))"))
            close(folder)
            return
        }
        defer { closedir(stream) }
        var inner: [[UInt8]] = []
        while !isFull, let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name == [UInt8(ascii: ".")] || name == Array("..".utf8) { continue }
            if isWorkingTree && name == Array(".git".utf8) { continue }
            let whole = path.isEmpty ? name : path + [UInt8(ascii: "/")] + name
            var facts = stat()
            let found = (name + [0]).withUnsafeBufferPointer { bytes in
                bytes.withMemoryRebound(to: CChar.self) { text in
                    text.baseAddress.map { fstatat(folder, $0, &facts, AT_SYMLINK_NOFOLLOW) } ?? -1
                }
            }
            guard found == 0 else { continue }
            let isFolder = facts.st_mode & S_IFMT == S_IFDIR
            if ignored.ignores(whole, isFolder: isFolder) { continue }
            switch facts.st_mode & S_IFMT {
            case S_IFDIR: inner.append(name)
            case S_IFREG: add(whole, facts.st_mode & 0o100 != 0 ? .executable : .file, size: Int(clamping: facts.st_size))
            case S_IFLNK: add(whole, .link, size: nil)
            default: break
            }
        }
        for name in inner where !isFull { enter(name, of: folder, path, depth, isWorkingTree, ignored) }
    }

    private mutating func enter(
        _ name: [UInt8], of folder: Int32, _ path: [UInt8], _ depth: Int, _ isWorkingTree: Bool, _ ignored: IgnoreRules
    ) {
        let whole = path.isEmpty ? name : path + [UInt8(ascii: "/")] + name
        guard depth + 1 < budget.depth else {
            gaps.append(Gap(TreePath(whole).description, "folders are nested more than \(budget.depth) deep; what is below was not looked at"))
            return
        }
        let opened = FolderFile.open(name, in: folder, O_DIRECTORY)
        guard opened >= 0 else {
            gaps.append(Gap(TreePath(whole).description, "the folder cannot be listed: \(String(cString: strerror(errno)))"))
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
        entries.append(Tree.Entry(path: TreePath(path), kind: kind, size: size, blob: nil))
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
