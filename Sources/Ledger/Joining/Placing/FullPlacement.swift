import Store

/// Places all accounts and makes the numbers anew by which they are found.
///
/// Names and addresses pass by and are not kept, so a million accounts need some hundred megabytes.
struct FullPlacement {
    let writer: any SQLWriter
    let settings: JoiningSettings

    func run() throws -> PlacementRun {
        var ids: [Int64] = []
        var tables: [Int: KeyTable] = [:]
        var numbers: [(key: Int64, account: Int64)] = []
        let keying = settings.keying
        try writer.forEachRow(
            "SELECT \(JoiningReader.accountColumns) FROM \(JoiningReader.accountTables) ORDER BY a.id", []
        ) { row in
            guard ids.last != row.integer(0) else { return }
            let account = JoiningReader.account(row)
            ids.append(account.id)
            for (index, key) in keying.keys(of: account) {
                tables[index, default: KeyTable()].add(key, ids.count - 1)
                numbers.append((Int64(bitPattern: StableHash.of(key.text)), account.id))
            }
        }
        try store(&numbers)
        let said = try writer.assertions(.accountSame) + writer.assertions(.accountSpelling)
        return PlacementRun(
            ids: ids, keys: tables, said: said.map(\.assertion), refusals: try writer.assertions(.accountDistinct).map(\.assertion),
            placed: try placed(ids), settings: settings)
    }

    private func store(_ numbers: inout [(key: Int64, account: Int64)]) throws {
        // In order of the key the pages of the table are filled one after the other.
        numbers.sort { ($0.key, $0.account) < ($1.key, $1.account) }
        try writer.execute("DELETE FROM account_keys")
        try writer.bulkLoad(into: "account_keys", columns: ["key", "account_id"], onConflict: .fail) { loader in
            var last: (Int64, Int64)?
            for (key, account) in numbers where last ?? (~key, 0) != (key, account) {
                loader.integer(key)
                loader.integer(account)
                try loader.endRow()
                last = (key, account)
            }
        }
    }

    private func placed(_ ids: [Int64]) throws -> [PlacementRun.Placed?] {
        var placed: [PlacementRun.Placed?] = Array(repeating: nil, count: ids.count)
        let position = PositionIndex(ids)
        try writer.forEachRow(
            "SELECT subject, object, id, rule FROM assertions WHERE predicate = ? AND ended_at IS NULL",
            [.text(Assertion.Predicate.accountPerson.rawValue)]
        ) { row in
            guard let index = position[row.integer(0)], !row.isNull(1) else { return }
            placed[index] = .init(person: row.integer(1), assertion: row.integer(2), rule: row.text(3))
        }
        return placed
    }
}
