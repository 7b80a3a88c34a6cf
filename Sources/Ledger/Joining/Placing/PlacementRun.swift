import Store

/// Places a group of accounts that share nothing with any other account: all of them, or a few and everything they touch.
struct PlacementRun {
    /// An account's person as it is in force.
    struct Placed {
        let person: Int64
        let assertion: Int64
        let rule: String
    }

    /// By age.
    let ids: [Int64]
    private(set) var graph: PlacementGraph
    /// What was said of accounts, and refusals, in the order in which the graph numbers them.
    let said: [Assertion]
    let refusals: [Assertion]
    private var placed: [Placed?]

    /// - Parameters:
    ///   - keys: by the rule's place in ``JoiningRules/all``, over positions in `ids`.
    ///   - placed: the persons in force, in the order of `ids`.
    init(ids: [Int64], keys: [Int: KeyTable], said: [Assertion], refusals: [Assertion], placed: [Placed?], settings: JoiningSettings) {
        self.ids = ids
        self.placed = placed
        let position = PositionIndex(ids)
        let order: (Assertion, Assertion) -> Bool = {
            ($0.subject, $0.object ?? 0, $0.context ?? 0, $0.rule) < ($1.subject, $1.object ?? 0, $1.context ?? 0, $1.rule)
        }
        let allowed = said.filter(settings.allows).sorted(by: order)
        let refused = refusals.sorted(by: order)
        self.said = allowed
        self.refusals = refused
        graph = PlacementGraph(count: ids.count)
        graph.run(
            keys: keys,
            links: allowed.enumerated().compactMap { id, said in
                guard let object = said.object, let a = position[said.subject], let b = position[object] else { return nil }
                return PlacementGraph.Link(a: a, b: b, rule: JoiningRules.index(ofSaid: said.rule), id: id)
            },
            refusals: refused.enumerated().compactMap { id, refusal in
                guard let object = refusal.object, let a = position[refusal.subject], let b = position[object] else { return nil }
                return PlacementGraph.Refusal(a: a, b: b, id: id)
            })
    }

    /// The position of the oldest account of a group.
    mutating func head(of position: Int) -> Int { graph.head(of: position) }

    /// What placement concludes of one account that is not in force yet.
    struct Move {
        let position: Int
        let person: Int64
        /// The assertion that it takes the place of.
        let replaces: Int64?
        let reason: PlacementGraph.Reason?
        /// The person is another than before, and not only the reason.
        let isToAnother: Bool
    }

    /// Whom each account belongs to now; only what differs from what is in force.
    ///
    /// The oldest account of a group that has a person brings that person, unless another group has them already.
    mutating func moves(newPerson: () -> PersonID = PersonID.random) -> (moves: [Move], newPeople: [Int64]) {
        var personOfHead: [Int64] = Array(repeating: 0, count: ids.count)
        var taken: Set<Int64> = []
        for index in ids.indices {
            guard let person = placed[index]?.person, personOfHead[graph.head(of: index)] == 0, taken.insert(person).inserted
            else { continue }
            personOfHead[graph.head(of: index)] = person
        }
        var moves: [Move] = []
        var newPeople: [Int64] = []
        for index in ids.indices {
            let head = graph.head(of: index)
            if personOfHead[head] == 0 {
                personOfHead[head] = newPerson().number
                newPeople.append(personOfHead[head])
            }
            let person = personOfHead[head]
            if let old = placed[index], old.person == person, stillHolds(old.rule, at: index) { continue }
            moves.append(
                Move(
                    position: index, person: person, replaces: placed[index]?.assertion, reason: graph.reasons[index],
                    isToAnother: placed[index]?.person != person))
        }
        return (moves, newPeople)
    }

    /// Whether the rule that placed an account could still have; a better rule is no reason to write anew.
    private func stillHolds(_ rule: String, at index: Int) -> Bool {
        guard rule != JoiningRules.own else { return true }
        return graph.rulesAt[index] & (1 << UInt32(JoiningRules.index(ofSaid: rule))) != 0
    }
}

/// Finds positions in a list of numbers that only grow.
struct PositionIndex {
    private let ids: [Int64]

    init(_ ids: [Int64]) { self.ids = ids }

    subscript(id: Int64) -> Int? {
        var (low, high) = (0, ids.count)
        while low < high {
            let middle = (low + high) / 2
            if ids[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low < ids.count && ids[low] == id ? low : nil
    }
}
