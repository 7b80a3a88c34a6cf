public import Store

/// An assertion that is held, and who or what recorded it.
public struct AttributedAssertion: Sendable, Hashable {
    public let held: RecordedAssertion
    public let madeBy: String

    public var assertion: Assertion { held.assertion }
}

extension SQLReader {
    /// Everything that is held of some accounts, in the order in which it was recorded; what joins or parts them from others,
    /// and who reports to them, too.
    public func beliefs(aboutAccounts ids: Set<Int64>) throws -> [AttributedAssertion] {
        let own = Assertion.Predicate.allCases.filter(\.isAboutAccounts)
        let pairs: [Assertion.Predicate] = [.accountSame, .accountDistinct, .accountPostponed, .accountManager]
        var found: [Int64: RecordedAssertion] = [:]
        for (column, predicates) in [("subject", own), ("object", pairs)] {
            let list = predicates.map { _ in "?" }.joined(separator: ", ")
            try forEachRow(
                of: ids,
                {
                    """
                    SELECT \(RecordedAssertion.columns) FROM assertions
                    WHERE \(column) IN (\($0)) AND predicate IN (\(list)) AND ended_at IS NULL
                    """
                }, arguments: predicates.map { .text($0.rawValue) }
            ) { row in
                let held = try RecordedAssertion(row)
                found[held.id] = held
            }
        }
        var makers: [Int64: String] = [:]
        try forEachRow(of: Set(found.values.map(\.operation)), { "SELECT id, made_by FROM operations WHERE id IN (\($0))" }) { row in
            makers[row.integer(0)] = row.text(1)
        }
        return found.values.sorted { $0.id < $1.id }.map { AttributedAssertion(held: $0, madeBy: makers[$0.operation] ?? "") }
    }
}
