internal import CLicenceData

/// How licences are called, as a tree of words.
final class LicenceNames: Sendable {
    enum Meaning: Sendable, Equatable {
        /// Of several versions: the place in `families`, and the version if the name says it.
        case family(Int, version: String?)
        /// An SPDX expression.
        case licence(String)
        /// The address of a licence, or the name of a file that holds its text.
        case address(String)
    }

    struct Family: Sendable, Equatable {
        /// `{v}` stands for the version.
        var id: String
        var versions: [String]
        /// What is meant where no version is said.
        var unversioned: String

        /// GNU's licences say in a notice whether later versions are granted.
        var hasLater: Bool { id.hasPrefix("GPL-") || id.hasPrefix("LGPL-") || id.hasPrefix("AGPL-") || id.hasPrefix("GFDL-") }

        func expression(version: String, later: Bool) -> String {
            let id = id.contains("{v}") ? String(id.prefix(while: { $0 != "{" })) + version : id
            guard hasLater else { return id }
            return id + (later ? "-or-later" : "-only")
        }
    }

    struct Name: Sendable {
        var meaning: Meaning
        /// The word has other meanings too.
        var isWeak: Bool
    }

    let families: [Family]
    /// Words that say a version, as they are hashed: `2`, `2.0`, `v2`, `version2`.
    let versions: [UInt32: String]
    private let children: [UInt64: UInt32]
    private let names: [UInt32: Name]
    private let beginnings: [UInt64]

    static let shared = LicenceNames(
        text: String(
            decoding: UnsafeRawBufferPointer(start: steward_licence_names_bytes(), count: steward_licence_names_size), as: UTF8.self),
        list: .shared)

    init(text: String, list: LicenceList) {
        var tree = Tree()
        var families: [Family] = []
        var versions: [UInt32: String] = [:]
        for entry in list.entries where !entry.isException && !entry.isDeprecated {
            // Names and ids of one word are words with other meanings.
            let words = LicenceWords.hashes(entry.id)
            if words.count > 1 { tree.insert(words, Name(meaning: .licence(entry.id), isWeak: false)) }
            for name in Self.spellings(of: entry.name).map(LicenceWords.hashes) where name.count > 1 {
                tree.insert(name, Name(meaning: .licence(entry.id), isWeak: false))
            }
        }
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(Self.trimmed)
            let head = fields[0].split(separator: " ", maxSplits: 1).map(String.init)
            guard head.count == 2, let last = fields.last else { continue }
            let listed = last.split(separator: ";").map(Self.trimmed)
            switch (head[0], fields.count) {
            case ("family", 4):
                let family = Family(
                    id: head[1], versions: fields[1].split(separator: " ").map(String.init), unversioned: fields[2])
                families.append(family)
                let number = families.count - 1
                for version in family.versions {
                    for form in Self.forms(version) { versions[LicenceWords.hash(form)] = version }
                }
                for name in listed {
                    let words = LicenceWords.hashes(name)
                    tree.insert(words, Name(meaning: .family(number, version: nil), isWeak: name.hasPrefix("~")))
                    guard words.count == 1, !name.hasPrefix("~apache") else { continue }
                    // gplv2, gpl2, lgplv2.1
                    let word = name.hasPrefix("~") ? String(name.dropFirst()) : name
                    for version in family.versions {
                        for form in Self.forms(version) {
                            let meaning = Meaning.family(number, version: version)
                            tree.insert([LicenceWords.hash(word + form)], Name(meaning: meaning, isWeak: false))
                        }
                    }
                }
            case ("licence", 2), ("address", 2):
                for name in listed {
                    let meaning: Meaning = head[0] == "licence" ? .licence(head[1]) : .address(head[1])
                    tree.insert(LicenceWords.hashes(name), Name(meaning: meaning, isWeak: name.hasPrefix("~")))
                }
            default: continue
            }
        }
        self.families = families
        self.versions = versions
        children = tree.children
        names = tree.names
        var beginnings = [UInt64](repeating: 0, count: 1024)
        for word in tree.beginnings { beginnings[Int(word >> 22)] |= 1 << UInt64((word >> 16) & 63) }
        self.beginnings = beginnings
    }

    /// The ways to write a version as one word.
    private static func forms(_ version: String) -> [String] {
        var forms = [version]
        if version.hasSuffix(".0") { forms.append(String(version.dropLast(2))) }
        return forms + forms.map { "v" + $0 } + forms.map { "version" + $0 } + forms.map { "ver" + $0 } + forms.map { "r" + $0 }
    }

    /// "Erlang Public License v1.1" is also "Erlang Public License, Version 1.1".
    private static func spellings(of name: String) -> [String] {
        var words = name.split(separator: " ").map(String.init)
        guard let last = words.popLast() else { return [] }
        let version = last.hasPrefix("v") ? last.dropFirst() : last[...]
        guard !version.isEmpty, version.utf8.count < 6, version.allSatisfy({ $0.isNumber || $0 == "." }) else { return [name] }
        let rest = words.joined(separator: " ")
        return ["", "v", "version ", "v "].map { "\(rest) \($0)\(version)" }
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop(while: { $0 == " " }).reversed().drop(while: { $0 == " " }).reversed())
    }

    private struct Tree {
        var children: [UInt64: UInt32] = [:]
        var names: [UInt32: Name] = [:]
        var beginnings: Set<UInt32> = []
        private var last: UInt32 = 0

        mutating func insert(_ words: [UInt32], _ name: Name) {
            guard let first = words.first else { return }
            beginnings.insert(first)
            var node: UInt32 = 0
            for word in words {
                let key = UInt64(node) << 32 | UInt64(word)
                if let child = children[key] {
                    node = child
                } else {
                    last += 1
                    children[key] = last
                    node = last
                }
            }
            names[node] = name
        }
    }

    /// The longest name that begins at a word, with the number of its words.
    func name(in words: [LicenceWords.Word], at: Int) -> (Name, Int)? {
        let first = words[at].hash
        guard beginnings[Int(first >> 22)] & (1 << UInt64((first >> 16) & 63)) != 0 else { return nil }
        var node: UInt32 = 0
        var found: (Name, Int)?
        var next = at
        while next < words.count, let child = children[UInt64(node) << 32 | UInt64(words[next].hash)] {
            node = child
            next += 1
            if let name = names[node] { found = (name, next - at) }
        }
        return found
    }
}
