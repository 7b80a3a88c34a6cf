import Measures

/// The fewest organisations whose contributions reach half of those with a known organisation.
struct ElephantFactor: WindowMeasure {
    let card = MeasureCard(
        id: "resilience.elephant-factor",
        title: "Elephant factor",
        question: "How few organisations carry half of the work?",
        definition: """
            The fewest organisations whose contributions together reach at least 50 % of the contributions with a \
            known organisation. The unknown share is reported beside the figure and never ranked.
            """,
        unit: .organisations, better: .higher, standards: [.chaoss("Elephant Factor", "elephant-factor")],
        parameters: CommonParameter.people, parts: .sideBySide, rowNoun: "organisations")

    func value(of window: Window) -> Double? {
        let known = window.contributionsByOrganisation().filter { $0.organisation != 0 }
        return Statistics.fewestReaching(0.5, of: known.map(\.count)).map(Double.init)
    }

    func listing(of window: Window) -> Listing { .organisations(window.contributionsByOrganisation()) }
}
