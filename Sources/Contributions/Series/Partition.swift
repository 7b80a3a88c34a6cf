import Ledger
import Measures

/// Divides rows among the parts of a split.
struct Partition {
    let keys: [String]
    let titles: [String]
    /// The people whom the first parts name; empty when parts are no people.
    let people: [PersonLabel]
    /// The parts that a row belongs to.
    private let parts: (Int32) -> [Int]

    init(keys: [String], titles: [String], people: [PersonLabel] = [], parts: @escaping (Int32) -> [Int]) {
        self.keys = keys
        self.titles = titles
        self.people = people
        self.parts = parts
    }

    /// By project, of which a row has one; rows without one belong to no part.
    init(byProjectOf projects: [ContributionFacts.Project], project: @escaping (Int32) -> Int32?) {
        self.init(keys: projects.map(\.slug), titles: projects.map(\.title)) { row in
            project(row).map { [Int($0)] } ?? []
        }
    }

    /// By group: a row belongs to every group of each of its projects.
    init(
        byGroupOf groups: [ContributionFacts.Group], _ projects: [ContributionFacts.Project],
        projects projectsOfRow: @escaping (Int32) -> [Int32]
    ) {
        var groupsOfProject = [[Int]](repeating: [], count: projects.count)
        for (group, members) in groups.enumerated() {
            for project in members.projects { groupsOfProject[Int(project)].append(group) }
        }
        let none = groups.count
        self.init(keys: groups.map(\.slug) + ["none"], titles: groups.map(\.title) + ["In no group"]) { row in
            let projects = projectsOfRow(row)
            let groups = projects.flatMap { groupsOfProject[Int($0)] }
            if groups.isEmpty { return [none] }
            return projects.count > 1 ? Set(groups).sorted() : groups
        }
    }

    init(
        byOrganisationOf organisations: [ContributionFacts.Organisation], organisation: @escaping (Int32) -> Int32
    ) {
        self.init(keys: organisations.map(\.slug), titles: organisations.map(\.name)) { [Int(organisation($0))] }
    }

    /// By a person, of whom a row has one or none.
    init(byPersonOf people: [ContributionFacts.Person], noneTitle: String, person: @escaping (Int32) -> Int32?) {
        self.init(
            keys: people.map(\.id.description) + ["none"], titles: people.map { $0.label.text(for: .everybody) } + [noneTitle],
            people: people.map(\.label)
        ) { row in [person(row).map(Int.init) ?? people.count] }
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

extension Partition {
    /// Divides contributions to commits.
    init(_ dimension: Dimension, of selection: Selection, types: TypePartition) {
        let facts = selection.facts
        switch dimension {
        case .project:
            // A commit that several projects hold counts once, in the first of them: parts sum to the whole.
            self.init(byProjectOf: facts.projects) { row in
                selection.projects(ofCommit: facts.contributions.commit[Int(row)]).first
            }
        case .group:
            self.init(byGroupOf: facts.groups, facts.projects) { row in
                selection.projects(ofCommit: facts.contributions.commit[Int(row)])
            }
        case .organisation:
            self.init(byOrganisationOf: facts.organisations) { facts.contributions.organisation[Int($0)] }
        case .type:
            self.init(keys: types.parts.map(\.key), titles: types.parts.map(\.title)) { row in
                types.part(facts, row).map { [$0] } ?? []
            }
        case .coach: self.init(keys: [], titles: []) { _ in [] }
        }
    }
}
