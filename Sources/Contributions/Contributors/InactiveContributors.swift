import Ledger
import Measures

/// People who stopped, counted in the period of their last contribution.
struct InactiveContributors: WindowMeasure {
    let card = MeasureCard(
        id: "contributors.inactive",
        title: "Inactive contributors",
        question: "Who stopped contributing, and when?",
        definition: """
            People whose last contribution is older than `months` months, counted in the period of that last \
            contribution. Recent periods therefore show none yet.
            """,
        unit: .people, better: .lower, standards: [.chaoss("Inactive Contributors", "inactive-contributors")],
        parameters: [
            MeasureParameter("months", "How many months without a contribution make a person inactive.", .integer(1...120), default: "6")
        ] + CommonParameter.people, parts: .sum, rowNoun: "people",
        caveats: ["A person who comes back is no longer counted, so past periods change: ask for the figure as it was known."])

    var needsHistory: Bool { true }

    func value(of window: Window) -> Double? {
        let last = Set(lastRows(window))
        return window.count(where: last.contains)
    }

    func listing(of window: Window) -> Listing {
        let gone = Set(lastRows(window).map(window.person))
        return .people(window.contributionsByPerson().filter { gone.contains($0.person) })
    }

    /// The contributions of the window that are the last of a person who has been away for long enough.
    private func lastRows(_ window: Window) -> [Int32] {
        let today = window.calendar.day(of: window.now)
        let month = Period(.month, containing: today).advanced(by: -window.integer("months")).firstDay
        let lengthOfMonth = Int(Period(.month, containing: month).endDay.daysSince1970 - month.daysSince1970)
        let limit = window.calendar.start(
            of: CivilDate(year: month.year, month: month.month, day: min(today.day, lengthOfMonth)))
        return window.rows.filter { row in
            window.history.last[Int(window.person(row))] == row
                && window.facts.contributions.time[Int(row)] < limit.seconds
        }
    }
}
