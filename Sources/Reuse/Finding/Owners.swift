import Ledger
import Store

/// Who is responsible for which project: the groups of projects that it is in. A project in no group stands for itself.
struct Owners: Sendable {
    private let groups: [Int64: Set<Int64>]
    private let withinGroups: Bool

    init(_ reader: any SQLReader, withinGroups: Bool) throws {
        var groups: [Int64: Set<Int64>] = [:]
        for held in try reader.assertions(.projectGroup) {
            if let group = held.assertion.object { groups[held.assertion.subject, default: []].insert(group) }
        }
        self.init(groups, withinGroups: withinGroups)
    }

    init(_ groups: [Int64: Set<Int64>], withinGroups: Bool = false) {
        self.groups = groups
        self.withinGroups = withinGroups
    }

    /// Whether nobody looks after both.
    func areApart(_ a: Int64, _ b: Int64) -> Bool {
        guard a != b else { return false }
        guard !withinGroups, let ofA = groups[a], let ofB = groups[b] else { return true }
        return ofA.isDisjoint(with: ofB)
    }

    /// Whether some two of them are apart.
    func areSpread(_ projects: some Collection<Int64>) -> Bool {
        guard let first = projects.first else { return false }
        if projects.contains(where: { areApart(first, $0) }) { return true }
        // Mostly one group has them all, and very many projects need not be compared two by two.
        if let common = groups[first], projects.reduce(into: common, { $0.formIntersection(groups[$1] ?? []) }).isEmpty == false {
            return false
        }
        // Whoever shares a group with the first may still be apart from another.
        return projects.contains { a in projects.contains { areApart(a, $0) } }
    }
}
