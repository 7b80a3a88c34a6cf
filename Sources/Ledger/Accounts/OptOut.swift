public import Store

extension SQLReader {
    /// All accounts of the people who do not want to be shown: those of which it was said, and those that are one person's
    /// with them.
    public func optedOutAccounts() throws -> Set<Int64> {
        let said = Set(try assertions(.accountOptOut).map(\.assertion.subject))
        guard !said.isEmpty else { return [] }
        let predicate = SQLValue.text(Assertion.Predicate.accountPerson.rawValue)
        var people: Set<Int64> = []
        try forEachRow(
            of: said, { "SELECT object FROM assertions WHERE subject IN (\($0)) AND predicate = ? AND ended_at IS NULL" },
            arguments: [predicate]
        ) { people.insert($0.integer(0)) }
        var all = said
        try forEachRow("SELECT subject, object FROM assertions WHERE predicate = ? AND ended_at IS NULL", [predicate]) { row in
            if people.contains(row.integer(1)) { all.insert(row.integer(0)) }
        }
        return all
    }
}
