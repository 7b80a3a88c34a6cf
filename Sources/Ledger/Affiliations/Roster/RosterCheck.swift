/// Checks what no row of a roster can tell alone: whether two rows speak of one person on one day, whether anybody reports to
/// themselves, and whether a team is part of itself.
struct RosterCheck {
    private let rows: [RosterRow]
    private let people: RosterPeople

    init(_ rows: [RosterRow]) {
        self.rows = rows
        people = RosterPeople(rows)
    }

    func run(_ check: inout FileCheck) {
        overlaps(&check)
        managers(&check)
        teams(&check)
    }

    /// Whether the report is long enough.
    private func isFull(_ check: FileCheck) -> Bool { check.problems.count >= ProgrammeFiles.mostProblems }

    /// Nobody is on the roster twice on one day, neither by address nor by user name.
    private func overlaps(_ check: inout FileCheck) {
        var byKey: [RosterRow.Person: [Int]] = [:]
        for (index, row) in rows.enumerated() {
            for key in row.keys { byKey[key, default: []].append(index) }
        }
        var found: [(row: Int, other: Int, key: RosterRow.Person)] = []
        for (key, indexes) in byKey where indexes.count > 1 {
            let inOrder = indexes.sorted { (start(rows[$0]), $0) < (start(rows[$1]), $1) }
            for (earlier, later) in zip(inOrder, inOrder.dropFirst()) where rows[earlier].days.overlaps(rows[later].days) {
                found.append((max(earlier, later), min(earlier, later), key))
            }
        }
        for (row, other, key) in found.sorted(by: { ($0.row, $0.other, $0.key.text) < ($1.row, $1.other, $1.key.text) }) {
            if isFull(check) { return }
            let field = if case .email = key { "email" } else { "usernames" }
            check.fail(
                rows[row].place.line, field,
                "“\(key.text.prefix(80))” stands on line \(rows[other].place.line) already, for some of the same days")
        }
    }

    private func start(_ row: RosterRow) -> Int64 { row.days.from?.daysSince1970 ?? .min }

    private func managers(_ check: inout FileCheck) {
        var links: [DatedTree.Link] = [], lines: [Int] = []
        for (index, row) in rows.enumerated() {
            guard let manager = row.manager.flatMap({ people.person(of: $0) }) else { continue }
            if manager == people.person(ofRow: index) {
                check.fail(row.place.line, "manager", "\(row.subject.prefix(80)) would report to themselves")
                if isFull(check) { return }
                continue
            }
            links.append(
                DatedTree.Link(
                    child: Int64(people.person(ofRow: index)), parent: Int64(manager), from: start(row),
                    to: row.days.to?.daysSince1970 ?? .max))
            lines.append(index)
        }
        guard let circle = CircleSearch.first(in: links) else { return }
        let row = rows[lines[circle.link]]
        let names = circle.nodes.map { people.subject(of: Int($0)) }
        check.fail(row.place.line, "manager", Self.words(names, "would report to themselves by way of", circle.isCertain))
    }

    /// A team of an organisation is known by its name, so it stands under one other team at most, and under none of its own.
    private func teams(_ check: inout FileCheck) {
        struct Team: Hashable {
            let organisation: String
            let key: String
        }
        var numbers: [Team: Int64] = [:], names: [String] = [], keys = TeamKeys()
        var parents: [Int64: (parent: Int64?, line: Int)] = [:]
        var links: [DatedTree.Link] = [], lines: [Int] = []
        for row in rows {
            var parent: Int64?
            for name in row.team {
                let team = Team(organisation: (row.organisation ?? "").lowercased(), key: keys.key(name))
                let number = numbers[team] ?? Int64(names.count)
                if numbers.updateValue(number, forKey: team) == nil { names.append(name) }
                defer { parent = number }
                // A row may begin anywhere below the organisation.
                if let known = parents[number], known.parent == parent || parent == nil { continue }
                if let known = parents[number], let above = known.parent {
                    check.fail(
                        row.place.line, "team",
                        "the team “\(name.prefix(80))” is part of “\(names[Int(above)].prefix(80))” on line \(known.line) already; "
                            + "give the teams two names, or one place")
                    if isFull(check) { return }
                    continue
                }
                parents[number] = (parent, row.place.line)
                if let parent {
                    links.append(DatedTree.Link(child: number, parent: parent))
                    lines.append(row.place.line)
                }
            }
        }
        for link in links.indices where links[link].child == links[link].parent {
            check.fail(lines[link], "team", "the team “\(names[Int(links[link].child)].prefix(80))” would be part of itself")
            return
        }
        guard let circle = CircleSearch.first(in: links) else { return }
        check.fail(
            lines[circle.link], "team",
            Self.words(circle.nodes.map { names[Int($0)] }, "would be part of itself by way of", circle.isCertain))
    }

    private static func words(_ names: [String], _ verb: String, _ isCertain: Bool) -> String {
        guard isCertain else { return "more than \(DatedTree.deepest) levels stand above \(names.first?.prefix(80) ?? "")" }
        let shown = names.dropFirst().dropLast().prefix(10).map { $0.prefix(80) }.joined(separator: ", ")
        return "\(names.first?.prefix(80) ?? "") \(verb) \(shown)"
    }
}

/// Which rows of a roster are of one person: those that share an address or a user name, directly or through others.
struct RosterPeople {
    private var numbers: [RosterRow.Person: Int] = [:]
    private var heads: [Int]
    private let subjects: [String]

    init(_ rows: [RosterRow]) {
        heads = Array(rows.indices)
        subjects = rows.map(\.subject)
        for (index, row) in rows.enumerated() {
            for key in row.keys {
                guard let other = numbers[key] else {
                    numbers[key] = index
                    continue
                }
                let (a, b) = (head(index), head(other))
                heads[max(a, b)] = min(a, b)
            }
        }
    }

    /// The number of the first row of the person.
    func person(ofRow row: Int) -> Int { head(row) }

    /// Nil for somebody whom the roster does not list.
    func person(of person: RosterRow.Person) -> Int? { numbers[person.key].map(head) }

    func subject(of person: Int) -> String { subjects[person] }

    private func head(_ row: Int) -> Int {
        var row = row
        while heads[row] != row { row = heads[row] }
        return row
    }
}
