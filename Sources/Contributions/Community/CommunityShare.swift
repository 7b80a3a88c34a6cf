import Measures

/// GitLab's *Community MR Percentage*.
struct CommunityShare: ItemMeasure {
    let card = MeasureCard(
        id: "community.share-merged",
        title: "Share of the community",
        question: "Which share of the merged change requests came from the community?",
        definition: "Merged change requests of the community divided by all merged change requests, in product repositories.",
        unit: .share, better: .higher, standards: [.gitlabIndicators], parameters: ItemParameter.common, dimensions: .withCoach,
        parts: .sideBySide,
        rowNoun: "change requests")

    let anchor = ItemAnchor.merged

    func value(of window: ItemWindow) -> Double? {
        guard !window.rows.isEmpty else { return nil }
        return window.count { window.selection.isCommunity(window.item($0)) } / window.total
    }

    func remarks(on window: ItemWindow) -> [String] {
        let community = window.rows.count { window.selection.isCommunity(window.item($0)) }
        return window.rows.isEmpty ? [] : ["\(window.period): \(community) of \(window.rows.count)."]
    }
}
