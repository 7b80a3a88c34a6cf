import Ledger

/// Of which accounts something else is believed than before, as far as figures depend on it.
struct ActorChange: Sendable {
    /// They are somebody else's: the index of their person is another.
    private(set) var people: MemberSet
    /// Contributions are made for others.
    private(set) var affiliations: MemberSet
    /// They are bots at other times.
    private(set) var bots: MemberSet
    /// Their person was ever a coach, and before was not, or the other way round.
    private(set) var coaches: MemberSet

    /// Accounts that are new since `old` are left out: nothing that was read with `old` names them.
    ///
    /// - Parameters:
    ///   - oldCoaches: by person index: who was ever a coach as `old` had it.
    ///   - newCoaches: the same as `new` has it.
    init(from old: Actors, to new: Actors, oldCoaches: MemberSet? = nil, newCoaches: MemberSet? = nil) {
        let count = old.accountCount
        people = MemberSet(capacity: count)
        affiliations = people
        bots = people
        coaches = people
        for account in 1..<max(1, count) {
            let number = Int32(account)
            let (before, after) = (old.personOfAccount[account], new.personOfAccount[account])
            if before != after { people.insert(number) }
            if !old.affiliations.agrees(with: new.affiliations, on: account) { affiliations.insert(number) }
            if let oldCoaches, let newCoaches, oldCoaches.contains(before) != newCoaches.contains(after) { coaches.insert(number) }
        }
        for account in Set(old.bots.keys).union(new.bots.keys) where Int(account) < count && old.bots[account] != new.bots[account] {
            bots.insert(account)
        }
    }

    var isEmpty: Bool { people.count + affiliations.count + bots.count + coaches.count == 0 }

    /// Whether anything that a row keeps of an account may be different.
    func touches(_ account: Int32) -> Bool { people.contains(account) || affiliations.contains(account) || bots.contains(account) }

    /// By person index, old and new: those who gained or lost an account.
    func touchedPeople(_ old: Actors, _ new: Actors) -> MemberSet {
        var touched = MemberSet(capacity: new.accountCount)
        for account in people.members {
            touched.insert(old.person(of: account))
            touched.insert(new.person(of: account))
        }
        return touched
    }
}
