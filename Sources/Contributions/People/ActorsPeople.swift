import Ledger
import Measures

// What the pages about people ask of accounts and the people behind them.

extension Actors {
    /// The index of a person; nil when no account is placed with them.
    func index(of person: PersonID) -> Int32? {
        personOfAccount.indices.dropFirst().first { Int(personOfAccount[$0]) == $0 && personID(Int32($0)) == person }.map { Int32($0) }
    }

    /// The numbers of a person's accounts.
    func accounts(of person: PersonID) -> Set<Int64> {
        guard let index = index(of: person) else { return [] }
        return Set(personOfAccount.indices.dropFirst().filter { personOfAccount[$0] == index }.map { Int64($0) })
    }

    /// The person behind an account; nil when there is no such account.
    func person(behind account: Int64) -> PersonID? {
        guard account > 0, account < Int64(personOfAccount.count), personOfAccount[Int(account)] >= 0 else { return nil }
        return personID(personOfAccount[Int(account)])
    }

    /// The indexes of all people, each once.
    var everybody: Set<Int32> { Set(personOfAccount.dropFirst().filter { $0 >= 0 }) }
}

extension ItemFacts {
    /// What a person is called; nil when there is nobody of this identifier.
    func label(of person: PersonID) -> PersonLabel? { actors.index(of: person).map { people[Int($0)].label } }
}
