import Store

/// Accounts as suggestions compare them. Bots and generic names are left out: nothing is suggested for them.
struct SuggestionSource {
    struct Account {
        let id: Int64
        /// Numbers the person among those of the source.
        let person: Int32
        let source: String
        let shownName: String
        let name: FoldedName
        /// The user name at a forge, or the one in a private address.
        let login: String?
        /// The part of an address before its `@`.
        let mailbox: String?
        let domain: String?
        let organisation: Int64?
    }

    private(set) var accounts: [Account] = []
    private(set) var people: [Int64] = []
    /// Pairs of people about whom nothing is to be asked now.
    private(set) var settled: Set<UInt64> = []

    init(_ reader: any SQLReader, at now: Instant) throws {
        var personOf: [Int64: Int64] = [:]
        try reader.forEachRow(
            "SELECT subject, object FROM assertions WHERE predicate = ? AND ended_at IS NULL",
            [.text(Assertion.Predicate.accountPerson.rawValue)]
        ) { personOf[$0.integer(0)] = $0.integer(1) }
        let bots = Set(try reader.assertions(.accountBot).filter { $0.assertion.isValid(at: now) }.map(\.assertion.subject))
        var organisations: [Int64: Int64] = [:]
        try reader.forEachRow(
            "SELECT subject, object FROM assertions WHERE predicate = ? AND ended_at IS NULL ORDER BY id",
            [.text(Assertion.Predicate.accountOrganisation.rawValue)]
        ) { organisations[$0.integer(0)] = $0.integer(1) }
        let settings = try reader.joiningSettings()
        var numbers: [Int64: Int32] = [:]
        var found: [Account] = []
        var list: [Int64] = []
        try reader.forEachRow(
            "SELECT \(JoiningReader.accountColumns) FROM \(JoiningReader.accountTables) ORDER BY a.id", []
        ) { row in
            let account = JoiningReader.account(row)
            guard let person = personOf[account.id], found.last?.id != account.id, !bots.contains(account.id), !settings.excludes(account)
            else { return }
            let number = numbers[person] ?? Int32(list.count)
            if numbers.updateValue(number, forKey: person) == nil { list.append(person) }
            found.append(Self.account(account, number, organisations[account.id]))
        }
        (accounts, people) = (found, list)
        let pairs =
            try reader.assertions(.accountDistinct)
            + reader.assertions(.accountPostponed).filter { $0.assertion.isValid(at: now) }
        for held in pairs {
            guard let other = held.assertion.object, let a = personOf[held.assertion.subject].flatMap({ numbers[$0] }),
                let b = personOf[other].flatMap({ numbers[$0] })
            else { continue }
            settled.insert(Self.pair(a, b))
        }
    }

    /// Two people as one number, whatever their order.
    static func pair(_ a: Int32, _ b: Int32) -> UInt64 { UInt64(UInt32(min(a, b))) << 32 | UInt64(UInt32(max(a, b))) }

    private static func account(_ account: JoiningAccount, _ person: Int32, _ organisation: Int64?) -> Account {
        let address = account.email.isEmpty ? nil : MailAddress(account.email)
        let hidden = address.flatMap(PrivateAddress.init)
        let isShared = address?.isShared ?? true
        // A forge shows the user name where an account has no name.
        let isNamed = account.name.lowercased() != account.currentLogin
        return Account(
            id: account.id, person: person, source: account.source, shownName: account.name,
            name: FoldedName(isNamed ? account.name : ""), login: account.currentLogin ?? hidden?.login,
            mailbox: isShared || hidden != nil ? nil : address?.mailbox, domain: isShared || hidden != nil ? nil : address?.domain,
            organisation: organisation)
    }
}
