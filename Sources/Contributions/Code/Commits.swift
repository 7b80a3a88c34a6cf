import Measures

/// Commits in the period.
struct Commits: WindowMeasure {
    let card = MeasureCard(
        id: "code.commits",
        title: "Commits",
        question: "How much is committed?",
        definition: """
            Commits that a branch or tag of the repositories leads to, each counted once, however many repositories \
            and branches hold it.
            """,
        unit: .commits, standards: [.chaoss("Code Changes Commits", "code-changes-commits")],
        parameters: CommonParameter.commits, dimensions: [.project, .group, .organisation], parts: .sum,
        rowNoun: "commits")

    func value(of window: Window) -> Double? { window.total }

    func listing(of window: Window) -> Listing { .commits(window.rows) }
}
