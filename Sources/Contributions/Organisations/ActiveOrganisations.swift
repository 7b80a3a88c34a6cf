import Measures

/// Organisations for which somebody contributed.
struct ActiveOrganisations: WindowMeasure {
    let card = MeasureCard(
        id: "organisations.active",
        title: "Active organisations",
        question: "For how many organisations do people contribute?",
        definition: """
            The number of different organisations with at least one contribution in the period, by the affiliation \
            of the contribution when it was made. Contributions without a known affiliation are listed as a row and \
            reported as the unknown share; they are not counted as an organisation.
            """,
        unit: .organisations, better: .higher,
        standards: [.chaoss("Organizational Diversity", "organizational-diversity")],
        parameters: CommonParameter.people, parts: .overlap, rowNoun: "organisations")

    func value(of window: Window) -> Double? {
        Double(window.contributionsByOrganisation().count { $0.organisation != 0 })
    }

    func listing(of window: Window) -> Listing { .organisations(window.contributionsByOrganisation()) }
}
