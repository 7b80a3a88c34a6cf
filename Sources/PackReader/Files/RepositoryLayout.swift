/// Where the parts of a repository are, and in what format.
struct RepositoryLayout {
    /// What is this working tree's own: `HEAD`.
    let folder: String
    /// What its working trees share: refs, configuration, objects.
    let common: String
    let format: ObjectFormat
    /// Folders of objects: its own first, then those it borrows from.
    let objects: [String]
    /// The commits at which a shallow repository was cut off.
    let shallow: Set<ObjectID>

    /// As deep as git follows alternates.
    private static let deepestAlternate = 5

    init(path: String) throws(PackError) {
        folder = try Self.gitFolder(path)
        if let shared = try Files.text(folder + "/commondir", atMost: 1 << 16)?.trimmed, !shared.isEmpty {
            common = shared.hasPrefix("/") ? shared : folder + "/" + shared
        } else {
            common = folder
        }
        let settings = RepositorySettings(try Files.text(common + "/config", atMost: 16 << 20) ?? "")
        format = try settings.format(path: common + "/config")
        guard Files.sort(of: common + "/objects") == .folder else {
            throw PackError(.notARepository, path: path, "it has no folder of objects")
        }
        var objects: [String] = []
        try Self.follow(common + "/objects", depth: 0, into: &objects)
        self.objects = objects
        let cuts = try Files.text(common + "/shallow") ?? ""
        shallow = Set(cuts.split(whereSeparator: \.isNewline).compactMap { ObjectID($0) })
    }

    private static func gitFolder(_ path: String) throws(PackError) -> String {
        let inside = path + "/.git"
        switch Files.sort(of: inside) {
        case .folder: return inside
        case .file:
            let text = try Files.text(inside, atMost: 1 << 16)?.trimmed ?? ""
            guard text.hasPrefix("gitdir: ") else { break }
            let target = String(text.dropFirst(8))
            return target.hasPrefix("/") ? target : path + "/" + target
        case .nothing:
            if Files.sort(of: path + "/HEAD") == .file { return path }
        }
        throw PackError(.notARepository, path: path, "it is not a git repository")
    }

    private static func follow(_ folder: String, depth: Int, into folders: inout [String]) throws(PackError) {
        guard depth <= deepestAlternate, !folders.contains(folder) else { return }
        folders.append(folder)
        guard let list = try Files.text(folder + "/info/alternates", atMost: 1 << 20) else { return }
        for line in list.split(separator: "\n") where !line.hasPrefix("#") {
            let name = line.hasPrefix("\"") ? unquoted(line) : String(line)
            try follow(name.hasPrefix("/") ? name : folder + "/" + name, depth: depth + 1, into: &folders)
        }
    }

    /// The text of a name that is written between quotes with C's escapes.
    private static func unquoted(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8.dropFirst())[...]
        while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
            guard byte == UInt8(ascii: "\\"), let escape = rest.popFirst() else {
                bytes.append(byte)
                continue
            }
            switch escape {
            case UInt8(ascii: "a"): bytes.append(7)
            case UInt8(ascii: "b"): bytes.append(8)
            case UInt8(ascii: "t"): bytes.append(9)
            case UInt8(ascii: "n"): bytes.append(10)
            case UInt8(ascii: "v"): bytes.append(11)
            case UInt8(ascii: "f"): bytes.append(12)
            case UInt8(ascii: "r"): bytes.append(13)
            case UInt8(ascii: "0")...UInt8(ascii: "3"):
                var value = escape &- UInt8(ascii: "0")
                for _ in 0..<2 { value = value << 3 | ((rest.popFirst() ?? 0) & 7) }
                bytes.append(value)
            default: bytes.append(escape)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// The few settings of a repository that say how it is stored.
struct RepositorySettings {
    private var values: [String: String] = [:]

    init(_ text: String) {
        var section = ""
        for line in text.split(whereSeparator: \.isNewline) {
            var line = line.trimmed[...]
            if line.hasPrefix("[") {
                guard let end = line.firstIndex(of: "]") else { continue }
                // `remote "name"` counts as `remote`: the names of its parts do not matter here.
                let words = line[line.index(after: line.startIndex)..<end].split(separator: " ")
                section = words.first.map { $0.lowercased() } ?? ""
                line = line[line.index(after: end)...].trimmed[...]
            }
            guard !line.isEmpty, line.first != "#", line.first != ";" else { continue }
            let parts = line.split(separator: "=", maxSplits: 1)
            guard let key = parts.first?.trimmed.lowercased() else { continue }
            let value = parts.count > 1 ? parts[1].prefix { $0 != "#" && $0 != ";" }.trimmed : "true"
            let name = "\(section).\(key)"
            // One remote that promises objects is enough.
            if name == "remote.promisor", values[name] == "true" { continue }
            values[name] = value.filter { $0 != "\"" }.lowercased()
        }
    }

    /// Extensions that change nothing about how objects and refs are read.
    private static let harmless: Set<String> = [
        "noop", "noop-v1", "preciousobjects", "worktreeconfig", "relativeworktrees",
    ]

    func format(path: String) throws(PackError) -> ObjectFormat {
        func refuse(_ what: String) -> PackError { PackError(.unsupported, path: path, what) }
        let version = values["core.repositoryformatversion"] ?? "0"
        guard version == "0" || version == "1" else { throw refuse("repository format \(version)") }
        if values["extensions.partialclone"] != nil || values["remote.promisor"] == "true" {
            throw refuse("a partial clone")
        }
        guard version == "1" else { return .sha1 }
        var format = ObjectFormat.sha1
        for (name, value) in values.sorted(by: { $0.key < $1.key }) where name.hasPrefix("extensions.") {
            switch name.dropFirst("extensions.".count) {
            case "objectformat":
                guard let known = ObjectFormat(rawValue: value) else { throw refuse("object format \(value)") }
                format = known
            case "refstorage":
                guard value == "files" else { throw refuse("refs stored as \(value)") }
            case let other where Self.harmless.contains(String(other)): break
            case let other: throw refuse("extension \(other)")
            }
        }
        return format
    }
}
