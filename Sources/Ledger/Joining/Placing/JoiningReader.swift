import Store

/// Reads what placement needs to know of accounts.
struct JoiningReader {
    let reader: any SQLReader

    static let accountColumns = "a.id, a.source, a.spelling, a.name, a.email, p.login_key, p.observed_at"
    static let accountTables = "accounts a LEFT JOIN account_profiles p ON p.account_id = a.id AND p.ended_at IS NULL"

    static func account(_ row: any SQLRow) -> JoiningAccount {
        JoiningAccount(
            id: row.integer(0), source: row.text(1), spelling: row.text(2), name: row.text(3), email: row.text(4),
            login: row.optionalText(5), observedAt: row.integer(6))
    }

    func accounts(_ ids: some Collection<Int64>) throws -> [JoiningAccount] {
        try inGroups(Array(ids)) { marks, values in
            try reader.rows(
                "SELECT \(Self.accountColumns) FROM \(Self.accountTables) WHERE a.id IN (\(marks)) ORDER BY a.id", values,
                Self.account)
        }
    }

    /// The user names that forges give to accounts now, as they spell them.
    func logins(of ids: some Collection<Int64>) throws -> [(Int64, String)] {
        try inGroups(Array(ids)) { marks, values in
            try reader.rows(
                "SELECT account_id, login FROM account_profiles WHERE ended_at IS NULL AND account_id IN (\(marks))", values
            ) { ($0.integer(0), $0.text(1)) }
        }
    }

    /// Accounts with a key of the same number; a few more than have the same key.
    func accounts(withKeys keys: some Collection<UInt64>) throws -> [Int64] {
        try inGroups(keys.map { Int64(bitPattern: $0) }) { marks, values in
            try reader.rows("SELECT account_id FROM account_keys WHERE key IN (\(marks))", values) { $0.integer(0) }
        }
    }

    /// Accounts that have a number of a key in common with one of these, as they were written down last.
    func accounts(sharingKeysWith ids: some Collection<Int64>) throws -> [Int64] {
        try inGroups(Array(ids)) { marks, values in
            try reader.rows(
                """
                SELECT DISTINCT other.account_id FROM account_keys own JOIN account_keys other ON other.key = own.key
                WHERE own.account_id IN (\(marks))
                """, values
            ) { $0.integer(0) }
        }
    }

    /// The assertions in force of a kind with one of the numbers as subject, or as object.
    func assertions(
        _ predicate: Assertion.Predicate, _ column: String, in ids: some Collection<Int64>
    ) throws -> [RecordedAssertion] {
        try inGroups(Array(ids)) { marks, values in
            try reader.rows(
                """
                SELECT \(RecordedAssertion.columns) FROM assertions
                WHERE predicate = ? AND ended_at IS NULL AND \(column) IN (\(marks))
                """, [.text(predicate.rawValue)] + values
            ) { try RecordedAssertion($0) }
        }
    }

    /// Asks for many numbers, some at a time; the statements have few lengths, so that they stay prepared.
    private func inGroups<T>(_ ids: [Int64], _ ask: (String, [SQLValue]) throws -> [T]) throws -> [T] {
        var found: [T] = []
        var start = 0
        while start < ids.count {
            let left = ids.count - start
            let length = left == 1 ? 1 : left <= 16 ? 16 : 400
            let group = ids[start..<min(ids.count, start + length)]
            // What is missing is filled up with one of the numbers.
            let values = group.map(SQLValue.integer) + Array(repeating: .integer(group[group.startIndex]), count: length - group.count)
            found += try ask(Array(repeating: "?", count: length).joined(separator: ", "), values)
            start += group.count
        }
        return found
    }
}

extension JoiningSettings {
    /// The rules that give keys and are switched on.
    var keying: Keying {
        Keying(
            settings: self,
            rules: JoiningRules.all.enumerated().filter { isOn($0.element.name) && !($0.element is SaidRule) }.map {
                ($0.offset, $0.element)
            })
    }

    struct Keying {
        let settings: JoiningSettings
        /// By their place in ``JoiningRules/all``.
        let rules: [(index: Int, rule: any JoiningRule)]

        func keys(of account: JoiningAccount) -> [(rule: Int, key: JoiningKey)] {
            guard !settings.excludes(account) else { return [] }
            return rules.flatMap { index, rule in rule.keys(of: account).map { (rule: index, key: $0) } }
        }
    }

    /// Whether the rule of an assertion that says two accounts are one person's is switched on.
    func allows(_ said: Assertion) -> Bool {
        isOn(said.rule) && isOn(JoiningRules.all[JoiningRules.index(ofSaid: said.rule)].name)
    }
}
