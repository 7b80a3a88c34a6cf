import Store

/// The accounts of those whom a roster names, found or made many at a time.
///
/// An address becomes an account of the source `roster`, which placement joins with every other account that uses the address,
/// whenever it comes. A user name is the account to which the forge gives it, or one that stands for the user name alone
/// until the forge shows it.
struct RosterAccounts {
    /// The source of accounts that only a roster spells.
    static let source = "roster"

    private let writer: any SQLWriter
    private let now: Instant
    private var byAddress: [String: Int64] = [:]
    private var byLogin: [RosterRow.Login: Int64] = [:]
    /// User names of which the forge has said nothing yet.
    private(set) var unseen: Set<RosterRow.Login> = []

    /// Makes the accounts that are missing.
    init(_ rows: [RosterRow], in writer: any SQLWriter, at now: Instant) throws {
        self.writer = writer
        self.now = now
        try writer.forEachRow("SELECT id, spelling FROM accounts WHERE source = ?", [.text(Self.source)]) { row in
            byAddress[row.text(1)] = row.integer(0)
        }
        var new: [NewAccount] = []
        for host in Set(rows.flatMap { $0.logins.map(\.key.host) }).sorted() { try find(host) }
        for row in rows {
            if let email = row.email, byAddress[email] == nil {
                byAddress[email] = 0
                new.append(
                    NewAccount(
                        source: Self.source, spelling: email, identity: SpelledIdentity(name: row.name ?? "", email: email), login: nil))
            }
            for login in row.logins.map(\.key) where byLogin[login] == nil {
                byLogin[login] = 0
                unseen.insert(login)
                let account = ForgeAccount(host: login.host, number: nil, login: login.name, name: nil)
                new.append(
                    NewAccount(
                        source: login.host, spelling: account.spelling, identity: SpelledIdentity(name: account.displayName, email: ""),
                        login: login.name))
            }
        }
        try make(new)
    }

    func account(ofAddress address: String) -> Int64? { byAddress[address] }

    func account(of login: RosterRow.Login) -> Int64? { byLogin[login.key] }

    /// All accounts of a row, that of the address first.
    func accounts(of row: RosterRow) -> [Int64] {
        var found = row.email.flatMap(account(ofAddress:)).map { [$0] } ?? []
        for account in row.logins.compactMap(account(of:)) where !found.contains(account) { found.append(account) }
        return found
    }

    /// The account of somebody whom the roster itself does not list; nil when the ledger does not know them either.
    func outsider(_ person: RosterRow.Person) throws -> Int64? {
        switch person {
        case .email(let address):
            return try byAddress[address]
                ?? writer.integer("SELECT MIN(id) FROM accounts WHERE email_key = ?", [.text(BoundedKey.of(address))])
        case .login(let login):
            if let known = account(of: login) { return known }
            return try writer.accounts(ofLogin: login.name, host: login.host).min()
        }
    }

    /// The accounts of a forge by user name; one that the forge numbers goes before one of the user name alone.
    private mutating func find(_ host: String) throws {
        try writer.forEachRow("SELECT id, spelling FROM accounts WHERE source = ? AND spelling LIKE '@%'", [.text(host)]) { row in
            let login = RosterRow.Login(host: host, name: String(row.text(1).dropFirst()))
            byLogin[login] = row.integer(0)
            unseen.insert(login)
        }
        for (name, account) in try writer.numberedAccounts(ofHost: host) {
            byLogin[RosterRow.Login(host: host, name: name)] = account
            unseen.remove(RosterRow.Login(host: host, name: name))
        }
    }

    private mutating func make(_ new: [NewAccount]) throws {
        guard !new.isEmpty else { return }
        let first = try writer.store(new, observed: now, at: now)
        for (id, account) in zip(first..., new) {
            if let login = account.login {
                byLogin[RosterRow.Login(host: account.source, name: login)] = id
            } else {
                byAddress[account.spelling] = id
            }
        }
        try writer.advanceRevision()
    }
}
