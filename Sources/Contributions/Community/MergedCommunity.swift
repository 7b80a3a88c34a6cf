import Measures

/// GitLab's *Wider Community merged MRs per month*: gitlab-org/quality/team-tasks issue 620.
struct MergedCommunity: ItemMeasure {
    let card = MeasureCard(
        id: "community.merged",
        title: "Merged community change requests",
        question: "How many change requests of the community were merged?",
        definition: """
            Change requests of the community that were merged in the period, in product repositories. By type: \
            newcomers had no merged change request when they opened this one.
            """,
        unit: .changeRequests, better: .higher, standards: [.gitlabIndicators],
        parameters: [ItemParameter.who(default: "community")] + ItemParameter.common, dimensions: .withCoach, parts: .sum,
        rowNoun: "change requests")

    let anchor = ItemAnchor.merged
    let types = ItemTypes.newcomers

    func value(of window: ItemWindow) -> Double? { window.total }
}
