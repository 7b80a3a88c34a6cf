public import Store

/// Which accounts of a person speak with one voice: those with the same address, and an account of which only a user name is
/// known together with the one to which the same forge gives that name.
///
/// What a roster says of an address then holds for every account that uses it, whenever the account comes.
public struct AffiliationVoices: Sendable {
    /// By the account's number: equal and above 0 for accounts that share a voice; 0 for one that shares none.
    public private(set) var voiceOf: [Int32]

    /// - Parameters:
    ///   - accounts: one more than the largest number of an account.
    ///   - asKnown: the instant as of which user names are read; now when nil.
    public init(_ reader: any SQLReader, accounts: Int, asKnown: Instant? = nil) throws {
        voiceOf = Array(repeating: 0, count: accounts)
        var previous = (address: "", account: 0)
        var pairs: [(Int, Int)] = []
        try reader.forEachRow("SELECT email_key, id FROM accounts WHERE email_key <> '' ORDER BY email_key, id", []) { row in
            let account = row.int(1)
            let address = row.text(0)
            if address == previous.address { pairs.append((previous.account, account)) } else { previous = (address, account) }
        }
        try forEachUserName(reader, asKnown) { pairs.append(($0, $1)) }
        for (a, b) in pairs { join(a, b) }
        for account in voiceOf.indices where voiceOf[account] > 0 { voiceOf[account] = Int32(head(of: account)) }
    }

    private func forEachUserName(_ reader: any SQLReader, _ asKnown: Instant?, _ body: (Int, Int) -> Void) throws {
        struct Key: Hashable {
            let source: String
            let login: String
        }
        // Joined here: a database may take every pair of accounts for a candidate.
        var named: [Key: Int] = [:]
        try reader.forEachRow("SELECT id, source, spelling FROM accounts WHERE spelling LIKE '@%' AND source <> 'git'", []) { row in
            named[Key(source: row.text(1), login: String(row.text(2).dropFirst()))] = row.int(0)
        }
        guard !named.isEmpty else { return }
        let held = HeldCondition(at: asKnown, "p")
        try reader.forEachRow(
            """
            SELECT b.id, b.source, p.login_key FROM account_profiles p JOIN accounts b ON b.id = p.account_id
            WHERE b.spelling NOT LIKE '@%' AND \(held.sql) ORDER BY b.id
            """, held.arguments
        ) { row in
            if let account = named[Key(source: row.text(1), login: row.text(2))] { body(account, row.int(0)) }
        }
    }

    /// The entries point from an account to one of its voice, the head to itself.
    private mutating func join(_ a: Int, _ b: Int) {
        guard voiceOf.indices.contains(a), voiceOf.indices.contains(b), a > 0, b > 0 else { return }
        let (headA, headB) = (head(of: a), head(of: b))
        voiceOf[a] = Int32(headA)
        voiceOf[b] = Int32(headB)
        voiceOf[max(headA, headB)] = Int32(min(headA, headB))
        voiceOf[min(headA, headB)] = Int32(min(headA, headB))
    }

    private func head(of account: Int) -> Int {
        var account = account
        while voiceOf[account] > 0, Int(voiceOf[account]) != account { account = Int(voiceOf[account]) }
        return account
    }
}

extension SQLReader {
    /// What is held of affiliations, in brief; `asKnown` as of an instant.
    public func affiliationClaims(asKnown: Instant? = nil) throws -> [AffiliationClaim] {
        let held = HeldCondition(at: asKnown)
        var claims: [AffiliationClaim] = []
        var rules: [String: AffiliationRule] = [:]
        try forEachRow(
            """
            SELECT subject, object, valid_from, valid_to, share, rule FROM assertions
            WHERE predicate = ? AND object IS NOT NULL AND \(held.sql) ORDER BY id
            """, [.text(Assertion.Predicate.accountOrganisation.rawValue)] + held.arguments
        ) { row in
            let name = row.text(5)
            let rule = rules[name] ?? AffiliationRule(name)
            rules[name] = rule
            claims.append(
                AffiliationClaim(
                    account: row.integer(0), organisation: row.integer(1), from: row.optionalInteger(2) ?? .min,
                    to: row.optionalInteger(3) ?? .max, share: row.optionalInteger(4), rule: rule))
        }
        return claims
    }
}

extension SQLReader {
    /// The affiliations of everybody.
    ///
    /// - Parameter personOf: by the account's number, a number of its person from 0 on; negative for nobody.
    public func affiliations(personOf: [Int32], asKnown: Instant? = nil) throws -> AffiliationIndex {
        AffiliationIndex(
            claims: try affiliationClaims(asKnown: asKnown), personOf: personOf,
            voiceOf: try AffiliationVoices(self, accounts: personOf.count, asKnown: asKnown).voiceOf)
    }

    /// What is held of the affiliations of one person's accounts, with what wins and why.
    ///
    /// - Parameter accounts: all accounts of the person.
    public func affiliationCase(of accounts: [Int64], asKnown: Instant? = nil) throws -> AffiliationCase {
        let condition = HeldCondition(at: asKnown)
        var held: [RecordedAssertion] = []
        var voices = SmallVoices()
        for account in Set(accounts).sorted() {
            held += try rows(
                """
                SELECT \(RecordedAssertion.columns) FROM assertions
                WHERE predicate = ? AND subject = ? AND \(condition.sql) ORDER BY id
                """, [.text(Assertion.Predicate.accountOrganisation.rawValue), .integer(account)] + condition.arguments
            ) { try RecordedAssertion($0) }
            try voices.add(account, self, asKnown)
        }
        return AffiliationCase(accounts: accounts, held: held, voiceOf: voices.voiceOf)
    }
}

/// The voices of a few accounts, found without reading those of all others.
private struct SmallVoices {
    private struct Sign: Hashable {
        let source: String
        let text: String
    }

    private(set) var voiceOf: [Int64: Int32] = [:]
    private var voiceOfSign: [Sign: Int32] = [:]

    mutating func add(_ account: Int64, _ reader: any SQLReader, _ asKnown: Instant?) throws {
        let condition = HeldCondition(at: asKnown)
        let spelled = try reader.first("SELECT source, spelling, email_key FROM accounts WHERE id = ?", [.integer(account)]) { row in
            (source: row.text(0), spelling: row.text(1), address: row.text(2))
        }
        guard let spelled else { return }
        var signs: [Sign] = spelled.address.isEmpty ? [] : [Sign(source: "", text: spelled.address)]
        if spelled.spelling.hasPrefix("@"), spelled.source != "git" {
            signs.append(Sign(source: spelled.source, text: String(spelled.spelling.dropFirst())))
        } else {
            signs += try reader.rows(
                "SELECT login_key FROM account_profiles WHERE account_id = ? AND \(condition.sql)",
                [.integer(account)] + condition.arguments
            ) { Sign(source: spelled.source, text: $0.text(0)) }
        }
        let known = Set(signs.compactMap { voiceOfSign[$0] })
        let voice = known.min() ?? Int32(clamping: account)
        for (other, theirs) in voiceOf where known.contains(theirs) { voiceOf[other] = voice }
        for (sign, theirs) in voiceOfSign where known.contains(theirs) { voiceOfSign[sign] = voice }
        voiceOf[account] = voice
        for sign in signs { voiceOfSign[sign] = voice }
    }
}
