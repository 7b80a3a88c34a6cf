import Ledger

/// Reads the refs of a repository and finds the commits behind them.
struct RefCollection {
    let git: GitProgram
    let source: GitSource
    let view: HistoryView
    /// Refs, or folders of refs, that are left out.
    let excluded: [String]

    /// A tag of a tag of a tag … stops here.
    private static let deepest = 10

    /// - Parameter known: refs as they were found before. What an object leads to never changes.
    func read(knowing known: [RefFact], _ interruption: Interruption) throws -> HistoryState {
        let listed = try source.refs(interruption: interruption)
        let head = try source.head(interruption: interruption)
        let kept = listed.filter { !isExcluded($0.name) }
        // `HEAD` may stand for a ref that is left out, and still counts.
        let headObject = head.object ?? head.branch.flatMap { name in listed.first { $0.name == name }?.target }
        var peeled: [String: Peeled] = [:]
        for ref in known where ref.commit != nil { peeled[ref.target] = Peeled(commit: ref.commit, taggedAt: ref.taggedAt) }
        try peel(
            Set((kept.map(\.target) + [headObject].compactMap(\.self)).filter { peeled[$0] == nil }), into: &peeled, depth: 0, interruption)

        var report = ReadReport()
        let refs = kept.map { ref in
            let found = peeled[ref.target]
            if let missing = found?.missing { report.add(.init(.ref, ref.name, object: missing)) }
            return RefFact(
                name: ref.name, kind: Self.kind(of: ref.name), target: ref.target, commit: found?.commit,
                taggedAt: found?.taggedAt)
        }
        let headCommit = headObject.flatMap { peeled[$0]?.commit }
        if let headObject, headCommit == nil, !kept.contains(where: { $0.target == headObject }) {
            report.add(.init(.ref, "HEAD", object: headObject))
        }
        return HistoryState(
            objectFormat: source.objectFormat, headRef: head.branch, headCommit: headCommit, refs: refs,
            shallow: source.shallow, report: report)
    }

    private func isExcluded(_ name: String) -> Bool {
        excluded.contains { name == $0 || (name.hasPrefix($0) && name.dropFirst($0.count).hasPrefix("/")) }
    }

    private static func kind(of name: String) -> RefFact.Kind {
        if name.hasPrefix("refs/heads/") { return .branch }
        return name.hasPrefix("refs/tags/") ? .tag : .other
    }

    /// What an object leads to.
    private struct Peeled {
        /// Nil when it leads to a tree or a file, which is no mistake, or to nothing.
        var commit: String?
        var taggedAt: Instant?
        /// The object that is missing on the way.
        var missing: String?
    }

    /// Follows objects to commits: types first, then the contents of tags, then what the tags name.
    private func peel(
        _ objects: Set<String>, into peeled: inout [String: Peeled], depth: Int, _ interruption: Interruption
    ) throws {
        let names = objects.subtracting(peeled.keys).sorted()
        guard !names.isEmpty else { return }
        var tags: [String] = []
        var found: [String: Peeled] = [:]
        try ObjectReader(git, view, contents: false, interruption: interruption).look(up: names) { index, object in
            let name = names[index]
            switch object?.type {
            case nil: found[name] = Peeled(missing: name)
            case "commit": found[name] = Peeled(commit: name)
            case "tag": tags.append(name)
            default: found[name] = Peeled()
            }
        }
        peeled.merge(found) { $1 }
        guard !tags.isEmpty else { return }
        var contents: [String: TagObject] = [:]
        try ObjectReader(git, view, contents: true, interruption: interruption).look(up: tags) { index, object in
            contents[tags[index]] = object.map { TagObject($0.bytes) }
        }
        if depth < Self.deepest {
            try peel(Set(contents.values.compactMap(\.target)), into: &peeled, depth: depth + 1, interruption)
        }
        for tag in tags {
            guard let target = contents[tag]?.target else {
                peeled[tag] = Peeled(missing: tag)
                continue
            }
            let behind = peeled[target]
            peeled[tag] = Peeled(commit: behind?.commit, taggedAt: contents[tag]?.taggedAt, missing: behind?.missing)
        }
    }
}

/// The header of an annotated tag.
struct TagObject {
    var target: String?
    var taggedAt: Instant?

    init(_ bytes: [UInt8]) {
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if line.isEmpty { return }
            let text = String(decoding: line, as: UTF8.self)
            if target == nil, text.hasPrefix("object ") { target = String(text.dropFirst(7)) }
            if text.hasPrefix("tagger "), let close = text.lastIndex(of: ">") {
                let words = text[text.index(after: close)...].split(separator: " ")
                taggedAt = words.first.flatMap { CommitDate(digits: $0.utf8)?.instant }
            }
        }
    }
}
