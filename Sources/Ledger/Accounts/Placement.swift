public import Store

/// Places accounts with people: accounts that share an address, that a mailmap links, or that one forge knows by the
/// same user name, are one person's.
///
/// The outcome depends only on accounts and links, not on the order in which they came, except that a person
/// who is known keeps their identifier.
struct Placement {
    struct Account {
        let id: Int64
        let spelling: String
        let emailKey: String
    }

    /// A word that one account is another spelling of another.
    struct Link {
        let account: Int64
        let spelled: Int64
        var rule = mailmapRule
        let evidence: String
    }

    static let ownRule = "own account"
    static let emailRule = "same e-mail"
    static let mailmapRule = "mailmap"
    static let loginRule = "same user name"

    private let accounts: [Account]
    private let indexOf: [Int64: Int]
    /// For each account the account that it was joined to, itself when it heads a set; and why.
    private var parent: [Int]
    private var reason: [(rule: String, evidence: String)]

    init(accounts: [Account], links: [Link]) {
        self.accounts = accounts
        indexOf = Dictionary(uniqueKeysWithValues: accounts.indices.map { (accounts[$0].id, $0) })
        parent = Array(accounts.indices)
        reason = Array(repeating: (Self.ownRule, "No other account is known to be the same person's."), count: accounts.count)
        joinByEmail()
        for link in links {
            guard let a = indexOf[link.account], let b = indexOf[link.spelled] else { continue }
            join(a, b, link.rule, link.evidence)
        }
    }

    /// The person each account should belong to, given whom it belongs to now.
    ///
    /// - Returns: one assertion per account, in the order of the accounts, and the people who are new.
    mutating func people(
        now current: [Int64: PersonID], newPerson: () -> PersonID = PersonID.random
    ) -> (assertions: [Assertion], newPeople: [PersonID]) {
        var personOfSet: [Int: PersonID] = [:]
        var taken: Set<PersonID> = []
        var newPeople: [PersonID] = []
        // The oldest account of a set that has a person brings that person, unless another set has them already.
        for index in accounts.indices {
            let head = head(of: index)
            guard personOfSet[head] == nil, let person = current[accounts[index].id], taken.insert(person).inserted
            else { continue }
            personOfSet[head] = person
        }
        var assertions: [Assertion] = []
        assertions.reserveCapacity(accounts.count)
        for index in accounts.indices {
            let head = head(of: index)
            let person: PersonID
            if let known = personOfSet[head] {
                person = known
            } else {
                person = newPerson()
                newPeople.append(person)
                personOfSet[head] = person
            }
            assertions.append(
                Assertion(
                    .accountPerson, subject: accounts[index].id, object: person.number, rule: reason[index].rule,
                    evidence: reason[index].evidence))
        }
        return (assertions, newPeople)
    }

    private mutating func joinByEmail() {
        var firstWith: [String: Int] = [:]
        for index in accounts.indices where !accounts[index].emailKey.isEmpty {
            let key = accounts[index].emailKey
            guard let first = firstWith[key] else {
                firstWith[key] = index
                continue
            }
            join(index, first, Self.emailRule, "Uses the address \(key), as \(accounts[first].spelling) does.")
        }
    }

    /// Joins the sets of two accounts; the older account's head stays, and `a` keeps the reason.
    private mutating func join(_ a: Int, _ b: Int, _ rule: String, _ evidence: String) {
        let (headA, headB) = (head(of: a), head(of: b))
        guard headA != headB else { return }
        parent[max(headA, headB)] = min(headA, headB)
        let joined = reason[a].rule == Self.ownRule ? a : max(headA, headB)
        reason[joined] = (rule, evidence)
    }

    private mutating func head(of index: Int) -> Int {
        var index = index
        while parent[index] != index {
            parent[index] = parent[parent[index]]
            index = parent[index]
        }
        return index
    }
}

extension SQLWriter {
    /// Places every account with a person, as one operation; nothing is written when all are placed well.
    ///
    /// - Returns: the number of accounts whose person was new or changed.
    @discardableResult
    public func placeAccounts(madeBy: String, at now: Instant) throws -> Int {
        let accounts = try rows("SELECT id, spelling, email_key FROM accounts ORDER BY id") { row in
            Placement.Account(id: row.integer(0), spelling: row.text(1), emailKey: row.text(2))
        }
        let links = try assertions(.accountSpelling).map { held in
            Placement.Link(
                account: held.assertion.subject, spelled: held.assertion.object ?? held.assertion.subject,
                evidence: held.assertion.evidence)
        } + linksByLogin()
        let held = try assertions(.accountPerson)
        let current = Dictionary(
            held.map { ($0.assertion.subject, $0) }, uniquingKeysWith: { first, _ in first })
        var placement = Placement(accounts: accounts, links: links)
        let (wanted, newPeople) = placement.people(
            now: current.compactMapValues { $0.assertion.object.map(PersonID.init(number:)) })
        let changed = wanted.filter { current[$0.subject]?.assertion.object != $0.object }
        try bulkLoad(into: "people", columns: ["id", "recorded_at"], onConflict: .fail) { loader in
            for person in newPeople {
                loader.integer(person.number)
                loader.integer(now.seconds)
                try loader.endRow()
            }
        }
        let recorder = OperationRecorder(
            self, kind: "place accounts", madeBy: madeBy,
            summary: "Placed \(changed.count) accounts with people by address, mailmap and user name.", at: now)
        try recorder.end(changed.compactMap { current[$0.subject]?.id })
        try recorder.record(changed)
        return changed.count
    }

    /// Links accounts of which only a user name is known with the account to which the same forge gives that name now.
    private func linksByLogin() throws -> [Placement.Link] {
        let spelled = try rows(
            "SELECT id, source, spelling FROM accounts WHERE spelling LIKE '@%' AND source <> 'git' ORDER BY id"
        ) { row in
            (id: row.integer(0), host: row.text(1), login: String(row.text(2).dropFirst()))
        }
        var numbered: [String: [String: Int64]] = [:]
        for host in Set(spelled.map(\.host)) { numbered[host] = try numberedAccounts(ofHost: host) }
        return spelled.compactMap { account in
            guard let other = numbered[account.host]?[account.login] else { return nil }
            return Placement.Link(
                account: account.id, spelled: other, rule: Placement.loginRule,
                evidence: "\(account.host) gives the user name \(account.login) to this account.")
        }
    }
}
