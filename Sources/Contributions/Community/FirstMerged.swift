import Measures

/// GitLab's *First-time contributors*: by the merge, not by the label `1st contribution`, whose two published rules differ.
struct FirstMerged: ItemMeasure {
    let card = MeasureCard(
        id: "contributors.first-merged",
        title: "First merges",
        question: "Whose first change request was merged?",
        definition: """
            People of whom a change request was merged for the first time ever, in the period of that merge. Within \
            the scope of the question by default: in a project, the first merge in that project; `first=anywhere` asks \
            for the first merge in any repository that Steward knows.
            """,
        unit: .people, better: .higher, standards: [.gitlabIndicators],
        parameters: [
            ItemParameter.who(default: "community"),
            MeasureParameter(
                "first", "Whether the first merge within the scope counts, or only the first merge anywhere.",
                .choice(["scope", "anywhere"]), default: "scope"),
        ] + ItemParameter.common, dimensions: .withCoach, parts: .sum, rowNoun: "change requests")

    let anchor = ItemAnchor.firstMerged

    func selected(in window: ItemWindow) -> [Int32] {
        guard window.parameter("first") == "anywhere" else { return window.rows }
        return window.rows.filter { row in
            let item = window.item(row)
            return window.facts.firstMerge[Int(item.author)] == item.mergedAt
        }
    }

    func value(of window: ItemWindow) -> Double? { window.total }
}
