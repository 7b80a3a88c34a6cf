import Measures

/// GitLab's *Unique Community Contributors per Month*: www-gitlab-com issue quality/team-tasks 621, "Unique Wider
/// Community Contributors per Month" of the Developer Relations indicators.
struct UniqueContributors: ItemMeasure {
    let card = MeasureCard(
        id: "contributors.unique-merged",
        title: "Unique community contributors",
        question: "How many people of the community had a change request merged?",
        definition: """
            Different authors of the community's change requests that were merged in the period, in product \
            repositories. Somebody with several merges counts once. By type: newcomers had no merged change request \
            when they opened this one.
            """,
        unit: .people, better: .higher, standards: [.gitlabIndicators],
        parameters: [ItemParameter.who(default: "community"), ItemParameter.counting] + ItemParameter.common, dimensions: .withCoach,
        parts: .overlap,
        rowNoun: "people")

    let anchor = ItemAnchor.merged
    let types = ItemTypes.newcomers

    func value(of window: ItemWindow) -> Double? { Double(window.itemsByMember().count) }

    func listing(of window: ItemWindow) -> ItemListing { .people(window.itemsByMember()) }

    func remarks(on window: ItemWindow) -> [String] { window.ghostRemark }
}

extension MeasureCard.Standard {
    /// GitLab's handbook; read in 2026.
    static let gitlabIndicators = MeasureCard.Standard(
        "GitLab Developer Relations performance indicators", version: "2026",
        address: "https://handbook.gitlab.com/handbook/marketing/developer-relations/performance-indicators/")
    static let gitlabEngineering = MeasureCard.Standard(
        "GitLab engineering metrics", version: "2026",
        address: "https://handbook.gitlab.com/handbook/product/groups/product-analysis/engineering/metrics/")
}
