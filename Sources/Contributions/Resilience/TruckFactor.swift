import Ledger
import Measures

/// How many people may leave before half of the files have no author left.
struct TruckFactor: WindowMeasure {
    let card = MeasureCard(
        id: "resilience.truck-factor",
        title: "Truck factor",
        question: "How many people must leave before most of the code has no author left?",
        definition: """
            Each person's authorship of each file is 3.293 + 1.098 if they created it + 0.164 for each change of theirs \
            - 0.321 ln(1 + changes by others). A person is an author of a file when their authorship is more than 75 % \
            of the largest one and they created the file or reach 3.293. The author of most files leaves, then the \
            next, until fewer than half of the files have an author; the figure is how many left. Files are those of \
            the default branch at the end of the period; renames are followed.
            """,
        unit: .people, better: .higher,
        standards: [
            MeasureCard.Standard(
                "Avelino, Passos, Hora, Valente: A Novel Approach for Estimating Truck Factors (ICPC)", version: "2016",
                address: "https://arxiv.org/abs/1604.06766")
        ],
        parameters: [
            MeasureParameter(
                "files", "Which files count: programs written here, or every file.", .choice(["source", "all"]), default: "source"),
            CommonParameter.bots, CommonParameter.dates,
        ],
        dimensions: [.project, .group], parts: .sideBySide, rowNoun: "authors of files",
        caveats: [
            "Published values moved with the choice of files and with how accounts are joined: compare orders, not single numbers.",
            "The present value uses the files that the default branch lists; an earlier one replays which files were there.",
        ], hasHistory: false)

    var needsFiles: Bool { true }

    func range(of period: Period, _ calendar: ReportingCalendar) -> Range<Instant> {
        .distantPast..<calendar.range(of: period).upperBound
    }

    func value(of window: Window) -> Double? {
        let authors = authors(window)
        guard authors.fileCount > 0 else { return nil }
        return Double(authors.peopleToLose())
    }

    func listing(of window: Window) -> Listing {
        .people(
            authors(window).filesByPerson().map { (person: $0.key, count: $0.value.count) },
            RowColumn("files", "Files authored"))
    }

    private func authors(_ window: Window) -> FileAuthors {
        guard let files = window.files else { return FileAuthors(authorsByFile: [], changes: [:]) }
        var replay = AuthorshipReplay(window.facts, files)
        // The ledger numbers parents before children, which times do not promise.
        let rows = window.rows.sorted { window.facts.commits.id[Int(window.commit($0))] < window.facts.commits.id[Int(window.commit($1))] }
        for row in rows where files.onDefault[Int(window.commit(row))] {
            replay.apply(window.commit(row), by: window.person(row))
        }
        if window.range.upperBound > window.now { replay.keepListed(in: window.selection) }
        return replay.authors(sourceOnly: window.parameter("files") == "source")
    }
}

/// Replays a history to find out who created and who changed each file that is left.
struct AuthorshipReplay {
    private let facts: ContributionFacts
    private let files: FileFacts

    /// What one person did to one file.
    private struct Work {
        var created = false
        var changes = 0
    }

    private struct File {
        var project: Int32
        var path: Int32
        var alive = true
        var work: [Int32: Work] = [:]
    }

    private var all: [File] = []
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
            default: all[file(path, project)].work[person, default: Work()].changes += 1
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
        var authorsByFile: [[Int32]] = []
        var changes: [Int32: Int] = [:]
        for file in all where file.alive && (!sourceOnly || Language.isOwnSource(files.paths[Int(file.path)])) {
            let total = file.work.values.reduce(0) { $0 + $1.changes }
            let degrees = file.work.map { person, work in
                let others = Double(total - work.changes)
                let degree = Authorship.degree(created: work.created, changes: work.changes, changesByOthers: others)
                return (person: person, created: work.created, degree: degree)
            }
            let most = degrees.map(\.degree).max() ?? 0
            authorsByFile.append(
                degrees.filter { Authorship.isAuthor(degree: $0.degree, created: $0.created, most: most) }.map(\.person))
            for (person, work) in file.work { changes[person, default: 0] += work.changes }
        }
        return FileAuthors(authorsByFile: authorsByFile, changes: changes)
    }

    private mutating func create(_ path: Int32, in project: Int32, by person: Int32) {
        let index = file(path, project)
        all[index].alive = true
        // Whoever adds a deleted file again is a creator of it too.
        all[index].work[person, default: Work()].created = true
    }

    private mutating func rename(_ from: Int32, to: Int32, in project: Int32, by person: Int32) {
        guard let index = place.removeValue(forKey: key(project, from)) else {
            create(to, in: project, by: person)
            return
        }
        all[index].path = to
        all[index].alive = true
        all[index].work[person, default: Work()].changes += 1
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
