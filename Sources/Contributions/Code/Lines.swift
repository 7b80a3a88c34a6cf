import Measures
import Pages

/// Lines added and removed in the period.
struct Lines: WindowMeasure {
    let card = MeasureCard(
        id: "code.lines",
        title: "Lines changed",
        question: "How much code changes?",
        definition: """
            Lines added plus lines removed, as git counts them without looking for renames; a line that was edited \
            counts as one removed and one added. Merges are left out, because their lines were counted where they \
            were written, and a binary file counts 0.
            """,
        unit: .lines, standards: [.chaoss("Code Changes Lines", "code-changes-lines")],
        parameters: [count, CommonParameter.bots, CommonParameter.dates],
        dimensions: [.project, .group, .organisation], parts: .sum, rowNoun: "commits",
        caveats: ["Lines measure how much changed, not how much was achieved: never compare people by them."])

    private static let count = MeasureParameter(
        "count", "Which lines count.", .choice(["both", "added", "removed"]), default: "both")

    func value(of window: Window) -> Double? {
        let counted = window.parameter("count")
        let commits = window.facts.commits
        return window.sum { row in
            let commit = Int(window.commit(row))
            let added = counted == "removed" ? 0 : Int64(commits.added[commit])
            return added + (counted == "added" ? 0 : Int64(commits.removed[commit]))
        }
    }

    func listing(of window: Window) -> Listing {
        .commits(window.rows.filter { !window.facts.commits.flags[Int(window.commit($0))].contains(.merge) })
    }

    func remarks(on window: Window) -> [String] {
        let unknown = window.rows.count { window.facts.commits.flags[Int(window.commit($0))].contains(.linesUnknown) }
        guard unknown > 0 else { return [] }
        return ["The lines of \(Format.count(unknown, "commit", "commits")) of \(window.period) are not counted yet, or cannot be."]
    }
}
