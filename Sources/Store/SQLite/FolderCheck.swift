#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Says why no database can be at a path, in better words than "unable to open database file".
enum FolderCheck {
    static func problem(with path: String) -> (detail: String, hint: String)? {
        if path.isEmpty || path.utf8.contains(0) {
            return ("the path is empty or not a path", "Give the path of a file.")
        }
        let folder = folder(of: path)
        guard let kind = kind(of: folder) else {
            return ("the folder \(folder) does not exist", "Make it with mkdir -p, or choose another path.")
        }
        if kind != S_IFDIR {
            return ("\(folder) is not a folder", "Choose another path.")
        }
        if self.kind(of: path) == S_IFDIR {
            return ("\(path) is a folder", "Give the path of a file inside it.")
        }
        return nil
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func kind(of path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }
}
