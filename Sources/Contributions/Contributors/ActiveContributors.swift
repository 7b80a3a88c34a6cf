import Measures

/// Distinct people with at least one contribution in the period.
struct ActiveContributors: WindowMeasure {
    let card = MeasureCard(
        id: "contributors.active",
        title: "Active contributors",
        question: "How many people contributed?",
        definition: """
            The number of different people with at least one contribution in the period. People are counted, not \
            accounts: accounts that share an address, or that a mailmap joins, are one person.
            """,
        unit: .people, better: .higher, standards: [.contributors], parameters: CommonParameter.people, parts: .overlap,
        rowNoun: "people")

    func value(of window: Window) -> Double? {
        var members = MemberSet(capacity: window.facts.people.count)
        for row in window.rows { members.insert(window.person(row)) }
        return Double(members.count)
    }

    func listing(of window: Window) -> Listing { .people(window.contributionsByPerson()) }
}

extension MeasureCard.Standard {
    /// CHAOSS publishes each metric continuously; the version is the year and month of the page that was read.
    static func chaoss(_ name: String, _ page: String) -> MeasureCard.Standard {
        MeasureCard.Standard("CHAOSS \(name)", version: "2026", address: "https://chaoss.community/kb/metric-\(page)/")
    }

    static let contributors = chaoss("Contributors", "contributors")
}
