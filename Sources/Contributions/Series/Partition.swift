import Ledger
import Measures

/// Divides contributions among the parts of a split.
struct Partition {
    let keys: [String]
    let titles: [String]
    private let parts: (Int32) -> [Int]

    init(_ dimension: Dimension, of selection: Selection, types: TypePartition) {
        let facts = selection.facts
        switch dimension {
        case .project:
            keys = facts.projects.map(\.slug)
            titles = facts.projects.map(\.title)
            // A commit that several projects hold counts once, in the first of them: parts sum to the whole.
            parts = { row in
                selection.projects(ofCommit: facts.contributions.commit[Int(row)]).prefix(1).map(Int.init)
            }
        case .group:
            keys = facts.groups.map(\.slug) + ["none"]
            titles = facts.groups.map(\.title) + ["In no group"]
            var groupsOfProject = [[Int]](repeating: [], count: facts.projects.count)
            for (group, members) in facts.groups.enumerated() {
                for project in members.projects { groupsOfProject[Int(project)].append(group) }
            }
            let none = facts.groups.count
            parts = { row in
                let projects = selection.projects(ofCommit: facts.contributions.commit[Int(row)])
                let groups = projects.flatMap { groupsOfProject[Int($0)] }
                if groups.isEmpty { return [none] }
                return projects.count > 1 ? Set(groups).sorted() : groups
            }
        case .organisation:
            keys = facts.organisations.map(\.slug)
            titles = facts.organisations.map(\.name)
            parts = { row in [Int(facts.contributions.organisation[Int(row)])] }
        case .type:
            keys = types.parts.map(\.key)
            titles = types.parts.map(\.title)
            parts = { row in types.part(facts, row).map { [$0] } ?? [] }
        }
    }

    /// The rows of each part, in the order of `keys`.
    func divide(_ rows: [Int32]) -> [[Int32]] {
        var divided = [[Int32]](repeating: [], count: keys.count)
        for row in rows {
            for part in parts(row) { divided[part].append(row) }
        }
        return divided
    }
}
