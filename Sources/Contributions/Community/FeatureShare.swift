import Measures

/// GitLab's *Feature Community Contribution MRs*: gitlab-org/quality/team-tasks issue 624.
struct FeatureShare: ItemMeasure {
    let card = MeasureCard(
        id: "community.features-share",
        title: "Features of the community",
        question: "Which share of what the community had merged are features?",
        definition: """
            Merged change requests of the community with the label `type::feature`, divided by all merged change \
            requests of the community, by the month of the merge.
            """,
        unit: .share, better: .higher, standards: [.gitlabIndicators],
        parameters: [ItemParameter.who(default: "community")] + ItemParameter.common, dimensions: .withCoach, parts: .sideBySide,
        rowNoun: "change requests")

    let anchor = ItemAnchor.merged
    let types = ItemTypes.newcomers

    func value(of window: ItemWindow) -> Double? {
        window.rows.isEmpty ? nil : window.count { window.selection.isFeature(window.item($0)) } / window.total
    }

    func listing(of window: ItemWindow) -> ItemListing { .items(features(window)) }

    func remarks(on window: ItemWindow) -> [String] {
        window.rows.isEmpty ? [] : ["\(window.period): \(features(window).count) of \(window.rows.count)."]
    }

    private func features(_ window: ItemWindow) -> [Int32] {
        window.rows.filter { window.selection.isFeature(window.item($0)) }
    }
}
