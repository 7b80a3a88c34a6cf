/// Replays a history to find out who created and who changed each file that is left.
struct AuthorshipReplay {
    private let facts: ContributionFacts
    private let files: FileFacts

    private struct File {
        var project: Int32
        var path: Int32
        var alive = true
    }

    /// What one person did to one file, packed so that sorting brings a file's people, and a person's work on it,
    /// together: the file, the person, and 1 for creating it.
    private struct Work: Comparable {
        let packed: UInt64

        init(file: Int, person: Int32, created: Bool) {
            packed = UInt64(file) << 32 | UInt64(person) << 1 | (created ? 1 : 0)
        }

        var file: Int { Int(packed >> 32) }
        var person: Int32 { Int32(packed >> 1 & 0x7fff_ffff) }
        var created: Bool { packed & 1 == 1 }

        static func < (a: Work, b: Work) -> Bool { a.packed < b.packed }
    }

    private var all: [File] = []
    private var work: [Work] = []
    /// The file at a path of a project, alive or deleted.
    private var place: [Int64: Int] = [:]

    init(_ facts: ContributionFacts, _ files: FileFacts) {
        self.facts = facts
        self.files = files
    }

    mutating func apply(_ commit: Int32, by person: Int32) {
        let project = facts.commits.home[Int(commit)]
        let changes = files.changes(of: commit)
        // Renames first, so that the deletion of the old path finds nothing left there.
        for change in changes where files.renamedFrom[change] >= 0 {
            rename(files.renamedFrom[change], to: files.path[change], in: project, by: person)
        }
        for change in changes where files.renamedFrom[change] < 0 {
            let path = files.path[change]
            switch files.status[change] {
            case UInt8(ascii: "A"): create(path, in: project, by: person)
            case UInt8(ascii: "D"): if let index = place[key(project, path)] { all[index].alive = false }
            default: work.append(Work(file: file(path, project), person: person, created: false))
            }
        }
    }

    /// Keeps the files that the default branches list, whatever the replay thinks of them: merges may have
    /// brought or removed files without a commit that says so.
    mutating func keepListed(in selection: Selection) {
        var listed: Set<Int64> = []
        for (project, paths) in files.listed.enumerated() where selection.holds(project: Int32(project)) {
            for path in paths { listed.insert(key(Int32(project), path)) }
        }
        for index in all.indices { all[index].alive = listed.contains(key(all[index].project, all[index].path)) }
    }

    func authors(sourceOnly: Bool) -> FileAuthors {
        let counts = all.map { file in
            file.alive && (!sourceOnly || Language.isOwnSource(files.paths[Int(file.path)]))
        }
        var authorsByFile: [[Int32]] = []
        var changesByPerson: [Int32: Int] = [:]
        let sorted = work.sorted()
        var begin = 0
        while begin < sorted.count {
            let file = sorted[begin].file
            let end = sorted[begin...].firstIndex { $0.file != file } ?? sorted.count
            if counts[file] {
                let shares = FileShare.shares(of: sorted[begin..<end].map { ($0.person, $0.created) })
                authorsByFile.append(FileShare.authors(of: shares))
                for share in shares { changesByPerson[share.person, default: 0] += share.changes }
            }
            begin = end
        }
        return FileAuthors(authorsByFile: authorsByFile, changes: changesByPerson)
    }

    private mutating func create(_ path: Int32, in project: Int32, by person: Int32) {
        let index = file(path, project)
        all[index].alive = true
        // Whoever adds a deleted file again is a creator of it too.
        work.append(Work(file: index, person: person, created: true))
    }

    private mutating func rename(_ from: Int32, to: Int32, in project: Int32, by person: Int32) {
        guard let index = place.removeValue(forKey: key(project, from)) else {
            create(to, in: project, by: person)
            return
        }
        all[index].path = to
        all[index].alive = true
        work.append(Work(file: index, person: person, created: false))
        if let replaced = place.updateValue(index, forKey: key(project, to)) { all[replaced].alive = false }
    }

    private mutating func file(_ path: Int32, _ project: Int32) -> Int {
        if let index = place[key(project, path)] { return index }
        all.append(File(project: project, path: path))
        place[key(project, path)] = all.count - 1
        return all.count - 1
    }

    private func key(_ project: Int32, _ path: Int32) -> Int64 { Int64(project) << 32 | Int64(path) }
}

/// One person's part in one file.
struct FileShare {
    let person: Int32
    var created: Bool
    var changes: Int

    /// One share for each person, from what they did, sorted by person.
    static func shares(of work: [(person: Int32, created: Bool)]) -> [FileShare] {
        var shares: [FileShare] = []
        for entry in work {
            if shares.last?.person != entry.person {
                shares.append(FileShare(person: entry.person, created: false, changes: 0))
            }
            if entry.created { shares[shares.count - 1].created = true } else { shares[shares.count - 1].changes += 1 }
        }
        return shares
    }

    /// The people whose degree of authorship makes them authors.
    static func authors(of shares: [FileShare]) -> [Int32] {
        let total = shares.reduce(0) { $0 + $1.changes }
        let degrees = shares.map { share in
            Authorship.degree(
                created: share.created, changes: share.changes, changesByOthers: Double(total - share.changes))
        }
        let most = degrees.max() ?? 0
        return zip(shares, degrees).filter { Authorship.isAuthor(degree: $1, created: $0.created, most: most) }.map(\.0.person)
    }
}
