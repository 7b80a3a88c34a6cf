import Store

/// Finds the accounts that a file's identities spell, and makes those that are missing, many at a time.
///
/// An identity of which only the address is known is the account with that address of the same source, where there is one
/// without a user name. A user name is the account to which the forge gave it; when the file knows another name or address of it than that account
/// shows, the file's spelling is an account of its own.
struct IdentityAccounts {
    typealias Identity = IdentityFile.Identity

    private struct Login: Hashable {
        let source: String
        let key: String
    }

    fileprivate struct Address: Hashable {
        let source: String
        let key: String
    }

    private struct Spelling: Hashable {
        let source: String
        let text: ExactText
    }

    private struct Account {
        let id: Int64
        let spelling: String
        let name: String
        let email: String
        let login: String?

        /// Numbered by the forge, or standing for the user name alone.
        var isOwn: Bool { isNumbered || login.map { spelling == ForgeAccount(host: "", number: nil, login: $0).spelling } ?? false }
        var isNumbered: Bool { Int64(spelling) != nil }

        func shows(_ identity: Identity) -> Bool {
            ExactText(email) == ExactText(identity.email ?? "")
                && (identity.name.map { ExactText($0) == ExactText(name) } ?? (isOwn || name.isEmpty || name == login))
        }
    }

    private var bySpelling: [Spelling: Int64] = [:]
    /// Those without a name first, as they say no more than the address.
    private var byAddress: [Address: [Int64]] = [:]
    /// The person of the file that an account was found for.
    private var owner: [Int64: Int] = [:]
    private var byLogin: [Login: [Account]] = [:]
    private var made: [NewAccount] = []

    /// - Parameter people: for each identity a number of the person to whom the file gives it.
    /// - Returns: for each identity the number of its account.
    static func accounts(
        of people: [Identity: Int], in writer: any SQLWriter, at now: Instant
    ) throws -> (ids: [Identity: Int64], made: Int) {
        var accounts = IdentityAccounts()
        let identities = people.keys
        try accounts.load(for: identities, writer)
        // What says more comes first among git's, so that an address alone finds it; what says less first among user names.
        let ordered = identities.sorted { a, b in
            let (rankA, rankB) = (rank(a), rank(b))
            return rankA != rankB ? rankA < rankB : a < b
        }
        var ids: [Identity: Int64] = [:]
        ids.reserveCapacity(identities.count)
        for identity in ordered {
            let person = people[identity] ?? -1
            let id = accounts.account(of: identity, person)
            ids[identity] = id
            if accounts.owner[id] == nil { accounts.owner[id] = person }
        }
        guard !accounts.made.isEmpty else { return (ids, 0) }
        let first = try writer.store(accounts.made, observed: Instant(seconds: 0), at: now)
        return (ids.mapValues { $0 < 0 ? first - 1 - $0 : $0 }, accounts.made.count)
    }

    private static func rank(_ identity: Identity) -> Int {
        if identity.username != nil { return identity.name == nil && identity.email == nil ? 0 : 1 }
        return identity.name == nil ? 3 : 2
    }

    /// Reads of all accounts only those that the identities may mean.
    private mutating func load(for identities: some Sequence<Identity>, _ reader: any SQLReader) throws {
        var spellings: Set<Spelling> = [], addresses: Set<Address> = [], logins: Set<Login> = []
        for identity in identities {
            if let login = Self.login(identity) { logins.insert(login) } else { spellings.insert(Self.spelling(identity)) }
            if let address = Self.address(identity) { addresses.insert(address) }
        }
        try reader.forEachRow(
            """
            SELECT a.id, a.source, a.spelling, a.name, a.email, a.email_key, p.login, p.login_key
            FROM accounts a LEFT JOIN account_profiles p ON p.account_id = a.id AND p.ended_at IS NULL ORDER BY a.id
            """, []
        ) { row in
            let (id, source) = (row.integer(0), row.text(1))
            let spelling = Spelling(source: source, text: ExactText(row.text(2)))
            if spellings.contains(spelling) { bySpelling[spelling] = id }
            let address = Address(source: source, key: row.text(5))
            if row.isNull(6), addresses.contains(address) {
                let known = byAddress[address]?.count ?? 0
                byAddress[address, default: []].insert(id, at: row.text(3).isEmpty ? 0 : known)
            }
            guard let login = row.optionalText(6) else { return }
            let key = Login(source: source, key: row.text(7))
            guard logins.contains(key) else { return }
            byLogin[key, default: []].append(
                Account(id: id, spelling: row.text(2), name: row.text(3), email: row.text(4), login: login))
        }
    }

    private mutating func account(of identity: Identity, _ person: Int) -> Int64 {
        if let login = Self.login(identity) { return account(of: identity, login) }
        let spelling = Self.spelling(identity)
        if let id = bySpelling[spelling] { return id }
        // A spelling with a name that the file gives to somebody else is not meant by the address alone.
        if let address = Self.address(identity),
            let id = byAddress[address]?.first(where: { owner[$0] == nil || owner[$0] == person })
        {
            return id
        }
        let id = make(identity, spelling: Self.spelled(identity).spelling, login: nil)
        bySpelling[spelling] = id
        return id
    }

    private mutating func account(of identity: Identity, _ login: Login) -> Int64 {
        let known = byLogin[login] ?? []
        if identity.name == nil, identity.email == nil, let own = known.first(where: \.isOwn) {
            return known.first(where: \.isNumbered)?.id ?? own.id
        }
        if let same = known.first(where: { $0.shows(identity) }) { return same.id }
        let isFirst = !known.contains(where: \.isOwn)
        let spelling =
            isFirst
            ? ForgeAccount(host: identity.source, number: nil, login: identity.username).spelling
            : BoundedKey.of("\(Self.spelled(identity).spelling) @\(login.key)")
        let id = make(identity, spelling: spelling, login: identity.username)
        byLogin[login, default: []].append(
            Account(
                id: id, spelling: spelling, name: made.last?.identity.name ?? "", email: identity.email ?? "",
                login: identity.username))
        return id
    }

    /// - Returns: a number below zero, which stands for the account until all numbers are taken at once.
    private mutating func make(_ identity: Identity, spelling: String, login: String?) -> Int64 {
        let id = -1 - Int64(made.count)
        made.append(
            NewAccount(
                source: identity.source, spelling: spelling,
                identity: SpelledIdentity(name: identity.name ?? login ?? "", email: identity.email ?? ""), login: login))
        if login == nil, let address = Address(identity) { byAddress[address, default: []].append(id) }
        return id
    }

    private static func login(_ identity: Identity) -> Login? {
        identity.username.map { Login(source: identity.source, key: BoundedKey.of($0.lowercased())) }
    }

    /// The address of an identity of which nothing else is known.
    private static func address(_ identity: Identity) -> Address? {
        identity.username == nil && identity.name == nil ? Address(identity) : nil
    }

    private static func spelling(_ identity: Identity) -> Spelling {
        Spelling(source: identity.source, text: ExactText(spelled(identity).spelling))
    }

    private static func spelled(_ identity: Identity) -> SpelledIdentity {
        SpelledIdentity(name: identity.name ?? "", email: identity.email ?? "")
    }
}

extension IdentityAccounts.Address {
    /// Nil for an address that cannot join accounts.
    fileprivate init?(_ identity: IdentityFile.Identity) {
        let key = SpelledIdentity(name: "", email: identity.email ?? "").emailKey
        guard !key.isEmpty else { return nil }
        self.init(source: identity.source, key: key)
    }
}
