public import Store

/// Somebody of whom rules say different things for one time.
public struct AffiliationConflict: Sendable {
    /// All accounts of the person.
    public let accounts: [Int64]
    /// The accounts that speak with one voice, each with the times that do not agree.
    public let voices: [(accounts: [Int64], times: [(time: Range<Instant>, answer: AffiliationAnswer)])]
}

extension SQLReader {
    /// The people of whom two rules, or two accounts, name different organisations for one time, in the order of their first
    /// account; each by all accounts that they have.
    public func peopleInConflict() throws -> [[Int64]] {
        let people = try AccountPeople(self)
        var claims = try affiliationClaims()
        claims.sort { (people.number(of: $0.account), $0.from) < (people.number(of: $1.account), $1.from) }
        var found: Set<Int64> = []
        var start = claims.startIndex
        while start < claims.endIndex {
            let person = people.number(of: claims[start].account)
            let end = claims[start...].firstIndex { people.number(of: $0.account) != person } ?? claims.endIndex
            if Self.disagree(claims[start..<end]) { found.insert(person) }
            start = end
        }
        return people.accounts(of: found)
    }

    /// The first of those conflicts, with what wins and why.
    public func affiliationConflicts(limit: Int) throws -> [AffiliationConflict] {
        var found: [AffiliationConflict] = []
        for accounts in try peopleInConflict() where found.count < limit {
            let explained = try affiliationCase(of: accounts)
            let voices = explained.voices.map { ($0, explained.conflicts(of: $0[0])) }.filter { !$0.1.isEmpty }
            if !voices.isEmpty { found.append(AffiliationConflict(accounts: accounts, voices: voices)) }
        }
        return found
    }

    /// Whether two claims of one time name different organisations by different rules, or of different accounts.
    private static func disagree(_ claims: ArraySlice<AffiliationClaim>) -> Bool {
        var open: [AffiliationClaim] = []
        for claim in claims {
            open.removeAll { $0.to <= claim.from }
            if open.contains(where: { $0.organisation != claim.organisation && ($0.rule != claim.rule || $0.account != claim.account) }) {
                return true
            }
            // One of each kind is enough to compare with, as long as the longest is kept.
            if let same = open.firstIndex(where: {
                $0.organisation == claim.organisation && $0.rule == claim.rule && $0.account == claim.account
            }) {
                if open[same].to < claim.to { open[same] = claim }
            } else {
                open.append(claim)
            }
        }
        return false
    }

    /// The affiliations of everybody, as people are placed.
    public func affiliations(asKnown: Instant? = nil) throws -> AffiliationIndex {
        try affiliations(personOf: AccountPeople(self, asKnown: asKnown).personOf, asKnown: asKnown)
    }
}

/// Whose each account is, people numbered as they come.
private struct AccountPeople {
    /// By the account's number; negative for nobody.
    private(set) var personOf: [Int32]

    init(_ reader: any SQLReader, asKnown: Instant? = nil) throws {
        let last = Int(try reader.integer("SELECT MAX(id) FROM accounts") ?? 0)
        var persons = Array(repeating: Int32(-1), count: last + 1)
        var numbers: [Int64: Int32] = [:]
        let held = HeldCondition(at: asKnown)
        try reader.forEachRow(
            "SELECT subject, object FROM assertions WHERE predicate = ? AND object IS NOT NULL AND \(held.sql) ORDER BY subject",
            [.text(Assertion.Predicate.accountPerson.rawValue)] + held.arguments
        ) { row in
            guard persons.indices.contains(row.int(0)) else { return }
            let number = numbers[row.integer(1)] ?? Int32(numbers.count)
            numbers[row.integer(1)] = number
            persons[row.int(0)] = number
        }
        personOf = persons
    }

    /// A number of its own, below 0, for an account that is nobody's.
    func number(of account: Int64) -> Int64 {
        guard let index = Int(exactly: account), personOf.indices.contains(index), personOf[index] >= 0 else { return -account }
        return Int64(personOf[index])
    }

    func accounts(of people: Set<Int64>) -> [[Int64]] {
        var found: [Int64: [Int64]] = [:]
        for account in personOf.indices.dropFirst() where people.contains(number(of: Int64(account))) {
            found[number(of: Int64(account)), default: []].append(Int64(account))
        }
        return found.values.sorted { $0[0] < $1[0] }
    }
}
