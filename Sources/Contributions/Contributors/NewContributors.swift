import Measures

/// People whose first-ever contribution falls in the period.
struct NewContributors: WindowMeasure {
    let card = MeasureCard(
        id: "contributors.new",
        title: "New contributors",
        question: "Who contributed for the first time?",
        definition: """
            People whose first-ever contribution of the chosen types to the chosen projects falls in the period. \
            Within a project that is the first contribution to it; over all projects, the first to any.
            """,
        unit: .people, better: .higher, standards: [.chaoss("New Contributors", "new-contributors")],
        parameters: CommonParameter.people, parts: .sum, rowNoun: "people")

    var needsHistory: Bool { true }

    func value(of window: Window) -> Double? {
        window.count { window.history.first[Int(window.person($0))] == $0 }
    }

    func listing(of window: Window) -> Listing {
        let new = Set(window.rows.filter { window.history.first[Int(window.person($0))] == $0 }.map(window.person))
        return .people(window.contributionsByPerson().filter { new.contains($0.person) })
    }
}
