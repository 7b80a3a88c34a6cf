import Measures

/// The share of contributions made for known organisations; by organisation, the share of each.
struct OrganisationShare: WindowMeasure {
    let card = MeasureCard(
        id: "organisations.share",
        title: "Share of organisations",
        question: "Whose contributions make up the work?",
        definition: """
            Contributions of the part divided by all contributions of the period in the chosen scope. Split by \
            organisation, the shares sum to 1, and unknown is a row. Without a split the figure is 1 wherever \
            anything was contributed.
            """,
        unit: .share, standards: [.chaoss("Organizational Diversity", "organizational-diversity")],
        parameters: CommonParameter.people, parts: .overlap, rowNoun: "organisations")

    func value(of window: Window) -> Double? {
        let all = window.wholeCount
        return all == 0 ? nil : Double(window.counted.millionths) / Double(all)
    }

    func listing(of window: Window) -> Listing { .organisations(window.contributionsByOrganisation()) }
}
