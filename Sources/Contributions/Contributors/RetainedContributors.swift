import Measures

/// The share of people active in a period who are active in the next one too.
struct RetainedContributors: WindowMeasure {
    let card = MeasureCard(
        id: "contributors.retained",
        title: "Retained contributors",
        question: "How many of those who contributed came back in the next period?",
        definition: """
            People active in the period and in the one after it, divided by people active in the period. A period \
            counts as running until the one after it is over.
            """,
        unit: .share, better: .higher,
        standards: [
            MeasureCard.Standard(
                "LFX Insights quarterly retention", version: "2026", address: "https://insights.linuxfoundation.org/docs/metrics")
        ],
        parameters: CommonParameter.people, parts: .sideBySide, rowNoun: "people",
        caveats: ["The published figure is quarterly: choose periods of a quarter to compare with it."])

    var looksAhead: Bool { true }

    func value(of window: Window) -> Double? {
        let active = window.people()
        guard !active.isEmpty else { return nil }
        return Double(active.count { isRetained($0, in: window) }) / Double(active.count)
    }

    func listing(of window: Window) -> Listing {
        .people(window.contributionsByPerson().filter { isRetained($0.person, in: window) })
    }

    private func isRetained(_ person: Int32, in window: Window) -> Bool { window.next?.contains(person) ?? false }
}
