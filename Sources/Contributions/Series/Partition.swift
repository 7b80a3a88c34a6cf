import Ledger
import Measures

/// Divides rows among the parts of a split.
struct Partition {
    let keys: [String]
    let titles: [String]
    /// The people whom the first parts name; empty when parts are no people.
    let people: [PersonLabel]
    /// The parts that a row belongs to, and how much of it to each, of so much that counts.
    private let parts: (_ row: Int32, _ share: Int32) -> [(part: Int, share: Int32)]
    /// Parts are organisations by index, or the unknown one.
    let isByOrganisation: Bool

    /// Every part has all of a row.
    init(keys: [String], titles: [String], people: [PersonLabel] = [], parts: @escaping (Int32) -> [Int]) {
        self.init(keys: keys, titles: titles, people: people, isByOrganisation: false) { row, share in
            parts(row).map { (part: $0, share: share) }
        }
    }

    private init(
        keys: [String], titles: [String], people: [PersonLabel], isByOrganisation: Bool,
        parts: @escaping (_ row: Int32, _ share: Int32) -> [(part: Int, share: Int32)]
    ) {
        self.keys = keys
        self.titles = titles
        self.people = people
        self.isByOrganisation = isByOrganisation
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

    /// By organisation or team: see ``Crediting``.
    init(
        byUnitOf organisations: [ContributionFacts.Organisation], _ dimension: Dimension, _ crediting: Crediting,
        deed: @escaping (Int32) -> Crediting.Deed
    ) {
        let titles = dimension == .team ? ["Unknown team"] + organisations.dropFirst().map(\.name) : organisations.map(\.name)
        self.init(
            keys: organisations.map(\.slug), titles: titles, people: [], isByOrganisation: dimension == .organisation
        ) { row, share in
            crediting.parts(of: deed(row), share, by: dimension).map { (part: Int($0.organisation), share: $0.share) }
        }
    }

    /// By who stands above the contributor.
    init(
        byManagerOf people: [ContributionFacts.Person], _ actors: Actors, _ crediting: Crediting, deed: @escaping (Int32) -> Crediting.Deed
    ) {
        let managers = actors.managersEver
        let part = Dictionary(uniqueKeysWithValues: managers.enumerated().map { ($1, $0) })
        let named = managers.map { people[Int($0)] }
        self.init(
            keys: Self.keys(of: named) + [Question.Scope.unknownOrganisation],
            titles: named.map { $0.label.text(for: .everybody) } + ["Unknown line of management"],
            people: named.map(\.label), isByOrganisation: false
        ) { row, share in
            crediting.parts(of: deed(row), share, by: .manager).map { (part: part[$0.organisation] ?? managers.count, share: $0.share) }
        }
    }

    /// By a person, of whom a row has one or none.
    init(byPersonOf people: [ContributionFacts.Person], noneTitle: String, person: @escaping (Int32) -> Int32?) {
        self.init(
            keys: Self.keys(of: people) + ["none"], titles: people.map { $0.label.text(for: .everybody) } + [noneTitle],
            people: people.map(\.label)
        ) { row in [person(row).map(Int.init) ?? people.count] }
    }

    /// What names people in addresses: their identifiers. Who opted out is named by a number among those who did, which says
    /// nothing of them elsewhere.
    private static func keys(of people: [ContributionFacts.Person]) -> [String] {
        var optedOut = 0
        return people.map { person in
            guard person.isOptedOut else { return person.id.description }
            optedOut += 1
            return "opted-out-\(optedOut)"
        }
    }

    /// The rows of each part, in the order of `keys`.
    func divide(_ counted: Counted) -> [Counted] {
        var divided = [Counted](repeating: Counted(), count: keys.count)
        for row in counted.rows {
            for (part, share) in parts(row, counted.share(row)) { divided[part].append(row, share) }
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
        case .organisation, .team:
            self.init(byUnitOf: facts.organisations, dimension, selection.crediting, deed: selection.deed)
        case .manager: self.init(byManagerOf: facts.people, facts.actors, selection.crediting, deed: selection.deed)
        case .type:
            self.init(keys: types.parts.map(\.key), titles: types.parts.map(\.title)) { row in
                types.part(facts, row).map { [$0] } ?? []
            }
        case .coach: self.init(keys: [], titles: []) { _ in [] }
        }
    }
}
