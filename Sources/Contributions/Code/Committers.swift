import Measures

/// People who put commits into a repository.
struct Committers: WindowMeasure {
    let card = MeasureCard(
        id: "code.committers",
        title: "Committers",
        question: "How many people can, and do, put commits in?",
        definition: """
            The number of different people whom the commits of the period name as committer. The committer put the \
            commit into the history and need not have written it.
            """,
        unit: .people, better: .higher, standards: [.chaoss("Committers", "committers")],
        parameters: CommonParameter.commits, dimensions: [.project, .group, .organisation], parts: .overlap,
        rowNoun: "people",
        caveats: ["Split by organisation, a commit lies with the organisation of its author."])

    func value(of window: Window) -> Double? {
        var members = MemberSet(capacity: window.facts.people.count)
        for row in window.rows { members.insert(committer(row, window)) }
        return Double(members.count)
    }

    func listing(of window: Window) -> Listing {
        var counts: [Int32: Int] = [:]
        for row in window.rows { counts[committer(row, window), default: 0] += 1 }
        return .people(counts.map { (person: $0.key, count: $0.value) })
    }

    private func committer(_ row: Int32, _ window: Window) -> Int32 {
        window.facts.commits.committer[Int(window.commit(row))]
    }
}
