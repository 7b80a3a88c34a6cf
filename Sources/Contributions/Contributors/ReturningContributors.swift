import Ledger
import Measures

/// People active in the period and in any earlier period.
struct ReturningContributors: WindowMeasure {
    let card = MeasureCard(
        id: "contributors.returning",
        title: "Returning contributors",
        question: "How many of those who contributed had been here before?",
        definition: """
            People with a contribution in the period and one in any earlier period. As a share: of the people active \
            in the period.
            """,
        unit: .people, better: .higher, standards: [.contributors], parameters: [asParameter] + CommonParameter.people,
        parts: .overlap, rowNoun: "people",
        caveats: ["As a share, parts stand side by side and do not sum, so the figure counts people unless asked otherwise."])

    private static let asParameter = MeasureParameter(
        "as", "The number of people, or their share of the active ones.", .choice(["count", "share"]), default: "count")

    var needsHistory: Bool { true }

    func value(of window: Window) -> Double? {
        let active = window.people()
        let returning = active.count { isReturning($0, in: window) }
        guard window.parameter("as") == "share" else { return Double(returning) }
        return active.isEmpty ? nil : Double(returning) / Double(active.count)
    }

    func listing(of window: Window) -> Listing {
        .people(window.contributionsByPerson().filter { isReturning($0.person, in: window) })
    }

    private func isReturning(_ person: Int32, in window: Window) -> Bool {
        let first = window.history.first[Int(person)]
        return window.facts.contributions.time[Int(first)] < window.range.lowerBound.seconds
    }
}
