import Measures

/// Files that commits of the period changed.
struct Files: WindowMeasure {
    let card = MeasureCard(
        id: "code.files",
        title: "Files changed",
        question: "How much of the code is being worked on?",
        definition: """
            The number of different files that commits of the period added, changed or deleted. A file is a path in \
            a project; merges are left out.
            """,
        unit: .files, parameters: [CommonParameter.bots, CommonParameter.dates],
        dimensions: [.project, .group, .organisation], parts: .overlap, rowNoun: "files",
        caveats: ["A renamed file counts under both paths in the period of the rename."])

    var needsFiles: Bool { true }

    func value(of window: Window) -> Double? { Double(changesByFile(window).count) }

    func listing(of window: Window) -> Listing {
        let counts = changesByFile(window)
        let tallies = counts.keys.sorted().map { key in
            Tally(key: "\(key)", title: window.files?.paths[Int(key & 0xffff_ffff)] ?? "", value: Double(counts[key] ?? 0), n: 0)
        }
        return .tallies(RowColumn("file", "File"), RowColumn("changes", "Changes"), tallies)
    }

    /// How often each file was changed, by project and path.
    private func changesByFile(_ window: Window) -> [Int64: Int] {
        guard let files = window.files else { return [:] }
        var counts: [Int64: Int] = [:]
        for row in window.rows {
            let commit = window.commit(row)
            let project = Int64(window.facts.commits.home[Int(commit)])
            for change in files.changes(of: commit) { counts[project << 32 | Int64(files.path[change]), default: 0] += 1 }
        }
        return counts
    }
}
