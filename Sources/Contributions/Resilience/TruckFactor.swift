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
