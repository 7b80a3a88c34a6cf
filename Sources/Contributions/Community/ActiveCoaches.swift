import Ledger
import Measures

/// GitLab's *Community MR Coaches per Month*: www-gitlab-com issue quality/team-tasks 622 counts the roster.
struct ActiveCoaches: ItemMeasure {
    let card = MeasureCard(
        id: "coaches.active",
        title: "Coaches",
        question: "How many people coach the community?",
        definition: """
            People who hold the role of a coach on the last day of the period; today while it runs. With \
            `coaches=answering`: those of them who commented on or reviewed a change request of the community in the \
            period.
            """,
        unit: .people, better: .higher, standards: [.gitlabIndicators],
        parameters: [
            MeasureParameter(
                "coaches", "Whether everybody on the roster counts, or those who answered.", .choice(["roster", "answering"]),
                default: "roster")
        ] + ItemParameter.common, dimensions: [], parts: .sum, rowNoun: "people")

    let anchor = ItemAnchor.none

    /// Indexes of people.
    func selected(in window: ItemWindow) -> [Int32] {
        let instant = window.dayEnd.advanced(by: -1)
        let actors = window.facts.actors
        var people: [Int32] = []
        for account in window.facts.programme.coaches(at: instant) where account > 0 && Int(account) < actors.accountCount {
            let person = actors.person(of: account)
            if !people.contains(person) { people.append(person) }
        }
        guard window.parameter("coaches") == "answering" else { return people }
        let answers = answers(window)
        return people.filter { answers[$0] != nil }
    }

    func value(of window: ItemWindow) -> Double? {
        window.facts.programme.coaches.isEmpty ? nil : Double(window.rows.count)
    }

    func listing(of window: ItemWindow) -> ItemListing {
        let answers = answers(window)
        return .people(
            window.rows.map { (ItemMember(person: $0, account: 0), answers[$0] ?? 0) },
            RowColumn("answers", "Comments and reviews"))
    }

    func remarks(on window: ItemWindow) -> [String] {
        window.facts.programme.coaches.isEmpty ? ["Nobody is marked as a coach."] : []
    }

    /// Comments and reviews of the community's change requests in the period, by the person who was ever a coach.
    private func answers(_ window: ItemWindow) -> [Int32: Int] {
        let table = window.facts.table
        var answers: [Int32: Int] = [:]
        for row in table.items.indices {
            let responses = table.coachResponses[row]
            guard !responses.isEmpty, window.selection.contains(table.items[row], window.products),
                window.selection.isCommunity(table.items[row])
            else { continue }
            for response in responses
            where response.at >= window.range.lowerBound.seconds && response.at < window.range.upperBound.seconds {
                answers[window.facts.actors.person(of: response.account), default: 0] += 1
            }
        }
        return answers
    }
}
