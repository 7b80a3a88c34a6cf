import Ledger

/// Gathers what lines say of one person, wherever in a file they stand.
struct IdentityGroups {
    private struct Node {
        var parent: Int
        var person: IdentityFile.Person
    }

    private var nodes: [Node] = []
    private var known: [String: Int] = [:]

    /// The node that a key stands for; made when it is new.
    mutating func node(_ key: String, at place: @autoclosure () -> IdentityPlace) -> Int {
        if let node = known[key] { return node }
        known[key] = nodes.count
        nodes.append(Node(parent: nodes.count, person: IdentityFile.Person(place())))
        return nodes.count - 1
    }

    mutating func join(_ a: Int, _ b: Int) {
        let (headA, headB) = (head(of: a), head(of: b))
        nodes[max(headA, headB)].parent = min(headA, headB)
    }

    mutating func add(_ spelled: IdentityFile.Spelled, to node: Int) { nodes[node].person.identities.append(spelled) }

    mutating func add(_ enrolment: IdentityFile.Enrolment, to node: Int) { nodes[node].person.enrolments.append(enrolment) }

    mutating func markBot(_ node: Int, at place: IdentityPlace) {
        if nodes[node].person.bot == nil { nodes[node].person.bot = place }
    }

    /// A spelling with a name goes before one without.
    mutating func setCanonical(_ identity: IdentityFile.Identity, of node: Int) {
        if identity.name != nil || nodes[node].person.canonical == nil { nodes[node].person.canonical = identity }
    }

    /// The people in the order of their first lines, each with everything that was said of them once.
    mutating func people() -> [IdentityFile.Person] {
        var order: [Int] = []
        var people: [Int: IdentityFile.Person] = [:]
        for index in nodes.indices {
            let head = head(of: index), part = nodes[index].person
            guard var person = people[head] else {
                order.append(head)
                people[head] = part
                continue
            }
            person.identities += part.identities
            person.enrolments += part.enrolments
            person.bot = person.bot ?? part.bot
            if let canonical = part.canonical, canonical.name != nil || person.canonical == nil { person.canonical = canonical }
            people[head] = person
        }
        return order.compactMap { people[$0]?.withoutRepetitions }
    }

    private mutating func head(of index: Int) -> Int {
        var index = index
        while nodes[index].parent != index {
            nodes[index].parent = nodes[nodes[index].parent].parent
            index = nodes[index].parent
        }
        return index
    }
}

extension IdentityFile.Person {
    fileprivate var withoutRepetitions: IdentityFile.Person {
        struct Period: Hashable {
            let organisation: String
            let from: Instant?
            let to: Instant?
        }
        var person = self
        var identities: Set<IdentityFile.Identity> = [], periods: Set<Period> = []
        person.identities.removeAll { !identities.insert($0.identity).inserted }
        person.enrolments.removeAll { !periods.insert(Period(organisation: $0.organisation, from: $0.from, to: $0.to)).inserted }
        return person
    }
}
