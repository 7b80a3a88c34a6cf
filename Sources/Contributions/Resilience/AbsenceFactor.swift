import Measures

/// The fewest people whose contributions reach half of the total.
struct AbsenceFactor: WindowMeasure {
    let card = MeasureCard(
        id: "resilience.absence-factor",
        title: "Contributor absence factor",
        question: "How few people do half of the work?",
        definition: """
            The fewest people whose contributions together reach at least 50 % of all contributions in the period. \
            Small is fragile: at 1, one person's absence halves the work.
            """,
        unit: .people, better: .higher,
        standards: [.chaoss("Contributor Absence Factor", "contributor-absence-factor")],
        parameters: CommonParameter.people, parts: .sideBySide, rowNoun: "people")

    func value(of window: Window) -> Double? {
        Statistics.fewestReaching(0.5, of: window.contributionsByPerson().map(\.count)).map(Double.init)
    }

    func listing(of window: Window) -> Listing { .people(window.contributionsByPerson()) }
}
