/// A place that holds no project export of GitLab.
struct ExportFailure: SourceFailure, Hashable {
    let path: String

    var description: String {
        "“\(path)” is no project export: there is neither `tree/project.json` nor a file of `tree/project/` in it. "
            + "Exports from before GitLab 13 hold one `project.json` only: export the project again."
    }
}

extension ArchiveFailure: SourceFailure {}

extension ProblemList {
    /// Adds what was not understood of one item.
    ///
    /// - Parameter line: where it stands in its file, for an item that has no number to be called by.
    mutating func add(_ report: MappingReport, line: Int? = nil) {
        for failure in report.failures { add((line.map { failure.inside("line \($0)") } ?? failure).description) }
        let more = report.count - report.failures.count
        if more > 0, let last = report.failures.last { add("\(last.source): \(more) more fields of one item cannot be read.") }
    }
}
