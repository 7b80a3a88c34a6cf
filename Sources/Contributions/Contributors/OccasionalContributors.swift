import Ledger
import Measures

/// People with few contributions in the twelve months to the end of the period.
struct OccasionalContributors: WindowMeasure {
    let card = MeasureCard(
        id: "contributors.occasional",
        title: "Occasional contributors",
        question: "How many people contribute now and then?",
        definition: """
            People with at least one and at most `most` contributions in the twelve months that end with the period, \
            whatever the length of the period.
            """,
        unit: .people, standards: [.chaoss("Occasional Contributors", "occasional-contributors")],
        parameters: [
            MeasureParameter("most", "The largest number of contributions that is still occasional.", .integer(1...1000), default: "5")
        ] + CommonParameter.people, parts: .overlap, rowNoun: "people")

    func range(of period: Period, _ calendar: ReportingCalendar) -> Range<Instant> {
        let lastMonth = Period(.month, containing: period.endDay).advanced(by: -1)
        return calendar.range(of: Period(.trailing, index: lastMonth.index))
    }

    func value(of window: Window) -> Double? { Double(occasional(window).count) }

    func listing(of window: Window) -> Listing { .people(occasional(window)) }

    private func occasional(_ window: Window) -> [(person: Int32, count: Int)] {
        let most = window.integer("most")
        return window.contributionsByPerson().filter { $0.count <= most }
    }
}
