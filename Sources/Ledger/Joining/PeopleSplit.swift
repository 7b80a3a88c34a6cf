extension PeopleStatement {
    /// So many pairs are remembered at most: a person of 600 accounts can be halved.
    private static let mostPairs = 100_000

    /// States that accounts are not their person's. Those that are split off become one other person, and no rule joins
    /// them with the rest again.
    ///
    /// - Parameter accounts: some, not all, of the accounts of one person.
    /// - Throws: ``PeopleRefusal``
    public func split(_ accounts: [Int64], reason: String) throws -> PeopleChange {
        let off = Set(accounts)
        guard let first = off.min() else { throw PeopleRefusal("account", "Name the accounts to split off.") }
        for account in off { _ = try spelling(account) }
        try writer.placeAccounts(madeBy: madeBy, at: now)
        let settings = try writer.joiningSettings()
        let members = try members(ofPersonOf: first)
        guard off.isSubset(of: members) else { throw PeopleRefusal("account", "The accounts belong to more than one person.") }
        let rest = members.subtracting(off)
        guard let left = rest.min() else { throw PeopleRefusal("account", "These are all accounts of the person: nothing would be left.") }
        guard off.count.multipliedReportingOverflow(by: rest.count).partialValue <= Self.mostPairs, off.count <= Self.mostPairs else {
            throw PeopleRefusal("account", "So many accounts cannot be split at once. Split fewer off at a time.")
        }
        let evidence = words(reason)
        let refusals = off.sorted().flatMap { one in
            rest.sorted().map { other in distinct((min(one, other), max(one, other)), evidence) }
        }
        // What one account had held together would fall apart with it: it stays together, as far as it was.
        var run = try PartialPlacement(writer, settings: settings, touching: members).run(refusing: refusals)
        let links = bonds(of: off, in: &run, reason) + bonds(of: rest, in: &run, reason)
        let summary = "Split \(off.count == 1 ? try spelling(first) : "\(off.count) accounts") off from \(try spelling(left))."
        return try change("split accounts", summary, touching: members.sorted()) { recorder in
            let between = try JoiningReader(reader: writer).assertions(.accountSame, "subject", in: members).filter { held in
                held.assertion.object.map { off.contains(held.assertion.subject) != off.contains($0) } ?? false
            }
            try recorder.end(between.map(\.id))
            let known = try JoiningReader(reader: writer).assertions(.accountDistinct, "subject", in: members)
            let knownPairs = Set(known.map { [$0.assertion.subject, $0.assertion.object ?? 0] })
            try recorder.record(refusals.filter { !knownPairs.contains([$0.subject, $0.object ?? 0]) } + links)
        }
    }

    /// The accounts that belong to the person of an account.
    func members(ofPersonOf account: Int64) throws -> Set<Int64> {
        let reader = JoiningReader(reader: writer)
        let people = try reader.assertions(.accountPerson, "subject", in: [account]).compactMap(\.assertion.object)
        return Set(try reader.assertions(.accountPerson, "object", in: people).map(\.assertion.subject)).union([account])
    }

    /// Statements that hold accounts together which a run would leave apart, one for each group after the first.
    private func bonds(of accounts: Set<Int64>, in run: inout PlacementRun, _ reason: String) -> [Assertion] {
        var first: Int64?
        var heads: Set<Int> = []
        var bonds: [Assertion] = []
        for (position, id) in run.ids.enumerated() where accounts.contains(id) {
            guard heads.insert(run.head(of: position)).inserted else { continue }
            if let first {
                bonds.append(
                    Assertion(
                        .accountSame, subject: first, object: id, rule: SaidRule.stated.name,
                        evidence: bounded("Stayed together when others were split off. \(words(reason))")))
            } else {
                first = id
            }
        }
        return bonds
    }
}
